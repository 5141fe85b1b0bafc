"""The decomposition of the probe's risk into bias and variance holds for the kernel that training has made of the same noisy labels.

On n fixed inputs with one output, y = f + noise, and the trained kernel is rank one along y, of the size of theorem 4 for the strength |y|^2. The
probe smooths y by S = K (K + n lam I)^{-1}; its mean squared error on the sample is set against the mean of |(I - S) f|^2 / n + (nu / n) tr(S S),
which is equation 101 in the eigenbasis of K. The two differ, since S has seen the noise: f = 1 with errors +1, -1 gives 1/2 for 3/4. K is a kernel
that has not seen it (eq101_learned_amended), here without use.
"""

from numerics.finite import mean
from numerics.linalg import eye, inner, inv, pinv, trace
from theorems.domains import PSD, Matrix, Positive
from theorems.statement import Statement
from theorems.tkf.eq101 import noises
from theorems.tkf.notation import mode_law


def of_the_labels(K, y, lam_w, lam_phi):
    """The steady kernel of the labels y, n x 1 (theorem 4); zero where they are."""
    return mode_law(inner(y, y), lam_w, lam_phi) * y @ pinv(y.T @ y) @ y.T


def claims(f, K, dev, lam, lam_w, lam_phi, *, kernel=of_the_labels, ridge=1, copies=1):
    n, labels = f.shape[0], [f + noise for noise in noises(f.shape[0], dev)]

    def smoother(y):
        made = kernel(K, y, lam_w, lam_phi)
        return made @ inv(made + n * lam * eye(made))

    def loss(y):
        error = f - smoother(y) @ y
        return inner(error, error) / n

    def bias_and_variance(y):
        S = smoother(y)
        lost = ridge * (f - S @ f)
        return (inner(lost, lost) + copies * dev**2 * trace(S @ S)) / n

    return {"bias plus variance": mean(loss, labels) == mean(bias_and_variance, labels)}


statement = Statement(
    source="Equations 101 and 163, section 11.2 and appendix G.1",
    text="reconstructed",
    for_all={"f": Matrix("n", 1), "K": PSD("n"), "dev": Positive(), "lam": Positive(), "lam_w": Positive(), "lam_phi": Positive()},
    claims=claims,
    mutants={"variance twice": {"copies": 2}},
    expect="refuted",
    counterexample={"f": [[1]], "K": [[0]], "dev": 1, "lam": 1, "lam_w": 1, "lam_phi": 1},
)
