"""The Gram matrix A A^T / n of n columns is the outer square of their mean plus their covariance.

With mu = (1/n) sum a_i and Sigma = (1/n) sum (a_i - mu)(a_i - mu)^T, whatever A is. Theorem 3.4 (thm3_4) says how large the two parts are.
"""

from numerics.linalg import ones, row_sums
from theorems.domains import Matrix
from theorems.statement import Statement


def mean_and_covariance(A, *, lost=0, centring=1):
    """The mean of the columns of A (k x n), as a column, and their covariance (k x k), divided by n - lost."""
    n = A.shape[1]
    mean = row_sums(A) / n
    centred = A - centring * mean @ ones(1, n, like=A)
    return mean, centred @ centred.T / (n - lost)


def claims(A, *, lost=0, share=1):
    mean, covariance = mean_and_covariance(A, lost=lost)
    return {"the decomposition": A @ A.T / A.shape[1] == share * mean @ mean.T + covariance}


statement = Statement(
    source="Theorem 3.4, section 3.1.1, and the first display of its proof",
    for_all={"A": Matrix("k", "n")},
    claims=claims,
    mutants={"n - 1 instead of n": {"lost": 1}, "twice the mean's part": {"share": 2}},
)
