"""The referee: witness, definedness, the strongest instrument first, instances, mutants, ablation. It collects evidence and decides nothing itself."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import Any

from numerics import streams
from numerics.evidence import Evidence
from numerics.systems.rational import RATIONAL
from numerics.value import Refusal
from property_tests import instruments
from property_tests.blocks import AS_STATED, Turned
from property_tests.clock import OutOfTime, Trouble, clock
from property_tests.exactly import point, verify
from property_tests.falsify import Effort, Tally, search, size_of
from property_tests.shrink import shrink, smaller
from property_tests.simulate import HERE, Bench, Trials, along, drifts, simulate
from theorems import ident_of
from theorems.domains import Domain
from theorems.statement import Instance, Statement, Variant
from theorems.verdict import LADDER, Finding, judge, with_mutants, worst

Step = Callable[[], list[Evidence]]
Kept = Mapping[str, Any]  # reading, subject (a mutant, or ""), claim, point
Perform = Callable[[str, Step, float], list[Evidence]]
Benches = Callable[[str, Turned], Bench]  # from a reading, and how it is turned, to where its blocks are drawn


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How much each part of a trial may do, in counts, and the seconds after which an instrument is ended."""

    claims: Effort
    proved: Effort  # what is proved is attacked as well, with fewer exact looks
    mutants: tuple[Effort, ...]  # tried in turn until every row and column of the matrix has a kill
    ablations: Effort
    sampling: Trials  # of random letters
    seconds: float


SIZES = tuple(2**k for k in range(4, 12))  # along which limits are taken
BUDGETS = {
    "quick": Budget(
        claims=Effort(scope=12_000, blocks=40, looks=240, largest=4, starts=4, gradient=True),
        proved=Effort(scope=100, blocks=10, block=1024, looks=24, largest=4),
        mutants=(Effort(scope=0, blocks=6, block=128, looks=48, largest=4), Effort(scope=4000, blocks=64, block=256, looks=300, largest=4, starts=2)),
        ablations=Effort(scope=400, blocks=12, block=128, looks=60, largest=4),
        sampling=Trials(points=8, lanes=20_000, cells=2 * 10**7, largest=987, growing=SIZES[:-1], repeats=5000),
        seconds=20,
    ),
    "full": Budget(
        claims=Effort(scope=100_000, blocks=245, block=4096, looks=3000, largest=6, starts=12, gradient=True),
        proved=Effort(scope=1000, blocks=49, block=4096, looks=200, largest=5),
        mutants=(Effort(scope=0, blocks=6, block=128, looks=48, largest=4), Effort(scope=20_000, blocks=200, looks=2000, largest=5, starts=4, gradient=True)),
        ablations=Effort(scope=6000, blocks=80, block=256, looks=800, largest=5, starts=2),
        sampling=Trials(points=24, lanes=4 * 10**5, cells=4 * 10**8, largest=6765, growing=SIZES, repeats=40_000, fewest=1500),
        seconds=300,
    ),
    "night": Budget(
        claims=Effort(scope=10**6, blocks=2450, block=4096, looks=20_000, largest=8, starts=40, gradient=True),
        proved=Effort(scope=5000, blocks=245, block=4096, looks=1000, largest=6),
        mutants=(Effort(scope=0, blocks=6, block=128, looks=48, largest=4), Effort(scope=10**5, blocks=2000, looks=10_000, largest=6, starts=8, gradient=True)),
        ablations=Effort(scope=50_000, blocks=800, looks=5000, largest=6, starts=4),
        sampling=Trials(points=100, lanes=10**7, cells=10**10, largest=6765, growing=SIZES, repeats=10**5, fewest=5000),
        seconds=1800,
    ),
}
UGLY = 12  # size per entry from which a point is worth polishing
DECISIONS: tuple[tuple[str, instruments.Decide], ...] = (
    ("rounding cells", instruments.constants),
    ("noncommutative normal form", instruments.normal_form),
    ("z3", instruments.reals),
    ("prime field", instruments.modular),
    ("power series", instruments.power_series),
)


def patience(allowance: Budget, variant: Variant) -> float:
    """Seconds for a step: where samples are drawn the counts say when it is over, and a slow machine must reach the same verdict."""
    return allowance.seconds * (4 if variant.random or variant.growing else 1)


