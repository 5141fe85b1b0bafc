"""On a fixed design the decomposition of the probe's risk is exact for every kernel that is independent of the noise in the probe's labels.

K is any positive semidefinite matrix: a static kernel, or one trained on labels of its own at whatever time. With S = K (K + n lam I)^{-1} the mean
over the noise of |S y - f|^2 / n is |(I - S) f|^2 / n + (nu / n) tr(S S), the sum over the modes of K / n in equation 101. What changed: the probe
needs labels that the kernel has not seen, and the ridges of training do not matter.
"""

from theorems.domains import PSD, Matrix, Positive, Real
from theorems.statement import Statement
from theorems.tkf import eq101_learned


def unseen(K, y, lam_w, lam_phi):
    return K


def claims(f, K, dev, lam, *, ridge=1, copies=1):
    return eq101_learned.claims(f, K, dev, lam, lam, lam, kernel=unseen, ridge=ridge, copies=copies)


statement = Statement(
    source="Equations 101 and 163, section 11.2 and appendix G.1",
    text="reconstructed",
    for_all={"f": Matrix("n", 1), "K": PSD("n"), "dev": Real(), "lam": Positive()},
    claims=claims,
    mutants={"variance twice": {"copies": 2}, "bias doubled": {"ridge": 2}},
    amends=eq101_learned,
    expect="certified",
)
