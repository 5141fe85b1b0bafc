"""A linear autoencoder whose encoder and decoder weights decay alike carries k = [s - lam]_+ in a data direction of variance s.

The energy of appF_lae with v^2 for what decays is least at w v = [1 - lam / s]_+ with w^2 = v^2, so that k = s v^2 = [s - lam]_+: cut off at s = lam,
where free features with both ridges lam are cut off at lam^2, and linear in s where they go with its root.
"""

from numerics.linalg import maximum, sqrt
from theorems.domains import Positive, Real
from theorems.statement import Statement
from theorems.tkf.appF_lae import encoder, energy


def claims(w, v, s, lam, *, law=lambda s, lam: maximum(0, s - lam)):
    best = sqrt(law(s, lam) / s)
    return {"no weights have less energy": energy(best, best, s, lam, encoder) <= energy(w, v, s, lam, encoder)}


statement = Statement(
    source="Appendix F, opening",
    text="reconstructed",
    for_all={"w": Real(), "v": Real(), "s": Positive(), "lam": Positive()},
    claims=claims,
    mutants={
        "the law of free features": {"law": lambda s, lam: maximum(0, sqrt(s) - lam)},
        "twice the cut": {"law": lambda s, lam: maximum(0, s - 2 * lam)},
    },
)
