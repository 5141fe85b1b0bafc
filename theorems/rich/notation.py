"""The objects of "Decoupling Dynamical Richness": operators on functions, minimum projection operators, class means, and the setting of section 3.2.

A function on the n samples is a column of n entries with <f|g> = f^T g / n. Letters: Phi (p x n) features, one column a sample; F (n x C) the indicators
of the classes, one 1 in each row; n = m C.
"""

from numerics.linalg import eye, hadamard, inv, ones, pinv, rank
from theorems.domains import Domain, Free, Leaf, Matrix, Positive, Real, Stiefel

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


def centred_means(Phi, F):
    """mu_i - mubar as columns, (p, C); mubar = (1/C) sum_i mu_i."""
    U = class_means(Phi, F)
    return U - U @ onto_constants(U.T)


def within_covariance(Phi, F):
    """Sigma_W = sum_i E_{x in A_i}[(Phi(x) - mu_i)(Phi(x) - mu_i)^T], (p, p)."""
    D = Phi - class_means(Phi, F) @ F.T
    one_by_class_size = hadamard(eye(F), onto_span(F))  # 1/|A_i| at each sample of A_i
    return D @ one_by_class_size @ D.T


# ---- domains


def indicators(F):
    """One 1 in each row of F, zeros elsewhere, and no empty class."""
    n, C = F.shape
    return (F @ ones(C, 1, like=F) == ones(n, 1, like=F)) & (hadamard(F, F) == F) & (rank(F) == C * rank(ones(1, 1, like=F)))


def equal_classes(F):
    n, C = F.shape
    return C * (F.T @ F) == n * eye(F.T)


def is_minimum_projection(Phi, P, a_1, a_2):
    return kernel(Phi) == minimum_projection(P, a_1, a_2)


def Labels():
    """Indicators of C classes of any sizes on m C samples."""
    return Domain(name="indicators of classes of any sizes", shape=("m*C", "C"), parts=(Leaf(rows="m*C", columns="C", kind="onehot"),), build=lambda F: F, member=indicators)


def BalancedLabels():
    """Indicators of C classes of m samples each."""
    return Domain(
        name="indicators of equal classes", shape=("m*C", "C"), parts=(Leaf(rows="m*C", columns="C", kind="balanced"),), build=lambda F: F,
        member=lambda F: indicators(F) & equal_classes(F), wider=Labels(),
    )  # fmt: skip


SETTING = (("p", "m*C"), ("m*C", "C"), (), ())  # Phi, F, a_1, a_2


def _isotropic(U, alpha, beta, F):
    """Phi = U (alpha I + beta 1 1^T) F^T with U^T U = I has T = a_1 |1><1| + a_2 P_H, a_2 = alpha^2 / C and a_1 = 2 alpha beta + C beta^2."""
    C = F.shape[1]
    Phi = U @ (alpha * eye(U.T) + beta * ones(C, C, like=F)) @ F.T
    return Phi, F, 2 * alpha * beta + C * beta * beta, alpha * alpha / C


def _of_span(U, alpha, beta, P, F):
    """Phi = U (alpha P + beta |1><1|) with U^T U = I and P 1 = 1 has T = a_1 |1><1| + a_2 P, a_2 = alpha^2 / n and a_1 = (2 alpha beta + beta^2) / n."""
    n = F.shape[0]
    return U @ (alpha * P + beta * onto_constants(P)), F, (2 * alpha * beta + beta * beta) / n, alpha * alpha / n


def Collapsed():
    """Section 3.2: balanced classes, learned functions that are their indicators, and features whose T is an MP operator; letters Phi, F, a_1, a_2."""
    balanced = Leaf(rows="m*C", columns="C", kind="balanced")
    positive, signed = Leaf(kind="positive", scalar=True), Leaf(scalar=True)
    labels, outputs = Leaf(rows="m*C", columns="C", kind="onehot"), Leaf(rows="m*C", columns="C")

    def formed(Phi, F, a_1, a_2):
        return equal_classes(F) & indicators(F) & is_minimum_projection(Phi, onto_span(F), a_1, a_2)

    def signs(a_1, a_2):
        return (a_1 > 0) & (a_2 > 0)

    def of_other_outputs(U, alpha, beta, Y, F):
        with_constants = Y - Y @ onto_constants(Y.T) + ones(*Y.shape, like=Y)
        return _of_span(U, alpha, beta, with_constants @ pinv(with_constants), F)

    def some_projection(Phi, F, a_1, a_2):
        P = (kernel(Phi) - a_1 * onto_constants(F)) / a_2
        return signs(a_1, a_2) & equal_classes(F) & indicators(F) & (P @ P == P)

    free = Free(Matrix("p", "m*C"), BalancedLabels(), Positive(), Positive())
    other = Domain(
        name="an MP operator of other outputs than the indicators", shape=SETTING, parts=(Stiefel("p", "m*C"), positive, positive, outputs, balanced),
        build=of_other_outputs, member=some_projection, wider=free,
    )  # fmt: skip
    unequal = Domain(
        name="classes of any sizes", shape=SETTING, parts=(Stiefel("p", "m*C"), positive, positive, labels),
        build=lambda U, alpha, beta, F: _of_span(U, alpha, beta, onto_span(F), F), wider=other,
        member=lambda Phi, F, a_1, a_2: signs(a_1, a_2) & indicators(F) & is_minimum_projection(Phi, onto_span(F), a_1, a_2),
    )  # fmt: skip
    unsigned = Domain(name="a_1 and a_2 of any sign", shape=SETTING, parts=(Stiefel("p", "C"), signed, signed, balanced), build=_isotropic, member=formed, wider=unequal)
    return Domain(
        name="section 3.2: balanced indicator outputs and an MP operator", shape=SETTING, parts=(Stiefel("p", "C"), positive, positive, balanced), build=_isotropic,
        member=lambda Phi, F, a_1, a_2: signs(a_1, a_2) & formed(Phi, F, a_1, a_2), wider=unsigned,
    )  # fmt: skip
