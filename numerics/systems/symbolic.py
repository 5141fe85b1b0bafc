"""Letters as symbols: the number system that prints a claim, as TeX and as presentation MathML, and normalises what is rational in it.

The data of a Value is a `Node`: a primitive by its name, and its operands in the order in which they were written. Nothing is evaluated, so `s - s` prints as
written; what is dropped is only what Python put there: the 0 at the start of `sum()`, a factor 1, and the two signs of `x + (-1) * y`.
Printing does without SymPy, whose import takes longer than `lakatos show` may; only `normalise` imports it.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral
from typing import Any, TypeVar
from weakref import WeakValueDictionary
from xml.sax.saxutils import escape

from numerics.value import Relation, Shape, Undefined, Unknown, Unsupported, Value

Result = TypeVar("Result")

LONGEST = 2000  # nodes: nobody reads a longer formula, and a shared sub-expression can unfold into millions
IFF, OR, AND, ATOMIC, SUM, INFIX, PREFIX, PRODUCT, FRACTION, POWER, ATOM = range(11)  # how tightly an expression holds together


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Node:
    """The primitive `op` applied to `args` (Nodes, numbers, texts, tuples of these). Equal nodes are one object; `weight` counts them with repetition."""

    op: str
    args: tuple[Any, ...]
    weight: int

    def __reduce__(self) -> tuple[Any, ...]:
        return make, (self.op, *self.args)


_made: WeakValueDictionary[Any, Node] = WeakValueDictionary()


def make(op: str, *args: Any) -> Node:
    """The one Node that applies `op` to `args`; Values stand for their data, lists become tuples."""
    plain = tuple(map(_plain, args))
    node = Node(op, plain, 1 + sum(child.weight for child in _nodes(plain)))
    try:
        return _made.setdefault((op, plain), node)
    except TypeError:  # an operand without hash: the node is fine, but it is not shared
        return node


def _plain(x: Any) -> Any:
    if isinstance(x, (list, tuple)):
        return tuple(map(_plain, x))
    return x.data if isinstance(x, Value) else int(x) if isinstance(x, Integral) else x


def _nodes(args: tuple[Any, ...]) -> Iterator[Node]:
    for x in args:
        if isinstance(x, Node):
            yield x
        elif isinstance(x, tuple):
            yield from _nodes(x)


def _fold(root: Node, step: Callable[[Node, dict[Node, Result]], Result]) -> dict[Node, Result]:
    """`step` at each node after its operands, once however often it is shared, and without recursion: a sum may be thousands deep."""
    done: dict[Node, Result] = {}
    waiting = [root]
    while waiting:
        node = waiting[-1]
        if missing := [child for child in _nodes(node.args) if child not in done]:
            waiting += missing
        elif waiting.pop() not in done:
            done[node] = step(node, done)
    return done


class Symbolic:
    """Every primitive of `numerics.linalg` by its name: it makes a Node. Only `compare` cannot be done."""

    name = "symbolic"

    def const(self, c: Fraction) -> Node:
        """A rational number."""
        return make("const", Fraction(c))

    def entry(self, a: Node, i: Any, j: Any) -> Any:
        """The entry in row i, column j, counted from 0 as written; a matrix given by its entries yields the entry itself."""
        if a.op == "entries" and isinstance(i, Integral) and isinstance(j, Integral):
            return a.args[0][int(i)][int(j)]
        return make("entry", a, i, j)

    def compare(self, op: str, lhs: Any, rhs: Any) -> int:
        """Refused: a symbol has no value."""
        raise Unsupported("symbols are printed, not compared")

    def __getattr__(self, name: str) -> Callable[..., Node]:
        if name.startswith("_"):  # copy, pickle and hasattr() ask for these
            raise AttributeError(name)
        return functools.partial(make, name)

    def __reduce__(self) -> str:
        return "SYMBOLIC"  # there is one, also after pickling

    def __repr__(self) -> str:
        return "SYMBOLIC"


SYMBOLIC = Symbolic()


def letter(name: str, shape: Shape = ()) -> Value:
    """The letter `name` as a scalar (shape ()) or a matrix; the sides of `shape` are ints or come from `size`."""
    return Value(SYMBOLIC, make("letter", name, shape), shape)


@functools.cache
def size(name: str) -> Value:
    """The opaque size `name`: a side of shapes, and a scalar to calculate with. One object per name, so that equal sides are identical."""
    return Value(SYMBOLIC, make("size", name), ())


def tex(x: Value | Relation) -> str:
    """`x` as TeX for math mode (amsmath, amssymb). Raises Unsupported where `x` is too long to be read, or could not be computed."""
    return _statement(x).tex


def mathml(x: Value | Relation) -> str:
    """`x` as one <math display="block"> element of presentation MathML. Raises Unsupported like `tex`."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{_row(ATOM, _statement(x)).box}</math>'


