"""With an analytic convex loss that is never negative the features stay bounded by the energy they start with, and converge to one critical point.

At one point a loss is its value and its residual R; the readout is the fast one, lambda_W W = R^T Phi^T, and E = loss + lambda_W |W|^2 / 2 +
lambda_Phi |Phi|^2 / 2. The energy falls by |Phi'|^2 while the readout moves in any way that keeps it fast, so that E(t) <= E(0); drop is what has
been lost. The printed bound |Phi|^2 <= 2 E(0) / lambda_Phi needs loss >= 0, as squared loss and cross-entropy are. Real-analytic and convex is not
enough: for a linear loss no bound holds (thm19_linear). That a bounded gradient flow of an analytic function has finite length and one limit is
Lojasiewicz' theorem, which is trusted: E_eff is analytic, as E is strongly convex in W. thm19_modes does without it, for one mode; see also thm1.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Nonnegative, Positive
from theorems.statement import Statement


def energy(loss, W, Phi, lam_w, lam_phi):
    return loss + (lam_w * inner(W, W) + lam_phi * inner(Phi, Phi)) / 2


def of_any_loss(value, R, outputs):
    return value


def of_a_linear_loss(value, R, outputs):
    """<c, Yhat>, whose residual is -c."""
    return -inner(R, outputs)


def claims(Phi, R, dW, value, drop, lam_w, lam_phi, *, loss=of_any_loss, ridge=1, sharp=1):
    W = R.T @ Phi.T / (ridge * lam_w)
    outputs, flow = Phi.T @ W.T, W.T @ R.T - lam_phi * Phi
    change = (dW @ Phi + W @ flow).T  # of the outputs
    start = energy(loss(value, R, outputs), W, Phi, lam_w, lam_phi) + drop
    return {
        "the energy falls by the squared speed": lam_w * inner(W, dW) + lam_phi * inner(Phi, flow) - inner(R, change) == -inner(flow, flow),
        "the features are bounded by the first energy": sharp * inner(Phi, Phi) <= 2 * start / lam_phi,
    }


statement = Statement(
    source="Theorem 19, appendix A.2",
    text="reconstructed",
    for_all={
        "Phi": Matrix("d", "n"), "R": Matrix("n", "C"), "dW": Matrix("C", "d"), "value": Nonnegative(), "drop": Nonnegative(),
        "lam_w": Positive(), "lam_phi": Positive(),
    },
    claims=claims,
    readings={"a loss that is never negative": {}, "any real-analytic convex loss, such as a linear one": {"loss": of_a_linear_loss}},
    mutants={"half the ridge in the readout": {"ridge": 2}, "half the bound": {"sharp": 2}},
    falls=("any real-analytic convex loss, such as a linear one",),
    cites=[
        "Lojasiewicz (1963): a bounded gradient flow of an analytic function converges",
        "the implicit function theorem: a strongly convex analytic function has an analytic minimiser",
    ],
)  # fmt: skip
