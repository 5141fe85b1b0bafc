"""The objects of "Decoupling Dynamical Richness": operators on functions, minimum projection operators, class means, and the setting of section 3.2.

A function on the n samples is a column of n entries with <f|g> = f^T g / n. Letters: Phi (p x n) features, one column a sample; F (n x C) the indicators
of the classes, one 1 in each row; n = m C.
"""

from dataclasses import replace

from numerics.linalg import diagonal, every, eye, hadamard, inv, ones, pinv, psd, rank
from theorems.domains import Domain, Free, Leaf, Matrix, Orthogonal, Positive, Stiefel, Symmetric

# ---- operators on functions


def kernel(Phi):
    """T of equation 1: T[u](x') = E_x sum_k Phi_k(x') Phi_k(x) u(x), (n, n)."""
    return Phi.T @ Phi / Phi.shape[1]


def onto_constants(like):
    """u -> <1|u> 1 on functions of as many samples as `like` has rows, (n, n)."""
    n = like.shape[0]
    return ones(n, n, like=like) / n


def onto_span(F):
    """P_H, the orthogonal projection onto the span H of independent columns, (n, C) to (n, n)."""
    return F @ inv(F.T @ F) @ F.T


def minimum_projection(P, a_1, a_2):
    """T_MP of equation 3: u -> a_1 <1|u> 1 + a_2 P_H(u), (n, n)."""
    return a_1 * onto_constants(P) + a_2 * P


# ---- means and covariances of features


def class_means(Phi, F):
    """mu_i = E_{x in A_i}[Phi(x)] as columns, (p, C)."""
    return Phi @ F @ inv(F.T @ F)


def global_mean(Phi, F):
    """mubar = (1/C) sum_i mu_i in each of C columns, (p, C)."""
    return class_means(Phi, F) @ onto_constants(F.T)


def centred_means(Phi, F):
    """mu_i - mubar as columns, (p, C)."""
    return class_means(Phi, F) - global_mean(Phi, F)


def within_covariance(Phi, F, means=class_means):
    """Sigma_W = sum_i E_{x in A_i}[(Phi(x) - mu_i)(Phi(x) - mu_i)^T], (p, p)."""
    D = Phi - means(Phi, F) @ F.T
    one_by_class_size = hadamard(eye(F), onto_span(F))  # 1/|A_i| at each sample of A_i
    return D @ one_by_class_size @ D.T


# ---- domains


def indicators(F):
    """One 1 in each row of F, zeros elsewhere, and no class without a sample."""
    n, C = F.shape
    return (F @ ones(C, 1, like=F) == ones(n, 1, like=F)) & (hadamard(F, F) == F) & (rank(F) == C)


def equal_classes(F):
    """n / C samples in each class, and none in two."""
    n, C = F.shape
    return (C * (F.T @ ones(n, 1, like=F)) == n * ones(C, 1, like=F)) & (C * (F.T @ F) == n * eye(F.T))


def onto_equal_classes(F):
    """P_H for the span H of the indicators of equal classes: (C / n) F F^T, (n, n)."""
    n, C = F.shape
    return C * (F @ F.T) / n


def is_minimum_projection(Phi, F, P, a_1, a_2):
    """T[u] = T_MP[u] for the projection P onto the span of the columns of F: for the constants, for the columns, and for every u."""
    T, T_MP = kernel(Phi), minimum_projection(P, a_1, a_2)
    return every(T @ u == T_MP @ u for u in (ones(F.shape[0], 1, like=F), F, eye(F)))


def BalancedLabels():
    """Indicators of C classes of m samples each."""
    leaf = Leaf(rows="m*C", columns="C", kind="onehot")
    unequal = Domain(name="indicators of classes of any sizes", shape=("m*C", "C"), parts=(leaf,), build=lambda F: F, member=indicators)
    return replace(
        unequal, name="indicators of equal classes", parts=(replace(leaf, kind="balanced"),), member=lambda F: indicators(F) & equal_classes(F), wider=unequal,
    )  # fmt: skip


def Projection(n):
    """Orthogonal projection onto a space of functions of any dimension."""
    return Domain(
        name="orthogonal projection", shape=(n, n), parts=(Orthogonal(n), Leaf(rows=n, kind="bits")), build=lambda q, b: q @ diagonal(b) @ q.T,
        member=lambda P: (P @ P == P) & (P == P.T) & psd(P), wider=Symmetric(n),
    )  # fmt: skip


