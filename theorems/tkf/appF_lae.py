"""A linear autoencoder whose features decay carries, in every data direction, the mode that the truncation law of free features says.

Encoder v, decoder w, one data direction of variance s, both decays lam: the energy is s (w v - 1)^2 / 2 + lam (w^2 + decayed) / 2. Read as matrix
factorisation, where the features V X themselves decay (s v^2), its least value is at s v^2 = [sqrt(s) - lam]_+, theorem 4 with both ridges lam. For
an autoencoder in the usual sense the weights of the encoder decay (v^2), and there it is not: see appF_lae_encoder for the law and the threshold that
hold instead.
"""

from numerics.linalg import sqrt
from theorems.domains import Positive, Real
from theorems.statement import Statement
from theorems.tkf.notation import mode_law


def energy(w, v, s, lam, decayed):
    """Share of a data direction of variance s in the energy of an autoencoder; `decayed` is the square of what decays beside the decoder."""
    return s * (w * v - 1) ** 2 / 2 + lam * (w**2 + decayed(v**2, s)) / 2


def features(squared, s):
    return s * squared


def encoder(squared, s):
    return squared


def claims(w, v, s, lam, *, decayed=features, root=sqrt):
    k = mode_law(s, lam, lam, root=root)
    at_law = (lam * s / (k + lam) + lam * decayed(k / s, s)) / 2  # s v^2 = k, with the fast decoder w = s v / (k + lam)
    return {"no weights have less energy": at_law <= energy(w, v, s, lam, decayed)}


statement = Statement(
    source="Appendix F, opening",
    text="reconstructed",
    for_all={"w": Real(), "v": Real(), "s": Positive(), "lam": Positive()},
    claims=claims,
    readings={"the features decay": {}, "the weights of the encoder decay": {"decayed": encoder}},
    mutants={"no square root": {"root": lambda x: x}},
    falls=("the weights of the encoder decay",),
)