# ---- ink: what is printed, in both notations at once


@dataclass(frozen=True, slots=True)
class Ink:
    """A printed expression: TeX, MathML (siblings) and its level. -x remembers x, 1/x remembers x, and x with an index remembers both."""

    tex: str
    mathml: str
    level: int = ATOM
    minus: Ink | None = None
    under: Ink | None = None
    indexed: tuple[Ink, Ink] | None = None

    @property
    def box(self) -> str:
        return f"<mrow>{self.mathml}</mrow>"


_TEX = {
    "−": "-", "·": r"\cdot", "×": r"\times", "⊙": r"\odot", "⊗": r"\otimes", "⊤": r"\top", "†": r"\dagger", "⋆": r"\star", "⊥": r"\perp", "′": r"\prime",
    "‖": r"\|", "∗": "*", "≤": r"\le", "≠": r"\ne", "⪰": r"\succeq", "⊆": r"\subseteq", "≲": r"\lesssim", "≍": r"\asymp", "→": r"\to", "∞": r"\infty",
    "¬": r"\neg", "∧": r"\wedge", "∨": r"\vee", "⟺": r"\iff", "⟹": r"\implies", "{": r"\{", "}": r"\}",
    "¯": r"\bar", "^": r"\hat", "~": r"\tilde", "˙": r"\dot", "\u2061": "", "\u2062": "",  # applied to, and times: TeX writes nothing
}  # fmt: skip
_ESCAPE = str.maketrans({c: rf"\{c}" for c in "_{}$&#% "} | dict.fromkeys("\\^~", r"\ "))
_THIN = Ink("", '<mspace width="0.17em"/>')  # TeX makes this space itself


def _op(sign: str) -> Ink:
    return Ink(_TEX.get(sign, sign), f"<mo>{escape(sign)}</mo>")


def _number(text: str) -> Ink:
    return Ink(text, f"<mn>{escape(text)}</mn>")


def _word(text: str, command: str = "mathrm") -> Ink:
    text = "".join(c for c in text if c.isprintable())
    return Ink(rf"\{command}{{{text.translate(_ESCAPE)}}}", f'<mi mathvariant="normal">{escape(text)}</mi>')


def _row(level: int, *parts: Ink | str) -> Ink:
    inks = [_op(x) if isinstance(x, str) else x for x in parts]
    return Ink(" ".join(x.tex for x in inks if x.tex), "".join(x.mathml for x in inks), level)


def _list(*args: Ink, sign: str = ",", level: int = SUM) -> Ink:
    return _row(level, *[part for x in args for part in (sign, x)][1:])


def _fence(x: Ink, left: str = "(", right: str = ")") -> Ink:
    a, b = (f'<mo fence="true" stretchy="true" form="{form}">{side}</mo>' for form, side in (("prefix", left), ("postfix", right)))
    return Ink(rf"\left{_TEX.get(left, left)} {x.tex} \right{_TEX.get(right, right)}", f"<mrow>{a}{x.mathml}{b}</mrow>")


def _held(x: Ink, level: int) -> Ink:
    return x if x.level >= level else _fence(x)


