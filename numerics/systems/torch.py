"""Batches of floats as torch tensors, on any device, with gradients: what the adversary climbs on. Like float64 it finds leads and decides nothing.

Every function is differentiable wherever the mathematics is; at a kink (a root at zero, a norm at zero, a tie of a maximum) the gradient is some finite one.
This is the only file that imports torch, so whoever wants it imports this file where it is needed: that takes seconds.

Data reach a device through `array` (and `leaf`, `quotient`) and come back through `numbers` (and `gradients`, `compare`), and in no other way: whatever
a primitive needs besides is made on the device. No primitive draws: random numbers come from `numerics.streams`, the same bits for every device.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from numerics.streams import generator
from numerics.systems.float64 import as_float
from numerics.value import Refusal, Unsupported, Value

SPECTRAL_NOISE = 8  # eigenvalues of an n x n matrix are known to so many times n roundings of the largest; measured: below 4, not growing with n
SHARE = 4  # of the free memory one block takes a quarter: results, copies and workspace live beside it
MOST_CELLS = 2**24  # of one block, whatever is free: an eighth of a gigabyte in float64, beyond which longer batches gain nothing


class Torch:
    """Scalars are tensors over the batch, matrices carry two more axes; what does not depend on the batch broadcasts.

    device: as torch names it. dtype: float64 or float32. Raises Refusal for any other dtype, and for float64 on mps, which has none.
    """

    batched = True

    def __init__(self, device: str = "cpu", dtype: str = "float64") -> None:
        if dtype not in ("float64", "float32"):
            raise Refusal(f"dtype={dtype!r}: spectra and inverses need float64 or float32")
        if device.startswith("mps") and dtype == "float64":
            raise Refusal("mps has no float64: write dtype='float32', or run with --device cpu")
        self.name = " ".join(["torch", *([device] if device != "cpu" else []), *([dtype] if dtype != "float64" else [])])
        self.device = torch.device(device)
        self.dtype: torch.dtype = getattr(torch, dtype)
        self.grain = torch.finfo(self.dtype).eps
        self.screen = self.grain**0.5  # half the digits, as in float64: what is nearer, relative to the sides, is not told apart

    # ---- in and out

    def array(self, x: Any) -> Tensor:
        """Numbers (an array, a tensor) as a tensor of this system, of the same shape; the graph of a tensor is kept."""
        if isinstance(x, Tensor):
            return x.to(device=self.device, dtype=self.dtype)
        return torch.tensor(np.asarray(x, dtype=float), device=self.device, dtype=self.dtype)

    def leaf(self, x: Any) -> Tensor:
        """A copy of `x` with respect to which gradients are taken."""
        return self.array(x).detach().clone().requires_grad_(True)

    def numbers(self, x: Tensor) -> Any:
        """A tensor as a NumPy array, without its graph."""
        return x.detach().cpu().numpy()

    def gradients(self, y: Tensor, leaves: Sequence[Tensor]) -> list[Any]:
        """The derivatives of y, lane by lane, as one NumPy array for each leaf, of its shape; zeros for a leaf that y does not depend on."""
        if not y.requires_grad:
            return [np.zeros(tuple(leaf.shape)) for leaf in leaves]
        return [self.numbers(g) for g in torch.autograd.grad(y.sum(), leaves, allow_unused=True, materialize_grads=True)]

    # ---- memory

    def free_memory(self) -> int:
        """Bytes that a block could take where this system computes, what the library keeps for reuse included."""
        if self.device.type == "cpu":
            return os.sysconf("SC_AVPHYS_PAGES" if "SC_AVPHYS_PAGES" in os.sysconf_names else "SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        module = torch.get_device_module(self.device)
        if self.device.type == "mps":
            return int(module.recommended_max_memory() - module.current_allocated_memory())
        kept = module.memory_reserved(self.device) - module.memory_allocated(self.device)
        return int(module.mem_get_info(self.device)[0] + kept)

    def lanes(self, cells: int) -> int:
        """How many lanes of `cells` numbers each a block may hold here: a quarter of the free memory, at most `MOST_CELLS`, and at least one lane.

        It says how a batch is split, and never which random numbers a block holds: that would make results depend on the machine.
        """
        room = min(self.free_memory() // SHARE // (torch.finfo(self.dtype).bits // 8), MOST_CELLS)
        return max(1, room // max(1, cells))

    # ---- scalars and entries

    def quotient(self, p: Any, q: Any) -> Tensor:
        """Batch of numerators over denominators."""
        if isinstance(p, np.ndarray) and p.dtype == np.float64 and p.flags.writeable:  # read where it lies, and not copied first
            return torch.from_numpy(np.ascontiguousarray(p)).to(device=self.device, dtype=self.dtype) / self.array(q)
        return self.array(p) / self.array(q)

    def const(self, c: Fraction) -> Tensor:
        x = as_float(c)
        if abs(x) > torch.finfo(self.dtype).max:  # which the library refuses to round
            x = math.copysign(math.inf, x)
        return torch.full((), x, device=self.device, dtype=self.dtype)  # filled there: nothing is sent

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        return a + b

    def sub(self, a: Tensor, b: Tensor) -> Tensor:
        return a - b

    def neg(self, a: Tensor) -> Tensor:
        return -a

    def mul(self, a: Tensor, b: Tensor) -> Tensor:
        return a * b

    def recip(self, c: Tensor) -> Tensor:
        pole = c == 0
        return torch.where(pole, torch.nan, 1 / torch.where(pole, 1, c))

    def inner(self, a: Tensor, b: Tensor) -> Tensor:
        return (a * b).sum((-1, -2))

    def maximum(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.maximum(a, b)

    def relu(self, a: Tensor) -> Tensor:
        return torch.relu(a)

    def silu(self, a: Tensor) -> Tensor:
        return torch.nn.functional.silu(a)

    def spectral_norm(self, a: Tensor) -> Tensor:
        """By the smaller Gram matrix: the largest singular value loses no digits there."""
        gram = a @ a.mT if a.shape[-2] <= a.shape[-1] else a.mT @ a
        return torch.sqrt(_on_finite(gram, lambda x: torch.linalg.eigvalsh(x)[..., -1:, None])[..., 0, 0].clamp(min=0))

    def sqrt(self, a: Tensor) -> Tensor:
        positive = a > 0  # the slope at zero is infinite: there it is left at zero, and a chain of functions stays finite
        return torch.where(positive, torch.sqrt(torch.where(positive, a, 1)), torch.where(a == 0, torch.zeros_like(a), torch.nan))

    def log(self, a: Tensor) -> Tensor:
        positive = a > 0
        return torch.where(positive, torch.log(torch.where(positive, a, 1)), torch.nan)

    def exp(self, a: Tensor) -> Tensor:
        return torch.exp(a)

    # ---- matrices

    def scale(self, a: Tensor, c: Tensor) -> Tensor:
        return a * c[..., None, None]

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        return a @ b

    def transpose(self, a: Tensor) -> Tensor:
        return a.mT

    def entry(self, a: Tensor, i: int, j: int) -> Tensor:
        return a[..., i, j]

    def entries(self, rows: Any) -> Tensor:
        cells = torch.stack(torch.broadcast_tensors(*(x for row in rows for x in row)), -1)  # type: ignore[no-untyped-call]
        return cells.reshape(*cells.shape[:-1], len(rows), len(rows[0]))

    def stack(self, parts: Sequence[Tensor]) -> Tensor:
        """Parts of one shape (constants broadcast) along a new first axis: points as lanes."""
        return torch.stack(torch.broadcast_tensors(*parts))  # type: ignore[no-untyped-call]

    def eye(self, n: int) -> Tensor:
        return torch.eye(n, device=self.device, dtype=self.dtype)

    def ones(self, n: int, m: int) -> Tensor:
        return torch.ones(n, m, device=self.device, dtype=self.dtype)

    def trace(self, a: Tensor) -> Tensor:
        return a.diagonal(dim1=-2, dim2=-1).sum(-1)

    def total(self, a: Tensor) -> Tensor:
        return a.sum((-1, -2))

    def hadamard(self, a: Tensor, b: Tensor) -> Tensor:
        return a * b

    def diagonal(self, x: Tensor) -> Tensor:
        return x * self.eye(x.shape[-2])

    def vec(self, a: Tensor) -> Tensor:
        return a.mT.flatten(-2)[..., None]

    def kron(self, a: Tensor, b: Tensor) -> Tensor:
        product = a[..., :, None, :, None] * b[..., None, :, None, :]
        return product.flatten(-4, -3).flatten(-2)

    def reciprocal_gaps(self, x: Tensor) -> Tensor:
        same = torch.eye(x.shape[-2], device=self.device, dtype=torch.bool)
        return torch.where(same, 0, self.recip(torch.where(same, 1, x.mT - x)))

    def inv(self, a: Tensor) -> Tensor:
        one = self.eye(a.shape[-1])
        finite = _finite_lanes(a)
        regular = torch.linalg.lu_factor_ex(torch.where(finite, a.detach(), one)).info[..., None, None] == 0
        # A singular lane must not reach the inverse that gradients flow through: its slopes would be NaN times zero.
        inverse = torch.linalg.inv_ex(torch.where(finite & regular, a, one)).inverse
        return _or_nan(finite & regular, inverse)

    def det(self, a: Tensor) -> Any:
        return Determinant.apply(a)  # type: ignore[no-untyped-call]

    # ---- spectra

    def svdvals(self, a: Tensor) -> Tensor:
        return _on_finite(a, lambda x: torch.linalg.svdvals(x)[..., None])

    def eigvalsh(self, a: Tensor) -> Tensor:
        return _on_finite(a, lambda x: torch.linalg.eigvalsh(x).flip(-1)[..., None])

    def nuclear_norm(self, a: Tensor) -> Tensor:
        return self.svdvals(a).sum((-1, -2))

    def pinv(self, a: Tensor) -> Tensor:
        return _on_finite(a, lambda x: torch.linalg.pinv(x, rtol=self.screen))

    def pinv_sqrt(self, a: Tensor) -> Tensor:
        def root(x: Tensor) -> Tensor:
            made: Tensor = InverseRoot.apply(x)  # type: ignore[no-untyped-call]
            return made

        return _on_finite(a, root)

    # ---- relations

    def compare(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        """Kleene truth, as a NumPy array of int8 over the batch: -1 or +1 beyond half the digits, else 0."""
        with torch.no_grad():
            return self.numbers(self._compare(op, lhs, rhs).to(torch.int8))

    def _compare(self, op: str, lhs: Value, rhs: Value | None) -> Any:
        a: Tensor = lhs.data
        if op in ("psd", "positive definite"):
            a = torch.where(_finite_lanes(a), a, 0)
            skew, size = (a - a.mT).abs().amax((-1, -2)), a.abs().amax((-1, -2)).clamp(min=1)
            least = _least_eigenvalue(a)
            return -((skew > self.screen * size) | (least < -self.screen * size)).to(torch.int8)
        if op == "distinct":
            gaps = (a - a.mT).abs() + self.eye(a.shape[-2])
            return (gaps > self.screen * a.abs().clamp(min=1)).all((-1, -2)).to(torch.int8)
        if rhs is None or op not in ("<=", "<", "=="):
            raise Unsupported(f"{self.name} does not decide {op}")
        b: Tensor = rhs.data
        gap, size = b - a, torch.maximum(a.abs(), b.abs()).clamp(min=1)
        if lhs.shape:
            gap, size = gap.abs().amax((-1, -2)), size.amax((-1, -2))
        far = gap.abs() > self.screen * size  # NaN is near: unknown
        return torch.where(far, -1 if op == "==" else torch.sign(gap), 0)

    def slack(self, op: str, lhs: Value, rhs: Value | None) -> Tensor:
        """How much an atom fails, one number per lane relative to the size of its sides: positive where it is false as floats see it, NaN where undefined.

        <= and <: (a - b) / (|a| + |b|), against a constant zero d / (1 + |d|); ==: |a - b| / (|a| + |b|) in the Frobenius norm; psd and positive
        definite: minus the smallest eigenvalue of the symmetric part, or the skew part where that is more than noise, over the Frobenius norm; distinct:
        minus the smallest gap over the largest absolute entry. Raises Unsupported for any other relation.
        """
        a: Tensor = lhs.data
        if op in ("psd", "positive definite"):
            size = _norm(a)
            below, skew = _ratio(-_least_eigenvalue(a), size), _ratio(_norm(a - a.mT), size)
            return torch.where(skew > self.screen, torch.maximum(below, skew), below)
        if op == "distinct":
            return _ratio(-_smallest_gap(a[..., 0]), a.abs().amax((-1, -2)))
        if rhs is None or op not in ("<=", "<", "=="):
            raise Unsupported(f"{self.name} has no slack of {op}")
        b: Tensor = rhs.data
        if op == "==":
            size_of = _norm if lhs.shape else torch.abs
            return _ratio(size_of(a - b), size_of(a) + size_of(b))
        d, size = a - b, a.abs() + b.abs()
        for side in (a, b):
            if side.dim() == 0:  # decided on the device: to look at the number here would make the host wait for it
                size = torch.where(side == 0, 1 + d.abs(), size)
        return _ratio(d, size)


class HalfTorch(Torch):
    """Half the digits of what is small beside the largest singular value, for a fraction of the price: enough for medians along a size."""

    def nuclear_norm(self, a: Tensor) -> Tensor:
        gram = a @ a.mT if a.shape[-2] <= a.shape[-1] else a.mT @ a
        return torch.sqrt(_on_finite(gram, lambda x: torch.linalg.eigvalsh(x)[..., None]).clamp(min=0)).sum((-1, -2))


class InverseRoot(torch.autograd.Function):
    """The pseudo-inverse of the root of symmetric PSD matrices (..., n, n), with the derivative of a matrix function (Daleckii and Krein, 1965).

    What is zero within rounding stays zero: derivatives are those along matrices of one rank, and finite for repeated eigenvalues, where those of
    the eigenvectors are not.
    """

    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Any:
        values, vectors = torch.linalg.eigh(a)
        noise = SPECTRAL_NOISE * a.shape[-1] * torch.finfo(a.dtype).eps
        alive = values > noise * values.abs().amax(-1, keepdim=True)
        roots = torch.where(alive, 1 / torch.sqrt(torch.where(alive, values, 1)), 0)
        ctx.save_for_backward(roots, vectors)
        return (vectors * roots[..., None, :]) @ vectors.mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> Any:
        roots, vectors = ctx.saved_tensors
        # With r = 1/sqrt(x), s = 1/sqrt(y) the divided difference (r - s) / (x - y) is -r^2 s^2 / (r + s), without cancellation; (r - 0) / (x - 0) is r^3.
        r, s = roots[..., :, None], roots[..., None, :]
        both = (r > 0) & (s > 0)
        quotients = torch.where(both, -((r * s) ** 2) / torch.where(both, r + s, 1), r**3 + s**3)
        return vectors @ (quotients * (vectors.mT @ slope @ vectors)) @ vectors.mT


class Determinant(torch.autograd.Function):
    """Determinants of (..., n, n), with the cofactors as derivative also where they are singular; the library's own is zero there."""

    @staticmethod
    def forward(ctx: Any, a: Tensor) -> Any:
        ctx.save_for_backward(a)
        return torch.linalg.det(a)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> Any:
        (a,) = ctx.saved_tensors
        u, s, vh = torch.linalg.svd(torch.where(_finite_lanes(a), a, 0))
        own = torch.ones_like(s).diag_embed().bool()
        others = torch.where(own, 1, s[..., None, :]).prod(-1)  # of all singular values but one
        sign = torch.linalg.det(u) * torch.linalg.det(vh)
        return (slope * sign)[..., None, None] * (u * others[..., None, :]) @ vh


