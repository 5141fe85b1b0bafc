"""For Gaussian W, and |B|_op at least of order d^u, the nuclear rank of the gradient is of order d on the whole window of Theorem 3.6.

|M|_* >~ d and |M|_F <~ sqrt(d) for the k - r ~ d columns of W U in the bulk, which are Gaussian too; what the window leaves of each: thm3_6_amended.
"""

from theorems.domains import Choice, Growing, Normal
from theorems.sgu import thm3_6_gaussian
from theorems.statement import Statement

statement = Statement(
    source="Theorem 3.6, section 3.1.4, second claim",
    for_all={"d": Growing(), "W": Normal("d", "2*d"), "orders": Choice((2, 2, 2), (2, 4, 4))},
    claims=thm3_6_gaussian.claims,
    mutants={"without the burn-in": {"start": lambda first: 1}, "longer by d": {"last": lambda d: d}},
    amends=thm3_6_gaussian,
    expect="supported",
)
