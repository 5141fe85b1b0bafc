"""The function space error 1 - (1/k) sum_{i,j <= k} (u_i^T o_j)^2 is at most 1/4 for all k.

The setting of fig23a, in at least half of all draws; three k, the last near p / 3, stand for all (the error is zero at k = p, and largest near p / 3). The sum
is trace(P_k Q_k) for the projections onto the first k eigenvectors of S and the first k coordinates. It is the slope at 0 of the sum f(t) of the k largest
eigenvalues of S + t Q_k, a convex function (Ky Fan): so it is at least (f(0) - f(-t)) / t for t > 0, and little more for a t far below the eigenvalues. At the
printed sizes one draw has its largest error 0.39 at alpha = 1/4, 0.22 at 1/2, 0.11 at 1, 0.05 at 2; at the p = 40 of here 0.48, 0.27, 0.14, 0.07.
"""

from fractions import Fraction

from numerics.laws import probability
from numerics.linalg import diagonal, eigvalsh, every, matrix
from theorems.domains import Choice, WishartFactor
from theorems.rich.fig23a import power_law, sample_covariance
from theorems.statement import Statement


def space_error(S, k, rho):
    """1 - trace(P_k Q_k) / k, never too small."""
    p = S.shape[0]
    t = rho[k - 1] / 10**6
    Q = diagonal(matrix([[S[0, 0].lift(int(i < k))] for i in range(p)]))
    before, after = (eigvalsh(A) for A in (S - t * Q, S))
    return 1 - sum((after[i, 0] - before[i, 0]) / t for i in range(k)) / k


def claims(L, fourths, *, places=(2, 6, 16), most=Fraction(1, 4)):
    p = L.shape[0]
    rho = power_law(fourths, p, like=L[0, 0])
    S = sample_covariance(L, rho, 10 * p)
    return {"at most 1/4 (n = 400, p = 40)": probability(every([space_error(S, k, rho) <= most for k in places])) >= Fraction(1, 2)}


statement = Statement(
    source="Figure 23(c) and equation 74, appendix J.2",
    text="reconstructed",
    for_all={"L": WishartFactor(40, 400), "fourths": Choice(4, 12)},
    claims=claims,
    readings={"alpha = 1, 3": {}, "alpha = 1/4": {"fourths": Choice(1)}},
    mutants={"at most 1/40": {"most": Fraction(1, 40)}},
    expect="supported",
    falls=("alpha = 1/4",),
)
