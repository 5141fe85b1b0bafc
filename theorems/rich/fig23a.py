"""Sample eigenvalues are precise except for k near p: (s_k^2 / n - rho_k)^2 / rho_k^2 <= 1/20 for k <= 4 p / 5, and larger at k = p than at k = p / 2.

Phi(X) = D Z with rho_k = k^-alpha = D_kk^2 and a Gaussian Z of n = 10 p columns, and Z Z^T = L L^T in law: the s_k^2 are the eigenvalues of D L L^T D. They
estimate n rho_k, which equation 60 forgets; as printed the error is near n^2 for every k. "Precise" is read as 1/20 (22 % of rho_k), "the figure shows" as in
at least half of all draws. The exponents are not given: what is said is true from about 1/2 on, and not for flat spectra, whose eigenvalues fill
[(1 - sqrt(p/n))^2, (1 + sqrt(p/n))^2] (Marchenko and Pastur). Printed sizes: n = 10000, p = 1000; here p = 40.
"""

from fractions import Fraction

from numerics.laws import probability
from numerics.linalg import diagonal, eigvalsh, every, matrix, sqrt
from theorems.domains import Choice, WishartFactor
from theorems.statement import Statement


def power_law(fourths, p, *, like):
    """rho_k = k^(-fourths / 4) for k = 1 .. p."""
    whole, rest = divmod(fourths, 4)
    return [like.lift(Fraction(1, k**whole)) / (sqrt(sqrt(like.lift(k))) ** rest if rest else 1) for k in range(1, p + 1)]


def sample_covariance(L, rho, n):
    """Phi(X) Phi(X)^T / n in law."""
    factor = diagonal(matrix([[sqrt(r)] for r in rho])) @ L
    return factor @ factor.T / n


def claims(L, fourths, *, n=400, precise=Fraction(1, 20), worse=1):
    p = L.shape[0]
    rho = power_law(fourths, p, like=L[0, 0])
    squares = eigvalsh(sample_covariance(L, rho, n))
    errors = [(squares[k, 0] / rho[k] - 1) ** 2 for k in range(p)]
    return {
        "precise (n = 400, p = 40)": probability(every([errors[k] <= precise for k in range(4 * p // 5)])) >= Fraction(1, 2),
        "worse for k near p (n = 400, p = 40)": probability(worse * errors[p - 1] >= errors[p // 2 - 1]) >= Fraction(1, 2),
    }


statement = Statement(
    source="Figure 23(a) and equation 67, appendix J.1.3",
    text="reconstructed",
    for_all={"L": WishartFactor(40, 400), "fourths": Choice(2, 4, 8, 12)},
    claims=claims,
    readings={"alpha from 1/2 to 3": {}, "alpha = 0": {"fourths": Choice(0)}, "s_k^2 as printed, without 1/n": {"n": 1}},
    mutants={"fifty times as precise, a thousand times as bad": {"precise": Fraction(1, 1000), "worse": Fraction(1, 1000)}},
    expect="supported",
    falls=("alpha = 0", "s_k^2 as printed, without 1/n"),
)