def _finite_lanes(a: Tensor) -> Tensor:
    """Whether all entries of each matrix are finite, with two axes of length one to broadcast along."""
    return torch.isfinite(a).all(-1, keepdim=True).all(-2, keepdim=True)


def _on_finite(a: Tensor, function: Callable[[Tensor], Tensor]) -> Tensor:
    """function(a), which has two matrix axes, and NaN on the lanes of `a` that are not finite (LAPACK refuses the whole batch for one of them)."""
    if a.device.type == "cpu" and bool(torch.isfinite(a.detach().sum())):  # one pass; elsewhere the host would wait for the answer
        return _spectral(function, a)
    finite = _finite_lanes(a)
    return _or_nan(finite, _spectral(function, torch.where(finite, a, 0)))


def _spectral(function: Callable[[Tensor], Tensor], a: Tensor) -> Tensor:
    try:
        return function(a)
    except (torch.linalg.LinAlgError, NotImplementedError) as error:  # type: ignore[attr-defined]  # some devices lack some spectra
        raise Unsupported(str(error)) from None


def _or_nan(sound: Tensor, a: Tensor) -> Tensor:
    return torch.where(sound, a, torch.nan)


def _least_eigenvalue(a: Tensor) -> Tensor:
    """Of the symmetric part."""
    return _on_finite((a + a.mT) / 2, lambda x: torch.linalg.eigvalsh(x)[..., :1, None])[..., 0, 0]


