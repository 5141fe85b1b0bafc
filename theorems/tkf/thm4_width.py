"""Features of any width d carry the water-filling law.

The kernel K of d x n features has rank at most d, and the law has as many modes as label strengths above tau: it fits exactly when d is at
least their number r. The theorem names no width.
"""

from numerics.linalg import diagonal, psd, rank
from theorems.domains import PSD, Domain, Integer, Leaf, Stiefel
from theorems.statement import Statement


def ActiveModes():
    """The kernel V diag(k) V^T of the law, with r active modes."""
    return Domain(
        name="kernel with r active modes",
        shape=("n", "n"),
        parts=(Stiefel("n", "r"), Leaf(rows="r", kind="positive")),
        build=lambda V, k: V @ diagonal(k) @ V.T,
        member=lambda sizes, K: psd(K) & (rank(K) == sizes["r"]),
        sized_member=True,
        wider=Domain(  # r then counts nothing
            name="any positive semidefinite kernel", shape=("n", "n"), parts=(PSD("n"), Leaf(rows="r")), build=lambda K, r: K, member=psd
        ),
    )


def claims(K, d, *, spare=0):
    return {"the law has rank at most d": rank(K) <= d - spare}


statement = Statement(
    source="Theorem 4, section 5.2.2",
    text="reconstructed",
    for_all={"K": ActiveModes(), "d": Integer(1, "n")},
    claims=claims,
    readings={"any width": {}, "width at least the number of active modes": {"d": Integer("r", "n")}},
    mutants={"one less": {"spare": 1}},
    expect="supported",
    falls=("any width",),
)
