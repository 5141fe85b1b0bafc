"""W = 10, P = 10^8, no signal: the largest ratio is at most 1 + 2 / 10^4 with probability 95 %, and at most 1 + 3 / 10^4 with probability 99 %.

"The quantile is 1 + O(10^-4)", with the numbers lost; half the largest spacing of a GOE of order ten has median 1.14, and the points 1.70 (95 %), 2.01 (99 %),
2.39 (99.9 %). With P = 10^8 at hand as L L^T = X X^T in law. "Any ratio above it is significant" holds of isotropic noise alone: in coloured noise that has
no gap anywhere, Sigma = diag(1/k), the ratio is mostly above the threshold 1 + 2 / sqrt(P) (here P = 100, where the ratio has the median 1.35); what counts is
the effective number of dimensions (tr Sigma)^2 / tr Sigma^2, of the order of (log P)^2 here, and bounded if Sigma decays faster.
"""

from fractions import Fraction

from numerics.laws import probability
from numerics.linalg import hadamard, matrix, ones, sqrt
from theorems.domains import Normal, WishartFactor
from theorems.edge.prop6_4 import largest_ratio, null_gram
from theorems.statement import Statement


def alone(X, A, P):
    return X @ X.T


def signals_of_the_size_of_noise(X, A, P):
    return null_gram(X, A, sqrt(X[0, 0].lift(P)))


def coloured(X, A, P):
    Sigma = matrix([[X[0, 0].lift(Fraction(1, k)) for k in range(1, P + 1)]])  # its eigenvalues
    return hadamard(X, ones(X.shape[0], 1, like=X) @ Sigma) @ X.T


def claims(X, A, *, P=10**8, gram=alone, scale=1):
    above = (largest_ratio(gram(X, A, P)) - 1) * sqrt(X[0, 0].lift(P)) / scale
    return {
        "the 95 % point": probability(above <= 2) >= Fraction(95, 100),
        "the 99 % point": probability(above <= 3) >= Fraction(99, 100),
    }


statement = Statement(
    source="Proposition 6.4, section 6.3, practical points",
    text="uncertain",
    for_all={"X": WishartFactor(10, 10**8), "A": Normal(10, 10)},
    claims=claims,
    readings={
        "isotropic noise": {},
        "equal signals in as much noise": {"gram": signals_of_the_size_of_noise},
        "coloured noise, P = 100": {"X": Normal(10, 100), "P": 100, "gram": coloured},
    },
    mutants={"half of it": {"scale": Fraction(1, 2)}},
    expect="supported",
    falls=("coloured noise, P = 100",),
)