def directly(name: str, step: Step, seconds: float) -> list[Evidence]:
    """Perform one step of a trial under its clock."""
    try:
        with clock(seconds):
            return step()
    except OutOfTime:
        return [timeout(name, seconds)]
    except Trouble:
        raise
    except Exception as error:  # an instrument, or a claims function, that raises says nothing about the claim: it is shown as unknown, with what it said
        return [replace(timeout(name, 0), kind="error", reason=f"{type(error).__name__}: {error}")]


def step(kind: str, reading: str, subject: str, level: int = 0) -> str:
    """The name of one step of a trial."""
    return "\t".join((kind, reading, subject, str(level)))


def parts(name: str) -> tuple[str, str, str]:
    """Kind, reading and subject of a step."""
    kind, reading, subject, *_ = (*name.split("\t"), "", "", "")
    return kind, reading, subject


def timeout(name: str, seconds: float) -> Evidence:
    """What is left of a step that was ended: unknown, for every claim it was asked about."""
    kind, reading, subject = parts(name)
    return Evidence(
        kind="timeout",
        holds=None,
        reading=reading,
        subject=subject if kind in ("mutant", "ablation") else "",
        instrument=f"{kind} {subject}".strip() if kind in ("mutant", "ablation") else subject or kind,
        reason=f"ended after {seconds:.0f} s",
        seconds=seconds,
    )


def here(reading: str, turned: Turned) -> Bench:
    """Blocks are drawn one after the other, in this process."""
    return HERE


def examine(
    statement: Statement, budget: str = "quick", perform: Perform = directly, kept: Sequence[Kept] = (), benches: Benches = here
) -> list[Evidence]:
    """The whole trial of one statement. `perform(name, step, seconds)` carries out each step (and may remember it).

    kept: points found earlier, {"reading", "subject", "claim", "point"}; they are replayed first, and believed only if two engines confirm them anew.
    """
    if statement.out_of_reach:
        return []
    allowance = BUDGETS[budget]
    evidence: list[Evidence] = []
    for reading in statement.readings:
        known = [k for k in kept if k["reading"] == reading and not k["subject"]]
        evidence += _try_reading(Variant.of(statement, reading), allowance, perform, known, benches)
        for claim, module in statement.contradicted_by.items():
            evidence += perform(step("contradiction", reading, claim), partial(_contradict, reading, claim, module, budget), allowance.seconds)
    reading, findings = best_reading(statement, evidence)
    holding = [f.claim for f in findings if LADDER.index(f.verdict) > LADDER.index("undecided")]
    if holding:
        known = [k for k in kept if k["reading"] == reading and k["subject"]]
        evidence += _try_mutants(statement, reading, holding, allowance, perform, known, benches)
        for key, chain in _hypotheses(statement, reading):
            ablate = partial(_ablate, statement, reading, key, chain, holding, allowance, benches)
            evidence += perform(step("ablation", reading, key), ablate, patience(allowance, Variant.of(statement, reading)))
    return evidence


def best_reading(statement: Statement, evidence: Sequence[Evidence]) -> tuple[str, list[Finding]]:
    """The natural reading whose worst claim is best, with the findings on its claims before mutants are asked."""
    findings = {r: [judge(c, r, evidence) for c in claims_of(evidence, r)] for r in statement.readings}
    best = max(findings, key=lambda r: LADDER.index(worst([f.verdict for f in findings[r]])))
    return best, findings[best]


def findings_of(statement: Statement, evidence: Sequence[Evidence]) -> tuple[str, list[Finding]]:
    """The final findings: every claim of every reading, the mutants asked in the best one; and the name of that reading."""
    best, findings = best_reading(statement, evidence)
    result = with_mutants(findings, list(statement.mutants), evidence)
    for reading in statement.readings:
        if reading != best:
            result += [judge(c, reading, evidence) for c in claims_of(evidence, reading)]
    return best, result


def claims_of(evidence: Sequence[Evidence], reading: str) -> list[str]:
    return list(dict.fromkeys(e.claim for e in evidence if e.reading == reading and e.claim and not e.subject))


def _contradict(reading: str, claim: str, module: ModuleType, budget: str) -> list[Evidence]:
    """What a statement that cannot be true beside this claim has to say: it is examined here, and must be proved."""
    started = time.perf_counter()
    other: Statement = module.statement
    best, findings = findings_of(other, examine(other, budget))
    verdict = worst([f.verdict for f in findings if f.reading == best])
    return [
        Evidence(
            kind="contradiction",
            holds=False if verdict == "proved" else None,
            claim=claim,
            reading=reading,
            instrument="another statement",
            scope=f"{ident_of(module)} is proved, and excludes it",
            reason="" if verdict == "proved" else f"{ident_of(module)}, which would exclude it, is {verdict}",
            trusts=("that the two exclude each other, as is said there",),
            seconds=time.perf_counter() - started,
        )
    ]


