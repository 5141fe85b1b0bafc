"""A hidden layer that is wide enough makes weight decay on two linear layers exactly a nuclear-norm penalty.

The width that is asked for is stripped from the text. Both natural conditions suffice, h >= min(C, D) for every loss, and h >= rank Z for the minimiser Z
of the penalised problem: each makes room for the orthonormal columns J of the balanced pair. Which of them is needed: rem6_needed.
"""

from dataclasses import replace

from theorems.domains import Matrix, Positive, Stiefel
from theorems.statement import Statement
from theorems.tkf import thm5_amended
from theorems.tkf.notation_layers import PenalisedOptimum

WIDE = replace(Stiefel("h", "r"), fits=lambda sizes: sizes["h"] >= min(sizes["C"], sizes["D"]))

statement = Statement(
    source="Remark 6, section 5.3.1",
    text="uncertain",
    for_all={"U F V E": PenalisedOptimum(), "W2": Matrix("C", "h"), "W1": Matrix("h", "D"), "J": WIDE, "lam": Positive()},
    claims=thm5_amended.claims,
    readings={"h at least min(C, D)": {}, "h at least rank Z": {"J": Stiefel("h", "r")}},
    mutants=thm5_amended.statement.mutants,
)
