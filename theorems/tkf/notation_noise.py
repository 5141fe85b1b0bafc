"""Mini-batch noise by enumeration of all batches: the spaces of batches, what a batch keeps of the residual, and the noise that this leaves in the kernel."""

import itertools

from numerics.finite import batches
from numerics.linalg import diagonal, matrix
from theorems.domains import Integer, Listed
from theorems.tkf.notation import resolvent


def ProperBatch(n="n"):
    """Sizes of batches that leave a sample out."""
    return Listed(name=f"integer from 1 to {n} - 1", values=lambda sizes: range(1, sizes[n]), wider=Integer(1, n))


def subsets(n, b):
    """Batches of b of the n samples, as how often each sample is in: without replacement."""
    return [tuple(int(i in batch) for i in range(n)) for batch in batches(n, b)]


def draws_with_replacement(n, b):
    """b independent draws of one of n samples, as how often each was drawn."""
    return [tuple(drawn.count(i) for i in range(n)) for drawn in itertools.product(range(n), repeat=b)]


def counted(R, counts):
    """R with row i multiplied by how often sample i is in the batch."""
    return diagonal(matrix([[0 * R[0, 0] + count] for count in counts])) @ R


def residual(K, Y, lam_w):
    """R = lambda_W A Y, the residual of squared loss at the fast readout (equation 11)."""
    return lam_w * resolvent(K, lam_w) @ Y


def noise(R, kept, A, b):
    """Xi of one batch of b of the n samples: kept is R with the rows outside the batch set to zero."""
    n = R.shape[0]
    return A @ (n * (kept @ kept.T) / b - R @ R.T) @ A


def to_the_kernel(Phi, xi):
    """What a step xi in the features does to the kernel, to first order."""
    return Phi.T @ xi + xi.T @ Phi
