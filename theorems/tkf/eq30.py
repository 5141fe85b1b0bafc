"""On a common eigenvector of kernel and labels the fixed-point equation is scalar: lambda_W s k / (k + lambda_W)^2 = lambda_Phi k.

K v = k v and M v = s v, as for every vector of an eigenbasis that commuting K and M share. Both sides of equation 18 keep v: they multiply it by
2 lambda_W s k / (k + lambda_W)^2 and by 2 lambda_Phi k, also away from steady states, where their difference is the rate of the mode. For
an eigenvector of M alone the modes of K couple: ablation meets it. eq30_roots solves the balance.
"""

from numerics.linalg import inner, matrix, psd
from theorems.domains import PSD, Domain, Leaf, Nonnegative, Positive, Real
from theorems.statement import Statement
from theorems.tkf.notation import kernel_forces, kernel_rate, mode_rate

SHAPE = (("n", "n"), ("n", "n"), ("n", 1), (), ())
PARTS = (Leaf(rows="n", columns="n", kind="permutation"), Leaf(kind="positive", scalar=True), Leaf(rows="n"), Leaf(kind="signs", scalar=True))


def direction(order, first, others, sign):
    """Any column but zero: one entry is not zero, the others are free."""
    n = others.shape[0]
    return order @ matrix([[sign * first], *([others[i, 0]] for i in range(1, n))])


def CommonEigenvector():
    """K, M, v, k, s: positive semidefinite, K v = k v, M v = s v, v not zero."""

    def build(order, first, others, sign, B, D, k, s):
        v = direction(order, first, others, sign)
        along = v @ v.T / inner(v, v)

        def across(X):
            return X - along @ X - X @ along + along @ X @ along

        return across(B) + k * along, across(D) + s * along, v, k, s

    def member(K, M, v, k, s):
        return (k >= 0) & (s >= 0) & (inner(v, v) > 0) & psd(K) & psd(M) & (K @ v == k * v) & (M @ v == s * v)

    return Domain(
        name="common eigenvector of K and M",
        shape=SHAPE,
        parts=(*PARTS, PSD("n"), PSD("n"), Nonnegative(), Nonnegative()),
        build=build,
        member=member,
        wider=LabelEigenvector(),
    )


def LabelEigenvector():
    """The same where v is an eigenvector of M alone, and k is what K carries along it, v^T K v / v^T v."""

    def build(order, first, others, sign, K, D, s):
        _, M, v, _, s = CommonEigenvector().build(order, first, others, sign, K, D, s, s)
        return K, M, v, inner(v, K @ v) / inner(v, v), s

    def member(K, M, v, k, s):
        return (s >= 0) & (inner(v, v) > 0) & psd(K) & psd(M) & (inner(v, K @ v) == k * inner(v, v)) & (M @ v == s * v)

    return Domain(
        name="eigenvector of M",
        shape=SHAPE,
        parts=(*PARTS, PSD("n"), PSD("n"), Nonnegative()),
        build=build,
        member=member,
    )


def claims(K, M, v, k, s, lam_w, lam_phi, *, power=2, decay=2):
    drive, loss = kernel_forces(K, M, lam_w, lam_phi, decay=decay)
    gain = lam_w * s * k / (k + lam_w) ** power
    return {
        "the drive keeps it": drive @ v == 2 * gain * v,
        "the decay keeps it": loss @ v == 2 * lam_phi * k * v,
        "its rate is that of the mode": kernel_rate(K, M, lam_w, lam_phi) @ v == mode_rate(k, s, lam_w, lam_phi, power=power) * v,
    }


statement = Statement(
    source="Equation 29, section 5.2.2",
    text="reconstructed",
    for_all={"K M v k s": CommonEigenvector(), "lam_w": Positive(), "lam_phi": Real()},
    claims=claims,
    mutants={"resolvent not squared": {"power": 1}, "decay without the factor two": {"decay": 1}},
)
