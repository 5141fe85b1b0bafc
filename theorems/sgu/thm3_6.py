"""Under Assumption F the gradient's nuclear norm is at least of order |M|_* - r, its Frobenius norm at most of order |M|_F + sqrt(r), on a window of GD.

Steps 1 / (c |B|_op), window C1 d^(u - l) log d <= t <= C2 d^u, M the columns of W U that belong to the bulk. Assumption F is read of the r non-zero
eigenvalues of S, which lie between c1 d^l and c2 d^u (said of all k of them it would leave no bulk, as l > 0). So the largest may be of order d^l, l < u:
the bulk is then over after some d^l steps, and at t = C2 d^u it is below any share of what is claimed (thm3_6_family). The printed proof takes
|B|_op >~ d^u for granted, below (3.13); given that the theorem stands (thm3_6_amended). Here B is diagonal and W = I, so that both norms are sums over the
spectrum: two spikes, of orders d^l and d^top, l <= top <= u, and d eigenvalues 1 + x of the bulk. All of it decays, so that the ends of the window decide.
Exponents are counted in halves; c = 2, C1 = 2 (as log d is taken to base 2, a spike of order d^l leaves d^(l - 1.44) at most), C2 = 8.
"""

from numerics.linalg import inner, lesssim, matrix, ones, total
from theorems.domains import Choice, Growing, Uniform
from theorems.sgu import thm3_6_family
from theorems.sgu.notation import descent_factors, descent_window, of_order
from theorems.statement import Statement


def claims(d, x, orders, *, window=descent_window, start=lambda first: first):
    low, high, top = orders
    one = ones(1, 1, like=x)[0, 0]
    spikes = [of_order(d, top) + 1, of_order(d, low) + 1]
    parts = matrix([[spike * one] for spike in spikes]), ones(d, 1, like=x) + x
    first, last = window(d, low, high)
    early, late = ([descent_factors(part, spikes[0], t) for part in parts] for t in (start(first), last))
    return {
        "the nuclear norm": lesssim((d - len(spikes)) * one, sum(map(total, late))),
        "the Frobenius norm": lesssim(sum(inner(part, part) for part in early), d + len(spikes)),
    }


statement = Statement(
    source="Theorem 3.6, equation 3.11, section 3.1.4",
    for_all={"d": Growing(), "x": Uniform("d", 1), "orders": Choice((1, 2, 1), (2, 3, 3))},
    claims=claims,
    mutants={"without the burn-in": {"start": lambda first: 1}},
    contradicted_by={"the nuclear norm": thm3_6_family},
    expect="refuted",
    falls=("the nuclear norm",),
)
