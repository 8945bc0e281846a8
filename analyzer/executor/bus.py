"""The message queue, and the actors that read from it: each has a mailbox and one thread."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING

from analyzer.executor.exception import ComputeKilled

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.executor.state import Job

# Seconds that a message takes. Logs have milliseconds: without it a cause and its effect on another host would often
# stand at the same one.
LATENCY = 0.02


@dataclass(frozen=True, slots=True)
class Message:
    """What one actor asks of another; a call has a `reply`, a cast has none."""

    work: Callable[[], object]
    reply: Future[object] | None = None


class Bus:
    """Counts the messages that are not done yet, so that a run knows when all is quiet.

    Attributes:
        broken: what casts raised that no service had a line for: mistakes of ours.
    """

    def __init__(self) -> None:
        self.broken: list[Exception] = []
        self._open = 0
        self._changed = threading.Condition()

    def opened(self) -> None:
        """Count a message that was sent."""
        with self._changed:
            self._open += 1

    def closed(self) -> None:
        """Count a message that was done, or that nobody will do."""
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def wait_quiet(self, seconds: float) -> bool:
        """Wait until no message is open; tell whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, seconds)


@dataclass
class Actor:
    """A service: it does what it is sent, one message after the other."""

    bus: Bus
    name: str
    mailbox: SimpleQueue[Message | None] = field(default_factory=SimpleQueue)
    alive: bool = True
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read the mailbox."""
        self.alive = True
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read the mailbox to its end and no further."""
        self.mailbox.put(None)
        if self._thread is not None:
            self._thread.join(5)
        self.alive = False

    def cast(self, handler: Callable[[Job], object], job: Job) -> None:
        """Send a message and go on; to a dead actor it is lost, as Nova's are when nobody reads the queue."""
        if self.alive:
            self.bus.opened()
            self.mailbox.put(Message(lambda: handler(job)))

    def call(self, handler: Callable[[Job], object], job: Job) -> object:
        """Send a message and wait for what the handler returns or raises."""
        reply: Future[object] = Future()
        self.bus.opened()
        self.mailbox.put(Message(lambda: handler(job), reply))
        return reply.result()

    def _run(self) -> None:
        while (message := self.mailbox.get()) is not None:
            time.sleep(LATENCY)
            try:
                self._do(message)
            except ComputeKilled:
                self._die()
                return
            finally:
                self.bus.closed()

    def _die(self) -> None:
        """Leave what is in the mailbox undone."""
        self.alive = False
        while not self.mailbox.empty():
            self.mailbox.get()
            self.bus.closed()

    def _do(self, message: Message) -> None:
        try:
            result = message.work()
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is the caller's, or the run's
            if message.reply is None:
                self.bus.broken.append(error)
            else:
                message.reply.set_exception(error)
        else:
            if message.reply is not None:
                message.reply.set_result(result)
