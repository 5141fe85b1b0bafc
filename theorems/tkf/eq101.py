"""In the sequence model, the risk of a ridge probe is exactly its squared shrinkage bias plus its noise variance, mode by mode; for random inputs it is not.

sum_i (lam / (sig_i + lam))^2 c_i^2 + (nu / n) sum_i (sig_i / (sig_i + lam))^2, for a kernel that does not depend on the noise. Exact in the sequence
model, where each coefficient c_i is seen with noise nu / n and shrunk by sig_i / (sig_i + lam), as appendix G.1 argues; and on a fixed design that
makes the eigenfunctions orthonormal. For inputs drawn at random, which the word population suggests, the formula is none: here f(x) = c_1 + c_2 x on
x = +1, -1, kernel sig_1 + sig_2 x x', with a ridge of n lam in the normal equations. Labels that shape the kernel: eq101_learned.
"""

from itertools import product

from numerics.finite import mean
from numerics.linalg import diagonal, eye, inner, inv, matrix, psd
from theorems.domains import Domain, Leaf, Matrix, Positive, Real
from theorems.statement import Statement


def NonnegativeColumn(m):
    return Domain(
        name="nonnegative entries",
        shape=(m, 1),
        parts=(Leaf(rows=m, kind="nonnegative"),),
        build=lambda x: x,
        member=lambda x: psd(diagonal(x)),
        wider=Matrix(m, 1),
    )


def noises(n, scale):
    """All equally likely values of n independent errors +scale, -scale, as columns."""
    return [matrix([[sign * scale] for sign in signs]) for signs in product((1, -1), repeat=n)]


def sequence_model(sig, c, lam, dev):
    """Four observations of each coefficient: the mean of them has the error dev / 2."""
    shrunk = diagonal(sig) @ inv(diagonal(sig) + lam * eye(sig))

    def loss(noise):
        return inner(c - shrunk @ (c + noise), c - shrunk @ (c + noise))

    return mean(loss, noises(sig.shape[0], dev / 2)), 4


def on_a_design(sig, c, lam, dev, xs):
    """Kernel ridge regression on the inputs xs: the mean over the noise of the squared error, itself averaged over x = +1 and -1."""

    def kernel(rows, columns):
        return matrix([[sig[0, 0] + sig[1, 0] * x * y for y in columns] for x in rows])

    def target(inputs):
        return matrix([[c[0, 0] + c[1, 0] * x] for x in inputs])

    space, n = (1, -1), len(xs)
    gram = kernel(xs, xs)
    weights = kernel(space, xs) @ inv(gram + n * lam * eye(gram))

    def loss(noise):
        error = weights @ (target(xs) + noise) - target(space)
        return inner(error, error) / 2

    return mean(loss, noises(n, dev))


def both_points_once(sig, c, lam, dev):
    return on_a_design(sig, c, lam, dev, (1, -1)), 2


def one_drawn_point(sig, c, lam, dev):
    return mean(lambda xs: on_a_design(sig, c, lam, dev, xs), [(1,), (-1,)]), 1


def two_drawn_points(sig, c, lam, dev):
    return mean(lambda xs: on_a_design(sig, c, lam, dev, xs), list(product((1, -1), repeat=2))), 2


def claims(sig, c, lam, dev, *, experiment=sequence_model, bias=1, variance=1, copies=1):
    risk, n = experiment(sig, c, lam, dev)
    shrink = inv(diagonal(sig) + lam * eye(sig))
    lost, kept = bias * lam * shrink @ c, variance * diagonal(sig) @ shrink
    return {"bias plus variance": risk == inner(lost, lost) + dev**2 / (copies * n) * inner(kept, kept)}


TWO = {"sig": NonnegativeColumn(2), "c": Matrix(2, 1)}

statement = Statement(
    source="Equations 101, 162 and 163, section 11.2 and appendix G.1",
    text="uncertain",
    for_all={"sig": NonnegativeColumn("m"), "c": Matrix("m", 1), "lam": Positive(), "dev": Real()},
    claims=claims,
    readings={
        "sequence model": {},
        "fixed design, orthonormal on the sample": TWO | {"experiment": both_points_once},
        "one random input": TWO | {"experiment": one_drawn_point},
        "two random inputs": TWO | {"experiment": two_drawn_points},
    },
    mutants={"bias dropped": {"bias": 0}, "shrinkage doubled in the variance": {"variance": 2}, "noise over 2n": {"copies": 2}},
    expect="certified",
    falls=("one random input", "two random inputs"),
)
