"""Under Assumption F and |B|_op at least of order d^u, the gradient's nuclear and Frobenius norms obey Theorem 3.6 on its whole window.

(1 - x)^t >= exp(-2 t x) for x <= 4/5, and x = lambda / (c |B|_op) is at most of order d^-u in the bulk, so that C2 d^u steps leave a fixed part of it; a spike
leaves d^u exp(-t d^(l - u) / c) at most, which the burn-in makes small. What this says of other W than I: thm3_6_columns. Tried are l = 1 and u = 1, 3/2, 2;
with l = 1/2, u = 1 what the burn-in leaves of the spikes still rises towards its bound at d = 1024, so that nothing is decided there.
"""

from theorems.domains import Choice, Growing, Uniform
from theorems.sgu import thm3_6
from theorems.sgu.notation import descent_window, of_order
from theorems.statement import Statement

statement = Statement(
    source="Theorem 3.6, equation 3.11, section 3.1.4",
    for_all={"d": Growing(), "x": Uniform("d", 1), "orders": Choice((2, 2, 2), (2, 3, 3), (2, 4, 4))},
    claims=thm3_6.claims,
    mutants={
        "without the burn-in": {"start": lambda first: 1},
        "longer by the root of d": {"window": lambda d, low, high: descent_window(d, low, high, last=8 * of_order(d, 1))},
    },
    amends=thm3_6,
    expect="supported",
)
