"""Weight decay never acts isotropically: it does not shrink the features by a multiple of themselves, nor the kernel by a multiple of itself.

Parameters are V1 (h x d) and V2 (d x h), on inputs X, with P = I; lam is dropped. Each of these networks is affine in V1 and in V2 along the ray through it
(a rectifier is, up to any positive factor), so the derivative along a ray is a difference of two values. It is read of n > 1 samples (two 1 x 1 matrices
are always multiples) and of all parameters where kernel and decay are not zero. For networks without biases and skips, with or without rectifiers, it is false
at all of these (sec7_1_aniso_amended), for a residual network at some. Under a P that weighs the parameters of one layer differently the drift does turn.
"""

from dataclasses import replace

from numerics.linalg import implies, relu, vec
from theorems.domains import Matrix
from theorems.statement import Statement
from theorems.tkf.notation import decay_operator


def linear(V2, V1, X):
    return V2 @ V1 @ X


def rectified(V2, V1, X):
    return V2 @ relu(V1 @ X)


def residual(V2, V1, X):
    return X + V2 @ relu(V1 @ X)


def decay_drift(net, V2, V1, X, p2=1, p1=1):
    """J P theta as a d x n matrix, with the learning rates p2 and p1 of the two layers for P."""
    now = net(V2, V1, X)
    return p2 * (net(2 * V2, V1, X) - now) + p1 * (net(V2, 2 * V1, X) - now)


def parallel(A, B):
    """One of two matrices is a multiple of the other."""
    a, b = vec(A), vec(B)
    return a @ b.T == b @ a.T


def claims(V2, V1, X, *, net=linear, multiple=parallel):
    Phi = net(V2, V1, X)
    K, drift = Phi.T @ Phi, decay_drift(net, V2, V1, X)
    D = decay_operator(Phi, drift, 1)
    return {
        "the features do not shrink by a multiple of themselves": implies((Phi != 0) & (drift != 0), ~multiple(drift, Phi)),
        "the kernel does not shrink by a multiple of itself": implies((K != 0) & (D != 0), ~multiple(D, K)),
    }


statement = Statement(
    source="Sections 7.1 and 7.2",
    text="reconstructed",
    for_all={"V2": Matrix("d", "h"), "V1": Matrix("h", "d"), "X": replace(Matrix("d", "n"), fits=lambda sizes: sizes["n"] > 1)},
    claims=claims,
    readings={"two linear layers": {}, "two layers with rectifiers": {"net": rectified}, "a residual block with rectifiers": {"net": residual}},
    mutants={"nor by the same": {"multiple": lambda A, B: A == B}},
    expect="refuted",
    falls=("the features do not shrink by a multiple of themselves", "the kernel does not shrink by a multiple of itself"),
    counterexample={"V2": [[1]], "V1": [[1]], "X": [[1, 0]]},
)
