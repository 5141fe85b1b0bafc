"""Objects of section 6 of Task-Driven Kernel Flows: the self-supervised law, kernels that commute with a graph, and kernels at their optimum."""

from itertools import accumulate

from numerics.linalg import eye, maximum, pinv, psd
from theorems.domains import PSD, Domain, Free, Leaf, Symmetric


def rectified(k):
    """[k]_+"""
    return maximum(0, k)


def ssl_law(mu, beta, eps, lam, gate=1, decay=1, cut=rectified):
    """[beta / (mu + lam) - eps]_+ (equation 47)."""
    return cut(beta / (mu + decay * lam) - gate * eps)


def CommutingWithPSD(n="n"):
    """L, X with L positive semidefinite, X symmetric, L X = X L.

    Both are polynomials in one symmetric S (theorems.domains.Commuting), L with values that are nowhere negative; such a member of a product
    of totally real number fields is a sum of four squares (Siegel 1921), so that every rational pair is of this form.
    """

    def build(S, *coefficients):
        first, *powers = accumulate([S] * (S.shape[0] - 1), lambda a, b: a @ b, initial=eye(S))
        X, root, *roots = [sum((c[k, 0] * power for k, power in enumerate(powers, 1)), c[0, 0] * first) for c in coefficients]
        return sum((x @ x for x in roots), root @ root), X

    return Domain(
        name="positive semidefinite, and a symmetric matrix that commutes with it",
        shape=((n, n), (n, n)),
        parts=(Symmetric(n), *[Leaf(rows=n)] * 5),
        build=build,
        member=lambda L, X: psd(L) & (X == X.T) & (L @ X == X @ L),
        wider=Free(PSD(n), Symmetric(n)),
    )


def Complementary(n="n"):
    """K, G, both positive semidefinite, with K G = 0: a kernel and the force that still presses on its zero eigenvalues."""

    def build(K, pressure):
        null = eye(K) - pinv(K) @ K
        return K, null @ pressure @ null

    return Domain(
        name="kernel and multiplier that annihilate each other",
        shape=((n, n), (n, n)),
        parts=(PSD(n), PSD(n)),
        build=build,
        member=lambda K, G: psd(K) & psd(G) & (K @ G == 0),
        wider=Free(PSD(n), PSD(n), wider=Free(Symmetric(n), Symmetric(n))),
    )
