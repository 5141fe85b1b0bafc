"""Over every fixed time the features of the coupled flow stay within O(eps) of the reduced flow, and the readout within O(eps) of its optimum after a layer.

On the bounded set where the energy keeps the flow, let z = |W - W*(Phi)| and x = |Phi - Phi of the reduced flow|: thm18 gives z' <= -lambda_W z / eps
+ B and x' <= L x + G z with constants that eps is not in. Then V = x + eps (G / lambda_W) z, which starts at O(eps), has V' <= L V + eps G B /
lambda_W, so V <= eps C(T) up to any fixed T (Gronwall; C grows like exp(L T)); and z - eps B / lambda_W decays at the rate lambda_W / eps, and a gap
of 2 eps B / lambda_W is never passed again. Taken at equality: what is smaller on the right only helps.
"""

from fractions import Fraction

from numerics.linalg import implies
from theorems.domains import Nonnegative, Positive
from theorems.statement import Statement


def claims(x, z, L, G, B, lam_w, eps, *, weight=1, stiff=1, level=2):
    z_rate, x_rate = B - stiff * lam_w * z / eps, L * x + G * z
    above = z - eps * B / lam_w
    V, V_rate = (first + weight * eps * G / lam_w * second for first, second in ((x, z), (x_rate, z_rate)))
    return {
        "the features": V_rate <= L * V + weight * eps * G * B / lam_w,
        "the readout": eps * z_rate == -lam_w * above,
        "it does not leave again": implies((lam_w * z >= level * eps * B) & (B > 0), z_rate < 0),
    }


statement = Statement(
    cites=["Gronwall's lemma"],
    source="Theorem 18, appendix A.1, equations 102-104",
    text="reconstructed",
    for_all={
        "x": Nonnegative(), "z": Nonnegative(), "L": Nonnegative(), "G": Nonnegative(), "B": Nonnegative(), "lam_w": Positive(), "eps": Positive(),
    },
    claims=claims,
    mutants={"half the weight": {"weight": Fraction(1, 2)}, "half as stiff": {"stiff": Fraction(1, 2)}, "half the level": {"level": 1}},
)  # fmt: skip
