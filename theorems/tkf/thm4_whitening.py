"""Water-filling compresses the spectrum of strong signals: far above the threshold condition number kappa of the data leaves one like sqrt(kappa).

k = sqrt(lambda_W / lambda_Phi) (sqrt(s) - sqrt(tau)) for s > tau. Far above the threshold, where s_r >= tau / d^2, k_1 / k_r is sqrt(kappa) at least and
sqrt(kappa) / (1 - d) at most, and from s_r = 4 tau it is no more than kappa. The text speaks of strong surviving signals, and their range is stripped. Wherever
modes survive, s_r > tau, it fails: at tau = 1, s = 36 and 4 give k_1 / k_r = 5, and sqrt(kappa) = 3; and s = 4 and 9/4 give 2, which is worse
than kappa = 16/9. As s_r comes down to tau the kernel's condition number goes beyond all bounds, whatever kappa > 1 is.
"""

from numerics.linalg import implies
from theorems.domains import Between, Domain, Free, Nonnegative, Positive
from theorems.statement import Statement
from theorems.tkf.notation import mode_law


def Surviving():
    """s, t, lambda_W, lambda_Phi with s >= t > tau."""
    return Domain(
        name="surviving label strengths, the larger one first",
        shape=((), (), (), ()),
        parts=(Nonnegative(), Positive(), Positive(), Positive()),
        build=lambda more, excess, lam_w, lam_phi: (lam_w * lam_phi + excess + more, lam_w * lam_phi + excess, lam_w, lam_phi),
        member=lambda s, t, lam_w, lam_phi: (s >= t) & (t > lam_w * lam_phi) & (lam_w > 0) & (lam_phi > 0),
        wider=Free(Positive(), Positive(), Positive(), Positive()),
    )


def everywhere(t, tau, d, k, l, s):
    return k**2 * t == l**2 * s


def far_above(t, tau, d, k, l, s):
    return implies(tau <= d**2 * t, (k**2 * t >= l**2 * s) & ((1 - d) ** 2 * k**2 * t <= l**2 * s))


def claims(s, t, lam_w, lam_phi, d, *, ridge=1, like=everywhere, strong=lambda t, tau: t >= tau):
    tau = lam_w * lam_phi
    k, l = mode_law(s, lam_w, lam_phi, ridge), mode_law(t, lam_w, lam_phi, ridge)
    return {
        "conditioned like the root": like(t, tau, d, k, l, s),
        "better conditioned than the data": implies(strong(t, tau), k * t <= l * s),
    }


statement = Statement(
    source="Section 5.2.2, interpretation 2",
    text="uncertain",
    for_all={"s t lam_w lam_phi": Surviving(), "d": Between(0, 1)},
    claims=claims,
    readings={
        "wherever modes survive": {},
        "far above the threshold": {"like": far_above, "strong": lambda t, tau: t >= 4 * tau},
    },
    mutants={"twice the ridge": {"ridge": 2}, "the smaller one first": {"s t lam_w lam_phi": Surviving().wider}},
    falls=("wherever modes survive",),
)
