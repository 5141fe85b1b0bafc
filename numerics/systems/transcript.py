"""A number system that writes down what it computes, as a Python program that needs the standard library alone.

Every primitive computes with exact fractions, by the plain functions at the top of this file, and remembers how. `Transcript.program` lays
that out, line after line, together with the source of the functions that it calls. What is irrational is Unsupported: then there is no program.
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import keyword
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.value import Relation, Undefined, Unknown, Unsupported, Value, atoms

# ---- the functions of the programs: their source is copied, so they know Fraction, Matrix, math and one another, and nothing else

Matrix = list[list[Fraction]]


def exact(rows: list[list[Fraction | int | str]]) -> Matrix:
    """A matrix from its rows; an entry that is not whole is written "3/7"."""
    return [[Fraction(x) for x in row] for row in rows]


def eye(n: int) -> Matrix:
    """The identity."""
    return [[Fraction(i == j) for j in range(n)] for i in range(n)]


def ones(n: int, m: int) -> Matrix:
    return [[Fraction(1)] * m for _ in range(n)]


def zeros(n: int, m: int) -> Matrix:
    return [[Fraction(0)] * m for _ in range(n)]


def transpose(a: Matrix) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def add(a: Matrix, b: Matrix) -> Matrix:
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def sub(a: Matrix, b: Matrix) -> Matrix:
    return [[x - y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def scale(a: Matrix, c: Fraction) -> Matrix:
    """Every entry times c."""
    return [[x * c for x in row] for row in a]


def matmul(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product."""
    return [[sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0)) for column in transpose(b)] for row in a]


