"""A minimum projection operator is positive semidefinite, isotropic on the learned functions and blind to the rest.

T[u] = a_1 <1|u> 1 + a_2 P_H(u) with a_1, a_2 > 0 and the orthogonal projection P onto the learned function space H. Tested on v in H
orthogonal to 1 and on z orthogonal to H and to 1; def1_constant has the constant function, def1_determined the coefficients.
"""

from numerics.linalg import eye, ones, pinv, psd
from theorems.domains import Domain, Free, Leaf, Matrix, Positive
from theorems.rich.notation import Projection, minimum_projection
from theorems.statement import Statement


def beside_constants(P, w):
    """What of P w is orthogonal to 1."""
    h = P @ ones(P.shape[0], 1, like=P)
    return P @ w - h @ pinv(h) @ P @ w


def apart(P, v, z):
    one = ones(1, P.shape[0], like=P)
    return (P @ P == P) & (P @ v == v) & (one @ v == 0) & (P @ z == 0) & (one @ z == 0)


SHAPE, COLUMN = (("n", "n"), ("n", 1), ("n", 1)), Leaf(rows="n")
Oblique = Domain(
    name="a projection that need not be orthogonal", shape=SHAPE, parts=(Projection("n"), Leaf(rows="n", columns="n"), COLUMN),
    build=lambda P, x, v: (P + P @ x @ (eye(P) - P), beside_constants(P, v), 0 * v), member=apart,
    wider=Free(Projection("n"), Matrix("n", 1), Matrix("n", 1)),
)  # fmt: skip
Apart = Domain(
    name="the orthogonal projection onto H, v in H, z orthogonal to H, both orthogonal to 1", shape=SHAPE, parts=(Projection("n"), COLUMN, COLUMN),
    build=lambda P, v, z: (P, beside_constants(P, v), beside_constants(eye(P) - P, z)),
    member=lambda P, v, z: (P == P.T) & psd(P) & apart(P, v, z), wider=Oblique,
    fits=lambda sizes: sizes["n"] > 1,  # on one sample nothing is orthogonal to 1
)  # fmt: skip


def claims(P, v, z, a_1, a_2, *, operator=minimum_projection):
    T = operator(P, a_1, a_2)
    return {
        "symmetric and positive semidefinite": psd(T),
        "a_2 on H, beside the constants": T @ v == a_2 * v,
        "zero on what is orthogonal to H and to 1": T @ z == 0,
    }


statement = Statement(
    source="Definition 1, equation 3, section 3.1",
    text="verbatim",
    for_all={"P v z": Apart, "a_1": Positive(), "a_2": Positive()},
    claims=claims,
    mutants={
        "a_1 and a_2 exchanged": {"operator": lambda P, a_1, a_2: minimum_projection(P, a_2, a_1)},
        "projection onto the complement": {"operator": lambda P, a_1, a_2: minimum_projection(eye(P) - P, a_1, a_2)},
        "second term subtracted": {"operator": lambda P, a_1, a_2: minimum_projection(P, a_1, -a_2)},
    },
)
