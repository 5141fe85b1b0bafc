"""The record of one statement: all that a reader is shown, as plain data (its shape is published in reports/schema.json)."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from numerics.evidence import Evidence
from numerics.systems.ball import precision
from numerics.systems.fractions import FRACTIONS
from numerics.systems.reals import REALS
from numerics.systems.transcript import Transcript
from numerics.value import Relation, Value, atoms, truth
from property_tests.clock import OutOfTime, clock
from property_tests.instruments import size_value
from property_tests.pictures import computed
from property_tests.referee import findings_of
from theorems import HOME, Listed, ident_of
from theorems.domains import Domain, Growing
from theorems.statement import Statement, Variant, asked, exact
from theorems.verdict import Finding, worst

Record = dict[str, Any]
LEGIBLE, MANY = 400, 4  # characters of a side that a reader would compare, and relations
PATIENCE = 3.0  # seconds for a stand-alone program, and for a formula: the worker is past its last step, and nobody else watches it
SHOWN = ("witness", "defined", "proof", "certificate", "instances", "counterexample", "contradiction", "timeout", "error")


def blank(entry: Listed, *, verdict: str = "not examined", problem: str = "") -> Record:
    """A record with every field, of a statement of which nothing is known but its file."""
    return {
        "id": entry.id,
        "paper": entry.id.split(".")[0],
        "label": "",
        "title": entry.title,
        "prose": "",
        "source": "",
        "text": "",
        "file": _place(entry.path),
        "fingerprint": "",
        "budget": "",
        "seconds": 0.0,
        "cpu_seconds": 0.0,
        "stale": False,
        "verdict": verdict,
        "expected": "",
        "as_expected": False,
        "problem": problem,
        "headline": verdict,
        "reading": "",
        "fallen": [],
        "uses": [],
        "used_by": [],
        "amends": None,
        "contradicted_by": [],
        "amended_by": [],
        "with_ancestors": verdict,
        "hypotheses": [],
        "formulas": [],
        "python": "",
        "claims": [],
        "mutants": {"names": [], "claims": [], "killed": [], "points": [], "planted": 0, "dead": 0},
        "ablations": [],
        "counterexample": None,
        "pictures": [],
    }


def described(entry: Listed, module: ModuleType, statement: Statement, reading: str = "") -> Record:
    """What can be said of a statement without examining it; its hypotheses as they are in `reading`, else in the first."""
    record = blank(entry)
    title, _, prose = (inspect.getdoc(module) or "").partition("\n")
    record |= {
        "label": _label(module, entry),
        "title": title.strip() or entry.title,
        "prose": prose.strip(),
        "source": statement.source,
        "text": statement.text,
        "expected": statement.expect,
        "amends": ident_of(statement.amends) if statement.amends else None,
        "contradicted_by": sorted({ident_of(module) for module in statement.contradicted_by.values()}),
        "problem": statement.out_of_reach,
    }
    if statement.claims is not None:
        with suppress(OSError, TypeError):  # made by functools.partial, or by exec: then nothing is written down
            record["python"] = inspect.getsource(statement.claims)
        record["hypotheses"] = _hypotheses(Variant.of(statement, reading or next(iter(statement.readings))))
        record["formulas"] = [f for reading in statement.readings for f in _formulas(Variant.of(statement, reading))]
        record["mutants"]["names"] = list(statement.mutants)
    return record


def summarise(
    entry: Listed, module: ModuleType, statement: Statement, evidence: Sequence[Evidence], *, budget: str, fingerprint: str, seconds: float, cpu: float
) -> Record:
    """The record of an examined statement: the verdict is computed here, from the evidence, and nowhere else."""
    if statement.out_of_reach:
        return described(entry, module, statement) | {
            "verdict": "undecided",
            "headline": "undecided: out of reach",
            "as_expected": statement.expect == "undecided",
            "budget": budget,
            "fingerprint": fingerprint,
        }
    if given := "; ".join(statement.cites):  # said wherever a scope is: on the page, in the terminal, under pytest
        reached = ("proof", "certificate", "instances")
        evidence = [replace(e, scope=f"{e.scope}; given {given}") if e.holds and e.kind in reached and not e.subject else e for e in evidence]
    reading, findings = findings_of(statement, evidence)
    best = [f for f in findings if f.reading == reading]
    verdict = worst([f.verdict for f in best])
    fallen = list(dict.fromkeys(f.reading for f in findings if f.verdict == "refuted" and (f.reading != reading or verdict == "refuted")))
    return described(entry, module, statement, reading) | {
        "budget": budget,
        "fingerprint": fingerprint,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "verdict": verdict,
        "as_expected": verdict == statement.expect,
        "reading": reading,
        "fallen": fallen,
        "headline": verdict + (f"; the reading {_quoted(fallen)} fell" if fallen and verdict != "refuted" else ""),
        "claims": [_claim(f, evidence) for f in findings],
        "mutants": _mutants(statement, best, evidence),
        "ablations": _ablations(evidence),
        "counterexample": _counterexample(entry, statement, findings, evidence, reading, verdict),
        "with_ancestors": verdict,
        "pictures": computed(statement),
    }


def _claim(finding: Finding, evidence: Sequence[Evidence]) -> Record:
    mine = [e for e in evidence if e.kind in SHOWN and e.reading == finding.reading and e.claim in (finding.claim, "") and not e.subject]
    return {
        "name": finding.claim,
        "reading": finding.reading,
        "verdict": finding.verdict,
        "scope": finding.scope,
        "reason": finding.reason,
        "evidence": [
            {
                "kind": e.kind,
                "instrument": e.instrument,
                "holds": e.holds,
                "scope": e.scope,
                "reason": e.reason,
                "trusts": list(e.trusts),
                "seconds": round(e.seconds, 4),
                "witness": dict(e.witness) if e.witness is not None else None,
                "points": max(e.extra.get("attacked", 0), e.extra.get("exact", 0)),
                "samples": e.extra.get("samples", 0),
                "curves": list(e.extra.get("curves", ())),
                "margins": e.extra.get("margins"),
                "tightness": {key: e.extra.get(key) for key in ("tightest", "at", "attained", "attacked")} if e.extra.get("tightest") else None,
            }
            for e in mine
        ],
    }


def _mutants(statement: Statement, findings: Sequence[Finding], evidence: Sequence[Evidence]) -> Record:
    names, claims = list(statement.mutants), [f.claim for f in findings]
    cells = {
        (e.subject, e.claim): e
        for e in evidence
        if e.kind == "mutant"
        and not (e.holds and any(o.kind == "mutant" and o.subject == e.subject and o.claim == e.claim and o.holds is False for o in evidence))
    }
    killed = [[None if (m, c) not in cells or cells[m, c].holds is None else not cells[m, c].holds for c in claims] for m in names]
    points = [[dict(w) if (m, c) in cells and (w := cells[m, c].witness) is not None else None for c in claims] for m in names]
    asked_any = any(e.kind == "mutant" or (e.subject in names and e.kind in ("timeout", "error")) for e in evidence)
    return {
        "names": names,
        "claims": claims,
        "killed": killed,
        "points": points,
        "planted": len(names) if asked_any else 0,
        "dead": sum(any(k is True for k in row) for row in killed),
    }


def _ablations(evidence: Sequence[Evidence]) -> list[Record]:
    return [
        {
            "hypothesis": e.subject,
            "instead": e.extra.get("instead", ""),
            "outcome": e.extra.get("outcome", "undecided"),
            "claim": e.claim,
            "point": dict(e.witness) if e.witness is not None else None,
            "reason": e.reason,
        }
        for e in evidence
        if e.subject and e.kind in ("ablation", "timeout", "error") and (e.kind == "ablation" or "ablation" in e.instrument)
    ]


def _counterexample(
    entry: Listed, statement: Statement, findings: Sequence[Finding], evidence: Sequence[Evidence], reading: str, verdict: str
) -> Record | None:
    fallen = [f for f in findings if f.verdict == "refuted"]
    fallen.sort(key=lambda f: f.reading != reading)
    for finding in fallen:
        points = [
            e
            for e in evidence
            if e.kind == "counterexample" and e.claim == finding.claim and e.reading == finding.reading and len(e.verified_by) >= 2 and e.witness is not None
        ]
        if points:
            best = min(
                points,
                key=lambda e: (
                    "standard library fractions" not in e.verified_by,
                    sum(isinstance(v, list) for v in (e.witness or {}).values()),
                    len(str(e.witness)),
                ),
            )
            letters = dict(best.witness or {})
            random = bool(Variant.of(statement, finding.reading).random)
            recheck = f"# lakatos check {entry.id}  samples it again, from the same keyed streams" if random else _recheck(entry, letters, finding)
            return {
                "reading": finding.reading,
                "claim": finding.claim,
                "letters": letters,
                "paste": f"counterexample={_paste(letters)}",
                "snippet": program(Variant.of(statement, finding.reading), finding.claim, letters) or recheck,
                "recheck": recheck,
                "verified_by": list(best.verified_by),
                "sampled": random,
                "sides": [] if random else sides(Variant.of(statement, finding.reading), finding.claim, letters),
            }
    return None


def _paste(letters: Record) -> str:
    def plain(x: Any) -> Any:
        return [plain(y) for y in x] if isinstance(x, list) else int(x) if str(x).lstrip("-").isdigit() else x

    return repr({name: plain(value) for name, value in letters.items()})


def sides(variant: Variant, name: str, pin: Mapping[str, Any]) -> list[Record]:
    """Both sides of the relations that a claim is made of, at one exact point: {"op", "left", "right", "holds"}.

    None where they are large, or where the claim is not simply that all of them hold.
    Rationals are exact; an irrational number is cut off, which three dots say.
    """
    with precision(256):
        letters, sizes = variant.pinned(pin, REALS)
        claim = variant.relations(letters, sizes)[name]
        found: list[Record] = []
        for atom in atoms(claim) if _joined(claim) else ():
            held, values = truth(atom), [_digits(exact(side)) for side in (atom.lhs, atom.rhs) if side is not None]
            if not held or any(len(str(value)) > LEGIBLE for value in values) or len(found) == MANY:
                return []
            found.append({"op": atom.op, "left": values[0], "right": values[1] if len(values) > 1 else None, "holds": held > 0})
        return found


def _joined(claim: Relation) -> bool:
    return _joined(claim.lhs) and _joined(claim.rhs) if claim.op == "and" else claim.op not in ("or", "not", "iff", "implies")


def _digits(value: Any) -> Any:
    """What `exact` says, with balls cut off to their first digits."""
    if isinstance(value, list):
        return [_digits(entry) for entry in value]
    ball = re.match(r"\[(-?[0-9.]{1,9})[0-9.]*(e[-+]?[0-9]+)? ", value)
    return f"{ball[1]}...{ball[2] or ''}" if ball else value


def program(variant: Variant, name: str, pin: Mapping[str, Any]) -> str | None:
    """A Python program, with the standard library alone, that shows the claim `name` failing at the point `pin`; it exits with 0 if it does.

    None where the point does not show it, where a number is irrational, or where nobody would read a program so long.
    """
    if variant.random:
        return None
    with suppress(OutOfTime), clock(PATIENCE):
        values, sizes = variant.pinned(pin, FRACTIONS)
        transcript = Transcript()
        letters = {letter: Value(transcript, transcript.letter(letter, x.data), x.shape) if isinstance(x, Value) else x for letter, x in values.items()}
        hypotheses = dict(variant.hypotheses(letters, sizes))
        claim = variant.relations(letters, sizes)[name]
        if any(truth(held) != 1 for held in hypotheses.values()) or truth(claim) != -1:
            return None
        listed = [f"{letter} = {letters[letter]} ({domain.name})" for letter, domain in variant.listed.items()]
        shown = [*listed, *(f"{size} = {number}" for size, number in sizes.items())]
        read = f", read as {variant.name!r}" if len(variant.statement.readings) > 1 else ""
        heading = (
            f"{variant.statement.source}{read}: the claim {name!r} fails at one point.\n"
            "Run this with Python 3.10 or later; it needs nothing else, and computes with exact fractions. "
            "It says whether every hypothesis holds and the claim fails, and exits with 0 if so, else with 1."
        )
        drawn = [letter for letter, x in letters.items() if isinstance(x, Value)]
        remarks = ["and " + ", ".join(shown) + ": these are written into what follows"] if shown else []
        return transcript.program(heading, drawn, remarks, hypotheses, (name, claim))
    return None


def _recheck(entry: Listed, letters: Record, finding: Finding) -> str:
    ident, theory = entry.id, entry.path.parent.parent
    where = "" if theory == HOME else f", theory={str(theory)!r}"
    return (
        "# Re-checks the counterexample in two exact engines, from these numbers alone (run it in a checkout of Lakatos).\n"
        "from lakatos import recheck\n\n"
        f"point = {_paste(letters)}\n"
        f"for engine, relation, value in recheck({ident!r}, point, reading={finding.reading!r}{where}):\n"
        "    print(engine, '|', relation, '|', value)\n"
    )


def _hypotheses(variant: Variant) -> list[Record]:
    from numerics.systems.symbolic import mathml, tex

    rows: list[Record] = []
    letters, sizes = symbols(variant)
    for key, domain in variant.for_all.items():
        row: Record = {"letters": key, "name": domain.name, "tex": "", "mathml": "", "assumes": domain.wider is not None}
        if isinstance(domain, Growing) or (isinstance(domain, Domain) and domain.random):
            row["how"] = "along it" if isinstance(domain, Growing) else "as it is drawn"
        if isinstance(domain, Domain) and domain.member is not None:
            row |= _printed(partial(domain.holds, [letters[x] for x in key.split()], sizes), tex, mathml)
        rows.append(row)
    if variant.given is not None:
        given = variant.given
        rows.append({"letters": "given", "name": "given", "assumes": True, **_printed(lambda: given(**asked(given, letters, sizes)), tex, mathml)})
    return rows


def _formulas(variant: Variant) -> list[Record]:
    from numerics.systems.symbolic import mathml, tex

    try:
        with clock(PATIENCE):
            relations = variant.relations(*symbols(variant))
    except Exception:  # it enumerates, looks up or asks for what symbols do not have: the Python text is shown instead
        return []
    return [{"claim": name, "reading": variant.name, **_printed(lambda r=relation: r, tex, mathml)} for name, relation in relations.items()]


def _printed(make: Any, tex: Any, mathml: Any) -> Record:
    try:
        with clock(PATIENCE):
            relation: Relation = make()
            return {"tex": tex(relation), "mathml": mathml(relation)}
    except Exception:  # as above: what is made of symbols may raise anything
        return {"tex": "", "mathml": ""}


def symbols(variant: Variant) -> tuple[dict[str, Any], dict[str, Any]]:
    """The letters of a statement as symbols with opaque sizes, and the sizes."""
    from numerics.systems.symbolic import letter, size

    cache: dict[str, Any] = {}
    letters: dict[str, Any] = {name: size(name) for name in variant.listed}
    for key, domain in variant.drawn.items():
        for name, shape in zip(key.split(), domain.shapes, strict=True):
            letters[name] = letter(name, tuple(size_value(s, size, cache) for s in shape))
    return letters, {name: size(name) for name in variant.size_names}


def _label(module: ModuleType, entry: Listed) -> str:
    package = importlib.import_module(module.__name__.rpartition(".")[0])
    numbered = getattr(package, "NUMBERED", {})
    stem = entry.id.split(".", 1)[1]
    best = max((name for name in numbered if stem == name or stem.startswith(name + "_")), key=len, default="")
    return str(numbered.get(best, ""))


def _place(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
