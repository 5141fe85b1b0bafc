"""Torch's systems on other devices than the host: nothing but what is sent goes there, nothing is drawn there, results are those of the host.

Most of it is proved without a device, on the mock accelerator. The library takes such a device once a process and keeps it, so the functions called on_*
run in one process of their own (`python -m property_tests.test_devices`), and the tests ask what became of each. Tests marked gpu want a real one.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerics.linalg import matrix
from numerics.systems.float64 import FLOAT64
from numerics.value import Refusal, Unsupported, Value, truth
from property_tests import mocked
from property_tests.test_systems import expressions, ordered, relations
from property_tests.test_torch import LANES, PRIMITIVES, SMOOTH, SPOILT, close, generator, pairs

HOUSE = Path(__file__).resolve().parent.parent
WIDTH = 64  # of the matrices in the tests of digits
ROUNDINGS = 32  # between two routines for one small spectrum


@pytest.fixture(scope="module")
def module() -> Any:
    return import_module("numerics.systems.torch")


# ---- on the mock accelerator, in a process of its own


def on_primitive(name: str, dtype: str) -> None:
    """The numbers of the host, and of float64 up to roundings; one transfer for each argument and one for the result."""
    module, mock = _both()
    here, there = module.Torch("cpu", dtype), module.Torch(mock.NAME, dtype)
    arguments = PRIMITIVES[name](generator())
    expected = here.numbers(getattr(here, name)(*map(here.array, arguments)))
    with mock.on() as traffic:
        made = getattr(there, name)(*(arguments if name == "quotient" else map(there.array, arguments)))
        assert isinstance(made, mock.Lent) and made.device.type == mock.NAME, made.device
        found = there.numbers(made)
    _same(found, expected)
    if dtype == "float64":
        with np.errstate(all="ignore"):
            true = getattr(FLOAT64, name)(*arguments)
        assert close(found, true)[np.arange(LANES) != SPOILT].all(), (found, true)
    _moved(traffic, up=len(arguments), down=1)


def on_relation(name: str) -> None:
    """Truth and slack are those of the host; the truth is sent back, and nothing waits for a number."""
    module, mock = _both()
    here, there = module.TORCH, module.Torch(mock.NAME)
    expected = pairs(here, here.array)[name]
    with mock.on():
        relation = pairs(there, there.array)[name]
    with mock.on() as traffic:
        decided = there.compare(relation.op, relation.lhs, relation.rhs)
        slack = there.slack(relation.op, relation.lhs, relation.rhs)
    _moved(traffic, up=0, down=1)
    with mock.on():
        _same(there.numbers(slack), here.numbers(here.slack(expected.op, expected.lhs, expected.rhs)))
    _same(decided, here.compare(expected.op, expected.lhs, expected.rhs))


def on_gradient(name: str) -> None:
    """Gradients are those of the host; leaves go there, gradients come back."""
    module, mock = _both()
    here, there = module.TORCH, module.Torch(mock.NAME)
    function, shapes = SMOOTH[name]
    rng = generator()
    points = [rng.normal(size=shape) for shape in shapes]
    leaves = [here.leaf(x) for x in points]
    expected = here.gradients(function(here, *leaves), leaves)
    with mock.on() as traffic:
        leaves = [there.leaf(x) for x in points]
        found = there.gradients(function(there, *leaves), leaves)
    for mine, true in zip(found, expected, strict=True):
        _same(mine, true)
    _moved(traffic, up=len(points), down=len(points))


def on_claims() -> None:
    """Whole claims: the letters are sent, truths come back, one for each atom that is compared; no constant is sent."""
    module, mock = _both()
    here, there = module.TORCH, module.Torch(mock.NAME)
    rng = generator()
    p, q = rng.integers(-9, 10, (6, LANES)), rng.integers(1, 5, (6, LANES))

    def claims(system: Any) -> dict[str, Any]:
        cells = [Value(system, system.quotient(a, b), ()) for a, b in zip(p, q, strict=True)]
        letters = {"x": cells[0], "y": cells[1], "R": matrix([cells[2:4], cells[4:6]])}
        values = {**expressions(**letters), **ordered(**letters)}
        return {"values": {name: v.data for name, v in values.items() if hasattr(v.data, "shape")}, "relations": relations(**letters)}

    true = claims(here)
    with mock.on() as traffic:
        mine = claims(there)
    _moved(traffic, up=2 * len(p), down=0)
    assert mine["values"].keys() == true["values"].keys() and mine["values"]
    values = {name: here.numbers(found) for name, found in true["values"].items()}
    truths = {name: truth(relation) for name, relation in true["relations"].items()}
    with mock.on() as traffic:
        for name, found in mine["values"].items():
            _same(there.numbers(found), values[name])
        for name, relation in mine["relations"].items():
            _same(truth(relation), truths[name])
    assert (traffic.up, traffic.waits, traffic.on_host) == (0, 0, []) and traffic.down >= len(values), traffic


def on_constants() -> None:
    """What needs no numbers from the host is made on the device."""
    module, mock = _both()
    for dtype in ("float64", "float32"):
        there = module.Torch(mock.NAME, dtype)
        with mock.on() as traffic:
            made = [there.const(Fraction(1, 3)), there.const(-(Fraction(10) ** 60)), there.eye(3), there.ones(2, 3)]
            made += [there.entries([[made[0], made[1]]]), there.stack([made[2], made[0]])]
        assert all(isinstance(x, mock.Lent) and x.dtype == there.dtype for x in made)
        _moved(traffic, up=0, down=0)
        with mock.on():
            assert there.numbers(made[0]) == np.asarray(1 / 3, dtype) and there.numbers(made[1]) == (-1e60 if dtype == "float64" else -np.inf)


def on_kernels_that_lack() -> None:
    """A device without some spectrum says so, and spoils only what needs it."""
    module, mock = _both()
    there = module.Torch(mock.NAME)
    with mock.on(lacks={"_linalg_eigh"}):
        a = there.eye(2)
        assert there.numbers(there.svdvals(a)).tolist() == [[1], [1]]
        assert "_linalg_eigh" in _raised(Unsupported, lambda: there.eigvalsh(a))


def on_memory() -> None:
    """A device's own memory, with what the library keeps of it for reuse."""
    module, mock = _both()
    double, single = module.Torch(mock.NAME), module.Torch(mock.NAME, "float32")
    assert double.free_memory() == mock.FREE + mock.RESERVED - mock.ALLOCATED
    assert (double.lanes(100), single.lanes(100)) == (1_003_000 // 32 // 100, 1_003_000 // 16 // 100)


def on_what_is_hidden() -> None:
    """Seen red: everything that a device would forbid, or hide, raises or is counted."""
    module, mock = _both()
    torch, there = mock.torch, module.Torch(mock.NAME)
    host = torch.ones(2, 2, dtype=torch.float64)
    with mock.on():
        a = there.array(np.ones((2, 2)))
        forbidden: dict[str, Callable[[], Any]] = {
            "a matrix of the host": lambda: a + host,
            "a scalar of the host": lambda: a * torch.tensor(2.0, dtype=torch.float64),
            "an index of the host": lambda: a[torch.tensor([0])],
            "a result to the host": lambda: torch.add(a, a, out=host),
            "a copy into the host": lambda: host.copy_(a),
            "a copy from the host": lambda: a.copy_(host),
            "a draw there": lambda: torch.randn(3, device=mock.NAME),
            "a draw of a host generator": lambda: torch.randn(3, device=mock.NAME, generator=torch.Generator()),
            "a draw in place": lambda: a.uniform_(),
        }
        for name, attempt in forbidden.items():
            assert _raised(mock.HostTensor, attempt), name
        for attempt in (lambda: a.numpy(), lambda: np.asarray(a), lambda: a.tolist()):
            assert "not supported" in _raised(RuntimeError, attempt)
        assert there.numbers(a).tolist() == [[1, 1], [1, 1]]  # and nothing has changed by it
    assert "is off" in _raised(RuntimeError, lambda: a + a)
    counted: dict[str, tuple[Callable[[], Any], tuple[int, int, int]]] = {
        "a number": (lambda: a[0, 0].item(), (0, 0, 1)),
        "a truth": (lambda: bool(a[0, 0] > 0), (0, 0, 1)),
        "a mask": (lambda: a[a > 0], (0, 0, 1)),
        "a constructor": (lambda: torch.tensor(1.0, device=mock.NAME), (1, 0, 0)),
        "there": (lambda: host.to(mock.NAME), (1, 0, 0)),
        "back": (lambda: a.cpu(), (0, 1, 0)),
        "another type there": (lambda: a.to(torch.float32), (0, 0, 0)),
    }
    for name, (act, moves) in counted.items():
        with mock.on() as traffic:
            act()
        assert (traffic.up, traffic.down, traffic.waits) == moves, (name, traffic)
    with mock.on() as traffic:
        _ = host + host
    assert traffic.on_host == ["add"]


def on_planted_systems() -> None:
    """Seen red: systems that make what they need on the host are told from the one that does not, by the check that all primitives pass."""
    module, mock = _both()
    torch, genuine = mock.torch, module.Torch

    def host_eye(self: Any, n: int) -> Any:
        return torch.eye(n, dtype=self.dtype)

    def sent_eye(self: Any, n: int) -> Any:
        return torch.eye(n, dtype=self.dtype).to(self.device)

    def host_product(self: Any, a: Any, b: Any) -> Any:
        return (a.cpu() @ b.cpu()).to(self.device)

    def waiting_root(self: Any, a: Any) -> Any:
        return genuine.sqrt(self, a if (a > 0).any() else -a)

    plants: list[tuple[str, Callable[..., Any], str, type[Exception], str]] = [
        ("eye", host_eye, "diagonal", mock.HostTensor, "mul mixes"),
        ("eye", sent_eye, "inv", AssertionError, "up=2, down=1"),
        ("matmul", host_product, "matmul", AssertionError, "up=3, down=3"),
        ("sqrt", waiting_root, "sqrt", AssertionError, "waits=1"),
    ]
    for name, plant, primitive, error, said in plants:
        module.Torch = type("Planted", (genuine,), {name: plant})
        try:
            assert said in _raised(error, partial(on_primitive, primitive, "float64")), said
        finally:
            module.Torch = genuine


CHECKS: dict[str, Callable[[], None]] = {
    **{f"{name} {dtype}": partial(on_primitive, name, dtype) for name in PRIMITIVES for dtype in ("float64", "float32")},
    **{f"relation {name}": partial(on_relation, name) for name in pairs(FLOAT64, lambda x: x)},
    **{f"gradient {name}": partial(on_gradient, name) for name in SMOOTH},
    "claims": on_claims,
    "constants": on_constants,
    "kernels that lack": on_kernels_that_lack,
    "memory": on_memory,
    "what is hidden": on_what_is_hidden,
    "planted systems": on_planted_systems,
}


def _both() -> tuple[Any, Any]:
    return import_module("numerics.systems.torch"), import_module("property_tests.mock_accelerator")


def _same(found: Any, true: Any) -> None:
    """Up to some roundings of the largest: of a wrapper the library computes spectra along with their vectors, by another routine."""
    found, true = np.asarray(found), np.asarray(true)
    assert found.dtype == true.dtype and found.shape == true.shape, (found.dtype, found.shape, true.dtype, true.shape)
    if found.dtype.kind == "f":
        allowed = ROUNDINGS * np.finfo(true.dtype).eps * np.abs(true, where=np.isfinite(true), out=np.zeros_like(true)).max(initial=0)
        assert np.allclose(found, true, rtol=0, atol=allowed, equal_nan=True), (found, true)
    else:
        assert (found == true).all(), (found, true)


def _moved(traffic: Any, *, up: int, down: int) -> None:
    assert (traffic.up, traffic.down, traffic.waits, traffic.on_host) == (up, down, 0, []), traffic
    assert traffic.kernels, "nothing ran on the accelerator"


def _raised(error: type[Exception], attempt: Callable[[], Any]) -> str:
    """What `error` said."""
    try:
        attempt()
    except error as caught:
        return str(caught) or type(caught).__name__
    raise AssertionError(f"no {error.__name__}")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    return mocked.outcomes_of(__name__)


@pytest.mark.parametrize("name", CHECKS)
def test_on_the_mock_accelerator(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "", outcomes[name]


# ---- which device


@pytest.mark.parametrize(
    ("cuda", "mps", "choice", "found"),
    [
        (True, True, "auto", "cuda"),
        (False, True, "auto", "mps"),
        (False, False, "auto", "cpu"),
        (True, True, "mps", "mps"),
        (True, True, "cpu", "cpu"),
        (True, False, "cuda", "cuda"),
    ],
)
def test_devices_are_chosen(module: Any, monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, choice: str, found: str) -> None:
    monkeypatch.setattr(module.torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(module.torch.backends.mps, "is_available", lambda: mps)
    chosen = module.system_on(choice)
    assert chosen.device.type == found and chosen is module.system_on(choice)
    assert chosen.dtype == (module.torch.float32 if found == "mps" else module.torch.float64)
    assert module.system_on(choice, "float32").dtype == module.torch.float32
    assert (chosen is module.TORCH) == (found == "cpu")


def test_what_is_not_here_is_refused(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(module.torch.backends.mps, "is_available", lambda: False)
    for choice in ("cuda", "mps"):
        with pytest.raises(Refusal, match="--device cpu"):
            module.system_on(choice)
    with pytest.raises(Refusal, match="write cpu, cuda, mps or auto"):
        module.system_on("tpu")
    monkeypatch.setattr(module.torch.backends.mps, "is_available", lambda: True)
    with pytest.raises(Refusal, match="mps has no float64"):
        module.system_on("mps", "float64")


# ---- how much at once


def test_blocks_fill_a_quarter_of_the_memory(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    double, single = module.Torch(), module.Torch(dtype="float32")
    monkeypatch.setattr(module.Torch, "free_memory", lambda self: 3200)
    assert [double.lanes(cells) for cells in (1, 7, 100, 101, 10**9)] == [100, 14, 1, 1, 1]
    assert [single.lanes(cells) for cells in (1, 7, 100, 101, 10**9)] == [200, 28, 2, 1, 1]
    monkeypatch.setattr(module.Torch, "free_memory", lambda self: 2**50)
    assert double.lanes(2**20) == single.lanes(2**20) == module.MOST_CELLS // 2**20
    assert double.lanes(0) == module.MOST_CELLS


def test_memory_of_this_machine(module: Any) -> None:
    """Between a page and an exabyte, whatever the machine."""
    assert 2**12 <= module.TORCH.free_memory() < 2**60


# ---- are the digits enough?


def spectra(system: Any, x: Any) -> Any:
    """The nuclear norm of a batch of matrices over that of the identity."""
    return system.numbers(system.nuclear_norm(system.array(x))) / x.shape[-1]


def compared(module: Any, x: Any, statistic: Callable[[Any, Any], Any], margin: float, **also: Any) -> tuple[Any, list[Any]]:
    """The agreement of float32 with float64, and the lanes that were recomputed."""
    asked: list[Any] = []

    def large(lanes: Any) -> Any:
        asked.append(lanes)
        return statistic(module.TORCH, x[lanes])

    small = statistic(module.system_on("cpu", "float32"), x)
    names = also.pop("names", ("a statement", "a claim"))
    return module.agree(small, large, names=names, size=x.shape[-1], margin=margin, **also), asked


def test_sound_digits_are_usable(module: Any) -> None:
    """A nuclear norm is known to a few roundings: enough for a margin of one in ten, not for one in a million."""
    x = generator().normal(size=(40, WIDTH, WIDTH))
    found, (lanes,) = compared(module, x, spectra, 0.1)
    assert (found.checked, found.lanes) == (7, 40) and len(set(lanes)) == 7 and (np.diff(lanes) > 0).all()
    eps = np.finfo(np.float32).eps
    assert 0 < found.deviation < WIDTH * eps and found.likely == WIDTH * eps * 40 / 7 and found.usable
    again, _ = compared(module, x, spectra, 1e-6)
    assert again.deviation == found.deviation and not again.usable


def test_lost_digits_are_not(module: Any) -> None:
    """Inverses of matrices with condition number 1e9 are nothing in float32; a hundredth too much on all lanes is seen at a margin of one in ten."""
    rng = generator()
    u, _, v = np.linalg.svd(rng.normal(size=(40, 8, 8)))
    ill = (u * np.geomspace(1, 1e-9, 8)) @ v
    found, _ = compared(module, ill, lambda system, x: system.numbers(system.total(system.inv(system.array(x)))), 0.1)
    assert found.deviation > 0.1 and not found.usable

    def scaled(system: Any, x: Any) -> Any:
        return spectra(system, x) * (1 if system is module.TORCH else np.float32(1.02))

    found, _ = compared(module, rng.normal(size=(40, 8, 8)), scaled, 0.1)
    assert abs(found.deviation - 0.02) < 1e-5 and not found.usable and found.likely == found.deviation * 40 / 7


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_undefined_on_one_side_only_is_no_agreement(module: Any, bad: float) -> None:
    small = np.ones(1, np.float32)
    arguments = {"names": ("a",), "size": 1, "margin": 0.5}
    assert not module.agree(small * np.float32(bad), lambda lanes: np.ones(1), **arguments).usable
    assert not module.agree(small, lambda lanes: np.full(1, bad), **arguments).usable
    both = module.agree(small * np.float32(bad), lambda lanes: np.full(1, bad), **arguments)
    assert both.deviation == 0 and both.usable


def test_deviations_are_relative_to_the_sides(module: Any) -> None:
    """What vanishes by cancellation has no digits of its own, but enough beside a threshold."""
    small = np.full(4, 1e-6, np.float32)
    arguments = {"names": ("a",), "size": 1, "margin": 0.5}
    assert module.agree(small, lambda lanes: np.zeros(len(lanes)), **arguments).deviation == np.inf
    beside = module.agree(small, lambda lanes: np.zeros(len(lanes)), threshold=-2.0, **arguments)
    assert abs(beside.deviation - 5e-7) < 1e-12 and beside.usable


def test_the_subsample_is_keyed(module: Any) -> None:
    """Two of these draws of 13 out of 150 lanes are the same with probability 1e-18."""
    x = generator().normal(size=(150, 2, 2))
    drawn = [compared(module, x, spectra, 0.1, names=names, block=block)[1][0].tolist() for names, block in [("ab", 0), ("ab", 0), ("ac", 0), ("ab", 1)]]
    assert drawn[0] == drawn[1] and drawn[2] != drawn[0] != drawn[3] != drawn[2] and len(drawn[0]) == 13


def test_what_cannot_be_checked_is_refused(module: Any) -> None:
    arguments = {"names": ("a",), "size": 1, "margin": 0.5}
    for shape in ((2, 2), (), (0,)):
        with pytest.raises(Refusal, match="one number per lane"):
            module.agree(np.ones(shape, np.float32), lambda lanes: lanes, **arguments)
    for dtype in (float, int):
        with pytest.raises(Refusal, match="only float32"):
            module.agree(np.ones(3, dtype), lambda lanes: lanes, **arguments)
    with pytest.raises(Refusal, match="one number per lane"):
        module.agree(np.ones(9, np.float32), lambda lanes: np.ones(9), **arguments)


def rows_squared(module: Any, single: Any, rounded: Callable[[Any], Any]) -> Any:
    """What `single` makes of squared lengths by a matrix product: sums of squares, known to as many roundings as they have terms."""
    x = generator().normal(size=(64, WIDTH, WIDTH))
    sent = single.array(rounded(x))
    small = single.numbers(single.entry(single.matmul(sent, single.transpose(sent)), 0, 0))
    true = (x[:, 0] ** 2).sum(-1)
    return module.agree(small, lambda lanes: true[lanes], names=("squares",), size=WIDTH, margin=2 * 8 * WIDTH * float(np.finfo(np.float32).eps))


def test_shorter_formats_are_found(module: Any) -> None:
    """Products of the first 11 bits of each number, which some devices call float32, are not float32's."""
    single = module.system_on("cpu", "float32")

    def shorter(x: Any) -> Any:
        mantissa, exponent = np.frexp(x)
        return np.ldexp(np.round(mantissa * 2**11) / 2**11, exponent)

    assert rows_squared(module, single, lambda x: x).usable and not rows_squared(module, single, shorter).usable


# ---- on a real device


@pytest.fixture(scope="module")
def gpu(module: Any) -> Any:
    if not module.torch.cuda.is_available():
        pytest.skip("not run: no GPU")
    return module.system_on("cuda")


@pytest.mark.gpu
@pytest.mark.parametrize("name", PRIMITIVES)
def test_primitives_on_a_gpu(gpu: Any, name: str) -> None:
    arguments = PRIMITIVES[name](generator())
    with np.errstate(all="ignore"):
        true = getattr(FLOAT64, name)(*arguments)
    made = getattr(gpu, name)(*map(gpu.array, arguments))
    sound = np.arange(LANES) != SPOILT
    assert made.device.type == "cuda" and close(gpu.numbers(made)[sound], true[sound]).all()


@pytest.mark.gpu
@pytest.mark.parametrize("name", pairs(FLOAT64, lambda x: x))
def test_relations_on_a_gpu(gpu: Any, name: str) -> None:
    mine, true = pairs(gpu, gpu.array)[name], pairs(FLOAT64, lambda x: x)[name]
    with np.errstate(all="ignore"):
        assert (gpu.compare(mine.op, mine.lhs, mine.rhs) == FLOAT64.compare(true.op, true.lhs, true.rhs)).all()
        assert close(gpu.numbers(gpu.slack(mine.op, mine.lhs, mine.rhs)), FLOAT64.slack(true.op, true.lhs, true.rhs)).all()


@pytest.mark.gpu
@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_on_a_gpu(gpu: Any, module: Any, name: str) -> None:
    function, shapes = SMOOTH[name]
    rng = generator()
    points = [rng.normal(size=shape) for shape in shapes]
    found, true = ([*system.gradients(function(system, *leaves), leaves)] for system in (gpu, module.TORCH) for leaves in [[system.leaf(x) for x in points]])
    assert all(close(mine, theirs).all() for mine, theirs in zip(found, true, strict=True))


@pytest.mark.gpu
def test_single_precision_on_a_gpu(gpu: Any, module: Any) -> None:
    found = rows_squared(module, module.system_on("cuda", "float32"), lambda x: x)
    assert found.usable, found


@pytest.mark.gpu
def test_memory_of_a_gpu(gpu: Any) -> None:
    assert 2**20 < gpu.free_memory() < 2**50 and gpu.lanes(1) > 1


if __name__ == "__main__":
    print(mocked.perform(CHECKS))
