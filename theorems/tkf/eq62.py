"""Under weight decay the outputs of a linear readout obey Z' = -(dl/dZ) K - lam Z K, and a kernel of theirs decays by K from both sides.

Z = W Phi, K = Phi^T Phi, and W' = -(dl/dZ) Phi^T - lam W; at one point a loss is its derivative G in Z, any C x n matrix. The task term is as printed.
The decay is not: it is -lam Z, as in lem21_amended. The text is stripped of the kernel that inherits the decay, and of its form: it is K, which rests because
Phi is fixed (as appendix C.3 says of this very example), or the kernel Z^T Z of the outputs, and the form is a sum K N + N K or a product K N K. All four fall,
and so they do with half of the sum: of Z^T Z the sum would follow from the printed decay. A penalty on |Z|^2 instead of |W|^2 would make that right, but
the text penalises W only.
"""

from numerics.linalg import inner
from theorems.domains import Matrix, Real
from theorems.statement import Statement


def readout_rate(W, Phi, G, lam):
    """W' under gradient flow of l(W Phi) + (lam / 2) |W|^2, C x d."""
    return -G @ Phi.T - lam * W


def of_the_features(W, Phi, rate):
    """The kernel and its rate: the features are fixed."""
    rest = 0 * Phi
    return Phi.T @ Phi, rest.T @ Phi + Phi.T @ rest


def of_the_outputs(W, Phi, rate):
    Z, moved = W @ Phi, rate @ Phi
    return Z.T @ Z, moved.T @ Z + Z.T @ moved


def gram_sum(N, K):
    return K @ N + N @ K


def gram_product(N, K):
    return K @ N @ K


def claims(W, Phi, G, V, lam, *, gram=lambda K: K, step=1, decay=lambda Z, K: Z @ K, kernel=of_the_features, two_sided=gram_sum):
    Z, K = W @ Phi, Phi.T @ Phi
    rate, idle = readout_rate(W, Phi, G, lam), readout_rate(W, Phi, 0 * G, lam)  # with the task, and without
    N, N_rate = kernel(W, Phi, idle)
    return {
        "the readout follows the gradient": inner(G, V @ Phi) + lam * inner(W, V) == -step * inner(rate, V),
        "the task acts through the Gram matrix": (rate - idle) @ Phi == -step * G @ gram(K),
        "the outputs decay through the Gram matrix": idle @ Phi == -lam * decay(Z, K),
        "a kernel decays by the Gram matrix on both sides": N_rate == -lam * two_sided(N, K),
    }


statement = Statement(
    source="Equation 62 and the sentence after it, section 7.2",
    text="uncertain",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "G": Matrix("C", "n"), "V": Matrix("C", "d"), "lam": Real()},
    claims=claims,
    readings={
        "the kernel of the features, a sum": {},
        "the kernel of the features, a product": {"two_sided": gram_product},
        "the kernel of the outputs, a sum": {"kernel": of_the_outputs},
        "the kernel of the outputs, half of the sum": {"kernel": of_the_outputs, "two_sided": lambda N, K: gram_sum(N, K) / 2},
        "the kernel of the outputs, a product": {"kernel": of_the_outputs, "two_sided": gram_product},
    },
    mutants={"the Gram matrix squared": {"gram": lambda K: K @ K}, "ascent": {"step": -1}},
    expect="refuted",
    falls=("the outputs decay through the Gram matrix", "a kernel decays by the Gram matrix on both sides"),
    counterexample={"W": [[1]], "Phi": [[2]], "G": [[0]], "V": [[0]], "lam": 1},
)
