"""Where the blocks of one statement are drawn: what the ledger knows is not drawn again, the rest goes to this process, to others, or to a cluster."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from property_tests.clock import OutOfTime
from property_tests.ledger import Ledger

if TYPE_CHECKING:  # the docket imports this file, and must answer at once
    from property_tests.blocks import Block, Cluster, Hands, Result, Turned
    from theorems.statement import Variant

BETWEEN = 0.5  # seconds between two notes of what was drawn: as much work may be lost to a kill
BAR = 24  # characters
PATIENCE = 10.0  # seconds for a scheduler to say its first word

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Who draws: so many processes here, or the cluster behind a scheduler; and on what device."""

    width: int = 1
    device: str = ""
    scheduler: str = ""

    def check(self) -> None:
        """Raises Refusal, with the remedy, where the device or the scheduler is not there."""
        from numerics.value import Refusal

        if self.device:
            from property_tests.blocks import system_of

            system_of(self.device)
        if self.scheduler:
            if find_spec("distributed") is None:
                remedy = "python -m pip install -c constraints.txt -e '.[cluster]'"
                raise Refusal(f"--scheduler hands blocks to dask.distributed, which is not installed: {remedy}")
            try:  # a scheduler speaks first; its client would wait for ever for one that does not
                address = urlsplit(self.scheduler)
                with socket.create_connection((address.hostname or "", address.port or 0), timeout=PATIENCE) as line:
                    why = "" if line.recv(1) else "it hung up"
            except (OSError, ValueError) as error:
                why = " ".join(str(error).split())
            if why:
                remedy = "start one with `dask scheduler`, and write tcp://HOST:PORT"
                raise Refusal(f"--scheduler {self.scheduler}: no scheduler of dask.distributed answers there ({why}); {remedy}")


class Desk:
    """The blocks of one statement. Those of the step that is being performed are kept in the ledger until it is finished."""

    def __init__(self, book: Ledger, *, theory: str, ident: str, mark: str, crew: Crew, tell: Tell) -> None:
        self.book, self.theory, self.ident, self.mark, self.crew, self.tell = book, theory, ident, mark, crew, tell
        self.step = ""
        self._known: dict[str, Result] = {}
        self._fresh: list[tuple[str, str]] = []
        self._hands: Hands | Cluster | None = None
        self._expected = self._done = self._samples = 0
        self._began = self._noted = 0.0

    def begin(self, step: str) -> None:
        """From now on blocks belong to this step."""
        self.step, self._fresh = step, []
        self._known = {name: json.loads(content) for name, content in self.book.blocks(self.mark, step)}
        self._expected = self._done = self._samples = 0
        self._began = self._noted = time.monotonic()

    def at(self, reading: str, turned: Turned) -> Bench:
        """The bench of one variant."""
        return Bench(desk=self, reading=reading, turned=turned)

    @property
    def hands(self) -> Hands | Cluster | None:
        """Who draws beside this process; nobody on a crew of one."""
        if self._hands is None and (self.crew.scheduler or self.crew.width > 1):
            from property_tests.blocks import Cluster, CrewError, Hands

            try:
                self._hands = Cluster(self.crew.scheduler) if self.crew.scheduler else Hands(self.crew.width)
            except OutOfTime:
                raise CrewError(f"--scheduler {self.crew.scheduler} does not answer any more: run the same command again") from None
        return self._hands

    @property
    def width(self) -> int:
        """How many blocks are worth asking for at a time."""
        return self.hands.width if self.hands is not None else 1

    def expect(self, blocks: int) -> None:
        """So many more blocks at most."""
        self._expected += blocks

    def draw(self, variant: Variant, blocks: Sequence[Block], reading: str, turned: Turned) -> Iterator[Result]:
        """The results, in the order of the blocks."""
        names = [f"{reading}\t{turned}\t{self.crew.device}\t{block.name}" for block in blocks]
        missing = [block for block, name in zip(blocks, names, strict=True) if name not in self._known]
        fresh = self._drawn(variant, missing, reading, turned)
        try:
            for block, name in zip(blocks, names, strict=True):
                if name not in self._known:
                    self._known[name] = next(fresh)
                    self._fresh.append((name, json.dumps(self._known[name])))
                    self._note(block.lanes)
                yield self._known[name]
        finally:
            fresh.close()  # what was asked for and is not wanted any more

    def _drawn(self, variant: Variant, blocks: Sequence[Block], reading: str, turned: Turned) -> Any:
        from property_tests.blocks import CrewError, Job, compute, system_of

        if self.hands is None or not blocks:
            system = system_of(self.crew.device)
            try:
                yield from (compute(variant, block, system) for block in blocks)
            except RuntimeError as error:
                if type(error).__name__ != "OutOfMemoryError":
                    raise
                raise CrewError(f"--device {self.crew.device}: its memory is full; end what else runs on it, or write --device cpu") from None
        else:
            base = {"theory": self.theory, "ident": self.ident, "mark": self.mark, "reading": reading, "turned": turned, "device": self.crew.device}
            yield from self.hands([Job(block=block, **base) for block in blocks])  # type: ignore[arg-type]

    def _note(self, lanes: int) -> None:
        self._done, self._samples = self._done + 1, self._samples + lanes
        now = time.monotonic()
        if now < self._noted + BETWEEN:
            return
        self.flush()
        self._noted = now
        rate, whole = self._samples / (now - self._began), max(self._expected, self._done)
        left = (whole - self._done) * (now - self._began) / self._done
        bar = "=" * (BAR * self._done // whole)
        self.tell(f"[{bar:<{BAR}}] {self._done} of at most {whole} blocks, {rate:.2g} samples/s, {left:.0f} s left at most")

    def flush(self) -> None:
        """Write down what was drawn: the next run goes on from there."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            self.book.add_blocks(self.mark, self.step, fresh)

    def close(self) -> None:
        """Let everybody go."""
        if self._hands is not None:
            self._hands.close()
            self._hands = None


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Where the blocks of one variant are drawn (a `simulate.Bench`)."""

    desk: Desk
    reading: str
    turned: Turned

    @property
    def width(self) -> int:
        """How many blocks are worth asking for at a time."""
        return self.desk.width

    @property
    def device(self) -> str:
        """Of blocks.DEVICES, or empty."""
        return self.desk.crew.device

    def draw(self, variant: Variant, blocks: Sequence[Block]) -> Iterator[Result]:
        """The results, in the order of the blocks."""
        return self.desk.draw(variant, blocks, self.reading, self.turned)

    def expect(self, blocks: int) -> None:
        """So many more blocks at most."""
        self.desk.expect(blocks)
