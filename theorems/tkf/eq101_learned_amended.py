"""On a fixed design the decomposition of the probe's risk is exact for every kernel that is independent of the noise in the probe's labels.

K is any positive semidefinite matrix: a static kernel, or one trained on labels of its own at whatever time. With S = K (K + n lam I)^{-1} the mean
over the noise of |S y - f|^2 / n is |(I - S) f|^2 / n + (nu / n) tr(S S), the sum over the modes of K / n in equation 101. What changed: the probe
needs labels that the kernel has not seen.
"""

from theorems.statement import Statement
from theorems.tkf import eq101_learned

UNSEEN = {"kernel": lambda K, y, lam_w, lam_phi: K}

statement = Statement(
    source="Equations 101 and 163, section 11.2 and appendix G.1",
    text="reconstructed",
    for_all=eq101_learned.statement.for_all,
    claims=eq101_learned.claims,
    readings={"any kernel that has not seen the noise": UNSEEN},
    mutants={"variance twice": {"copies": 2}, "bias doubled": {"ridge": 2}},
    amends=eq101_learned,
    expect="certified",
)
