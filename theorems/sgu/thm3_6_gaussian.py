"""For Gaussian W, independent of A, the nuclear rank of the gradient is of order d on the whole window of Theorem 3.6.

Said under Assumption F with m ~ k ~ d; here m = d, k = 2 d, spikes of orders d^l and d^top, and a bulk with the eigenvalues 1 (once) and 2. If the largest
spike is of order d^l, l <= 1 < u - l, the smallest eigenvalue outlives the others and the nuclear rank stays below 4 (thm3_6_gaussian_family): so the claim
falls, here with l = 1/2, u = 2; l = 1/2, u = 1 goes the same way. It stands where |B|_op is of order d^u (thm3_6_gaussian_amended). It also needs k - r of
order d, which the text says in words (a small rank r). c = 2, C1 = 2, C2 = 4.
"""

from functools import reduce

from numerics.laws import window
from numerics.linalg import diagonal, lesssim, matrix, minimum, ones
from theorems.domains import Choice, Growing, Normal
from theorems.sgu import thm3_6_gaussian_family
from theorems.sgu.notation import descent_factors, descent_window, nuclear_rank, of_order
from theorems.statement import Statement


def claims(d, W, orders, *, last=lambda d: 4, start=lambda first: first):
    low, high, top = orders
    k, one = W.shape[1], ones(1, 1, like=W)[0, 0]
    spikes = [of_order(d, top) + 1, of_order(d, low) + 1]
    spectrum = matrix([[lam * one] for lam in [*spikes, 1, *[2] * k][:k]])
    first, end = descent_window(d, low, high, last=last(d))
    ranks = [nuclear_rank(W @ diagonal(descent_factors(spectrum, spikes[0], t))) for t in window(start(first), max(first, end), 3)]  # empty at the smallest d
    return {"the nuclear rank": lesssim(d * one, reduce(minimum, ranks))}


statement = Statement(
    source="Theorem 3.6, section 3.1.4, second claim",
    for_all={"d": Growing(), "W": Normal("d", "2*d"), "orders": Choice((1, 4, 1), (1, 2, 1))},
    claims=claims,
    mutants={"without the burn-in": {"start": lambda first: 1}},
    contradicted_by={"the nuclear rank": thm3_6_gaussian_family},
    expect="refuted",
    falls=("the nuclear rank",),
)
