"""The ladder of verdicts, and the one pure function that climbs it. A verdict is computed from evidence and never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numerics.evidence import Evidence

LADDER = ("refuted", "undecided", "supported", "certified", "proved")  # worst to best


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The verdict on one claim in one reading, how far it reaches, and why it is no better."""

    claim: str
    reading: str
    verdict: str
    scope: str = ""
    reason: str = ""


def worst(verdicts: Sequence[str]) -> str:
    return min(verdicts, key=LADDER.index, default="undecided")


def judge(claim: str, reading: str, evidence: Sequence[Evidence]) -> Finding:
    """The verdict on one claim in one reading, before its mutants are asked."""
    about = [e for e in evidence if e.reading == reading and e.claim in (claim, "") and not e.subject]

    def finding(verdict: str, scope: str = "", reason: str = "") -> Finding:
        return Finding(claim=claim, reading=reading, verdict=verdict, scope=scope, reason=reason)

    for e in about:
        if e.kind == "counterexample" and e.holds is False and len(e.verified_by) >= 2:
            return finding("refuted", e.scope)
    if excluded := next((e for e in about if e.kind == "contradiction" and e.holds is False), None):
        if any(e.kind in ("proof", "certificate") and e.holds for e in about):
            return finding("undecided", reason=f"instruments disagree: it is decided, and {excluded.scope}")
        return finding("refuted", excluded.scope)
    witnesses = [e for e in about if e.kind == "witness"]
    witness = next((e for e in witnesses if e.holds), None) or next(iter(witnesses), None)
    late = next((e for e in about if e.kind in ("timeout", "error")), None)
    if (witness is None or witness.holds is not True) and late is not None:
        return finding("undecided", reason=f"{late.instrument}: {late.reason}")
    if witness is None or witness.holds is not True:
        return finding(
            "undecided",
            reason=f"no witness: {witness.reason}" if witness and witness.reason else "no witness: no point was found that satisfies the hypotheses",
        )
    undefined = next((e for e in about if e.kind == "defined" and e.holds is False), None)
    if undefined:
        return finding("undecided", reason=f"undefined at a point that satisfies the hypotheses: {undefined.reason}")
    leads = next((e for e in about if e.kind in ("counterexample", "proof") and e.holds is False), None)
    for kind, verdict in (("proof", "proved"), ("certificate", "certified"), ("instances", "supported")):
        for e in about:
            if e.kind == kind and e.holds is True:
                if leads:
                    return finding("undecided", reason=f"instruments disagree: {leads.instrument} found a point where it fails")
                return finding(verdict, e.scope)
    if leads:
        return finding("undecided", reason=f"it seems to fail, but no exact counterexample was verified by two engines: {leads.reason}")
    reasons = list(dict.fromkeys(f"{e.instrument}: {e.reason}" for e in about if e.holds is None and e.reason))
    return finding("undecided", reason="; ".join(reasons) or "no instrument decides it")


def with_mutants(findings: Sequence[Finding], mutants: Sequence[str], evidence: Sequence[Evidence]) -> list[Finding]:
    """No claim is better than undecided while a mutant lives, or while no mutant died on it. Refuted claims need none."""
    holding = [f for f in findings if LADDER.index(f.verdict) > LADDER.index("undecided")]
    dead = {(e.subject, e.claim) for e in evidence if e.kind == "mutant" and e.holds is False}
    late = {e.subject: e.reason for e in evidence if e.subject and e.kind in ("timeout", "error")}
    living = [m + (f" ({late[m]})" if m in late else "") for m in mutants if not any((m, f.claim) in dead for f in holding)]
    result = []
    for f in findings:
        if f in holding and living:
            f = Finding(claim=f.claim, reading=f.reading, verdict="undecided", scope=f.scope, reason="mutants survived: " + ", ".join(living))
        elif f in holding and not any((m, f.claim) in dead for m in mutants):
            f = Finding(
                claim=f.claim,
                reading=f.reading,
                verdict="undecided",
                scope=f.scope,
                reason="no mutant was seen to fail this claim: its check has not been seen red",
            )
        result.append(f)
    return result
