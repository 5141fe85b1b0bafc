"""The kernel flow carries every mode to the water-filling law.

Along the aligned flow k' = 2k (lambda_W s / (k + lambda_W)^2 - lambda_Phi) a mode moves strictly towards the law from wherever it is, so it
converges to it (a scalar autonomous equation). A mode that starts at zero never moves: the law holds for positive starts, not for all.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.pictures import Law
from theorems.statement import Statement
from theorems.tkf.notation import mode_law, mode_rate


def claims(k, s, lam_w, lam_phi, *, ridge=1, decay=1, power=2):
    law = mode_law(s, lam_w, lam_phi, ridge)
    return {"it moves towards the law": implies(k != law, (law - k) * mode_rate(k, s, lam_w, lam_phi, decay, power) > 0)}


statement = Statement(
    source="Theorem 4 with equations 29-30, section 5.2.2 and appendix B.3",
    text="reconstructed",
    for_all={"k": Nonnegative(), "s": Nonnegative(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    readings={"from every start": {}, "from every positive start": {"k": Positive()}},
    mutants={"ridge not subtracted": {"ridge": 0}, "twice the decay": {"decay": 2}, "resolvent not squared": {"power": 1}},
    falls=("from every start",),
    pictures=[
        Law(
            title="Where the kernel flow carries a mode, and the water-filling law",
            x=("s", "label strength s"),
            y=("k", "kernel mode k"),
            law=mode_law,
            rate=mode_rate,
            at={"lam_w": Fraction(1, 2), "lam_phi": 2},
            between=(0, 16),
            starts=(0, Fraction(1, 100), 3),
            horizon=6,
        )
    ],
)
