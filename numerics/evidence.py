"""Evidence: what one instrument found out about one claim. Data only; `theorems.verdict` makes verdicts of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Point = Mapping[str, Any]  # letters to exact numbers as strings, matrices as lists of rows


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """holds: True, False, or None for unknown.

    kind: witness | defined | proof | certificate | instances | counterexample | contradiction | mutant | ablation | timeout | error.
    claim and reading name what it speaks of; subject is the mutant or the hypothesis that was changed; verified_by are the engines that
    re-checked a point; trusts is what must be believed; a False without two engines is a lead, not a refutation.
    """

    kind: str
    holds: bool | None
    claim: str = ""
    reading: str = ""
    subject: str = ""
    instrument: str = ""
    scope: str = ""
    reason: str = ""
    witness: Point | None = None
    verified_by: tuple[str, ...] = ()
    trusts: tuple[str, ...] = ()
    seconds: float = 0.0
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Evidence:
        return cls(**{**row, "verified_by": tuple(row["verified_by"]), "trusts": tuple(row["trusts"])})
