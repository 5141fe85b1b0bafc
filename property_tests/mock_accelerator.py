"""An accelerator for tests: every kernel runs for real on the host, under another device name, and what a real device would forbid or hide is seen.

A tensor on it is a wrapper of torch's privateuse device around a host tensor; a dispatch mode lets kernels work on what is wrapped. Between the devices
numbers go by .to(), .cpu() and the constructor from an array alone, and each time is counted; whatever else brings the two together raises HostTensor,
also where cuda would be lenient (a host scalar in a sum, a host index), since that is a copy that nobody asked for. So do random draws: house rule, they
are made on the host, by name (`numerics.streams`).

The library takes a privateuse device once a process and keeps it: use this in a process of its own. The library's interface for it is experimental.
Not shown by it: the accuracy of a device's own kernels, kernels that a device lacks (but see `lacks`), memory, speed (0.4 ms an operation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

# By name: numerics/systems/torch.py is the one file of the house that imports it, and this one stands in for what lies below that.
torch: Any = import_module("torch")
registration: Any = import_module("torch.utils.backend_registration")
tree: Any = import_module("torch.utils._pytree")
DispatchMode: Any = import_module("torch.utils._python_dispatch").TorchDispatchMode

NAME = "mock"
FREE, RESERVED, ALLOCATED = 1_000_000, 5_000, 2_000  # bytes that it claims
MOVES = {"_to_copy"}  # the kernels that may see both devices
WAITS = {"_local_scalar_dense", "equal", "is_nonzero"}  # the host needs a number before it can go on
BOOKKEEPING = {"lift_fresh", "detach", "alias"}  # of host tensors, on their way to the device or back from it


class HostTensor(RuntimeError):
    """A tensor of the host, or a draw of its generators, where the accelerator computes."""


@dataclass(kw_only=True)
class Traffic:
    """What went between host and accelerator, and what ran where."""

    up: int = 0
    down: int = 0
    waits: int = 0  # the host read a number, or a shape that depends on numbers
    kernels: list[str] = field(default_factory=list)  # that ran on the accelerator
    on_host: list[str] = field(default_factory=list)  # that ran on the host


class Lent(torch.Tensor):  # type: ignore[misc]
    """A tensor on the accelerator: shape, strides and type are the library's, `.host` has the numbers."""

    @staticmethod
    def __new__(cls, host: Any) -> Any:
        made = torch.Tensor._make_wrapper_subclass(
            cls, host.size(), strides=host.stride(), storage_offset=host.storage_offset(), dtype=host.dtype, device=torch.device(NAME, 0)
        )
        made.host = host
        return made

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise RuntimeError(f"{func} on the mock accelerator, which is off: write `with on() as traffic:`")


class Accelerator(DispatchMode):  # type: ignore[misc]
    """Carries out what is asked of the accelerator, and counts."""

    def __init__(self, lacks: Collection[str]) -> None:
        super().__init__()
        self.lacks = lacks
        self.traffic = Traffic()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        name = func.overloadpacket.__name__
        tensors = [x for x in tree.tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
        lent = [x for x in tensors if isinstance(x, Lent)]
        wanted = kwargs.get("device")
        here = bool(lent) if wanted is None else torch.device(wanted).type == NAME
        if here and wanted is not None:
            kwargs["device"] = torch.device("cpu")
        self._look(func, name, tensors, lent, here)
        args, kwargs = tree.tree_map_only(Lent, lambda x: x.host, (args, kwargs))
        if name in MOVES:
            self.traffic.up += here and not lent
            self.traffic.down += bool(lent) and not here
        made = func(*args, **kwargs)
        return tree.tree_map_only(torch.Tensor, Lent, made) if here else made

    def _look(self, func: Any, name: str, tensors: list[Any], lent: list[Any], here: bool) -> None:
        if not here and not lent:
            if name not in BOOKKEEPING:
                self.traffic.on_host.append(name)
            return
        if name in self.lacks:
            raise NotImplementedError(f"{name} has no kernel on {NAME}")
        if name not in MOVES and (len(lent) < len(tensors) or not here):
            shapes = [tuple(x.shape) for x in tensors if not isinstance(x, Lent)]
            raise HostTensor(f"{name} mixes tensors of {NAME} with tensors of the host, of shapes {shapes}")
        if torch.Tag.nondeterministic_seeded in func.tags:
            raise HostTensor(f"{name} draws with a generator of the library: draw with numerics.streams, and hand the numbers to array()")
        if name in WAITS or torch.Tag.data_dependent_output in func.tags or torch.Tag.dynamic_output_shape in func.tags:
            self.traffic.waits += 1
        if name not in MOVES:
            self.traffic.kernels.append(name)


class Memory(registration._DummyBackendModule):  # type: ignore[misc]
    """What the library asks of a device's module, and what it says of its memory."""

    def mem_get_info(self, device: Any = None) -> tuple[int, int]:
        return FREE, 2 * FREE

    def memory_reserved(self, device: Any = None) -> int:
        return RESERVED

    def memory_allocated(self, device: Any = None) -> int:
        return ALLOCATED


def install() -> None:
    """Give this process the device `NAME`, for good. Raises RuntimeError where the process has another privateuse device."""
    registration._setup_privateuseone_for_python_backend(NAME, backend_module=Memory())


@contextmanager
def on(*, lacks: Collection[str] = ()) -> Iterator[Traffic]:
    """Compute on the installed device, as if it had no kernel of the names `lacks`; what is yielded counts."""
    before = torch._C._only_lift_cpu_tensors()
    torch._C._set_only_lift_cpu_tensors(True)  # constructors make host tensors first, and then move them: the mode sees that
    try:
        with Accelerator(lacks) as accelerator:
            yield accelerator.traffic
    finally:
        torch._C._set_only_lift_cpu_tensors(before)