def sampled_claims(variant: Variant, names: Sequence[str]) -> list[str]:
    """Those that sampling decides: all where a letter is random, and those along a growing size."""
    if not variant.growing:
        return list(names) if variant.random else []
    return along(variant, names) if not variant.random else list(names)


def _try_reading(variant: Variant, allowance: Budget, perform: Perform, kept: Sequence[Kept], benches: Benches) -> list[Evidence]:
    names = variant.names
    evidence = [Evidence(kind="asked", holds=None, claim=name, reading=variant.name) for name in names]
    if not variant.for_all:
        evidence += [Evidence(kind="witness", holds=True, claim=name, reading=variant.name, instrument="figures", witness={}) for name in names]
    if kept := [k for k in kept if k["claim"] in names]:
        evidence += perform(step("replay", variant.name, f"{streams.key(repr(kept)):016x}"), partial(_replay, variant, kept), allowance.seconds)
    sampled = sampled_claims(variant, names)
    if sampled:
        bench = benches(variant.name, AS_STATED)
        sample = partial(simulate, variant, sampled, allowance.sampling, bench)
        evidence += perform(step("sample", variant.name, "random letters"), sample, patience(allowance, variant))
        names = [n for n in names if n not in sampled]
    for label, decide in DECISIONS:
        still = [n for n in names if not any(e.claim == n and (e.kind == "proof" and e.holds or e.kind == "counterexample") for e in evidence)]
        if still:
            evidence += perform(step("decide", variant.name, label), partial(decide, variant, still, allowance.seconds), allowance.seconds)
    proved = [n for n in names if any(e.claim == n and e.kind in ("proof", "certificate") and e.holds for e in evidence)]
    rest = [n for n in names if n not in proved and not any(e.claim == n and e.kind == "counterexample" and len(e.verified_by) > 1 for e in evidence)]
    for label, asked, effort in (("of what is proved", proved, allowance.proved), ("of the rest", rest, allowance.claims)):
        if asked:
            evidence += perform(step("instances", variant.name, label), partial(_instances, variant, asked, effort, allowance.claims), allowance.seconds)
    return evidence


def _instances(variant: Variant, names: Sequence[str], effort: Effort, harder: Effort) -> list[Evidence]:
    if not variant.for_all:
        return []
    started = time.perf_counter()
    tallies = search(variant, names, effort)
    if unmet := [n for n, t in tallies.items() if t.failure is None and len(t.premises) < t.implications]:
        tallies |= search(variant, unmet, harder)
    evidence = instruments.report(variant, tallies, effort, time.perf_counter() - started)
    for name, tally in tallies.items():
        if tally.failure is not None:
            evidence.append(_condemn(variant, name, tally, harder))
    return evidence


def _replay(variant: Variant, kept: Sequence[Kept]) -> list[Evidence]:
    """Points that were found before, confirmed anew; those that say nothing any more are passed over."""
    evidence = []
    for k in kept:
        started = time.perf_counter()
        engines = _confirmed(variant, k["claim"], k["point"])
        if len(engines) >= 2:
            evidence.append(_counterexample(variant, k["claim"], k["point"], engines, "a point found before, replayed", started))
    return evidence