def _script(base: Ink, above: Ink | None = None, below: Ink | None = None) -> Ink:
    base, indexed = _held(base, ATOM), None
    if base.indexed and above and not below:
        base, below = base.indexed
    elif below and not above:
        indexed = (base, below)
    tex = f"{{{base.tex}}}" if below and base.indexed else base.tex
    tex += (f"_{{{below.tex}}}" if below else "") + (f"^{{{above.tex}}}" if above else "")
    tag = "m" + ("sub" if below else "") + ("sup" if above else "")
    mathml = base.box + (below.box if below else "") + (above.box if above else "")
    return Ink(tex, f"<{tag}>{mathml}</{tag}>", POWER if above else ATOM, indexed=indexed)


def _minus(x: Ink) -> Ink:
    shown = _row(SUM, "−", _held(x, INFIX))
    return Ink(shown.tex, shown.mathml, SUM, minus=x)


def _fraction(a: Ink, b: Ink, inverted: bool = False) -> Ink:
    if a.minus:
        return _minus(_fraction(a.minus, b))
    return Ink(rf"\frac{{{a.tex}}}{{{b.tex}}}", f"<mfrac>{a.box}{b.box}</mfrac>", FRACTION, under=b if inverted else None)


def _rational(c: Fraction) -> Ink:
    if c < 0:
        return _minus(_rational(-c))
    return _number(str(c)) if c.denominator == 1 else _fraction(_number(str(c.numerator)), _number(str(c.denominator)))


def _sum(a: Ink, b: Ink, sign: str) -> Ink:
    if sign == "+" and a.tex == "0":
        return b
    if sign == "+" and b.minus:
        sign, b = "−", b.minus
    return _row(SUM, a, sign, _held(b, INFIX if sign == "−" or b.tex.startswith("-") else SUM))


def _product(a: Ink, b: Ink) -> Ink:
    if a.minus:
        return _minus(_product(a.minus, b))
    if b.under:
        return _fraction(a, b.under)
    if a.tex == "1":
        return b
    b = _held(b, PREFIX)
    dot = "·" if re.match(r"(\\frac\{)?\d", b.tex) else "\u2062"  # two numbers side by side would read as one
    return _row(min(b.level, PRODUCT), _held(a, PRODUCT), dot, *([_THIN] if b.level == PREFIX else []), b)


# ---- names: lam_w is lambda with the index W, mubar has a bar, a1 an index