def hadamard(a: Matrix, b: Matrix) -> Matrix:
    """The product entry by entry."""
    return [[x * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def relu(a: Matrix) -> Matrix:
    """Every entry, or zero where it is negative."""
    return [[max(Fraction(0), x) for x in row] for row in a]


def kron(a: Matrix, b: Matrix) -> Matrix:
    """The Kronecker product."""
    return [[x * y for x in r for y in s] for r in a for s in b]


def vec(a: Matrix) -> Matrix:
    """The columns of a, one below the other, as one column."""
    return [[x] for column in transpose(a) for x in column]


def diagonal(x: Matrix) -> Matrix:
    """The diagonal matrix of a column."""
    return [[x[i][0] if i == j else Fraction(0) for j in range(len(x))] for i in range(len(x))]


def trace(a: Matrix) -> Fraction:
    return sum((a[i][i] for i in range(len(a))), Fraction(0))


def total(a: Matrix) -> Fraction:
    """The sum of all entries."""
    return sum((x for row in a for x in row), Fraction(0))


def reciprocal_gaps(x: Matrix) -> Matrix:
    """1 / (x_j - x_i) at (i, j), and 0 on the diagonal."""
    return [[Fraction(0) if i == j else 1 / (x[j][0] - x[i][0]) for j in range(len(x))] for i in range(len(x))]


def echelon(a: Matrix) -> tuple[Matrix, list[int]]:
    """The reduced row echelon form, and the columns in which its rows begin."""
    rows = [list(row) for row in a]
    pivots: list[int] = []
    for j in range(len(a[0])):
        at = len(pivots)
        lead = next((i for i in range(at, len(rows)) if rows[i][j] != 0), None)
        if lead is not None:
            rows[at], rows[lead] = rows[lead], rows[at]
            rows[at] = [x / rows[at][j] for x in rows[at]]
            for i in range(len(rows)):
                if i != at:
                    rows[i] = [x - rows[i][j] * y for x, y in zip(rows[i], rows[at], strict=True)]
            pivots.append(j)
    return rows, pivots


def rank(a: Matrix) -> Fraction:
    return Fraction(len(echelon(a)[1]))


def inv(a: Matrix) -> Matrix:
    """The inverse: elimination takes (a | 1) to (1 | inverse)."""
    n = len(a)
    rows, pivots = echelon([[*row, *unit] for row, unit in zip(a, eye(n), strict=True)])
    if pivots != list(range(n)):
        raise ZeroDivisionError("the inverse of a singular matrix")
    return [row[n:] for row in rows]


def pinv(a: Matrix) -> Matrix:
    """The Moore-Penrose inverse, by the full-rank factorisation a = b c."""
    rows, pivots = echelon(a)
    if not pivots:
        return zeros(len(a[0]), len(a))
    b, c = [[row[j] for j in pivots] for row in a], rows[: len(pivots)]
    bt, ct = transpose(b), transpose(c)
    return matmul(matmul(ct, inv(matmul(c, ct))), matmul(inv(matmul(bt, b)), bt))


def characteristic(a: Matrix) -> list[Fraction]:
    """The coefficients of det(x 1 - a), from x^n down to x^0 (Faddeev and LeVerrier)."""
    coefficients, m = [Fraction(1)], eye(len(a))
    for k in range(1, len(a) + 1):
        product = matmul(a, m)
        coefficients.append(-trace(product) / k)
        m = add(product, scale(eye(len(a)), coefficients[-1]))
    return coefficients


def det(a: Matrix) -> Fraction:
    constant = characteristic(a)[-1]
    return -constant if len(a) % 2 else constant


def is_psd(a: Matrix) -> bool:
    """Symmetric, and no eigenvalue is negative: the coefficients of det(x 1 - a) alternate in sign, or vanish."""
    return a == transpose(a) and all(c * (-1) ** k >= 0 for k, c in enumerate(characteristic(a)))


def is_positive_definite(a: Matrix) -> bool:
    """Symmetric, and every eigenvalue is positive: the coefficients of det(x 1 - a) alternate in sign."""
    return a == transpose(a) and all(c * (-1) ** k > 0 for k, c in enumerate(characteristic(a)))


def is_distinct(x: Matrix) -> bool:
    """No two entries of a column agree."""
    return len({entry for (entry,) in x}) == len(x)


def is_null_within(a: Matrix, b: Matrix) -> bool:
    """The null space of a lies in that of b: the rows of b add nothing to those of a."""
    return rank(a + b) == rank(a)


def sqrt(x: Fraction) -> Fraction:
    """The root of a square."""
    if x < 0:
        raise ValueError("the square root of a negative number")
    root = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
    if root**2 != x:
        raise ArithmeticError(f"the square root of {x} is irrational")
    return root


def log(x: Fraction) -> Fraction:
    """The logarithm, at the only rational number where it is rational."""
    if x <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    if x != 1:
        raise ArithmeticError(f"the logarithm of {x} is irrational")
    return Fraction(0)


def exp(x: Fraction) -> Fraction:
    """The exponential, at the only rational number where it is rational."""
    if x != 0:
        raise ArithmeticError(f"the exponential of {x} is irrational")
    return Fraction(1)


def divided(polynomial: list[int], x: int) -> list[int]:
    """The quotient by (t - x), and behind it the remainder, which is the value at x."""
    result = [polynomial[0]]
    for coefficient in polynomial[1:]:
        result.append(result[-1] * x + coefficient)
    return result


def eigvalsh(a: Matrix) -> Matrix:
    """The eigenvalues of a symmetric matrix, largest first, as a column; all of them must be rational.

    With d the common denominator of its entries, d a is whole and its characteristic polynomial is monic: rational roots are whole.
    All roots are real and at most the largest row sum, so Newton's steps from there, rounded, come down on the largest root without passing it.
    """
    if a != transpose(a):
        raise ValueError("eigenvalues of a matrix that is not symmetric")
    d = math.lcm(*(x.denominator for row in a for x in row))
    bound = int(d * max(sum(abs(x) for x in row) for row in a))
    left, x = [int(c) for c in characteristic(scale(a, Fraction(d)))], bound
    found: list[int] = []
    while len(left) > 1:
        *quotient, value = divided(left, x)
        slope = divided(quotient, x)[-1]
        if value == 0:
            left = quotient
            found.append(x)
        elif value < 0 or slope <= 0 or x < -bound:
            raise ArithmeticError("an eigenvalue is irrational")
        else:
            x -= max(1, value // slope)
    return [[Fraction(x, d)] for x in found]


def svdvals(a: Matrix) -> Matrix:
    """The singular values, largest first, as a column; all of them must be rational."""
    at = transpose(a)
    return [[sqrt(x)] for (x,) in eigvalsh(matmul(a, at) if len(a) <= len(at) else matmul(at, a))]


def nuclear_norm(a: Matrix) -> Fraction:
    """The sum of the singular values."""
    return total(svdvals(a))


def pinv_sqrt(a: Matrix) -> Matrix:
    """The Moore-Penrose inverse of the root of a symmetric PSD matrix.

    It is the polynomial in a that takes an eigenvalue x > 0 to 1 / sqrt(x), and 0 to 0 (Lagrange's interpolation).
    """
    nodes, result = {x for (x,) in eigvalsh(a)}, zeros(len(a), len(a))
    for x in nodes - {Fraction(0)}:
        term = scale(eye(len(a)), 1 / sqrt(x))
        for y in nodes - {x}:
            term = scale(matmul(term, sub(a, scale(eye(len(a)), y))), 1 / (x - y))
        result = add(result, term)
    return result


def shown(x: Fraction | Matrix) -> str:
    """A number, or the rows of a matrix."""
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in x) + "]" if isinstance(x, list) else str(x)


PRIMITIVES: tuple[Callable[..., Any], ...] = (
    *(eye, ones, transpose, matmul, hadamard, relu, kron, vec, diagonal, trace, total, reciprocal_gaps),
    *(rank, inv, pinv, det, sqrt, log, exp, eigvalsh, svdvals, nuclear_norm, pinv_sqrt),
)
AUXILIARIES: tuple[Callable[..., Any], ...] = (
    *(exact, zeros, add, sub, scale, echelon, characteristic, divided, is_psd, is_positive_definite, is_distinct, is_null_within, shown),
)
FUNCTIONS = {f.__name__: f for f in (*PRIMITIVES, *AUXILIARIES)}

# ---- the system

TESTS = {"psd": "is_psd", "positive definite": "is_positive_definite", "distinct": "is_distinct", "null_within": "is_null_within"}
WIDTH = 110  # of the lines of a program
SHORT = 44  # an expression that is used once and no longer than this is not given a name
LONGEST = (400, 30_000)  # lines and characters: nobody reads on
RESERVED = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *FUNCTIONS, "Fraction", "Matrix", "math", "claim", "hypotheses", "words", "holds", "sides"}


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A value, and how it came about. op: letter | number | rows | entry | + | - | * | ** | negative | recip | max, or a function's name."""

    op: str
    parts: tuple[Any, ...]  # nodes, and plain integers or names
    value: Any  # a Fraction, or a list of rows


class Transcript:
    """One transcript: its nodes in the order in which they were made, equal ones once."""

    name = "transcript"

    def __init__(self) -> None:
        self.nodes: dict[tuple[Any, ...], Node] = {}

    def _node(self, op: str, parts: tuple[Any, ...], compute: Callable[[], Any]) -> Node:
        key = (op, *(id(p) if isinstance(p, Node) else p for p in parts))
        if key not in self.nodes:
            try:
                self.nodes[key] = Node(op, parts, compute())
            except (ZeroDivisionError, ValueError) as error:
                raise Undefined(str(error)) from error
            except ArithmeticError as error:
                raise Unsupported(str(error)) from error
        return self.nodes[key]

    def _call(self, function: Callable[..., Any], *parts: Any) -> Node:
        return self._node(function.__name__, parts, lambda: function(*(p.value if isinstance(p, Node) else p for p in parts)))

    def __getattr__(self, name: str) -> Callable[..., Node]:
        """The primitives that a function above carries out under the same name."""
        if FUNCTIONS.get(name) in PRIMITIVES:
            return functools.partial(self._call, FUNCTIONS[name])
        raise AttributeError(name)

    def letter(self, name: str, value: Any) -> Node:
        """A letter of the claim, with its value: a Fraction, or rows of them."""
        return self._node("letter", (name,), lambda: value if isinstance(value, Fraction) else [list(row) for row in value])

    def const(self, c: Fraction) -> Node:
        return self._node("number", (c,), lambda: c)

    # What a reader would not write down (0 + x, 1 * x, x - x) is not written down.

    def add(self, a: Node, b: Node) -> Node:
        if isinstance(a.value, list):
            return self._call(add, a, b)
        if a.op == b.op == "number":
            return self.const(a.value + b.value)
        if _is(a, 0) or _is(b, 0):
            return b if _is(a, 0) else a
        if b.op == "number" and b.value < 0:
            return self.sub(a, self.const(-b.value))
        return self._node("+", (a, b), lambda: a.value + b.value)

    def sub(self, a: Node, b: Node) -> Node:
        if isinstance(a.value, list):
            return self._call(zeros, len(a.value), len(a.value[0])) if a is b else self._call(sub, a, b)
        if a is b or a.op == b.op == "number":
            return self.const(a.value - b.value)
        if _is(a, 0) or _is(b, 0):
            return self.neg(b) if _is(a, 0) else a
        if b.op == "number" and b.value < 0:
            return self.add(a, self.const(-b.value))
        return self._node("-", (a, b), lambda: a.value - b.value)

    def neg(self, a: Node) -> Node:
        if isinstance(a.value, list):
            return self._call(scale, a, self.const(Fraction(-1)))
        return self.const(-a.value) if a.op == "number" else self._node("negative", (a,), lambda: -a.value)

    def mul(self, a: Node, b: Node) -> Node:
        if a.op == b.op == "number" or _is(a, 0) or _is(b, 0):
            return self.const(a.value * b.value)
        if _is(a, 1) or _is(b, 1):
            return b if _is(a, 1) else a
        if _is(a, -1) or _is(b, -1):
            return self.neg(b if _is(a, -1) else a)
        if a is b or (a.op == "**" and a.parts[0] is b):
            power = a.parts[1] + 1 if a.op == "**" and a.parts[0] is b else 2
            return self._node("**", (b, power), lambda: b.value**power)
        return self._node("*", (a, b), lambda: a.value * b.value)

    def scale(self, a: Node, c: Node) -> Node:
        return a if _is(c, 1) else self._call(scale, a, c)

    def recip(self, c: Node) -> Node:
        return self._node("recip", (c,), lambda: 1 / c.value) if c.op != "number" or c.value == 0 else self.const(1 / c.value)

    def maximum(self, a: Node, b: Node) -> Node:
        return self._node("max", (a, b), lambda: max(a.value, b.value))

    def entry(self, a: Node, i: int, j: int) -> Node:
        if a.op == "rows":
            cell: Node = a.parts[1 + i * a.parts[0] + j]
            return cell
        if a.op in ("eye", "ones", "zeros"):
            return self.const(a.value[i][j])
        return self._node("entry", (a, i, j), lambda: a.value[i][j])

    def entries(self, rows: Sequence[Sequence[Node]]) -> Node:
        return self._node("rows", (len(rows[0]), *(x for row in rows for x in row)), lambda: [[x.value for x in row] for row in rows])

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> int:
        a = lhs.data.value
        b = rhs.data.value if rhs is not None else None
        if op in TESTS:
            return 1 if FUNCTIONS[TESTS[op]](*([a] if rhs is None else [a, b])) else -1
        if op not in ("<=", "<", "=="):
            raise Unsupported(f"the system {self.name} does not decide {op}")
        return 1 if (a == b if op == "==" else a <= b if op == "<=" else a < b) else -1

    def program(
        self, heading: str, letters: Sequence[str], remarks: Sequence[str], hypotheses: Mapping[str, Relation], claim: tuple[str, Relation]
    ) -> str | None:
        """The text of a program that shows at the letters' values that the hypotheses hold and the claim fails, and exits with 0 if so, else with 1.

        None where a part of them is not known in this system, or where the program would be too long for a reader.
        """
        wanted = [atom for relation in (*hypotheses.values(), claim[1]) for atom in atoms(relation)]
        if any(isinstance(x.data, Unknown) for atom in wanted for x in _sides(atom)) or any(a.op not in (*TESTS, "<=", "<", "==") for a in wanted):
            return None
        final = {x.data for atom in atoms(claim[1]) for x in _sides(atom)}
        sheet = _Sheet(list(self.nodes.values()), [x.data for atom in wanted for x in _sides(atom)], final, letters)
        text = sheet.text(heading, remarks, hypotheses, claim)
        return text if text.count("\n") <= LONGEST[0] and len(text) <= LONGEST[1] else None


def _is(node: Node, number: int) -> bool:
    return node.op == "number" and bool(node.value == number)


def _sides(atom: Relation) -> list[Value]:
    return [x for x in (atom.lhs, atom.rhs) if isinstance(x, Value)]


# ---- the layout


class _Sheet:
    """The nodes that a program needs, each as an expression or, where it is long or used again, as the name of a line of its own."""

    def __init__(self, nodes: Sequence[Node], roots: Sequence[Node], named: Set[Node], letters: Sequence[str]) -> None:
        self.names: dict[str, str] = {}
        for letter in letters:
            name = re.sub(r"^(?=\d)|\W", "_", letter)
            while name in RESERVED or name in self.names.values() or re.fullmatch(r"t\d+|part_\d+", name):
                name += "_"
            self.names[letter] = name
        self.values: dict[str, Any] = {node.parts[0]: node.value for node in nodes if node.op == "letter"}
        self.expressions: dict[Node, tuple[str, int]] = {}  # the text, and how tightly it binds: 1 sums, 2 products, 3 powers, 4 the rest
        self.lines: list[str] = []
        uses: dict[Node, int] = dict.fromkeys(nodes, 0)
        for node in roots:
            uses[node] += 1
        for node in reversed(nodes):  # parts are made before what is made of them
            if uses[node]:
                for part in node.parts:
                    if isinstance(part, Node):
                        uses[part] += uses[node] if node.op == "recip" else 1  # it is written as a division, wherever it is used
        for node in nodes:
            if uses[node]:
                self._write(node, uses[node] > 1 or (node in named and node.op in FUNCTIONS))

    def _write(self, node: Node, name: bool) -> None:
        text, level = self._expression(node)
        if node.op in ("letter", "number", "recip", "eye", "ones", "zeros", "entry") or (not name and len(text) <= SHORT and "\n" not in text):
            self.expressions[node] = text, level
            return
        place = f"t{len(self.lines) + 1}"
        self.lines.append(f"{place} = {text}")
        self.expressions[node] = place, 4

    def _expression(self, node: Node) -> tuple[str, int]:
        op, parts = node.op, node.parts
        if op == "letter":
            return self.names[parts[0]], 4
        if op == "number":
            return _number(parts[0]), 2 if parts[0] < 0 and parts[0].denominator == 1 else 4
        if op in ("+", "-"):
            return f"{self._infix(parts[0], 1)} {op} {self._infix(parts[1], 2)}", 1
        if op == "negative":
            return f"-{self._infix(parts[0], 3)}", 2
        if op == "recip":
            return f"1 / {self._infix(parts[0], 3)}", 2
        if op == "**":
            return f"{self._infix(parts[0], 4)}**{parts[1]}", 3
        if op == "*":
            return self._product(*parts), 2
        if op == "entry":
            return f"{self.expressions[parts[0]][0]}[{parts[1]}][{parts[2]}]", 4
        if op == "rows":
            cells = [_cell(x.value) if x.op == "number" else self.expressions[x][0] for x in parts[1:]]
            rows = [cells[k : k + parts[0]] for k in range(0, len(cells), parts[0])]
            plain = any(x.op == "number" for x in parts[1:])
            return _rows("exact(" if plain else "", rows, ")" if plain else ""), 4
        return f"{op}({', '.join(self._argument(part) for part in parts)})", 4

    def _product(self, a: Node, b: Node) -> str:
        if b.op == "recip":
            return f"{self._infix(a, 2)} / {self._infix(b.parts[0], 3)}"
        if b.op == "number" and b.value.numerator == 1:
            return f"{self._infix(a, 2)} / {b.value.denominator}"
        return f"{self._infix(a, 2)} * {self._infix(b, 3)}"

    def _infix(self, node: Node, level: int) -> str:
        text, binds = self.expressions[node]
        return text if binds >= level else f"({text})"

    def _argument(self, part: Any) -> str:
        """An argument of a function: numbers are fractions there, because the whole numbers of Python divide to floats."""
        if not isinstance(part, Node):
            return str(part)
        return f"Fraction({part.value})" if part.op == "number" and part.value.denominator == 1 else self.expressions[part][0]

    # ---- relations

    def _atom(self, atom: Relation) -> str:
        sides = [self._argument(x.data) if atom.op in TESTS else self.expressions[x.data][0] for x in _sides(atom)]
        return f"{TESTS[atom.op]}({', '.join(sides)})" if atom.op in TESTS else f" {atom.op} ".join(sides)

    def _truth(self, relation: Relation, known: Mapping[Relation, str]) -> tuple[str, int]:
        """Python text, and how tightly it binds: 1 or, 2 and, 3 not, 4 comparisons, 5 the rest."""

        def inner(part: Relation, level: int) -> str:
            text, binds = self._truth(part, known)
            return text if binds >= level else f"({text})"

        a, b = relation.lhs, relation.rhs
        if relation.op == "not":
            return f"not {inner(a, 3)}", 3
        if relation.op == "and":
            return f"{inner(a, 2)} and {inner(b, 2)}", 2
        if relation.op == "or":
            return f"{inner(a, 1)} or {inner(b, 1)}", 1
        if relation.op == "implies":
            return f"not {inner(a, 3)} or {inner(b, 1)}", 1
        if relation.op == "iff":
            return f"{inner(a, 5)} == {inner(b, 5)}", 4
        return (known[relation], 5) if relation in known else (self._atom(relation), 5 if relation.op in TESTS else 4)

    # ---- the whole

    def text(self, heading: str, remarks: Sequence[str], hypotheses: Mapping[str, Relation], claim: tuple[str, Relation]) -> str:
        point = [_assigned(name, self.values[letter]) for letter, name in self.names.items()]
        body = [*_comment("---- the point"), *point, *(line for remark in remarks for line in _comment(remark))]
        if self.lines:
            body += ["", *_comment("---- what is computed from it"), *self.lines]
        body += ["", *_comment("---- the hypotheses and the claim"), *self._ending(hypotheses, *claim)]
        needed = _closure(_names("\n".join(body)))
        in_order = sorted(needed & set(FUNCTIONS), key=lambda name: FUNCTIONS[name].__code__.co_firstlineno)
        sources = [_source(name) for name in in_order]
        imports = [*(["import math"] if "math" in needed else []), "from fractions import Fraction"]
        head = "\n".join([*_comment(heading), "", *imports, "", "Matrix = list[list[Fraction]]"])
        return "\n\n\n".join([head, *sources, "\n".join(body)]) + "\n"

    def _ending(self, hypotheses: Mapping[str, Relation], name: str, claim: Relation) -> Iterator[str]:
        yield "hypotheses = {"
        for words, relation in hypotheses.items():
            yield from _folded(f"    {_quoted(words)}: ", self._conjuncts(relation, {}), ",")
        yield "}"
        texts = {atom: self._atom(atom) for atom in atoms(claim)}
        places = {text: f"part_{k}" for k, text in enumerate(dict.fromkeys(texts.values()), 1)} if claim not in texts else {texts[claim]: "claim"}
        yield from (f"{place} = {text}" for text, place in places.items())
        if claim not in texts:
            yield from _folded("claim = ", self._conjuncts(claim, {atom: places[text] for atom, text in texts.items()}), "")
        yield ""
        yield "for words, holds in hypotheses.items():"
        yield '    print("hypothesis", words, "| holds" if holds else "| FAILS")'
        yield f'print("claim", {_quoted(name)}, "| holds" if claim else "| FAILS")'
        yield from (f'print("   ", {_quoted(text)}, "is", {place})' for text, place in places.items())
        for side in dict.fromkeys(x.data for atom in texts for x in _sides(atom) if x.data.op != "number"):
            text, _ = self.expressions[side]
            yield f'print("   ", {_quoted(text + " =")}, shown({text}))'
        yield "if all(hypotheses.values()) and not claim:"
        yield '    print("the hypotheses hold, the claim fails")'
        yield "    raise SystemExit(0)"
        yield 'print("this is no counterexample:", "the claim holds" if claim else "a hypothesis fails")'
        yield "raise SystemExit(1)"

    def _conjuncts(self, relation: Relation, known: Mapping[Relation, str]) -> list[str]:
        if relation.op == "and":
            return [*self._conjuncts(relation.lhs, known), *self._conjuncts(relation.rhs, known)]
        text, binds = self._truth(relation, known)
        return [text if binds >= 2 else f"({text})"]


def _closure(names: Set[str]) -> set[str]:
    """The names, and all that the functions among them speak of."""
    found, pending = set(names), list(names)
    while pending:
        more = _spoken_of(name) if (name := pending.pop()) in FUNCTIONS else set()
        pending += more - found
        found |= more
    return found


@functools.cache
def _spoken_of(function: str) -> Set[str]:
    return _names(_source(function))


@functools.cache
def _source(function: str) -> str:
    return inspect.getsource(FUNCTIONS[function]).rstrip()


def _names(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def _quoted(words: str) -> str:
    text = repr(words)
    return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text and "\\'" not in text else text


def _number(c: Fraction) -> str:
    return str(c) if c.denominator == 1 else f"Fraction({c.numerator}, {c.denominator})"


def _cell(c: Fraction) -> str:
    return str(c) if c.denominator == 1 else f'"{c}"'


def _assigned(name: str, value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{name} = Fraction({value})" if value.denominator == 1 else f"{name} = {_number(value)}"
    return f"{name} = {_rows('exact(', [[_cell(x) for x in row] for row in value], ')')}"


def _rows(before: str, rows: Sequence[Sequence[str]], after: str) -> str:
    """Rows in one line where they fit, else each in its own, and a row that is too wide in several."""
    written = [f"[{', '.join(row)}]" for row in rows]
    text = f"{before}[{', '.join(written)}]{after}"
    if len(text) <= WIDTH - 10:
        return text
    lines = [line for row in written for line in _wrapped(row + ",", "    ", "     ")]
    return "\n".join([f"{before}[", *lines, f"]{after}"])


def _folded(before: str, conjuncts: Sequence[str], after: str) -> list[str]:
    """A conjunction in one line where it fits, else in parentheses, with a line or more for each of its parts."""
    indent = " " * (len(before) - len(before.lstrip()) + 4)
    if len(line := before + " and ".join(conjuncts) + after) <= WIDTH:
        return [line]
    lines = [line for k, text in enumerate(conjuncts) for line in _wrapped("and " * (k > 0) + text, indent, indent + "    ")]
    return [before + "(", *lines, f"{indent[4:]}){after}"]


def _wrapped(code: str, first: str, rest: str) -> list[str]:
    """Lines of code, broken at spaces only."""
    return textwrap.wrap(code, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)


def _comment(words: str) -> list[str]:
    """Words as comments: one line of them for each of theirs."""
    lines = ["".join(c if c.isprintable() else " " for c in line) for line in words.splitlines()]
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, initial_indent="# ", subsequent_indent="# ")]
