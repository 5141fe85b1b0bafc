"""Under the feature flow the kernel follows K' = Yhat R^T + R Yhat^T - 2 lambda_Phi K, for every convex loss.

A convex loss is its residual R at one point, and its fast readout has lambda_W W = R^T Phi^T; Yhat = (W Phi)^T. The product rule is not taken for
granted: a step h along Phi' = W^T R^T - lambda_Phi Phi changes the kernel by h K' and a term with h^2, exactly. At the fast readout
Yhat = K R / lambda_W, so that K' sees the features through K and R only. The first claim needs no fast readout: it holds for
features that follow the partial derivative at any W.
"""

from theorems.domains import Domain, Free, Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf.eq7 import feature_flow
from theorems.tkf.notation import drive


def FastReadout(d="d", n="n", C="C"):
    """Phi, R, W, lambda_W with W the best readout of a convex loss of residual R."""
    return Domain(
        name="fast readout of a convex loss",
        shape=((d, n), (n, C), (C, d), ()),
        parts=(Matrix(d, n), Matrix(n, C), Positive()),
        build=lambda Phi, R, lam_w: (Phi, R, R.T @ Phi.T / lam_w, lam_w),
        member=lambda Phi, R, W, lam_w: (lam_w > 0) & (lam_w * W == R.T @ Phi.T),
        wider=Free(Matrix(d, n), Matrix(n, C), Matrix(C, d), Positive()),
    )


def claims(Phi, R, W, lam_w, lam_phi, h, *, decay=2, mirror=1, force=drive):
    K, Yhat = Phi.T @ Phi, Phi.T @ W.T
    rate = Yhat @ R.T + mirror * R @ Yhat.T - decay * lam_phi * K
    flow = feature_flow(W, R, Phi, lam_phi)
    moved = Phi + h * flow
    return {
        "the kernel moves by h K' and second order": moved.T @ moved == K + h * rate + h**2 * flow.T @ flow,
        "the rate sees the features through K and R only": force(K, R, lam_w) - 2 * lam_phi * K == rate,
    }


statement = Statement(
    source="Equations 8-9, section 3.2",
    text="reconstructed",
    for_all={"Phi R W lam_w": FastReadout(), "lam_phi": Real(), "h": Real()},
    claims=claims,
    mutants={
        "decay without the factor two": {"decay": 1},
        "a commutator": {"mirror": -1},
        "prediction not divided by lambda_W": {"force": lambda K, R, lam_w: drive(K, R, 1 + 0 * lam_w)},
    },
)