def ProjectionWithConstants(n):
    """Orthogonal projection onto a space of functions that contains the constants."""

    def build(Y, b):
        Y = (Y - onto_constants(Y) @ Y) @ diagonal(b)
        return onto_constants(Y) + Y @ pinv(Y)

    return Domain(
        name="orthogonal projection that keeps 1", shape=(n, n), parts=(Leaf(rows=n, columns=n), Leaf(rows=n, kind="bits")), build=build, wider=Projection(n),
        member=lambda P: (P @ P == P) & (P == P.T) & (P @ ones(P.shape[0], 1, like=P) == ones(P.shape[0], 1, like=P)),
    )  # fmt: skip


def Collapsed():
    """Section 3.2: balanced classes, learned functions that are their indicators, features whose T is an MP operator; letters Phi, F, a_1, a_2.

    Each wider domain drops one hypothesis. Phi = U (alpha I + beta 1 1^T) F^T with U^T U = I has a_2 = alpha^2 / C, a_1 = 2 alpha beta + C beta^2;
    Phi = alpha P + beta |1><1| with an orthogonal projection P that keeps 1 has a_2 = alpha^2 / n, a_1 = (2 alpha beta + beta^2) / n.
    """
    shape = (("p", "m*C"), ("m*C", "C"), (), ())
    square = (("m*C", "m*C"), *shape[1:])
    positive, signed = Leaf(kind="positive", scalar=True), Leaf(scalar=True)
    balanced = Leaf(rows="m*C", columns="C", kind="balanced")

    def isotropic(U, alpha, beta, F):
        C = F.shape[1]
        Phi = U @ (alpha * eye(U.T) + beta * ones(C, C, like=F)) @ F.T
        return Phi, F, 2 * alpha * beta + C * beta * beta, alpha * alpha / C

    def projecting(P, alpha, beta, F):
        n = F.shape[0]
        return alpha * P + beta * onto_constants(P), F, (2 * alpha * beta + beta * beta) / n, alpha * alpha / n

    def projecting_elsewhere(Y, alpha, beta, F):
        Y = Y - Y @ onto_constants(Y.T) + ones(*Y.shape, like=Y)  # rows of one sum: 1 is in the span
        return projecting(Y @ pinv(Y), alpha, beta, F)

    def collapsed(Phi, F, a_1, a_2):
        return indicators(F) & equal_classes(F) & is_minimum_projection(Phi, F, onto_equal_classes(F), a_1, a_2)

    def some_projection(Phi, F, a_1, a_2):
        P = (kernel(Phi) - a_1 * onto_constants(F)) / a_2
        return (a_1 > 0) & (a_2 > 0) & indicators(F) & equal_classes(F) & (rank(P) + rank(eye(P) - P) == F.shape[0])  # P P = P

    def several(sizes):
        return sizes["C"] > 1 and sizes["m"] == 2  # fewer classes or samples show nothing

    free = replace(Free(Matrix("p", "m*C"), BalancedLabels(), Positive(), Positive()), name="any features", fits=several)
    elsewhere = Domain(
        name="T an MP operator of outputs that are no indicators", shape=square, parts=(Leaf(rows="m*C", columns="C"), positive, positive, balanced),
        build=projecting_elsewhere, member=some_projection, fits=several, wider=free,
    )  # fmt: skip
    unequal = Domain(
        name="classes of any sizes", shape=square, parts=(positive, positive, replace(balanced, kind="onehot")),
        build=lambda alpha, beta, F: projecting(onto_span(F), alpha, beta, F), fits=several, wider=elsewhere,
        member=lambda Phi, F, a_1, a_2: (a_1 > 0) & (a_2 > 0) & indicators(F) & is_minimum_projection(Phi, F, onto_span(F), a_1, a_2),
    )  # fmt: skip
    unsigned = Domain(
        name="a_1 and a_2 of any sign", shape=shape, parts=(Stiefel("p", "C"), signed, signed, balanced), build=isotropic, member=collapsed, wider=unequal,
    )  # fmt: skip
    return replace(
        unsigned, name="section 3.2: balanced indicator outputs and an MP operator", parts=(Stiefel("p", "C"), positive, positive, balanced), wider=unsigned,
        member=lambda Phi, F, a_1, a_2: (a_1 > 0) & (a_2 > 0) & collapsed(Phi, F, a_1, a_2),
    )  # fmt: skip
