"""If <z, u>^2 >= c0 |M| has probability p0 at least, then sr(Z_n) <= 2 er(M) / (p0 c0 c) with probability 1 - 2c as soon as n >= log(1/2c) / (8 p0).

Chernoff's bound asks for n >= 8 log(1/c) / p0 (thm2_2_amended); at the printed threshold most draws of n vectors have no large one among them. Here z is,
with probability p0, a spike of squared norm w along u, else one of D orthonormal directions, each as likely, so that the small-ball condition holds with
c0 = w / |M|, whatever |M| is. The law of sr(Z_n) is exact: how many spikes, and how full the fullest direction. The hypothesis is taken with the
exponential series cut after its fifth power, which asks for slightly more n than printed; c0 is positive (with c0 <= 0 the condition is empty and the
bound negative), and sr(M_n) on the printed left side is read as sr(Z_n). For one: p0 = 1/19, c = 1/3, where the printed threshold is 0.96. Of n = 7 vectors
none is a spike with probability (18/19)^7 = 0.68, and all of them differ with 0.98: then sr = 7 is above the bound 6.108, more often than the 2/3 allowed.
"""

from fractions import Fraction
from itertools import accumulate
from math import factorial

from numerics.linalg import every
from numerics.tails import binomial
from theorems.domains import Between, Choice, Integer
from theorems.sgu.notation import occupancies
from theorems.statement import Statement


def exponential(x):
    """1 + x + ... + x^5/120, less than e^x for positive x."""
    return 1 + sum(x**k / factorial(k) for k in range(1, 6))


def stable_ranks(p0, n, D, w):
    """The law of sr(Z_n): pairs of a value and its probability, the values ascending."""
    law: dict[Fraction, Fraction] = {}
    for spikes, likely in enumerate(binomial(p0, n)):
        for fullest, share in occupancies(n - spikes, D).items():
            rank = Fraction(spikes * w + n - spikes, max(spikes * w, fullest))
            law[rank] = law.get(rank, 0) + share * likely
    return sorted(law.items(), key=lambda pair: pair[0])


def claims(p0, c, n, D, w, *, factor=2):
    law = stable_ranks(p0, n, D, w)
    bound = factor * (p0 * w + 1 - p0) / (p0 * w * c)
    below = accumulate((likely for _, likely in law), initial=0 * c)
    return {"the stable rank": every([(1 - 2 * c <= before) | (rank <= bound) for before, (rank, _) in zip(below, law, strict=False)])}


statement = Statement(
    source="Theorem 2.2, section 2",
    for_all={"p0": Between(0, 1), "c": Between(0, Fraction(1, 2)), "D": Choice(1, 1000), "w": Choice(1, 1000), "n": Integer(1, 12)},
    given=lambda p0, c, n: 2 * c * exponential(8 * p0 * n) >= 1,
    claims=claims,
    mutants={"half the bound": {"factor": 1}},
    expect="refuted",
    falls=("the stable rank",),
    counterexample={"p0": "1/19", "c": "1/3", "D": 1000, "w": 1000, "n": 7},
)
