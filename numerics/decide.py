"""Decision procedures: real closed fields by z3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.value import Relation


@dataclass(frozen=True, kw_only=True)
class Answer:
    """holds: True (no real point violates it), False (the model does, if it stands an exact check), None (the solver gave up)."""

    holds: bool | None
    model: Mapping[str, Fraction] | None = None
    exact_model: bool = True
    reason: str = ""


def over_the_reals(system: Any, letters: Mapping[str, Any], hypotheses: Sequence[Relation], claim: Relation | None, seconds: float) -> Answer:
    """Whether `claim` follows from `hypotheses` for all real values of `letters` (z3 variables of `system`); with no claim, whether everything is defined.

    Raises numerics.value.Unsupported for relations outside the theory of real fields.
    """
    import z3

    held = [system.formula(h) for h in hypotheses]
    wrong = z3.Not(z3.And(system.defined)) if claim is None else z3.And(*system.defined, z3.Not(system.formula(claim)))
    reason = ""
    for solver in (z3.Tactic("qfnra-nlsat").solver(), z3.Solver()):
        solver.set("timeout", max(1, int(seconds * 500)))
        solver.add(*held, *system.meaning, wrong)
        answer = solver.check()
        if answer == z3.unsat:
            return Answer(holds=True)
        if answer == z3.sat:
            model = solver.model()
            values = {name: model.eval(letter, model_completion=True) for name, letter in letters.items()}
            return Answer(
                holds=False,
                model={name: _rational(v) for name, v in values.items()},
                exact_model=system.exact and all(z3.is_rational_value(v) for v in values.values()),
            )
        reason = solver.reason_unknown()
    return Answer(holds=None, reason=f"z3 gives up ({reason})")


def _rational(value: Any) -> Fraction:
    import z3

    if z3.is_algebraic_value(value):
        value = value.approx(20)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
