"""Where |x + g|^2 is not within a factor 1 +- eps of |x|^2 + |g|^2, the squared cosine between x and g exceeds eps^2.

With a = |x|^2, b = |g|^2 and s = <x, g>: then 2 |s| > eps (a + b) >= 2 eps sqrt(a b). So the failure of Lemma 2.11 is an event of the angle alone (lem2_11).
"""

from numerics.linalg import implies
from theorems.domains import Nonnegative, Real
from theorems.statement import Statement


def claims(a, b, s, eps, *, cross=2):
    norm = a + b + cross * s
    fails = (norm < (1 - eps) * (a + b)) | (norm > (1 + eps) * (a + b))
    return {"the norms fail only where the angle does": implies(fails, s**2 > eps**2 * a * b)}


statement = Statement(
    source="Lemma 2.11, section 2.2.2, and its proof, appendix C.1",
    for_all={"a": Nonnegative(), "b": Nonnegative(), "s": Real(), "eps": Nonnegative()},
    claims=claims,
    mutants={"the cross term three times": {"cross": 3}},
)
