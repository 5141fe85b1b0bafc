"""Under weight decay the outputs of a linear readout obey Z' = -(dl/dZ) K - lam Z: the decay is isotropic, of the outputs and of their kernel.

In eq62 the Gram matrix is taken out of the decay: Z' = W' Phi turns -lam W into -lam Z, so that Z^T Z decays as -2 lam Z^T Z. The kernel of the features
does not move at all.
"""

from theorems.domains import Matrix, Real
from theorems.statement import Statement
from theorems.tkf import eq62


def claims(W, Phi, G, V, lam, *, once=1, twice=2, still=0, gram=lambda K: K, step=1):
    def said(kernel, form):
        return eq62.claims(W, Phi, G, V, lam, gram=gram, step=step, decay=lambda Z, K: once * Z, kernel=kernel, two_sided=form)

    outputs, features = said(eq62.of_the_outputs, lambda N, K: twice * N), said(eq62.of_the_features, lambda N, K: still * N)
    both = "a kernel decays by the Gram matrix on both sides"
    return {
        "the readout follows the gradient": outputs["the readout follows the gradient"],
        "the task acts through the Gram matrix": outputs["the task acts through the Gram matrix"],
        "the outputs decay at the rate lam": outputs["the outputs decay through the Gram matrix"],
        "the kernel of the outputs decays at the rate 2 lam": outputs[both],
        "the kernel of the features rests": features[both],
    }


statement = Statement(
    source="Equation 62 and the sentence after it, section 7.2",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "G": Matrix("C", "n"), "V": Matrix("C", "d"), "lam": Real()},
    claims=claims,
    mutants={
        "ascent": {"step": -1},
        "the Gram matrix squared": {"gram": lambda K: K @ K},
        "twice the decay of the outputs": {"once": 2},
        "half the decay of their kernel": {"twice": 1},
        "the features decay too": {"still": 2},
    },
    amends=eq62,
)
