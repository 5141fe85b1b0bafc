"""Matrices of every size at once: polynomials in noncommuting letters, with the hypotheses as rewriting rules.

An equality that reduces to zero holds for all sizes. Inverses enter as new letters with their defining equations, and the rules are
completed by a bounded Knuth-Bendix procedure (F. Mora, "An introduction to commutative and noncommutative Groebner bases", 1994): every
rule is a consequence of the hypotheses, so what reduces to zero is proved whether or not the completion came to its end. What does not
reduce is unknown, never false. Four facts about real matrices are used beyond algebra, each where it is named:
E^T E = 0 implies E = 0;  tr(X^T K X) = 0 with K positive semidefinite implies K X = 0;  rank is at most every size passed through;
null(A) within null(B) implies rank B <= rank A.  A rule whose leading coefficient might vanish is not used.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from numerics.value import Relation, Unknown, Unsupported, Value, same_size

Word = tuple[int, ...]  # letters 2k and their transposes 2k + 1
MOST_RULES, LONGEST_WORD, MOST_TERMS, MOST_OVERLAPS = 160, 9, 400, 400


@dataclass(eq=False, slots=True)
class Polynomial:
    """A matrix: a sum of words with scalar coefficients. The empty word is the identity."""

    terms: dict[Word, Any]
    rows: Any
    columns: Any
    factors: tuple[Polynomial, Polynomial] | None = None  # of the product that it was written as


@dataclass(eq=False, slots=True)
class Scalar:
    """A polynomial in traces and ranks (each a hashable token) over the rational functions of the scalar letters and sizes."""

    terms: dict[tuple[Any, ...], Any]


@dataclass(slots=True)
class Atom:
    name: str
    rows: Any
    columns: Any
    semidefinite: bool = False
    definite: bool = False


@dataclass
class Algebra:
    """One instance per question, with its letters and the rules that its hypotheses give.

    scalars: names of scalar letters; sizes: names of sizes (positive integers).
    """

    scalars: tuple[str, ...]
    sizes: tuple[str, ...]
    name: str = "noncommutative normal form"
    atoms: list[Atom] = field(default_factory=list)
    rules: dict[Word, dict[Word, Any]] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    opaque: dict[Any, int] = field(default_factory=dict)
    hadamards: dict[int, tuple[Polynomial, Polynomial]] = field(default_factory=dict)
    distinct: set[int] = field(default_factory=set)
    conditions: list[str] = field(default_factory=list)  # what was divided by without being shown nonzero: proofs hold where these do
    _paired: set[tuple[Word, Word]] = field(default_factory=set)

    def __post_init__(self) -> None:
        from sympy import QQ
        from sympy.polys.fields import field as fraction_field

        names = [*(f"s_{s}" for s in self.scalars), *(f"n_{s}" for s in self.sizes), "unused"]
        self.coefficients, *generators = fraction_field(names, QQ)
        self.generators = dict(zip(names, generators, strict=True))
        self.signs |= {f"n_{s}": "positive" for s in self.sizes}
        self.size_values = {s: Value(self, Scalar({(): self.generators[f"n_{s}"]}), ()) for s in self.sizes}

    # ---- letters and hypotheses

    def letter(self, name: str, shape: tuple[Any, ...]) -> Value:
        """A scalar letter (declared in `scalars`), or a matrix letter; a side of the shape is an int or the name of a size."""
        if not shape:
            return Value(self, Scalar({(): self.generators[f"s_{name}"]}), ())
        rows, columns = (self.size_values[s] if isinstance(s, str) else s for s in shape)
        return Value(self, self._atom(name, rows, columns), (rows, columns))

    def assume(self, relation: Relation) -> None:
        """Use what a hypothesis says, as far as this system understands it; the rest is left unused, which is safe."""
        if relation.op == "and":
            self.assume(relation.lhs)
            self.assume(relation.rhs)
        elif relation.op in ("<", "<=") and _known(relation):
            low, high = relation.lhs.data, relation.rhs.data
            for name, generator in self.generators.items():
                if not low.terms and high.terms == {(): generator}:
                    self.signs[name] = "positive" if relation.op == "<" or self.signs.get(name) == "positive" else "nonnegative"
        elif relation.op in ("psd", "positive definite") and _known(relation):
            if (k := self._single(relation.lhs.data)) is not None:
                self.atoms[k // 2].semidefinite = True
                self.atoms[k // 2].definite |= relation.op == "positive definite"
                self._add({(k,): self._one, (k ^ 1,): -self._one})
        elif relation.op == "distinct" and _known(relation):
            if (k := self._single(relation.lhs.data)) is not None:
                self.distinct.add(k)
        elif relation.op == "==" and _known(relation) and relation.lhs.shape:
            self._add(self.sub(relation.lhs.data, relation.rhs.data).terms)

    def _single(self, a: Polynomial) -> int | None:
        """The letter that a polynomial is, alone and with coefficient one."""
        ((word, c), *more) = a.terms.items() or [((), None)]
        return word[0] if not more and len(word) == 1 and c == 1 else None

    # ---- primitives

    @property
    def _one(self) -> Any:
        return self.coefficients.one

    def const(self, c: Fraction) -> Scalar:
        value = self.coefficients.one * c.numerator / c.denominator
        return Scalar({(): value} if value else {})

    def add(self, a: Any, b: Any) -> Any:
        terms = dict(a.terms)
        for key, c in b.terms.items():
            _accumulate(terms, key, c)
        return Polynomial(terms, a.rows, a.columns) if isinstance(a, Polynomial) else Scalar(terms)

    def sub(self, a: Any, b: Any) -> Any:
        return self.add(a, self.neg(b))

    def neg(self, a: Any) -> Any:
        terms = {key: -c for key, c in a.terms.items()}
        return Polynomial(terms, a.rows, a.columns) if isinstance(a, Polynomial) else Scalar(terms)

    def mul(self, a: Scalar, b: Scalar) -> Scalar:
        terms: dict[tuple[Any, ...], Any] = {}
        for (x, c), (y, d) in itertools.product(a.terms.items(), b.terms.items()):
            _accumulate(terms, tuple(sorted(x + y, key=repr)), c * d)
        return Scalar(terms)

    def recip(self, c: Scalar) -> Scalar:
        value = self._plain(c)
        if not value:
            raise Unsupported("division by a zero polynomial")
        if self._sign(value) not in ("positive", "negative"):
            self.conditions.append(f"{str(value).replace('s_', '').replace('n_', '')} is not zero")
        return Scalar({(): 1 / value})

    def scale(self, a: Polynomial, c: Scalar) -> Polynomial:
        value = self._plain(c)
        return Polynomial({w: x * value for w, x in a.terms.items()} if value else {}, a.rows, a.columns)

    def matmul(self, a: Polynomial, b: Polynomial) -> Polynomial:
        terms: dict[Word, Any] = {}
        for (x, c), (y, d) in itertools.product(a.terms.items(), b.terms.items()):
            _accumulate(terms, x + y, c * d)
        return Polynomial(self.reduce(terms), a.rows, b.columns, (a, b))

    def transpose(self, a: Polynomial) -> Polynomial:
        return Polynomial(self.reduce(_transposed(a.terms)), a.columns, a.rows)

    def eye(self, n: Any) -> Polynomial:
        return Polynomial({(): self._one}, n, n)

    def ones(self, n: Any, m: Any) -> Polynomial:
        left, right = self._ones(n), self._ones(m)
        word = tuple(left) + tuple(x ^ 1 for x in right)
        return Polynomial({word: self._one}, n, m)

    def inv(self, a: Polynomial) -> Polynomial:
        terms = self.reduce(a.terms)
        if not self._definite(terms):
            self.conditions.append("the inverses exist")
        if len(terms) == 1 and () in terms:
            return Polynomial({(): 1 / terms[()]}, a.rows, a.columns)
        return self._function("inv", (a,), a.rows, a.columns, self._inverse_rules)

    def _definite(self, terms: Mapping[Word, Any]) -> bool:
        """A sum of manifest squares with nonnegative coefficients, at least one of them positive and of a definite letter or the identity."""
        signs = {word: self._sign(c) for word, c in terms.items()}
        if any(s not in ("positive", "nonnegative") or not self._square(w) for w, s in signs.items()):
            return False
        return any(s == "positive" and (not w or (len(w) == 1 and self.atoms[w[0] // 2].definite)) for w, s in signs.items())

    def pinv(self, a: Polynomial) -> Polynomial:
        return self._function("pinv", (a,), a.columns, a.rows, self._symmetric_rule)

    def pinv_sqrt(self, a: Polynomial) -> Polynomial:
        """V S^{-1} V^T where the argument is c^2 V S S V^T with V^T V = I and S positive definite; else an opaque symmetric letter.

        The candidate is the Moore-Penrose inverse of the root because it is PSD and its square satisfies the four Penrose equations.
        """
        terms = self.reduce(a.terms)
        if len(terms) == 1:
            ((word, c),) = terms.items()
            half = len(word) // 2
            left, right = word[: half - 1], word[half + 1 :]
            root = self._root(c)
            if len(word) >= 2 and len(word) % 2 == 0 and word[half - 1] == word[half] and self.atoms[word[half] // 2].definite and root is not None:
                middle = self.inv(self._letter(word[half]))
                v = Polynomial({left: self._one}, a.rows, middle.rows)
                candidate = self.scale(self.matmul(self.matmul(v, middle), self.transpose(v)), Scalar({(): 1 / root}))
                if right == tuple(x ^ 1 for x in reversed(left)) and self._is_pinv(a, self.matmul(candidate, candidate)):
                    return candidate
        return self._function("pinv_sqrt", (a,), a.rows, a.columns, self._symmetric_rule)

    def _is_pinv(self, a: Polynomial, x: Polynomial) -> bool:
        ax, xa = self.matmul(a, x), self.matmul(x, a)
        pairs = [(self.matmul(ax, a), a), (self.matmul(xa, x), x), (self.transpose(ax), ax), (self.transpose(xa), xa)]
        return all(not self.reduce(self.sub(p, q).terms) for p, q in pairs)

    def hadamard(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Bilinear and commutative; the product of two words is an opaque letter, which turns with its factors."""
        terms: dict[Word, Any] = {}
        for (x, c), (y, d) in itertools.product(self.reduce(a.terms).items(), self.reduce(b.terms).items()):
            for word, e in self._hadamard_of_words(min(x, y), max(x, y), a.rows, a.columns).terms.items():
                _accumulate(terms, word, c * d * e)
        return Polynomial(self.reduce(terms), a.rows, a.columns)

    def _hadamard_of_words(self, x: Word, y: Word, rows: Any, columns: Any) -> Polynomial:
        key = ("hadamard", x, y, str(self._side(rows)), str(self._side(columns)))
        if key not in self.opaque:
            self.opaque[key] = k = len(self.atoms)
            self._atom("hadamard", rows, columns)
            self.hadamards[k] = (Polynomial({x: self._one}, rows, columns), Polynomial({y: self._one}, rows, columns))
            turned = [self.reduce(_transposed({w: self._one})) for w in (x, y)]
            if all(set(t) == {w} for t, w in zip(turned, (x, y), strict=True)):  # each factor is symmetric or skew
                self._add({(2 * k + 1,): self._one, (2 * k,): -turned[0][x] * turned[1][y]})
        return self._letter(2 * self.opaque[key])

    def reciprocal_gaps(self, x: Polynomial) -> Polynomial:
        def skew(_: Polynomial, atom: int) -> None:
            self._add({(atom ^ 1,): self._one, (atom,): self._one})

        if self._single(x) not in self.distinct:
            self.conditions.append("the entries are distinct")
        return self._function("reciprocal_gaps", (x,), x.rows, x.rows, skew)

    def total(self, a: Polynomial) -> Scalar:
        result = Scalar({})
        for word, c in self.reduce(a.terms).items():
            if len(word) == 1 and word[0] // 2 in self.hadamards:  # 1^T (x o y) 1 = tr(x^T y)
                x, y = self.hadamards[word[0] // 2]
                part = self.trace(self.matmul(self.transpose(x), y))
            else:
                part = self.trace(Polynomial({tuple(x ^ 1 for x in self._ones(a.rows)) + word + tuple(self._ones(a.columns)): self._one}, 1, 1))
            result = self.add(result, self.mul(part, Scalar({(): c})))
        return result

    def entry(self, a: Polynomial, i: int, j: int) -> Scalar:
        if a.rows == 1 and a.columns == 1 and (i, j) == (0, 0):
            return self.trace(a)
        raise Unsupported("matrices of every size have no entries")

    def trace(self, a: Polynomial) -> Scalar:
        """Cyclic words, each averaged with its transpose and rotated to the least rotation."""
        result: dict[tuple[Any, ...], Any] = {}
        pending = [(w, c, False) for w, c in self.reduce(a.terms).items()]
        for _ in range(10_000):
            if not pending:
                return Scalar(result)
            word, c, turned = pending.pop()
            if not word:
                _accumulate(result, (), c * self._side(a.rows))
                continue
            least = min(self._rotations(word))
            for rotation in self._rotations(word):
                if not self._position(rotation):
                    continue
                reduced = self.reduce({rotation: c})
                if len(reduced) == 1 and (w := next(iter(reduced))) and min(self._rotations(w)) == least:
                    if reduced[w] == c:
                        continue  # the rule turns the cycle into itself
                    if reduced[w] == -c:
                        break  # tr w = -tr w
                for w, d in reduced.items():
                    if w:
                        pending.append((w, d, turned))
                    else:
                        _accumulate(result, (), d * self._side(self._rows_of(rotation)))
                break
            else:
                if turned:
                    _accumulate(result, (("trace", least),), c)
                else:
                    pending.append((word, c / 2, True))
                    pending += [(w, d, True) for w, d in self.reduce(_transposed({word: c / 2})).items()]
        raise Unsupported("the traces do not come to a normal form")

    def rank(self, a: Polynomial) -> Scalar:
        reduced = Polynomial(self.reduce(a.terms), a.rows, a.columns)
        return Scalar({(("rank", _Token(self._key(reduced), reduced)),): self._one}) if reduced.terms else Scalar({})

    def sqrt(self, a: Scalar) -> Scalar:
        root = self._root(self._plain(a))
        if root is None:
            raise Unsupported("the root of a scalar that is no square of a positive one")
        return Scalar({(): root})

    # ---- relations

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        """1 where the relation is proved for all sizes. Raises Unsupported otherwise: this system refutes nothing."""
        a: Any = lhs.data
        b: Any = rhs.data if rhs is not None else None
        if op == "==" and lhs.shape and self._vanishes(self.sub(a, b) if b.terms else a):
            return 1
        if op == "==" and not lhs.shape and (not self.sub(a, b).terms or self._equal_ranks(a, b)):
            return 1
        if op == "==" and not lhs.shape and self._complete_and(lambda: not self._again(self.sub(a, b)).terms):
            return 1
        if op in ("<=", "<") and self._at_least(self.sub(b, a), strict=op == "<"):
            return 1
        if op == "null_within" and self._null_within(a, b):
            return 1
        if (
            op == "psd"
            and self._vanishes(self.sub(self.transpose(a), a))
            and all(self._square(w) and self._sign(c) in ("positive", "nonnegative") for w, c in self.reduce(a.terms).items())
        ):
            return 1
        raise Unsupported("the normal form does not decide it")

    def _again(self, a: Scalar) -> Scalar:
        """A scalar with its traces reduced by the rules that have been found since."""
        result = Scalar({})
        for tokens, c in a.terms.items():
            term = Scalar({(): c})
            for token in tokens:
                factor = (
                    self.trace(Polynomial({token[1]: self._one}, self._rows_of(token[1]), self._rows_of(token[1])))
                    if token[0] == "trace"
                    else Scalar({(token,): self._one})
                )
                term = self.mul(term, factor)
            result = self.add(result, term)
        return result

    def _vanishes(self, e: Polynomial) -> bool:
        def found() -> bool:
            terms = self.reduce(e.terms)
            if not terms:
                return True
            now = Polynomial(terms, e.rows, e.columns)
            if len(terms) ** 2 <= MOST_TERMS:
                turned = self.transpose(now)
                if not self.matmul(turned, now).terms or not self.matmul(now, turned).terms:  # E^T E = 0 implies E = 0
                    return True
            return e.factors is not None and self._null_product(*e.factors)

        return self._complete_and(found)

    def _null_product(self, k: Polynomial, x: Polynomial) -> bool:
        """tr(X^T K X) = 0 implies K X = 0 for a positive semidefinite letter K."""
        if len(k.terms) != 1 or len(word := next(iter(k.terms))) != 1 or not self.atoms[word[0] // 2].semidefinite:
            return False
        return not self.trace(self.matmul(self.matmul(self.transpose(x), k), x)).terms

    def _at_least(self, a: Scalar, *, strict: bool) -> bool:
        """Whether a scalar is shown nonnegative (positive): ranks are bounded by sizes, traces of manifest squares by zero."""
        bounds: list[list[Any]] = []
        rest = self.coefficients.zero
        for tokens, c in a.terms.items():
            sign = self._sign(c)
            if not tokens:
                rest += c
            elif len(tokens) == 1 and tokens[0][0] == "rank" and c == -1:
                bounds.append([-b for b in self._rank_bounds(tokens[0][1].polynomial)])
            elif len(tokens) == 1 and tokens[0][0] == "rank" and sign in ("positive", "nonnegative"):
                continue
            elif not (
                len(tokens) == 1 and tokens[0][0] == "trace" and sign in ("positive", "nonnegative") and any(map(self._square, self._rotations(tokens[0][1])))
            ):
                return False
        wanted = ("positive",) if strict else ("positive", "nonnegative")
        return any(
            not strict and not total or self._sign(total) in wanted
            for total in (rest + sum(choice, self.coefficients.zero) for choice in itertools.product(*bounds))
        )

    def _rank_bounds(self, a: Polynomial) -> list[Any]:
        per_word = []
        for word in a.terms:
            sides = [a.rows, a.columns, *(self._atom_side(x, 0) for x in word), *(self._atom_side(x, 1) for x in word)]
            per_word.append({repr(self._side(s)): self._side(s) for s in sides}.values())
        bounds = [sum(choice, self.coefficients.zero) for choice in itertools.islice(itertools.product(*per_word), 64)]
        for k, atom in enumerate(self.atoms):  # null(X) within null(A) implies rank A <= rank X
            for x, (rows, columns) in ((2 * k, (atom.rows, atom.columns)), (2 * k + 1, (atom.columns, atom.rows))):
                if same_size(columns, a.columns) and not same_size(rows, columns) and self._null_within(self._letter(x), a):
                    bounds.append(self._side(rows))
        return bounds

    def _equal_ranks(self, a: Scalar, b: Scalar) -> bool:
        tokens = [next(iter(x.terms), ()) for x in (a, b)]
        if any(len(x.terms) != 1 or len(t) != 1 or t[0][0] != "rank" or x.terms[t] != 1 for x, t in zip((a, b), tokens, strict=True)):
            return False
        x, y = tokens[0][0][1].polynomial, tokens[1][0][1].polynomial
        rows = same_size(x.columns, y.columns) and self._null_within(x, y) and self._null_within(y, x)
        return rows or (
            same_size(x.rows, y.rows) and self._null_within(self.transpose(x), self.transpose(y)) and self._null_within(self.transpose(y), self.transpose(x))
        )

    def _null_within(self, a: Polynomial, b: Polynomial) -> bool:
        """A fresh column z with A z = 0: does B z reduce to zero?"""
        trial = self._copy()
        (z,) = trial._atom(f"z{len(trial.atoms)}", a.columns, 1).terms
        column = Polynomial({z: trial._one}, a.columns, 1)
        trial._add(trial.matmul(a, column).terms)
        image = trial.matmul(b, column)

        def found() -> bool:
            for k, atom in enumerate(trial.atoms):
                for x in (2 * k, 2 * k + 1):
                    fits = same_size(trial._atom_side(x, 1), a.columns)
                    if fits and trial.reduce({(x, *z): trial._one}) and not trial.reduce({(z[0] ^ 1, x ^ 1, x, *z): trial._one}):
                        trial._add({(x, *z): trial._one})  # |X z| = 0 implies X z = 0
                if (
                    atom.semidefinite
                    and same_size(atom.rows, a.columns)
                    and trial.reduce({(2 * k, *z): trial._one})
                    and not trial.reduce({(z[0] ^ 1, 2 * k, *z): trial._one})
                ):
                    trial._add({(2 * k, *z): trial._one})  # z^T K z = 0 implies K z = 0
            return not trial.reduce(image.terms)

        return trial._complete_and(found)

    # ---- rewriting

    def reduce(self, terms: Mapping[Word, Any]) -> dict[Word, Any]:
        """The normal form under the present rules."""
        done: dict[Word, Any] = {}
        pending = dict(terms)
        steps = 0
        while pending:
            word, c = pending.popitem()
            at = self._position(word)
            if at is None:
                _accumulate(done, word, c)
                continue
            steps += 1
            if steps > 20_000:
                raise Unsupported("the normal form grows too large")
            start, lead = at
            for middle, d in self.rules[lead].items():
                _accumulate(pending, word[:start] + middle + word[start + len(lead) :], c * d)
        return done

    def _position(self, word: Word) -> tuple[int, Word] | None:
        lengths = self._lengths
        for start in range(len(word)):
            for length in lengths:
                if start + length > len(word):
                    break
                if (lead := word[start : start + length]) in self.rules:
                    return start, lead
        return None

    @property
    def _lengths(self) -> list[int]:
        return sorted({len(lead) for lead in self.rules})

    def _add(self, terms: Mapping[Word, Any]) -> None:
        """Add `terms = 0` and its transpose as rules, and keep the other rules reduced."""
        pending = [dict(terms), _transposed(terms)]
        while pending:
            now = self.reduce(pending.pop())
            if not now:
                continue
            lead = max(now, key=lambda w: (len(w), w))
            if not lead or len(lead) > LONGEST_WORD or len(now) > MOST_TERMS or len(self.rules) >= MOST_RULES:
                continue
            c = now.pop(lead)
            if self._sign(c) not in ("positive", "negative"):
                continue  # dividing by what might vanish would prove too much
            for old in [w for w in self.rules if _inside(lead, w)]:
                right = self.rules.pop(old)
                pending.append({old: self._one, **{w: -d for w, d in right.items()}})
            self.rules[lead] = {w: -d / c for w, d in now.items()}

    def _complete_and(self, found: Any, rounds: int = 6) -> bool:
        """Complete the rules round by round until `found()`, until nothing new comes, or until enough was tried."""
        overlaps = 0
        for _ in range(rounds):
            if found():
                return True
            fresh = [(p, q) for p in self.rules for q in self.rules if (p, q) not in self._paired]
            if not fresh:
                return False
            for p, q in sorted(fresh, key=lambda pair: len(pair[0]) + len(pair[1])):
                self._paired.add((p, q))
                for overlap in range(1, min(len(p), len(q)) + 1):
                    if p[len(p) - overlap :] != q[:overlap] or (p == q and overlap == len(p)) or p not in self.rules or q not in self.rules:
                        continue
                    overlaps += 1
                    if overlaps > MOST_OVERLAPS:
                        return bool(found())
                    left = {w + q[overlap:]: c for w, c in self.rules[p].items()}
                    for w, c in self.rules[q].items():
                        _accumulate(left, p[: len(p) - overlap] + w, -c)
                    self._add(left)
        return bool(found())

    def _copy(self) -> Algebra:
        trial = copy.copy(self)
        trial.atoms = [copy.copy(atom) for atom in self.atoms]
        trial.rules, trial.opaque, trial.hadamards, trial._paired = dict(self.rules), dict(self.opaque), dict(self.hadamards), set(self._paired)
        return trial

    # ---- helpers

    def _atom(self, name: str, rows: Any, columns: Any) -> Polynomial:
        self.atoms.append(Atom(name, rows, columns))
        return self._letter(2 * (len(self.atoms) - 1))

    def _letter(self, x: int) -> Polynomial:
        return Polynomial(self.reduce({(x,): self._one}), self._atom_side(x, 0), self._atom_side(x, 1))

    def _atom_side(self, x: int, side: int) -> Any:
        atom = self.atoms[x // 2]
        return (atom.rows, atom.columns)[side ^ (x & 1)]

    def _rows_of(self, word: Word) -> Any:
        return self._atom_side(word[0], 0)

    def _rotations(self, word: Word) -> Iterator[Word]:
        return (word[k:] + word[:k] for k in range(len(word)))

    def _side(self, side: Any) -> Any:
        return self._one * side if isinstance(side, int) else side.data.terms[()]

    def _ones(self, side: Any) -> list[int]:
        if isinstance(side, int) and side == 1:
            return []
        key = ("ones", repr(self._side(side)))
        if key not in self.opaque:
            self.opaque[key] = len(self.atoms)
            self._atom("1", side, 1)
            x = 2 * self.opaque[key]
            self._add({(x ^ 1, x): self._one, (): -self._side(side)})
        return [2 * self.opaque[key]]

    def _key(self, a: Polynomial) -> str:
        return repr(sorted((w, str(c)) for w, c in self.reduce(a.terms).items())) + repr((str(self._side(a.rows)), str(self._side(a.columns))))

    def _function(self, name: str, arguments: tuple[Polynomial, ...], rows: Any, columns: Any, axioms: Any) -> Polynomial:
        """An opaque letter for a function of polynomials: the same arguments give the same letter."""
        key = (name, *map(self._key, arguments))
        if key not in self.opaque:
            self.opaque[key] = len(self.atoms)
            self._atom(name, rows, columns)
            if axioms:
                axioms(*arguments, 2 * self.opaque[key])
        return self._letter(2 * self.opaque[key])

    def _inverse_rules(self, a: Polynomial, x: int) -> None:
        inverse = Polynomial({(x,): self._one}, a.rows, a.columns)
        self._symmetric_rule(a, x)
        for product in (self.matmul(a, inverse), self.matmul(inverse, a)):
            self._add(self.sub(product, self.eye(a.rows)).terms)
        if self._definite(self.reduce(a.terms)):
            self.atoms[x // 2].definite = self.atoms[x // 2].semidefinite = True

    def _symmetric_rule(self, a: Polynomial, x: int) -> None:
        if same_size(a.rows, a.columns) and not self.reduce(self.sub(self.transpose(a), a).terms):
            self._add({(x ^ 1,): self._one, (x,): -self._one})

    def _square(self, word: Word) -> bool:
        """Whether a word reads X^T X, or X^T K X with K positive semidefinite."""
        half, odd = divmod(len(word), 2)
        if odd and not self.atoms[word[half] // 2].semidefinite:
            return False
        return all(self._symmetric_pair(x, y) for x, y in zip(word[:half], reversed(word), strict=False))

    def _symmetric_pair(self, x: int, y: int) -> bool:
        return y == x ^ 1 or (x == y and self.rules.get((x | 1,)) == {(x & ~1,): self._one})

    def _plain(self, c: Scalar) -> Any:
        if any(tokens for tokens in c.terms):
            raise Unsupported("a trace or a rank as a coefficient")
        return c.terms.get((), self.coefficients.zero)

    def _sign(self, c: Any) -> str:
        """positive, negative, nonnegative or unknown, from the signs of the scalar letters."""
        numerator, denominator = self._polynomial_sign(c.numer), self._polynomial_sign(c.denom)
        if denominator == "nonnegative":
            denominator = "positive"  # where the expression is defined
        if "unknown" in (numerator, denominator) or denominator not in ("positive", "negative"):
            return "unknown"
        if denominator == "negative":
            return {"positive": "negative", "negative": "positive"}.get(numerator, "unknown")
        return numerator

    def _polynomial_sign(self, p: Any) -> str:
        names = list(self.generators)
        kinds = []
        for monomial, c in p.terms():
            signs = [self.signs.get(names[i], "unknown") for i, power in enumerate(monomial) if power % 2] + [
                "nonnegative" for power in monomial if power and power % 2 == 0
            ]
            strict = all(self.signs.get(names[i]) == "positive" for i, power in enumerate(monomial) if power)
            if "unknown" in signs:
                return "unknown"
            kinds.append((1 if c > 0 else -1, strict))
        if kinds and all(s > 0 for s, _ in kinds):
            return "positive" if any(strict for _, strict in kinds) else "nonnegative"
        return "negative" if kinds and all(s < 0 for s, _ in kinds) and any(strict for _, strict in kinds) else "unknown"

    def _root(self, c: Any) -> Any | None:
        """The positive square root of a coefficient that is a square of positive letters."""
        result = self._one
        for p, up in ((c.numer, True), (c.denom, False)):
            content, factors = p.factor_list()
            number = Fraction(int(content.numerator), int(content.denominator))
            for part, high in ((number.numerator, up), (number.denominator, not up)):
                root = round(abs(part) ** 0.5)
                if part <= 0 or root * root != part:
                    return None
                result = result * root if high else result / root
            for factor, power in factors:
                value = self.coefficients(factor)
                if power % 2 or self._sign(value) != "positive":
                    return None
                result = result * value ** (power // 2) if up else result / value ** (power // 2)
        return result


@dataclass(frozen=True)
class _Token:
    """A rank as a hashable token that remembers of what."""

    key: str
    polynomial: Polynomial = field(compare=False, hash=False)

    def __repr__(self) -> str:
        return self.key


def _accumulate(terms: dict[Any, Any], key: Any, c: Any) -> None:
    total = terms.get(key, 0) + c
    if total:
        terms[key] = total
    else:
        terms.pop(key, None)


def _transposed(terms: Mapping[Word, Any]) -> dict[Word, Any]:
    return {tuple(x ^ 1 for x in reversed(w)): c for w, c in terms.items()}


def _inside(short: Word, long: Word) -> bool:
    return any(long[k : k + len(short)] == short for k in range(len(long) - len(short) + 1))


def _known(relation: Relation) -> bool:
    sides: Iterable[Any] = (relation.lhs, relation.rhs)
    return all(not isinstance(s, Value) or not isinstance(s.data, Unknown) for s in sides)
