"""With squared loss, every stable rest point of the joint flow of readout and features obeys the water-filling law, if the features are wide enough.

At a rest point each kernel mode is absent or at the value of the law (abs_coupled_law_descent); the law is met when nothing is pushed outwards: X =
lambda_W A M A - lambda_Phi I is negative semidefinite, so that an absent mode has s <= tau. Stable is read as: the second variation of the energy is
nowhere negative, which stability needs. Learning rates turn the Hessian H into D H D with a positive diagonal D, which is nowhere negative just where H
is: they are of no account. The law asks for as many features as there are strengths above tau: with d = 1 and two of them the minimiser carries one mode
alone. The text names no width (abs_coupled_law_width).
"""

from dataclasses import replace
from fractions import Fraction

from numerics.linalg import eigvalsh, every, eye, implies, matrix, psd
from theorems.statement import Statement
from theorems.tkf.abs_coupled_law_descent import JointRest
from theorems.tkf.notation import push


def curvature(W, Phi, Y, lam_w, lam_phi, cross=1):
    """The second derivative of the joint energy, (C + n) d square: the readout column and the feature row of each of the d features in turn."""
    (C, d), n, R = W.shape, Phi.shape[1], Y - Phi.T @ W.T
    between, within = Phi @ Phi.T + lam_w * eye(Phi), W.T @ W + lam_phi * eye(Phi)

    def entry(i, j):
        (p, a), (q, b) = divmod(i, C + n), divmod(j, C + n)
        if a < C and b < C:
            return between[p, q] if a == b else 0
        if a >= C and b >= C:
            return within[p, q] if a == b else 0
        if a < C:
            (p, a), (q, b) = (q, b), (p, a)
        own = -cross * R[a - C, b] if p == q else 0
        return Phi[q, a - C] * W[b, p] + own

    return matrix([[entry(i, j) for j in range(d * (C + n))] for i in range(d * (C + n))])


def at_most(width, Y, tau):
    """At most so many label strengths are above tau."""
    s = eigvalsh(Y @ Y.T)
    return every([tau > 0, *(s[j, 0] <= tau for j in range(width, s.shape[0]))])


def claims(W, Phi, Y, lam_w, lam_phi, *, room=at_most, threshold=1, cross=1):
    stable = psd(curvature(W, Phi, Y, lam_w, lam_phi, cross))
    law = psd(-push(Phi.T @ Phi, Y @ Y.T, lam_w, threshold * lam_phi))
    return {"a stable rest point obeys the law": implies(stable & room(W.shape[1], Y, lam_w * lam_phi), law)}


def small(sizes):
    return max(sizes["d"], sizes["n"], sizes["C"]) <= 2


statement = Statement(
    source="Abstract, contributions and section 10",
    text="reconstructed",
    for_all={"W Phi Y lam_w lam_phi": replace(JointRest(), fits=small)},
    claims=claims,
    readings={"any width": {"room": lambda width, Y, tau: tau > 0}, "a width of at least the number of strengths above tau": {}},
    mutants={"half the threshold": {"threshold": Fraction(1, 2)}, "without the residual": {"cross": 0}},
    expect="supported",
    falls=("any width",),
)
