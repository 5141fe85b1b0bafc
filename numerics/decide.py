"""Decision procedures: real closed fields by z3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.value import Relation


@dataclass(frozen=True, kw_only=True)
class Answer:
    """holds: True where the claim is true (and defined) at every real point of the hypotheses; False where the solver found a real point, perhaps
    an irrational one, at which it is not; None where it gave up, or proposes a point that may be none.

    false_at, undefined_at: models, rounded to rationals where they are algebraic, that count only after an exact evaluation.
    """

    holds: bool | None
    false_at: Mapping[str, Fraction] | None = None
    undefined_at: Mapping[str, Fraction] | None = None
    reason: str = ""


def over_the_reals(system: Any, letters: Mapping[str, Any], hypotheses: Sequence[Relation], claim: Relation, seconds: float) -> Answer:
    """Whether `claim` holds wherever all `hypotheses` do, for all real values of `letters` (terms of `system`).

    Raises numerics.value.Unsupported for relations outside the theory of real fields.
    """
    import z3

    held = [system.formulas(h)[0] for h in hypotheses]
    true, false = system.formulas(claim)
    found: dict[str, Mapping[str, Fraction]] = {}
    for label, wrong in (("false_at", false), ("undefined_at", z3.And(z3.Not(true), z3.Not(false)))):
        answer, reason = None, ""
        for solver in (z3.Tactic("qfnra-nlsat").solver(), z3.Solver()):
            solver.set("timeout", max(1, int(seconds * 120)))
            solver.add(*held, *system.meaning, wrong)
            answer = solver.check()
            if answer != z3.unknown:
                break
            reason = solver.reason_unknown()
        if answer == z3.sat:
            model = solver.model()
            found[label] = {name: _rational(model.eval(term.expression, model_completion=True)) for name, term in letters.items()}
            return Answer(holds=False if system.exact else None, reason="z3 finds a point that no exact evaluation confirms: it may be irrational", **found)
        if answer == z3.unknown:
            return Answer(holds=None, reason=f"z3 gives up ({reason})")
    return Answer(holds=True)


def some_point(system: Any, letters: Mapping[str, Any], relations: Sequence[Relation], seconds: float) -> Mapping[str, Fraction] | None:
    """A point at which all relations hold, rounded to rationals, or None where the solver finds none."""
    import z3

    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set("timeout", max(1, int(seconds * 1000)))
    solver.add(*system.meaning, *(system.formulas(r)[0] for r in relations))
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    return {name: _rational(model.eval(term.expression, model_completion=True)) for name, term in letters.items()}


def warm_up() -> None:
    """Import the solvers, so that processes forked from here have them."""
    import sympy.polys.fields
    import z3

    assert sympy.polys.fields and z3


def _rational(value: Any) -> Fraction:
    import z3

    if z3.is_algebraic_value(value):
        value = value.approx(20)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
