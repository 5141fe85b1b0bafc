"""Weight decay on a linear readout acts on the outputs by right multiplication with the Gram matrix.

Features Phi are fixed, outputs are Z = W Phi, theta = vec W, P = I. The Jacobian is J = Phi^T kron I_C, as printed. But J theta is vec Z, not
vec(Z Phi^T Phi), and W' = -lam W gives Z' = -lam Z, not -lam Z Phi^T Phi (lem21_amended; lem21_rates for the anisotropy). The printed image
is that of J J^T on the outputs: it would be right for a decay of the outputs themselves, or for the preconditioner Phi Phi^T on W.
"""

from numerics.linalg import eye, kron, vec
from theorems.domains import Matrix, Real
from theorems.statement import Statement
from theorems.tkf.notation import output_drift


def claims(W, Phi, lam, *, jacobian=lambda W, Phi: kron(Phi.T, eye(W)), image=lambda J, theta, z: J @ theta):
    Z, J = W @ Phi, jacobian(W, Phi)
    printed = Z @ Phi.T @ Phi
    return {
        "the Jacobian is Phi^T kron I": J @ vec(W) == vec(Z),
        "the image of the weights is vec(Z Phi^T Phi)": image(J, vec(W), vec(Z)) == vec(printed),
        "the drift is -lam Z Phi^T Phi": output_drift(W, Phi, lam) == -lam * printed,
    }


statement = Statement(
    source="Lemma 21 with equations 61 and 125-131, section 7.2 and appendix C.2",
    text="uncertain",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "lam": Real()},
    claims=claims,
    readings={"theta under J": {}, "the outputs under J J^T": {"image": lambda J, theta, z: J @ J.T @ z}},
    mutants={"factors swapped": {"jacobian": lambda W, Phi: kron(eye(W), Phi.T)}, "twice the Jacobian": {"jacobian": lambda W, Phi: 2 * kron(Phi.T, eye(W))}},
    expect="refuted",
    falls=("the image of the weights is vec(Z Phi^T Phi)", "the drift is -lam Z Phi^T Phi"),
    counterexample={"W": [[1]], "Phi": [[2]], "lam": 1},
)
