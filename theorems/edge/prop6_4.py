"""Without a signal the largest ratio of consecutive singular values is 1 + S / (2 sqrt(P)), S the largest spacing of the eigenvalues of a GOE of order W.

X has W rows and P = 10 m columns. By the central limit theorem for a fixed W, (X X^T - P I) / sqrt(P) goes to the GOE with diagonal entries of variance 2 and
others of variance 1; a ratio is one plus half a gap of its eigenvalues, over sqrt(P), so that 1 - F_W(x) = P(S > 2 x). The normalisation of x and F_W are lost
from the text; for W = 2, F_2(x) = 1 - exp(-x^2 / 2) (prop6_4_two). Tracy-Widom laws, which the proof cites, have no part in this: they are for W that grow.
Readings: X is nothing but noise N; or X = d U + N with orthonormal rows of U and d^2 = P, noise of variance one: then X X^T = (d I + A)(d I + A)^T + L L^T with
A = N U^T, in P + W dimensions, and for d^2 = c P the ratio is 1 + sqrt(1 + 2 c) / (1 + c) S / (2 sqrt(P)). Signals far above the noise: prop6_4_signal.
"""

from fractions import Fraction
from functools import reduce

from numerics.laws import converges_in_law, exponent
from numerics.linalg import eigvalsh, eye, matrix, maximum, sqrt
from theorems.domains import Growing, Normal, WishartFactor
from theorems.statement import Statement


def first(X, W):
    """The first W rows and columns: of a Wishart factor again one, of a GOE again one."""
    return matrix([[X[i, j] for j in range(W)] for i in range(W)])


def consecutive(x, of):
    """The largest of(x_j, x_{j+1}) over a column."""
    return reduce(maximum, [of(x[j, 0], x[j + 1, 0]) for j in range(x.shape[0] - 1)])


def largest_ratio(gram):
    """max_j sigma_j / sigma_{j+1} of X, from X X^T."""
    return sqrt(consecutive(eigvalsh(gram), lambda a, b: a / b))


def largest_spacing(Z):
    """The largest spacing of the eigenvalues of (Z + Z^T) / sqrt(2)."""
    return consecutive(eigvalsh(Z + Z.T), lambda a, b: a - b) / sqrt(Z[0, 0].lift(2))


def null_gram(L, A, d):
    """(d I + A)(d I + A)^T + L L^T; without a signal, L L^T."""
    return (d * eye(A) + A) @ (d * eye(A) + A).T + L @ L.T


def claims(L, A, Z, m, *, signal=False, half=2, power=1):
    P, one = 10 * m, L[0, 0].lift(1)
    d = sqrt(one * P)
    gram = null_gram(L, A, d) if signal else L @ L.T
    slower = sqrt(one * 3) / 2 if signal else one
    pair, ten = largest_ratio(first(gram, 2)) - 1, largest_ratio(gram) - 1
    scale = sqrt(one * P) ** power
    return {
        "W = 2": converges_in_law(scale * pair, slower * largest_spacing(first(Z, 2)) / half),
        "W = 10": converges_in_law(scale * ten, slower * largest_spacing(Z) / half),
        "one over the root of P": exponent(ten) == Fraction(-power, 2),
    }


statement = Statement(
    source="Proposition 6.4, equation 16, section 6.3",
    text="uncertain",
    for_all={"m": Growing(), "L": WishartFactor(10, "10*m"), "A": Normal(10, 10), "Z": Normal(10, 10)},
    claims=claims,
    readings={"nothing but noise": {}, "equal signals in as much noise": {"signal": True}},
    mutants={"not halved": {"half": 1}, "one over P": {"power": 2}},
    expect="supported",
)