def _confirmed(variant: Variant, name: str, pin: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        return verify(variant, name, pin)
    except (Refusal, KeyError, ValueError):  # the statement has other letters, sizes or domains now
        return ()


def _condemn(variant: Variant, name: str, tally: Tally, effort: Effort) -> Evidence:
    """A failing point, made small and confirmed by a second engine from the letters' exact values alone."""
    assert tally.failure is not None
    started = time.perf_counter()
    pin = point(variant, smallest_failure(variant, name, tally, effort))
    return _counterexample(variant, name, pin, verify(variant, name, pin), "search and shrinking", started)


def smallest_failure(variant: Variant, name: str, tally: Tally, effort: Effort) -> Instance:
    """The plainest failing point that can be reached from the one in the tally."""
    assert tally.failure is not None
    instance = shrink(variant, tally.failure[0], name)
    below = smaller(variant, instance, name)
    if below is not instance:
        instance = shrink(variant, below, name)
    if effort.gradient and size_of(instance)[0] > UGLY * sum(p.size for p, _ in itertools.chain(*instance.integers.values())):
        from property_tests.adversary import polished

        plain = polished(variant, name, instance)
        if plain is not None and size_of(plain)[0] < size_of(instance)[0]:
            instance = shrink(variant, plain, name)
    return instance


def _counterexample(variant: Variant, name: str, pin: Mapping[str, Any], engines: tuple[str, ...], instrument: str, started: float) -> Evidence:
    _, sizes = variant.pinned(pin, RATIONAL)
    return Evidence(
        kind="counterexample",
        holds=False,
        claim=name,
        reading=variant.name,
        instrument=instrument,
        scope="one exact point" + "".join(f", {k} = {v}" for k, v in sizes.items()),
        witness=pin,
        verified_by=engines,
        trusts=engines,
        reason="" if len(engines) >= 2 else "only one engine confirms it",
        seconds=time.perf_counter() - started,
    )


# ---- mutants


def _try_mutants(
    statement: Statement, reading: str, holding: Sequence[str], allowance: Budget, perform: Perform, kept: Sequence[Kept], benches: Benches
) -> list[Evidence]:
    """Which mutant fails which claim, by the same instruments; harder where a row or a column is still empty."""
    evidence: list[Evidence] = []
    for level, effort in enumerate(allowance.mutants):
        asked = allowance if level else replace(allowance, sampling=allowance.sampling.light)
        for mutant, turns in statement.mutants.items():
            killed = [e.claim for e in evidence if e.subject == mutant and e.holds is False]
            unseen = [c for c in holding if not any(e.claim == c and e.holds is False for e in evidence)]
            wanted = list(holding) if level == 0 else [c for c in holding if c not in killed and (not killed or c in unseen)]
            if level and not wanted:
                continue
            if level:
                evidence = [e for e in evidence if not (e.subject == mutant and e.claim in wanted)]
            evidence += perform(
                step("mutant", reading, mutant, level),
                partial(_mutate, statement, reading, mutant, turns, wanted, effort, asked, [k for k in kept if k["subject"] == mutant], benches),
                patience(allowance, Variant.of(statement, reading)),
            )
    return evidence


def _mutate(
    statement: Statement, reading: str, mutant: str, turns: Any, names: Sequence[str], effort: Effort, allowance: Budget, kept: Sequence[Kept], benches: Benches
) -> list[Evidence]:
    started = time.perf_counter()
    try:
        variant = Variant.of(statement, reading, turns)
        variant.trial()
        names_there = variant.names
        if missing := [n for n in names if n not in names_there]:
            raise Refusal(f"the mutant has no claim {missing[0]!r}")
        failures = {k["claim"]: (k["point"], engines[0]) for k in kept if k["claim"] in names and (engines := _confirmed(variant, k["claim"], k["point"]))}
        failures |= _failures(variant, [n for n in names if n not in failures], effort, allowance, benches(reading, ("mutant", mutant, 0)))
    except Refusal as error:
        return [Evidence(kind="mutant", holds=None, claim=n, reading=reading, subject=mutant, reason=f"ill-typed: {error}") for n in names]
    spent = (time.perf_counter() - started) / len(names)
    return [
        Evidence(
            kind="mutant",
            holds=n not in failures,
            claim=n,
            reading=reading,
            subject=mutant,
            witness=failures[n][0] if n in failures else None,
            instrument=failures[n][1] if n in failures else "",
            seconds=spent,
        )
        for n in names
    ]


def _failures(variant: Variant, names: Sequence[str], effort: Effort, allowance: Budget, bench: Bench) -> dict[str, tuple[Any, str]]:
    """Points at which claims fail, by decision procedures and then by search; no shrinking."""
    found: dict[str, tuple[Any, str]] = {}
    if not names:
        return found
    if sampled := sampled_claims(variant, names):
        found = {e.claim: (e.witness, e.instrument) for e in simulate(variant, sampled, allowance.sampling, bench) if e.kind == "counterexample" or drifts(e)}
        names = [n for n in names if n not in sampled]
        if not names:
            return found
    for decide in (instruments.constants, instruments.reals, instruments.power_series):
        for e in decide(variant, [n for n in names if n not in found], allowance.seconds / 4):
            if e.kind == "counterexample":
                found[e.claim] = (e.witness, e.instrument)
    if variant.for_all:
        for name, tally in search(variant, [n for n in names if n not in found], effort).items():
            if tally.failure is not None:
                found[name] = (point(variant, tally.failure[0]), tally.failure[1])
    return found


# ---- ablation


def _hypotheses(statement: Statement, reading: str) -> list[tuple[str, list[Domain | None]]]:
    """Each hypothesis with the chain of weaker ones; None stands for dropping `given`."""
    variant = Variant.of(statement, reading)
    result: list[tuple[str, list[Domain | None]]] = []
    for key, domain in variant.drawn.items():
        chain: list[Domain | None] = []
        wider = domain.wider
        while wider is not None:
            chain.append(wider)
            wider = wider.wider
        if domain.member is not None:
            result.append((key, chain))
    if variant.given is not None:
        result.append(("given", [None]))
    return result


def _ablate(
    statement: Statement, reading: str, key: str, chain: Sequence[Domain | None], names: Sequence[str], allowance: Budget, benches: Benches
) -> list[Evidence]:
    whole = Variant.of(statement, reading)
    subject = f"{key}: {whole.drawn[key].name}" if key != "given" else "given"
    evidence: list[Evidence] = []
    if not chain:
        return [
            Evidence(
                kind="ablation",
                holds=None,
                reading=reading,
                subject=subject,
                reason="the domain names nothing wider",
                extra={"instead": "", "outcome": "undecided"},
            )
        ]
    for depth, wider in enumerate(chain):
        started = time.perf_counter()
        variant = Variant.of(statement, reading, {key: wider})
        instead = wider.name if wider is not None else "dropped"

        def result(
            holds: bool | None, outcome: str, claim: str = "", witness: Any = None, reason: str = "", instead: str = instead, started: float = started
        ) -> Evidence:
            return Evidence(
                kind="ablation",
                holds=holds,
                claim=claim,
                reading=reading,
                subject=subject,
                witness=witness,
                reason=reason,
                extra={"instead": instead, "outcome": outcome},
                seconds=time.perf_counter() - started,
            )

        if variant.random:
            sampled = simulate(variant, names, allowance.sampling.light, benches(reading, ("ablation", key, depth)))
            fallen = next((e for e in sampled if e.kind == "counterexample" or drifts(e)), None)
            met = any(e.kind == "instances" and e.holds for e in sampled)
            if fallen is not None:
                evidence.append(result(False, "fails", fallen.claim, fallen.witness))
                break
            evidence.append(result(True if met else None, "no failure met" if met else "undecided", reason="sampled without it"))
            continue
        proofs = [*instruments.normal_form(variant, names, allowance.seconds / 4), *instruments.reals(variant, names, allowance.seconds / 4)]
        refuted = next((e for e in proofs if e.kind == "counterexample"), None)
        if refuted is not None:
            evidence.append(result(False, "fails", refuted.claim, refuted.witness))
            break  # what is wider still fails there, too
        open_names = [n for n in names if not any(e.claim == n and e.kind == "proof" and e.holds for e in proofs)]
        undefined = next((e for e in proofs if e.kind == "defined"), None)
        if not open_names and undefined is None:
            evidence.append(result(True, "not needed", reason="proved without it"))
            continue
        tallies: dict[str, Tally] = {}
        for effort in (allowance.ablations.quarter, allowance.ablations):
            tallies = search(variant, open_names or names, effort, one_is_enough=True)
            if any(t.failure is not None or t.undefined is not None for t in tallies.values()):
                break  # a point without a value shows the need as well as one that fails
        failed = next(((n, t) for n, t in tallies.items() if t.failure is not None), None)
        if failed is not None and failed[1].failure is not None:
            instance = shrink(variant, smaller(variant, failed[1].failure[0], failed[0]), failed[0], looks=150)
            evidence.append(result(False, "fails", failed[0], point(variant, instance)))
            break
        nowhere = next(((n, t) for n, t in tallies.items() if t.undefined is not None), None)
        if nowhere is not None and nowhere[1].undefined is not None:
            there = smaller(variant, nowhere[1].undefined[0], nowhere[0], undefined=True)
            there = shrink(variant, there, nowhere[0], looks=150, undefined=True)
            evidence.append(result(None, "undefined", nowhere[0], point(variant, there), nowhere[1].undefined[1]))
        elif undefined is not None:
            evidence.append(result(None, "undefined", undefined.claim, undefined.witness, undefined.reason))
        else:
            seen = sum(t.exact + t.floats for t in tallies.values())
            evidence.append(
                result(
                    True,
                    "no failure met" if seen else "undecided",
                    reason=f"{seen} points without it, none fails" if seen else "no point could be decided without it",
                )
            )
    return evidence
