"""The repulsion at a zero eigenvalue of the kernel is finite, and equal to beta / eps.

For K v = 0 the force beta (K + eps I)^{-1} of the log-determinant acts on v as beta / eps. Between two kernels it changes against the step D = H - K,
H = B B^T, by beta tr(A_K D A_H D), with A = (K + eps I)^{-1}: the identity behind strict convexity (eq43), as this trace is |A_K^{1/2} D A_H^{1/2}|^2.
"""

from numerics.linalg import eye, inner, psd, trace
from theorems.domains import PSD, Domain, Free, Leaf, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.eq43_derivative import repulsion
from theorems.tkf.notation import resolvent


def KernelWithNullVector():
    """K, v with K v = 0."""

    def build(P, x, alive):
        v = alive * x
        across = inner(v, v) * eye(P) - v @ v.T
        return across @ P @ across + (1 - alive) * P, v

    return Domain(
        name="kernel and a vector of its null space",
        shape=(("n", "n"), ("n", 1)),
        parts=(PSD("n"), Leaf(rows="n"), Leaf(kind="bits", scalar=True)),
        build=build,
        member=lambda K, v: psd(K) & (K @ v == 0),
        wider=Free(PSD("n"), Matrix("n", 1)),
    )


def claims(K, v, B, beta, eps, *, power=1, sign=1):
    H = B @ B.T
    A, A_H, step = resolvent(K, eps), resolvent(H, eps), H - K
    return {
        "at a zero eigenvalue it is beta / eps": repulsion(K, beta, eps) @ v == beta / eps**power * v,
        "it falls along every step": inner(repulsion(H, beta, eps) - repulsion(K, beta, eps), step) == -sign * beta * trace(A @ step @ A_H @ step),
    }


statement = Statement(
    source="Equations 42-43, section 6.1.2",
    text="reconstructed",
    for_all={"K v": KernelWithNullVector(), "B": Matrix("n", "n"), "beta": Positive(), "eps": Positive()},
    claims=claims,
    mutants={"eps squared": {"power": 2}, "it rises": {"sign": -1}},
)
