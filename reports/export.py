"""report.json: the document of one report, its schema, and its text. The schema is published beside this file, as `schema.json`."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import json
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reports import figures

SCHEMA_VERSION = "1.1"
INSTRUMENTS = ("numpy", "scipy", "sympy", "python-flint", "z3-solver", "mpmath", "hypothesis", "torch")  # distributions whose versions a verdict may depend on
RANDOMNESS = "every draw comes from a counter-based stream (Philox) whose key is made of names: source, reading, claim and block; there is no seed to choose"

# What a statement that could not be examined still shows: its file never got as far as having claims.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("paper", "label", "title", "prose", "source", "text", "file", "fingerprint", "budget", "problem", "reading", "python"), ""),
    **{key: [] for key in ("fallen", "contradicted_by", "uses", "used_by", "amended_by", "hypotheses", "formulas", "claims", "ablations", "pictures")},
    **dict.fromkeys(("expected", "amends", "counterexample")),
    **dict.fromkeys(("headline", "with_ancestors"), "broken"),
    **dict.fromkeys(("stale", "as_expected"), False),
    **dict.fromkeys(("seconds", "cpu_seconds"), 0),
    "mutants": {"names": [], "claims": [], "killed": [], "points": [], "planted": 0, "dead": 0},
}


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `document`, as published in schema.json."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    return loaded


def verdicts() -> tuple[str, ...]:
    """The verdicts in the order of the ladder, best first, as the schema lists them."""
    return tuple(schema()["$defs"]["verdict"]["enum"])


def document(records: Sequence[dict[str, Any]], *, budget: str, papers: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """The document of report.json: what it was made with, the totals, and the records sorted by id.

    `papers` may say, per paper, {"title", "arxiv", "version", "numbered", "missing"}; the page prints them. There is no time of day in the
    document, so that the same records give the same bytes. Raises ValueError if an id occurs twice.
    """
    twice = [ident for ident, count in Counter(r["id"] for r in records).items() if count > 1]
    if twice:
        raise ValueError(f"{', '.join(sorted(twice))} would stand in the report twice: pass every statement once")
    whole = [{**_EMPTY, "paper": r["id"].split(".")[0], **r} if r["verdict"] == "broken" else r for r in sorted(records, key=lambda r: str(r["id"]))]
    statements = [{**r, "pictures": figures.pictures(r)} for r in whole]
    return {
        "schema_version": SCHEMA_VERSION,
        "generated": {
            "budget": budget,
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "versions": {name: _version(name) for name in INSTRUMENTS},
            "randomness": RANDOMNESS,
        },
        **({"papers": {name: dict(papers[name]) for name in sorted(papers)}} if papers else {}),
        "totals": totals(statements),
        "statements": statements,
    }


def totals(statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The counts that a report prints, each beside the count that it is a part of."""
    claims = [claim for s in statements for claim in s["claims"]]
    evidence = [e for claim in claims for e in claim["evidence"]]
    return {
        "statements": len(statements),
        "verdicts": tally(s["verdict"] for s in statements),
        "as_expected": sum(bool(s["as_expected"]) for s in statements),
        "stale": sum(bool(s["stale"]) for s in statements),
        "claims": len(claims),
        "claim_verdicts": tally(claim["verdict"] for claim in claims),
        "mutants": {key: sum(s["mutants"][key] for s in statements) for key in ("planted", "dead")},
        "hypotheses": {
            "stated": sum(h.get("assumes", True) for s in statements for h in s["hypotheses"]),
            "ablated": sum(h.get("assumes", True) and any(a["instead"] for a in ablations_of(s, h)) for s in statements for h in s["hypotheses"]),
        },
        "ablations": dict(sorted(Counter(ablation["outcome"] for s in statements for ablation in s["ablations"]).items())),
        "examined": {key: sum(e.get(key, 0) for e in evidence) for key in ("points", "samples")},
        "ended": sum(any(e["kind"] in ("timeout", "error") for e in claim["evidence"]) for claim in claims),
        "seconds": round(sum(s["seconds"] for s in statements), 3),
        "cpu_seconds": round(sum(s.get("cpu_seconds", 0) for s in statements), 3),
    }


def ablations_of(statement: Mapping[str, Any], hypothesis: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ablations of `statement` in which `hypothesis` was weakened or dropped."""
    letters, name = hypothesis["letters"], hypothesis["name"]
    # A letter has one domain, so its letters name it; relations given between letters are told apart by their own words.
    names = {name, f"{letters}: {name}"}
    return [a for a in statement["ablations"] if a["hypothesis"] in names or (letters != "given" and a["hypothesis"].split(":")[0].strip() == letters)]


def validate(document: Mapping[str, Any]) -> list[str]:
    """What is wrong with `document` against schema.json, one line per fault and the place first; empty when it is well formed.

    Raises ModuleNotFoundError, with the remedy, where jsonschema is not installed: not checked is not the same as valid.
    """
    try:
        jsonschema: Any = importlib.import_module("jsonschema")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("the report cannot be validated without jsonschema: install the extra `test`", name="jsonschema") from error
    validator = jsonschema.Draft202012Validator(schema())
    faults = sorted(f"{_place(document, error.absolute_path)}: {_shortened(error.message)}" for error in validator.iter_errors(document))
    return faults or [fault for s in document["statements"] for fault in _misshapen(s)]


def dumps(document: Mapping[str, Any]) -> str:
    """The text of report.json: keys in the order of the document, characters as they are, a line feed at the end.

    Raises ValueError for NaN and infinities, which JSON has no word for.
    """
    try:
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError as error:
        raise ValueError(f"the report holds a number that JSON cannot say ({error}): an instrument must return None with a reason instead") from error


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def tally(reached: Iterable[str]) -> dict[str, int]:
    """How often each verdict was reached, best first."""
    counts = Counter(reached)
    return {verdict: counts[verdict] for verdict in verdicts()}


def _place(document: Mapping[str, Any], path: Iterable[Any]) -> str:
    """`path` in the document, with the id of the statement instead of its position."""
    steps = list(path)
    if len(steps) > 1 and steps[0] == "statements":
        statement = document["statements"][steps[1]]
        steps[:2] = [str(statement.get("id", f"statement {steps[1]}")) if isinstance(statement, Mapping) else f"statement {steps[1]}"]
    return " / ".join(map(str, steps)) or "the document"


def _shortened(message: str) -> str:
    # jsonschema quotes the whole faulty object; the fault stands at the end of the sentence.
    return message if len(message) <= 200 else f"{message[:60]} ... {message[-120:]}"


def _misshapen(statement: Mapping[str, Any]) -> list[str]:
    """What no schema can say: the mutant matrix has a row per mutant and a column per claim."""
    mutants = statement["mutants"]
    wanted = (len(mutants["names"]), len(mutants["claims"]))
    return [
        f"{statement['id']} / mutants / {key}: not {wanted[0]} rows of {wanted[1]}, one per mutant and claim"
        for key in ("killed", "points")
        if len(mutants[key]) != wanted[0] or any(len(row) != wanted[1] for row in mutants[key])
    ]