def _norm(a: Tensor) -> Any:
    """Frobenius norm; its slope at zero is zero."""
    return torch.linalg.vector_norm(a, dim=(-2, -1))


def _ratio(part: Tensor, whole: Tensor) -> Tensor:
    """part / whole, where the part vanishes with the whole: then it is zero."""
    return part / torch.where(whole == 0, 1, whole)


def _smallest_gap(x: Tensor) -> Tensor:
    """The smallest difference of two entries along the last axis; the size of the entry where there is but one."""
    return x.sort(-1).values.diff(dim=-1).amin(-1) if x.shape[-1] > 1 else x.abs().amax(-1)


# ---- which device


@functools.cache
def _system(device: str, dtype: str) -> Torch:
    """The one system of this device and dtype, so that whatever is made on it can be combined."""
    return Torch(device, dtype)


@functools.cache
def half_of(system: Torch) -> HalfTorch:
    """The system of the same device and dtype that takes singular values from Gram matrices."""
    return HalfTorch(str(system.device), str(system.dtype).removeprefix("torch."))


def system_on(choice: str = "auto", dtype: str | None = None) -> Torch:
    """The system of a `--device` choice: cpu, cuda, mps, or auto for the first of cuda, mps and cpu that is here.

    dtype: float64 or float32; None is float64 where the device has it. Raises Refusal for a device that is not here or has no such dtype.
    """
    here: dict[str, Callable[[], bool]] = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available, "cpu": lambda: True}
    if choice == "auto":
        choice = next(name for name, available in here.items() if available())
    if choice not in here:
        raise Refusal(f"--device {choice}: write cpu, cuda, mps or auto")
    if not here[choice]():
        raise Refusal(f"--device {choice}: this machine, or this build of torch, has none; write --device cpu, or auto for what there is")
    return _system(choice, dtype or ("float32" if choice == "mps" else "float64"))


