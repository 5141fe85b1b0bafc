"""A Statement: one plain function, the domains of its letters, and its wrong variants. A malformed one is refused at construction."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy as np

from numerics.systems.ball import LADDER as LADDER_OF_BITS
from numerics.systems.ball import precision
from numerics.systems.rational import RATIONAL
from numerics.systems.reals import REALS
from numerics.value import ALONG_A_SIZE, OVER_A_LAW, Refusal, Relation, Unknown, Value, atoms, truth
from theorems.domains import Domain, Growing, Integers, Listed, Sizes, draw, read, realise, side
from theorems.pictures import Law, Trajectories
from theorems.verdict import LADDER

TEXTS = ("verbatim", "reconstructed", "uncertain")
LARGEST_TRIAL = 5
Turns = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Instance:
    """Sizes, listed letters, and a batch of integers for every domain: points of a statement in any number system."""

    sizes: Sizes
    listed: Mapping[str, Any]
    integers: Mapping[str, Sequence[Integers]]
    batch: int = 1

    @property
    def total(self) -> int:
        """The sum of its sizes."""
        return sum(self.sizes.values())

    def one(self, index: int) -> Instance:
        """Instance `index` alone."""
        return self.part(index, index + 1)

    def part(self, start: int, stop: int) -> Instance:
        """Instances from `start` up to `stop`, without copying."""
        if start == 0 and stop >= self.batch:
            return self
        return self._chosen(slice(start, stop), min(stop, self.batch) - start)

    def take(self, indices: Any) -> Instance:
        """The instances with these indices."""
        return self._chosen(indices, len(indices))

    def _chosen(self, at: Any, batch: int) -> Instance:
        integers = {key: [(p[at], q[at]) for p, q in leaves] for key, leaves in self.integers.items()}
        return Instance(sizes=self.sizes, listed=self.listed, integers=integers, batch=batch)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a paper claims, encoded once.

    source: where it stands. text: verbatim | reconstructed | uncertain.
    for_all: letters to domains; a key "K R" names the two letters of a joint domain. given: a function of letters, a relation that ties them.
    claims: positional parameters are letters (sizes may be asked for by name), keywords are knobs; returns named relations.
    readings, mutants: names to turned knobs or replaced domains. amends: the module that this corrects.
    contradicted_by: claims to the modules of statements that cannot be true beside them, for what no single point refutes (a limit, a constant for all
    sizes): once such a statement is proved, the claim is refuted. Say in the docstring why they exclude each other: that is for the reader to judge.
    expect, falls, counterexample: pins, outside the fingerprint: the verdict reached; the readings that fell, or for a refuted
    statement the claims; a failing point.
    out_of_reach: why nobody can decide it here, instead of claims.
    cites: theorems of the literature that the conclusion needs beyond what is decided here; they are trusted, and every scope says so.
    pictures: what the report draws beside the claims; outside the fingerprint, and evidence of nothing.
    Raises Refusal, with the remedy, for anything malformed.
    """

    source: str
    text: str = "verbatim"
    for_all: Mapping[str, Domain | Growing | Listed] = field(default_factory=dict)
    given: Callable[..., Relation] | None = None
    claims: Callable[..., Mapping[str, Relation]] | None = None
    readings: Mapping[str, Turns] = field(default_factory=lambda: {"as stated": {}})
    mutants: Mapping[str, Turns] = field(default_factory=dict)
    amends: ModuleType | None = None
    contradicted_by: Mapping[str, ModuleType] = field(default_factory=dict)
    expect: str = "proved"
    falls: Sequence[str] = ()
    counterexample: Mapping[str, Any] | None = None
    out_of_reach: str = ""
    cites: Sequence[str] = ()
    pictures: Sequence[Law | Trajectories] = ()

    def __post_init__(self) -> None:
        if self.text not in TEXTS:
            raise Refusal(f"text={self.text!r}: say one of {', '.join(TEXTS)}")
        if self.expect not in LADDER:
            raise Refusal(f"expect={self.expect!r}: say one of {', '.join(LADDER)}")
        if isinstance(self.cites, str):
            raise Refusal("cites is one text: write a list, cites=['Gronwall\'s lemma']")
        if strange := [p for p in self.pictures if not isinstance(p, Law | Trajectories)]:
            raise Refusal(f"pictures holds {strange[0]!r}: write Law(...) or Trajectories(...)")
        if self.out_of_reach:
            if self.claims is not None:
                raise Refusal("out_of_reach stands instead of claims: give one of them")
            return
        if self.claims is None:
            raise Refusal("no claims: give a function that returns named relations, or say in out_of_reach why nobody can")
        self._check_names()
        for name, turns in self.readings.items():
            self._check_turns("reading", name, turns)
        for name, turns in self.mutants.items():
            self._check_turns("mutant", name, turns)
            if not turns:
                raise Refusal(f"mutant {name!r} turns nothing: it is the claim itself")
        if unknown := [name for name in self.falls if self.expect != "refuted" and name not in self.readings]:
            raise Refusal(f"falls names the reading {unknown[0]!r}, which is not one of {', '.join(map(repr, self.readings))}")
        for name in self.readings:
            Variant.of(self, name).trial()
        for claim, module in self.contradicted_by.items():
            if not isinstance(getattr(module, "statement", None), Statement):
                raise Refusal(f"contradicted_by names {module!r} for {claim!r}: import the module of a statement")
            if claim not in (names := Variant.of(self, next(iter(self.readings))).names):
                raise Refusal(f"contradicted_by speaks of {claim!r}, and the claims are {', '.join(map(repr, names))}")
        if self.counterexample is not None:
            if self.expect != "refuted":
                raise Refusal(f"a counterexample is pinned, but {self.expect!r} is expected: pin expect='refuted', or name the reading in falls")
            self._check_pin(self.counterexample)

    @property
    def knobs(self) -> dict[str, Any]:
        """What the paper chose, with its values."""
        return {p.name: p.default for p in inspect.signature(self.claims or (lambda: {})).parameters.values() if p.kind is p.KEYWORD_ONLY}

    def _check_names(self) -> None:
        assert self.claims is not None
        for p in inspect.signature(self.claims).parameters.values():
            if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                raise Refusal(f"claims takes *{p.name}: name its letters one by one")
            if p.kind is p.KEYWORD_ONLY and p.default is p.empty:
                raise Refusal(f"the knob {p.name!r} has no default: the default is what the paper chose")
        letters = [letter for key in self.for_all for letter in key.split()]
        if twice := {x for x in letters if letters.count(x) > 1}:
            raise Refusal(f"for_all names the letter {twice.pop()!r} twice")
        sizes = set().union(*(d.sizes for d in self.for_all.values() if isinstance(d, Domain)), set())
        for key, domain in self.for_all.items():
            if not isinstance(domain, (Domain, Growing, Listed)):
                raise Refusal(f"for_all[{key!r}] is {domain!r}, no domain: write Real(), Matrix('n', 'm'), ...")
            if isinstance(domain, Domain) and len(domain.shapes) != len(key.split()):
                raise Refusal(f"for_all[{key!r}]: the domain gives {len(domain.shapes)} letters, the key names {len(key.split())}")
        growing = [key for key, d in self.for_all.items() if isinstance(d, Growing)]
        if len(growing) > 1:
            raise Refusal(f"the sizes {', '.join(growing)} all grow: let one grow, and write the others as its multiples, such as Normal('d', '2*d')")
        if clash := [x for x in letters if x in sizes and x not in growing]:
            raise Refusal(f"for_all names the letter {clash[0]!r} like a size of a matrix: give one of them another name")
        for function in filter(None, (self.claims, self.given)):
            for p in inspect.signature(function).parameters.values():
                if p.kind is not p.KEYWORD_ONLY and p.name not in letters and p.name not in sizes:
                    raise Refusal(f"{function.__name__} speaks of {p.name!r}: say over what, for_all={{{p.name!r}: Real()}}")
        if not self.mutants:
            raise Refusal("no mutants: name one wrong variant, mutants={'twice': {'factor': 2}}, or nothing here counts as evidence")
        if not self.readings:
            raise Refusal("readings is empty: leave it out, or name the natural meanings of the text")

    def _check_turns(self, kind: str, name: str, turns: Turns) -> None:
        known = {*self.knobs, *self.for_all, "given"}
        for turned, value in turns.items():
            if turned not in known:
                raise Refusal(f"{kind} {name!r} turns {turned!r}, which claims does not have: make it a keyword with the paper's value as default")
            if turned in self.for_all and not isinstance(value, (Domain, Growing, Listed)):
                raise Refusal(f"{kind} {name!r} replaces the domain of {turned!r} by {value!r}, no domain")

    def _check_pin(self, pin: Mapping[str, Any]) -> None:
        problems = []
        for name in self.readings:
            variant = Variant.of(self, name)
            try:
                letters, sizes = variant.pinned(pin, RATIONAL)
            except KeyError as error:
                raise Refusal(f"counterexample names no value for {error.args[0]!r}") from None
            broken = [label for label, relation in variant.hypotheses(letters, sizes) if truth(relation) != 1]
            if broken:
                problems.append(f"it violates the hypothesis {broken[0]}")
            elif not variant.random and not _fails(variant, pin):
                problems.append("no claim fails there")
            else:
                return
        raise Refusal(f"counterexample={dict(pin)}: {problems[0]}; remove the pin or mend it")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A statement with some knobs turned and some domains replaced: a reading, a mutant, or an ablation."""

    statement: Statement
    name: str
    for_all: Mapping[str, Domain | Growing | Listed]
    given: Callable[..., Relation] | None
    knobs: Turns

    @classmethod
    def of(cls, statement: Statement, reading: str, *more: Turns) -> Variant:
        """The reading of that name, with further turns on top."""
        turns = {k: v for part in (statement.readings[reading], *more) for k, v in part.items()}
        for_all = {key: turns.get(key, domain) for key, domain in statement.for_all.items()}
        knobs = {k: v for k, v in turns.items() if k not in for_all and k != "given"}
        return cls(statement=statement, name=reading, for_all=for_all, given=turns.get("given", statement.given), knobs=knobs)

    @property
    def drawn(self) -> dict[str, Domain]:
        return {key: d for key, d in self.for_all.items() if isinstance(d, Domain)}

    @property
    def listed(self) -> dict[str, Listed]:
        return {key: d for key, d in self.for_all.items() if isinstance(d, Listed)}

    @property
    def random(self) -> dict[str, Domain]:
        """The letters that follow a law."""
        return {key: d for key, d in self.drawn.items() if d.random}

    @property
    def growing(self) -> str:
        """The name of the size that grows, if one does."""
        return next((key for key, d in self.for_all.items() if isinstance(d, Growing)), "")

    @property
    def size_names(self) -> list[str]:
        return sorted(set().union(*(d.sizes for d in self.drawn.values()), {self.growing} - {""}))

    @property
    def names(self) -> list[str]:
        """The names of the claims, from one small point."""
        sizes, listed = next(self.grid(LARGEST_TRIAL), ({}, {}))
        return list(self.relations(self.letters(self.draw(sizes, listed, np.random.default_rng(0), 1), RATIONAL, 0), sizes))

    def fitting(self, sizes: Sizes) -> bool:
        return all(d.fitting(sizes) for d in self.drawn.values())

    def grid(self, largest: int) -> Iterator[tuple[dict[str, int], dict[str, Any]]]:
        """Sizes from 1 to `largest` and values of the listed letters, small ones first."""
        names = self.size_names
        for numbers in sorted(itertools.product(range(1, largest + 1), repeat=len(names)), key=lambda z: (sum(z), max(z, default=0), z)):
            sizes = dict(zip(names, numbers, strict=True))
            if self.fitting(sizes):
                for values in itertools.product(*(d.values(sizes) for d in self.listed.values())):
                    yield sizes, dict(zip(self.listed, values, strict=True))

    def draw(self, sizes: Sizes, listed: Mapping[str, Any], rng: np.random.Generator, batch: int) -> Instance:
        """A batch of points. Most batches are of small integers throughout, which are evaluated without rounding; the others mix them with all else."""
        tame = True if rng.random() < 0.6 else None
        integers = {key: [draw(leaf, sizes, rng, batch, tame=tame) for leaf in d.leaves] for key, d in self.drawn.items()}
        return Instance(sizes=sizes, listed=listed, integers=integers, batch=batch)

    def letters(self, instance: Instance, system: Any, index: int | None = None) -> dict[str, Any]:
        """Values of all letters: the whole batch in a batched system, instance `index` in any other."""
        leaves = {key: [read(leaf, n, system, index) for leaf, n in zip(d.leaves, instance.integers[key], strict=True)] for key, d in self.drawn.items()}
        return self.built(leaves, instance.sizes, instance.listed)

    def built(self, leaves: Mapping[str, Sequence[Value]], sizes: Sizes, listed: Mapping[str, Any]) -> dict[str, Any]:
        """Values of all letters, from the values of the leaves of each domain."""
        values: dict[str, Any] = dict(listed)
        for key, domain in self.drawn.items():
            made = realise(domain, iter(leaves[key]), sizes)
            values |= dict(zip(key.split(), made if isinstance(made, tuple) else (made,), strict=True))
        return values

    def relations(self, letters: Mapping[str, Any], sizes: Mapping[str, Any]) -> dict[str, Relation]:
        """The claims at one point. Raises Refusal where the claims function says nothing."""
        assert self.statement.claims is not None
        made = self.statement.claims(**asked(self.statement.claims, letters, sizes), **self.knobs)
        if not isinstance(made, Mapping) or not made:
            raise Refusal("claims returns no named relations: return {'what it says': left == right}")
        for name, relation in made.items():
            if isinstance(relation, (bool, np.bool_)):
                raise Refusal(f"claim {name!r} is already {bool(relation)} as written: it compares plain numbers, so it says nothing; let one side be a Value")
            if not isinstance(relation, Relation):
                raise Refusal(f"claim {name!r} is {type(relation).__name__}, no relation: compare two Values")
        return dict(made)

    def hypotheses(self, letters: Mapping[str, Any], sizes: Mapping[str, Any]) -> list[tuple[str, Relation]]:
        """Each hypothesis at one point: what membership means, then the given relation."""
        result = []
        for key, domain in self.drawn.items():
            held = domain.holds([letters[x] for x in key.split()], sizes)
            if held is not None:
                result.append((f"{key}: {domain.name}", held))
        if self.given is not None:
            result.append(("given", self.tie(letters, sizes)))
        return result

    def tie(self, letters: Mapping[str, Any], sizes: Mapping[str, Any]) -> Relation:
        """The given relation at one point."""
        assert self.given is not None
        relation = self.given(**asked(self.given, letters, sizes))
        if not isinstance(relation, Relation):
            raise Refusal(f"given is {relation!r}, no relation: it compares plain numbers; let one side be a Value")
        return relation

    def trial(self) -> None:
        """Run once at small distinct sizes, so that what cannot run is refused now. Raises Refusal."""
        points = list(itertools.islice(self.grid(LARGEST_TRIAL), 400))
        if not points and self.for_all:
            raise Refusal(f"reading {self.name!r}: no sizes up to {LARGEST_TRIAL} fit all domains: the hypotheses cannot be met")
        points.sort(key=lambda p: (-len(set(p[0].values())), sum(p[0].values())))
        rng = np.random.default_rng(0)
        met = self.given is None
        names: list[str] = []
        smallest = [p for p in points if p[0] == points[0][0]][:40]  # every value of the listed letters, there
        for sizes, listed in [*smallest, *[p for p in points if sum(p[0].values()) != sum(points[0][0].values())][:1]]:
            letters = self.letters(self.draw(sizes, listed, rng, 1), RATIONAL, 0)
            relations = self.relations(letters, sizes)
            self._check_laws(relations)
            found = list(relations)
            if names and found != names:
                raise Refusal("the names of the claims depend on the sizes or on a listed letter: name one claim, and join its parts with every(...)")
            names = found
        few = points[:40] or [({}, {})]
        for sizes, listed in few[:1] if met else few * (1 + 400 // len(few)):
            instance = self.draw(sizes, listed, rng, 8)
            for index in range(8 if not met else 1):
                letters = self.letters(instance, RATIONAL, index)
                held = all(truth(r) == 1 for _, r in self.hypotheses(letters, sizes))
                self.relations(letters, sizes)
                met = met or held
                if met:
                    return
        raise Refusal(
            f"reading {self.name!r}: a hypothesis that no one can satisfy: none of the points drawn meets `given`; build them through a domain instead"
        )

    def _check_laws(self, relations: Mapping[str, Relation]) -> None:
        """Of random letters one claims a probability, or an order along a growing size; of others neither. Raises Refusal."""
        for name, relation in relations.items():
            if any(atom.op in OVER_A_LAW for atom in atoms(relation)) and (relation.op not in OVER_A_LAW or not self.random):
                raise Refusal(f"claim {name!r}: a probability is a claim of its own, of letters that follow a law, such as Normal('d', 1)")
            if self.random and relation.op not in OVER_A_LAW + ALONG_A_SIZE:
                raise Refusal(f"claim {name!r} is made for every value of a random letter: write probability(...) >= bound, or use Matrix, Real, ...")
            if self.random and relation.op in ALONG_A_SIZE and not self.growing:
                raise Refusal(f"claim {name!r}: an order or a limit is taken along a size: say which one grows, for_all={{'d': Growing()}}")

    def pinned(self, pin: Mapping[str, Any], system: Any) -> tuple[dict[str, Any], dict[str, int]]:
        """The letters of a pinned point, and the sizes that they have. Raises KeyError for a letter without value."""
        letters: dict[str, Any] = {}
        sizes: dict[str, int] = {}
        for key, domain in self.for_all.items():
            if isinstance(domain, Growing):
                continue
            if isinstance(domain, Listed):
                letters[key] = int(pin[key]) if isinstance(pin[key], str) and pin[key].lstrip("-").isdigit() else pin[key]
                continue
            if domain.random:
                continue  # it has no value at a point: it is sampled there
            for letter, shape in zip(key.split(), domain.shapes, strict=True):
                given = pin[letter]
                if not shape:
                    letters[letter] = Value(system, system.const(_number(letter, given)), ())
                    continue
                if not isinstance(given, (list, tuple)) or len({len(row) if isinstance(row, (list, tuple)) else -1 for row in given}) != 1:
                    raise Refusal(f"counterexample: {letter!r} is a matrix: write it as rows of one length, [[1, 0], [0, 1]]")
                rows = [[_number(letter, x) for x in row] for row in given]
                letters[letter] = Value(system, system.entries([[system.const(x) for x in row] for row in rows]), (len(rows), len(rows[0])))
                for expression, number in zip(shape, (len(rows), len(rows[0])), strict=True):
                    if isinstance(expression, str) and "*" not in expression and sizes.setdefault(expression, number) != number:
                        raise Refusal(f"counterexample: the size {expression!r} is both {sizes[expression]} and {number}")
        for domain in self.drawn.values():
            for shape in domain.shapes:
                for expression in shape:
                    for name in str(expression).split("*"):
                        if not name.isdigit() and name not in sizes:
                            sizes[name] = int(pin[name])
        for name in self.size_names:
            if name not in sizes:
                sizes[name] = int(pin[name])
        for key, domain in self.for_all.items():
            if isinstance(domain, Growing):
                continue
            if isinstance(domain, Listed):
                if letters[key] not in list(domain.values(sizes)):
                    raise Refusal(f"counterexample: {key} = {letters[key]} is no {domain.name}")
                continue
            for letter, shape in () if domain.random else zip(key.split(), domain.shapes, strict=True):
                if shape and letters[letter].shape != tuple(side(s, sizes) for s in shape):
                    raise Refusal(f"counterexample: {letter!r} is {' x '.join(map(str, letters[letter].shape))}, its domain says {' x '.join(map(str, shape))}")
            if not domain.fitting(sizes):
                raise Refusal(f"counterexample: {domain.name} has no member of these sizes")
        if strange := set(pin) - set(letters) - set(sizes):
            raise Refusal(f"counterexample names {strange.pop()!r}, which is no letter")
        return letters, sizes


def _fails(variant: Variant, pin: Mapping[str, Any]) -> bool:
    """Whether a claim fails at a pinned point, in rationals or in balls of more and more bits."""
    for system, bits in ((RATIONAL, 53), *((REALS, bits) for bits in LADDER_OF_BITS)):
        with precision(bits):
            letters, sizes = variant.pinned(pin, system)
            if any(truth(r) == -1 for r in variant.relations(letters, sizes).values()):
                return True
    return False


def _number(letter: str, given: Any) -> Fraction:
    if isinstance(given, (bool, float)):
        raise Refusal(f"counterexample: {letter!r} holds {given!r}, a {type(given).__name__}: write an integer, a Fraction or a text such as '3/7'")
    return Fraction(given)


def asked(function: Callable[..., Any], letters: Mapping[str, Any], sizes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: letters[name] if name in letters else sizes[name] for name in _positional(function)}


@functools.lru_cache(maxsize=4096)
def _positional(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(p.name for p in inspect.signature(function).parameters.values() if p.kind is not p.KEYWORD_ONLY)


def exact(value: Any) -> Any:
    """A value of an exact system as plain data: strings, or rows of strings."""
    if not isinstance(value, Value):
        return str(value)
    if isinstance(value.data, Unknown):
        return f"unknown ({value.data.reason})"
    if not value.shape:
        return str(value.data)
    return [[str(value.system.entry(value.data, i, j)) for j in range(value.shape[1])] for i in range(value.shape[0])]


__all__ = ["Instance", "Statement", "Variant", "exact", "side"]