_GREEK = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho"]
_GREEK += ["", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"]  # in the order of Unicode, which has a final sigma before sigma
_CAPITALS = {"Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"}  # TeX has no others, and no omicron
_CHARACTERS = {name.title(): chr(0x391 + i) for i, name in enumerate(_GREEK) if name.title() in _CAPITALS}
_CHARACTERS |= {name: chr(0x3B1 + i) for i, name in enumerate(_GREEK) if name not in ("", "omicron")}
_CHARACTERS |= {"epsilon": "ϵ", "phi": "ϕ", "varepsilon": "ε", "varphi": "φ", "ell": "ℓ"}
_ALIASES = {"lam": "lambda", "Lam": "Lambda", "eps": "varepsilon"}
_PAPER = {"lam_w": "lam_W", "lam_phi": "lam_Phi"}  # a ridge carries the name of the matrix that it holds down
_ACCENTS = {"bar": "¯", "hat": "^", "tilde": "~", "dot": "˙"}
_MARKS = {"star": "⋆", "prime": "′", "perp": "⊥", "dagger": "†", "plus": "+", "minus": "−"}
_MARKED = re.compile("(.+?)(" + "|".join(_ACCENTS | _MARKS) + ")")


@functools.cache
def _name(name: str) -> Ink:
    stem, *rest = [part for part in _PAPER.get(name, name).split("_") if part] or [name]
    if digits := re.fullmatch(r"(\D+)(\d+)", stem):
        stem = digits[1]
        rest.insert(0, digits[2])
    if (marked := _MARKED.fullmatch(stem)) and (len(marked[1]) == 1 or _ALIASES.get(marked[1], marked[1]) in _CHARACTERS):
        stem = marked[1]
        rest.append(marked[2])
    ink = _glyph(stem)
    for accent in (_ACCENTS[part] for part in rest if part in _ACCENTS):
        ink = Ink(f"{_TEX[accent]}{{{ink.tex}}}", f'<mover accent="true">{ink.box}<mo>{accent}</mo></mover>')
    above = [_op(_MARKS[part]) for part in rest if part in _MARKS]
    below = [_glyph(part) for part in rest if part not in _ACCENTS and part not in _MARKS]
    return _script(ink, _row(ATOM, *above) if above else None, _list(*below) if below else None) if above or below else ink


def _glyph(text: str) -> Ink:
    text = _ALIASES.get(text, text)
    if text.isdecimal():
        return _number(text)
    if character := _CHARACTERS.get(text):
        return Ink(rf"\{text}", f"<mi>{character}</mi>")
    if re.fullmatch(r"[^\W_]|[i-n]{2}", text):  # one letter, or two indices
        return Ink(text, "".join(f"<mi>{c}</mi>" for c in text))
    return _word(text)


# ---- the primitives in the notation of the field; one that is not listed prints as name(arguments)


_HALF = Ink("1/2", "<mn>1</mn><mo>/</mo><mn>2</mn>")
_ABOVE = {"transpose": _op("⊤"), "inv": _rational(Fraction(-1)), "pinv": _op("†"), "psd_sqrt": _HALF}
_ABOVE |= {"pinv_sqrt": _row(ATOM, "†", _HALF), "inv_sqrt": _row(ATOM, "−", _HALF)}
_BETWEEN = {"hadamard": "⊙", "kron": "⊗"}
_NORMS = {"nuclear_norm": _op("∗"), "frobenius": _glyph("F"), "spectral_norm": _number("2")}
_ONE = Ink(r"\mathbf{1}", "<mn>𝟏</mn>")
_SYMBOLS = {"eigvalsh": _glyph("lambda"), "eigvals": _glyph("lambda"), "svdvals": _glyph("sigma")}
_SYMBOLS |= {"mean": Ink(r"\mathbb{E}", "<mi>𝔼</mi>"), "expectation": Ink(r"\mathbb{E}", "<mi>𝔼</mi>"), "probability": Ink(r"\mathbb{P}", "<mi>ℙ</mi>")}
_WORDS = {"trace": "tr", "diagonal": "diag", "maximum": "max", "minimum": "min", "sign": "sgn", "covariance": "Cov"}
_IN_TEX = ("max", "min", "log", "exp", "det", "ker")


def _call(op: str, *args: Ink) -> Ink:
    """rank X for one letter or power, rank(...) otherwise; both are bracketed where something could bind more tightly."""
    if symbol := _SYMBOLS.get(op):
        return _row(POWER, symbol, "\u2061", _fence(_list(*args), *("[]" if "mathbb" in symbol.tex else "()")))
    word = _WORDS.get(op, op).replace("_", " ")
    name = Ink(rf"\{word}", f"<mi>{word}</mi>") if word in _IN_TEX else _word(word, "operatorname")
    if len(args) == 1 and args[0].level >= POWER:
        return _row(PREFIX, name, "\u2061", _THIN, args[0])
    return _row(POWER, name, "\u2061", _fence(_list(*args)))


def _exponent(node: Node) -> int:
    """k where the node is the k-th power of its last operand, as `**` writes it; else 1."""
    a, b = node.args
    k = 2
    while a is not b and a.op == node.op and a.args[1] is b:
        a, k = a.args[0], k + 1
    return k if a is b and b.op != "const" else 1


def _draw(node: Node, done: dict[Node, Ink]) -> Ink:
    op, args = node.op, node.args
    if op in ("letter", "size"):
        return _name(args[0])
    ink = [_operand(x, done) for x in args if op != "entries"]
    if op in _ABOVE:
        return _script(ink[0], above=_ABOVE[op])
    if op in _BETWEEN:
        return _row(INFIX, _held(ink[0], FRACTION), _BETWEEN[op], _held(ink[1], FRACTION))
    if op in _NORMS:
        return _script(_fence(ink[0], "‖", "‖"), below=_NORMS[op])
    match op:
        case "const" | "printed":
            return ink[0]
        case "add" | "sub":
            return _sum(ink[0], ink[1], "+" if op == "add" else "−")
        case "neg" if args[0].op == "maximum" and all(x.op == "neg" for x in args[0].args):  # as linalg.minimum writes it
            return _call("minimum", *(done[x.args[0]] for x in args[0].args))
        case "neg":
            return _minus(ink[0])
        case "mul" | "matmul" if (k := _exponent(node)) > 1:
            return _script(ink[1], above=_number(str(k)))
        case "mul" | "matmul":
            grouped = op == "matmul" and args[1].op == "scale" and ink[1].level == PRODUCT
            return _product(ink[0], _fence(ink[1]) if grouped else ink[1])
        case "scale":  # M / s has M above the bar; s * M and M * s arrive alike
            return _product(*(ink if ink[1].under else reversed(ink)))
        case "recip":
            return _fraction(_number("1"), ink[0], inverted=True)
        case "sqrt":
            return Ink(rf"\sqrt{{{ink[0].tex}}}", f"<msqrt>{ink[0].mathml}</msqrt>")
        case "absolute":
            return _fence(ink[0], "|", "|")
        case "maximum" if args[1] is make("neg", args[0]):  # as linalg.absolute writes it
            return _fence(ink[0], "|", "|")
        case "maximum" if "0" in (ink[0].tex, ink[1].tex):
            return _script(_fence(ink[ink[0].tex == "0"], "[", "]"), below=_op("+"))
        case "maximum":
            return _call(op, *(_operand(x, done) for x in _candidates(node)))
        case "entry":
            return _script(ink[0], below=_list(*ink[1:]))
        case "eye" | "ones":
            sides = ink[:1] if args[1:] == (1,) else ink
            return _script(_glyph("I") if op == "eye" else _ONE, below=_list(*sides, sign="×"))
        case "zeros":
            return _number("0")
        case "total":
            return _product(_product(_script(_ONE, above=_op("⊤")), ink[0]), _ONE)
        case "entries":
            rows = [[_operand(x, done) for x in row] for row in args[0]]
            cells = "".join("<mtr>" + "".join(f"<mtd>{x.mathml}</mtd>" for x in row) + "</mtr>" for row in rows)
            lines = r" \\ ".join(" & ".join(x.tex for x in row) for row in rows)
            return Ink(rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}", _fence(Ink("", f"<mtable>{cells}</mtable>")).mathml)
        case "limit_of_flow":
            limit = Ink(r"\lim_{t \to \infty}", f"<munder><mi>lim</mi>{_row(ATOM, _glyph('t'), '→', '∞').box}</munder>")
            return _row(PREFIX, limit, _THIN, _script(_glyph("varphi"), below=_glyph("t")), _fence(_list(*ink)))
    return _call(op, *ink)


def _candidates(node: Node) -> list[Any]:
    """What a maximum of maxima is the maximum of; not what prints as an absolute value or a positive part."""
    found = []
    for x in node.args:
        plain = isinstance(x, Node) and x.op == "maximum" and x.args[1] is not make("neg", x.args[0]) and make("const", Fraction(0)) not in x.args
        found += _candidates(x) if plain else [x]
    return found


def _operand(x: Any, done: dict[Node, Ink]) -> Ink:
    if isinstance(x, Node):
        return done[x]
    if isinstance(x, Relation):
        return _statement(x)
    if isinstance(x, (int, Fraction)):
        return _rational(Fraction(x))
    if isinstance(x, tuple):
        return _fence(_list(*(_operand(y, done) for y in x)), "{", "}")
    text = str(getattr(x, "__name__", x)).replace("<lambda>", "f")
    if re.fullmatch(r"-?[\d.]+", text):
        return _minus(_number(text[1:])) if text[0] == "-" else _number(text)
    return _name(text) if text.isidentifier() else _word(text, "text")


# ---- relations


_ORDER = {"<=": "≤", "<": "<", "==": "=", "lesssim": "≲", "same_order": "≍", "tends_to": "→", "same_law": "⇝"}
_ALONG = {"exponent": "=", "exponent_below": "≤", "exponent_above": "≥"}
_LOGIC = {"and": ("∧", AND), "or": ("∨", OR), "iff": ("⟺", IFF), "implies": ("⟹", IFF)}


def _statement(x: Any) -> Ink:
    if isinstance(x, Relation):
        return _relation(x)
    node = _data(x)
    if node.weight > LONGEST:
        raise Unsupported(f"a formula of {node.weight} symbols is too long to print: print it at smaller sizes, or give its parts a name")
    return _fold(node, _draw)[node]


def _data(x: Value) -> Node:
    if not isinstance(x.data, Node):
        raise Unsupported(x.data.reason if isinstance(x.data, Unknown) else f"the system {x.system.name} does not print: make the letters with letter()")
    return x.data


def _relation(x: Relation) -> Ink:
    if x.op in _LOGIC:
        sign, level = _LOGIC[x.op]
        family = [x.rhs]
        while x.op in ("and", "or") and x.lhs.op == x.op:  # every() makes these thousands deep
            x = x.lhs
            family.append(x.rhs)
        return _list(*(_held(_relation(part), level + (level == IFF)) for part in (x.lhs, *reversed(family))), sign=sign, level=level)
    if x.op == "not" and x.lhs.op != "==":
        return _row(ATOMIC, "¬", _fence(_relation(x.lhs)))
    if x.op in _ORDER or x.op == "not":
        sign, x = (_ORDER[x.op], x) if x.op != "not" else ("≠", x.lhs)
        zero = x.lhs.shape and _data(x.rhs) is make("sub", x.lhs, x.lhs)  # so `matrix == 0` arrives
        return _row(ATOMIC, _statement(x.lhs), sign, _number("0") if zero else _statement(x.rhs))
    sides = [_statement(side) for side in (x.lhs, x.rhs) if side is not None]
    if x.op == "probable":
        return _row(ATOMIC, sides[1], "≤", _call("P", sides[0]))
    if x.op == "improbable":
        return _row(ATOMIC, _call("P", sides[0]), "≤", sides[1])
    if x.op in ("mean_above", "mean_below"):
        mean = _call("E", sides[0])
        return _row(ATOMIC, *((sides[1], "≤", mean) if x.op == "mean_above" else (mean, "≤", sides[1])))
    if x.op in _ALONG:
        return _row(ATOMIC, _call("exponent", sides[0]), _ALONG[x.op], sides[1])
    if x.op == "psd":
        return _row(ATOMIC, sides[0], "⪰", _number("0"))
    if x.op == "null_within":
        return _row(ATOMIC, _call("ker", sides[0]), "⊆", _call("ker", sides[1]))
    return _call(x.op, *sides)


# ---- normal form and degree


def _difference(x: Value | Relation) -> Node:
    if isinstance(x, Value):
        return _data(x)
    if x.op not in ("==", "<=", "<"):
        raise Unsupported(f"{x.op} has no difference of its sides: take its parts one by one")
    return make("sub", _data(x.lhs), _data(x.rhs))


def normalise(x: Value | Relation) -> Any:
    """The scalar `x`, or left minus right side, as a cancelled quotient of polynomials in its letters: a SymPy expression, 0 exactly for an identity.

    Letters and the entries of matrix letters commute. Raises Unsupported where `x` is no rational function, Undefined where it divides by an identical zero.
    """
    root = _difference(x)
    if (x.lhs if isinstance(x, Relation) else x).shape:
        raise Unsupported("a matrix has no rational normal form: normalise its entries")
    names = _fold(root, _symbol)
    sympy: Any = importlib.import_module("sympy")  # 0.7 s, which printing must not take
    field = sympy.QQ.frac_field(*map(sympy.Symbol, sorted(set(filter(None, names.values())) or {"x"})))

    def step(node: Node, done: dict[Node, Any]) -> Any:
        if names[node]:
            return field.from_sympy(sympy.Symbol(names[node]))
        a: list[Any] = [done.get(arg) if isinstance(arg, Node) else arg for arg in node.args]
        match node.op:
            case "const":
                return field.from_sympy(sympy.Rational(a[0].numerator, a[0].denominator))
            case "add":
                return a[0] + a[1]
            case "sub":
                return a[0] - a[1]
            case "neg":
                return -a[0]
            case "mul":
                return a[0] * a[1]
            case "recip":
                if not a[0]:
                    raise Undefined("division by what is identically zero")
                return 1 / a[0]
        return None  # a matrix letter, of which only entries are used

    return field.to_sympy(_fold(root, step)[root])


def _symbol(node: Node, done: dict[Node, str]) -> str:
    """The name of the commuting symbol that a node stands for; empty for matrix letters and for what is calculated."""
    op, args = node.op, node.args
    if op == "size" or (op == "letter" and args[1] == ()):
        return str(args[0])
    if op == "entry" and args[0].op == "letter" and all(isinstance(i, int) for i in args[1:]):
        return f"{args[0].args[0]}[{args[1]},{args[2]}]"
    if op not in ("const", "letter", "add", "sub", "neg", "mul", "recip"):
        raise Unsupported(f"{op} is no rational function of commuting letters")
    return ""


def degree(x: Value | Relation) -> int:
    """A bound for the degree of numerator plus denominator of the rational `x` (of left minus right side) in the scalars and entries of its letters.

    Sizes are constants; a matrix that is inverted has int sides. A matrix is P/q with one denominator q, and its inverse q adj(P) / det(P).
    A combination of relations has the sum of their degrees, as its error has (Schwartz and Zippel). Raises Unsupported for what is not rational.
    """
    if isinstance(x, Relation) and x.op in ("not", *_LOGIC):
        return sum(degree(part) for part in (x.lhs, x.rhs) if part is not None)
    root = _difference(x)
    above, below, _ = _fold(root, _degree)[root]
    return above + below


def _degree(node: Node, done: dict[Node, tuple[int, int, Any]]) -> tuple[int, int, Any]:
    """The degrees of numerator and denominator, and the shape where it is known (else None)."""
    op, args = node.op, node.args
    if op in ("const", "size", "printed", "eye", "ones", "zeros"):
        return 0, 0, args * 2 if op == "eye" else None
    if op == "letter":
        return 1, 0, args[1]
    if op == "entries":
        cells = [done[x] for row in args[0] for x in row]
        below = sum(q for _, q, _ in cells)
        return max(p + below - q for p, q, _ in cells), below, (len(args[0]), len(args[0][0]))
    (p, q, shape), (r, s, other) = [*(done[x] for x in args if isinstance(x, Node)), (0, 0, None), (0, 0, None)][:2]
    match op:
        case "add" | "sub":
            return max(p + s, r + q), q + s, shape or other
        case "neg":
            return p, q, shape
        case "transpose":
            return p, q, shape and shape[::-1]
        case "diagonal":
            return p, q, shape and (shape[0], shape[0])
        case "trace" | "total" | "vec" | "entry":
            return p, q, None
        case "mul" | "scale" | "hadamard" | "kron":
            return p + r, q + s, None if op == "kron" else shape
        case "matmul":
            return p + r, q + s, (shape[0], other[1]) if shape and other else None
        case "recip":
            return q, p, None
        case "inv" | "det":
            n = shape[0] if shape else None
            if not isinstance(n, int):
                raise Unsupported(f"the degree of {op} grows with the size: give the letters int sides")
            return (q + (n - 1) * p, n * p, shape) if op == "inv" else (n * p, n * q, None)
    raise Unsupported(f"{op} is no rational function")
