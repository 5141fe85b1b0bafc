"""With any width, a stable rest point of the joint flow carries the strongest label modes that fit into its features, each at the value of the law.

A kernel mode k needs the strength s_k = lambda_Phi (k + lambda_W)^2 / lambda_W, and at a rest point its label strength is s_k. Let D = u z^T with z
missing, Phi z = 0, and u a feature direction of mode k, Phi Phi^T u = k u (k = 0: unused). The step (Y^T D^T, (k + lambda_W) D) turns the mode
towards z, and the second variation is (k + lambda_W) (s_k |D|^2 - |D Y|^2): negative where z is stronger than the mode. So at a stable point no
missing strength exceeds a present one, nor tau while a feature is unused. What abs_coupled_law says of wide features is the case of enough of them.
"""

from numerics.linalg import column, diagonal, eye, inner
from theorems.domains import Domain, Free, Leaf, Matrix, Nonnegative, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf.abs_coupled_law_descent import SHAPE, at_rest, second_variation


def RestAndTurn():
    """Rest points as in JointRest, with orthogonal features F = U diag(f): every rest point, in a basis of the features in which Phi Phi^T is diagonal."""

    def build(V, O, U, f, Z, x, lam_w, t, used):
        null, rest, spare = eye(V) - V @ V.T, eye(O) - O @ O.T, eye(U) - U @ U.T
        F = U @ diagonal(f)
        Phi, W = F @ V.T, t / lam_w * O @ F.T
        D = (used * column(U, 0) @ column(U, 0).T + (1 - used) * spare) @ x @ null
        return W, Phi, Phi.T @ W.T + t * V @ O.T + null @ Z @ rest, lam_w, t**2 / lam_w, D, used * f[0, 0] ** 2

    def member(W, Phi, Y, lam_w, lam_phi, D, k):
        return (k >= 0) & at_rest(W, Phi, Y, lam_w, lam_phi) & (Phi @ D.T == 0) & (Phi @ Phi.T @ D == k * D)

    anything = Free(Matrix("C", "d"), Matrix("d", "n"), Matrix("n", "C"), Positive(), Positive(), Matrix("d", "n"), Nonnegative())
    modes = (Stiefel("n", "r"), Stiefel("C", "r"), Stiefel("d", "r"), Leaf(rows="r", kind="positive"))
    return Domain(
        name="rest point, with missing modes in the features of one kernel mode",
        shape=(*SHAPE, ()),
        parts=(*modes, Matrix("n", "C"), Matrix("d", "n"), Positive(), Positive(), Leaf(kind="bits", scalar=True)),
        build=build,
        member=member,
        wider=anything,
    )


def claims(W, Phi, Y, lam_w, lam_phi, D, k, *, strength=lambda k, lam_w, lam_phi: lam_phi * (k + lam_w) ** 2 / lam_w, tilt=1, ridge=1):
    needed = strength(k, lam_w, lam_phi)
    turn = second_variation(W, Phi, Y, lam_w, lam_phi, Y.T @ D.T, (tilt * k + lam_w) * D)
    return {
        "a present mode has the strength that it needs": Y @ Y.T @ Phi.T @ D == needed * Phi.T @ D,
        "a stronger one takes its place": turn == (k + ridge * lam_w) * (needed * inner(D, D) - inner(D @ Y, D @ Y)),
    }


statement = Statement(
    source="Abstract, contributions and section 10",
    text="reconstructed",
    for_all={"W Phi Y lam_w lam_phi D k": RestAndTurn()},
    claims=claims,
    mutants={
        "strength not squared": {"strength": lambda k, lam_w, lam_phi: lam_phi * (k + lam_w)},
        "turned as if unused": {"tilt": 0},
        "without the ridge": {"ridge": 0},
    },
)
