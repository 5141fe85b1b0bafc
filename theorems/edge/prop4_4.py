"""Isotropic noise: the eigenvalues of N N^T, N of W rows and P >> W columns, are all tr Sigma up to sqrt(W tr Sigma^2), a relative spread of sqrt(W / P).

Here Sigma = I (a scale nu^2 cancels), so that tr Sigma = tr Sigma^2 = P, with the paper's W = 10 and P = 10 m for a growing m. The bound of equation 7 is lost
from the text; the proof takes it from the off-diagonal entries of N N^T, of variance tr Sigma^2 (prop4_4_moments). N N^T = L L^T in law, L a Wishart factor.
For a fixed W all of this is the central limit theorem for N N^T. Its dependence on W: prop4_4_spread; other covariances: prop4_4_coloured, prop4_4_bound.
"""

from fractions import Fraction

from numerics.laws import exponent, tends_to
from numerics.linalg import lesssim, maximum, same_order, sqrt, svdvals
from theorems.domains import Growing, WishartFactor
from theorems.statement import Statement


def claims(L, m, *, trace=lambda P: P, fluctuation=lambda W, P: W * P, share=lambda W, P: Fraction(W, P), rate=Fraction(-1, 2)):
    W, P = L.shape[0], 10 * m
    sigma = svdvals(L)
    top, bottom = sigma[0, 0] ** 2, sigma[W - 1, 0] ** 2
    deviation = maximum(top - trace(P), trace(P) - bottom)  # the operator norm of N N^T - tr Sigma I
    spread = (top - bottom) / P
    return {
        "the largest eigenvalue concentrates at tr Sigma": tends_to(top / trace(P), 1),
        "the smallest eigenvalue concentrates at tr Sigma": tends_to(bottom / trace(P), 1),
        "the deviation is of the order of sqrt(W tr Sigma^2)": same_order(deviation, sqrt(L[0, 0].lift(fluctuation(W, P)))),
        "the relative spread is at most of the order of sqrt(W / P)": lesssim(spread, sqrt(L[0, 0].lift(share(W, P)))),
        "it goes like P^(-1/2)": exponent(spread) == rate,
    }


statement = Statement(
    source="Proposition 4.4, equation 7, section 4.2",
    text="reconstructed",
    for_all={"m": Growing(), "L": WishartFactor(10, "10*m")},
    claims=claims,
    mutants={
        "twice the trace": {"trace": lambda P: 2 * P},
        "half the trace": {"trace": lambda P: Fraction(P, 2)},
        "tr Sigma^2 without its root": {"fluctuation": lambda W, P: W * P**2},
        "W / P without its root": {"share": lambda W, P: Fraction(W, P) ** 2, "rate": -1},
    },
    expect="supported",
)
