"""Weight decay on a linear readout is isotropic on the outputs too: Z' = -lam Z.

Outputs Z = W Phi are linear in W, so the image of theta = vec W under the Jacobian is vec Z itself: moving W by h W moves Z by h Z. Hence
W' = -lam W induces -lam Z.
"""

from numerics.linalg import eye
from theorems.domains import Matrix, Real
from theorems.statement import Statement
from theorems.tkf import lem21
from theorems.tkf.notation import output_drift


def claims(W, Phi, lam, h, *, right=lambda Phi: eye(Phi.T)):
    Z = W @ Phi
    image = Z @ right(Phi)
    return {
        "the image of the weights is the outputs": (W + h * W) @ Phi - Z == h * image,
        "the drift is -lam Z": output_drift(W, Phi, lam) == -lam * image,
    }


statement = Statement(
    source="Lemma 21 with equations 61 and 125-131, section 7.2 and appendix C.2",
    text="reconstructed",
    for_all={"W": Matrix("C", "d"), "Phi": Matrix("d", "n"), "lam": Real(), "h": Real()},
    claims=claims,
    mutants={"the Gram matrix, as printed": {"right": lambda Phi: Phi.T @ Phi}, "the opposite sign": {"right": lambda Phi: -eye(Phi.T)}},
    amends=lem21,
)