# ---- is float32 enough?


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far results in few digits are from the same in float64, on `checked` of their `lanes`.

    deviation: the largest found, relative to the sides of the comparison (the result and its threshold). likely: the largest to be expected in any lane.
    """

    checked: int
    lanes: int
    deviation: float
    likely: float
    margin: float

    @property
    def usable(self) -> bool:
        """Whether a result that is `margin` away from its threshold, relative to the larger of both, is on the side where float64 sees it."""
        return self.likely < self.margin


def agree(
    small: Any, large: Callable[[Any], Any], *, names: Sequence[str], block: int = 0, size: int, margin: float, threshold: float = 0.0
) -> Agreement:
    """Recompute a keyed subsample of float32 results in float64, and say whether they can be compared with `threshold` at `margin`.

    small: one float32 number per lane, (lanes,). large: from the indices of some lanes, increasing, to their results in float64. names, block: the
    stream's; the subsample is the same wherever it is checked. size: the largest dimension that the statistic runs through, hence its roundings.
    A root of the lanes is recomputed, so that the check costs nothing beside them. The largest deviation of all lanes is then taken to be lanes / checked
    times the largest that was seen: deviations grow with condition numbers, and P(condition number > t) falls like 1/t (Edelman 1988). No deviation
    counts as less than `size` roundings. It is an estimate, no bound: a verdict that a single lane could turn is decided in float64.
    Raises Refusal for results that are no batch, or have no fewer digits than float64.
    """
    few = np.asarray(small)
    if few.ndim != 1 or not few.size:
        raise Refusal(f"results of shape {few.shape}: give one number per lane")
    if not np.issubdtype(few.dtype, np.floating) or few.dtype.itemsize >= np.dtype(np.float64).itemsize:
        raise Refusal(f"results in {few.dtype}: only float32 needs to be checked against float64")
    checked = math.isqrt(few.size - 1) + 1
    chosen = np.sort(generator(*names, "float64", block=block).choice(few.size, checked, replace=False))
    true = np.asarray(large(chosen), dtype=np.float64)
    if true.shape != chosen.shape:
        raise Refusal(f"float64 gave results of shape {true.shape} for {checked} lanes: give one number per lane")
    deviation = float(_deviations(few[chosen].astype(np.float64), true, threshold).max())
    likely = max(deviation, size * float(np.finfo(few.dtype).eps)) * few.size / checked
    return Agreement(checked=checked, lanes=few.size, deviation=deviation, likely=likely, margin=margin)


def _deviations(few: Any, true: Any, threshold: float) -> Any:
    """|few - true| over the larger of |true| and |threshold|; zero where both are undefined or equal, infinite where only one is a number."""
    with np.errstate(invalid="ignore", divide="ignore"):
        gap, scale = np.abs(few - true), np.maximum(np.abs(true), abs(threshold))
        relative = np.where(scale > 0, gap / scale, np.inf)
    same = (few == true) | (np.isnan(few) & np.isnan(true))
    return np.where(same, 0.0, np.where(np.isfinite(few) & np.isfinite(true), relative, np.inf))


TORCH = system_on("cpu")
