"""The drive Yhat R^T + R Yhat^T has rank at most C.

The text argues that R has only C columns; the abstract and sections 7.2 and C.3 print rank C, the constant of equation 20 itself is lost.
A sum of two products through C columns has rank at most 2C, and away from steady states 2C is reached; at a steady state the drive is
2 lambda_Phi K, positive semidefinite, and C is right. The printed proof of thm2 uses the bound C at its last step.
"""

from numerics.linalg import rank
from theorems.statement import Statement
from theorems.tkf.notation import AnyKernel, SteadyKernel, drive


def claims(K, R, lam_w, *, bound=1, spare=0):
    return {"rank of the drive": rank(drive(K, R, lam_w)) <= bound * R.shape[1] - spare}


statement = Statement(
    source="Equation 20, section 5.1",
    text="uncertain",
    for_all={"K R lam_w lam_phi": AnyKernel()},
    claims=claims,
    readings={
        "at most C, for any kernel": {},
        "at most C, at a steady state": {"K R lam_w lam_phi": SteadyKernel()},
        "at most 2C, for any kernel": {"bound": 2},
    },
    mutants={"one less": {"spare": 1}},
    falls=("at most C, for any kernel",),
)
