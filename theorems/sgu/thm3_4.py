"""ReLU features of Gaussian data follow the spiked model: the squared norm of their mean is of order d, their covariance of order one.

A = relu(V X) with V ~ N(0, 1/d) (k x d) and X ~ N(0, 1) (d x n): |mu|^2 ~ d, and C1 I <= Sigma <= C2 I for the empirical mean mu and covariance Sigma of
the n columns of A, whose parts make up A A^T / n exactly (thm3_4_identity). The constants depend on k / d and n / k; two pairs of these are tried, with
d / 10 <= |mu|^2 <= d / 2, C1 = 1/200 and C2 = 3: |mu|^2 is near k / (2 pi), and the ends of the spectrum come to rest as slowly as edges do.
"""

from fractions import Fraction

from numerics.linalg import eigvalsh, inner, maximum, relu, sqrt
from theorems.domains import Growing, Normal
from theorems.sgu.notation import stays_below
from theorems.sgu.thm3_4_identity import mean_and_covariance
from theorems.statement import Statement


def claims(V, X, *, activation=relu, scale=lambda d: d, centring=1):
    k, d = V.shape
    A = activation(V @ X / sqrt(V.lift(scale(d))))
    mean, covariance = mean_and_covariance(A, centring=centring)
    spectrum = eigvalsh(covariance)
    norm = inner(mean, mean) / d
    return {
        "the mean": stays_below(maximum(norm / Fraction(1, 2), Fraction(1, 10) / norm), 1),
        "the covariance from above": stays_below(spectrum[0, 0], 3),
        "the covariance from below": stays_below(1 / spectrum[k - 1, 0], 200),
    }


statement = Statement(
    source="Theorem 3.4, section 3.1.1",
    for_all={"s": Growing(), "V": Normal("2*s", "2*s"), "X": Normal("2*s", "8*s")},
    claims=claims,
    readings={"k = d, n = 4 k": {}, "k = 2 d, n = 2 k": {"V": Normal("4*s", "2*s"), "X": Normal("2*s", "8*s")}},
    mutants={
        "V ~ N(0, 1 / d^2)": {"scale": lambda d: d**2},
        "the covariance not centred": {"centring": 0},
    },
    expect="supported",
)
