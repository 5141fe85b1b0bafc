"""Sample eigenfunctions are accurate only where rho_k is large compared with the median: 1 - |u_k^T o_k| is below 1/10 at k = 1 and above 1/2 at the median.

And it grows with k, from 1 over sqrt(p) to p / 2. The setting of fig23a, in at least half of all draws. Of an eigenvector u of S with eigenvalue s, the k-th
entry is had from an inverse: (S - s I + o_k o_k^T) u = o_k (o_k^T u), so that 1 / (u^T o_k)^2 is the squared norm of column k of that inverse. Eigenvectors
are told apart where the gap of the eigenvalues, alpha / k of them, is above their error sqrt(2 / n): up to about k = alpha sqrt(n / 2), which is p / 2 for
n = 10 p and p = 20 alpha^2. So at the printed n = 10000, p = 1000 the median is beyond it for alpha up to 5 or so, and at the p = 40 of here up to 1. It is the
gap that decides, and not the size: at alpha = 0 none is accurate.
"""

from fractions import Fraction

from numerics.laws import probability
from numerics.linalg import eigvalsh, eye, inner, inv, matrix, sqrt
from theorems.domains import Choice, WishartFactor
from theorems.rich.fig23a import power_law, sample_covariance
from theorems.statement import Statement


def inaccuracies(S, places):
    """1 - |u_k^T o_k| for each k, counted from 1."""
    p = S.shape[0]
    values = eigvalsh(S)
    result = []
    for k in places:
        o = matrix([[S[0, 0].lift(int(i == k))] for i in range(1, p + 1)])
        u = inv(S - values[k - 1, 0] * eye(S) + o @ o.T) @ o
        result.append(1 - 1 / sqrt(inner(u, u)))
    return result


def claims(L, fourths, *, places=(1, 6, 20), half=Fraction(1, 2)):
    p = L.shape[0]
    first, middle, median = inaccuracies(sample_covariance(L, power_law(fourths, p, like=L[0, 0]), 10 * p), places)
    return {
        "accurate at the top (n = 400, p = 40)": probability(first <= half / 5) >= half,
        "not at the median (n = 400, p = 40)": probability(median >= half) >= half,
        "the larger the eigenvalue, the better (n = 400, p = 40)": probability((first <= middle) & (middle <= median)) >= half,
    }


statement = Statement(
    source="Figure 23(b) and equation 68, appendix J.1.3",
    text="reconstructed",
    for_all={"L": WishartFactor(40, 400), "fourths": Choice(2, 4)},
    claims=claims,
    readings={"alpha = 1/2, 1": {}, "alpha = 0": {"fourths": Choice(0)}},
    mutants={"the other way round": {"places": (20, 6, 1)}},
    expect="supported",
    falls=("alpha = 0",),
)
