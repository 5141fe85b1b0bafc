"""The part of the kernel flow that weight decay makes, K' = -D[K], never increases the kernel: <K, D[K]> >= 0.

D[K] = lam (Phi^T mat(J P theta) + its transpose), with J the Jacobian of phi = vec Phi and P positive semidefinite. It is a symmetric matrix, but the form
takes either sign. With an offset that is not decayed, phi = c + theta, weight decay pulls towards c, which may be larger: c = 2 and theta = -1. A residual
block x + theta x does the same, under P = I too. Without an offset, phi = J theta, it takes a P that is no multiple of the identity: phi = 2 theta_1 + theta_2
at (1, -1) under P = diag(0, 1). Nor is D a function of K: phi = theta = 1 has the same K = 1 as the first example, and the opposite D. With neither an
offset nor such a P it holds (appC3_psd_amended).
"""

from numerics.linalg import eye, inner, vec
from theorems.domains import PSD, Domain, Free, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.notation import decay_operator
from theorems.tkf.prop20 import as_features, decay_image

AnyFeatures = Free(Matrix("d", "n"), Matrix("d*n", "p"), Matrix("p", 1))  # Phi, J and theta at one parameter of any differentiable map

LinearFeatures = Domain(
    name="features linear in their parameters",
    shape=AnyFeatures.shape,
    parts=(Matrix("d*n", "p"), Matrix("p", 1)),
    sized=True,
    build=lambda sizes, J, theta: (as_features(J @ theta, sizes["d"], sizes["n"]), J, theta),
    member=lambda Phi, J, theta: vec(Phi) == J @ theta,
    wider=AnyFeatures,
)


def never_grows(K, D):
    return inner(K, D) >= 0


def claims(Phi, J, theta, P, lam, *, sign=1, preconditioner=lambda P: P):
    drift = as_features(decay_image(J, preconditioner(P), theta), *Phi.shape)
    D = decay_operator(Phi, drift, lam, sign)
    return {"D[K] is symmetric": D == D.T, "the kernel never grows": never_grows(Phi.T @ Phi, D)}


statement = Statement(
    source="Appendix C.3, equation 136",
    text="reconstructed",
    for_all={"Phi J theta": AnyFeatures, "P": PSD("p"), "lam": Positive()},
    claims=claims,
    readings={
        "any architecture": {},
        "any architecture under gradient descent": {"preconditioner": eye},
        "features linear in their parameters": {"Phi J theta": LinearFeatures},
    },
    mutants={"minus the transpose": {"sign": -1}},
    expect="refuted",
    falls=("the kernel never grows",),
    counterexample={"Phi": [[1]], "J": [[1]], "theta": [[-1]], "P": [[1]], "lam": 1},
)
