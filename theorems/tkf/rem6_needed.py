"""No narrower hidden layer makes weight decay on two linear layers exactly a nuclear-norm penalty.

The two minima agree exactly where the minimiser Z passes through the h hidden units, Z = W_2 W_1 (thm5). That needs h >= rank Z, and no more: a target with one
singular value above lambda has a minimiser of rank one, which one unit carries whatever C and D are. So h >= min(C, D) is sufficient, not necessary.
"""

from numerics.linalg import rank
from theorems.domains import Matrix
from theorems.statement import Statement


def claims(W2, W1, *, least=lambda W2, W1: 0 * rank(W1) + min(W2.shape[0], W1.shape[1]), spare=0):
    return {"a layer through which the minimiser passes is wide enough": least(W2, W1) <= W1.shape[0] - spare}


statement = Statement(
    source="Remark 6, section 5.3.1",
    text="uncertain",
    for_all={"W2": Matrix("C", "h"), "W1": Matrix("h", "D")},
    claims=claims,
    readings={"h at least min(C, D)": {}, "h at least rank Z": {"least": lambda W2, W1: rank(W2 @ W1)}},
    mutants={"one less": {"spare": 1}},
    falls=("h at least min(C, D)",),
)
