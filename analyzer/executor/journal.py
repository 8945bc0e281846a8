"""The log file of one service, written with oslo.log's own formatter and in the words of the catalogue."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING

from oslo_config import cfg
from oslo_context.context import RequestContext
from oslo_log import _options
from oslo_log.formatters import ContextFormatter

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from analyzer.executor.faults import Faults
    from analyzer.notation.events import Catalogue
    from analyzer.notation.wordings import Wording

# oslo.log 4.8, of Zed's time, put the global request id before the request id.
GLOBAL_ID_SINCE = 26
# Ussuri moved the modules that are named last where an event has several loggers.
MODULES_MOVED = 21
_BEFORE_GLOBAL_ID = (
    "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(request_id)s %(user_identity)s] "
    "%(instance)s%(message)s"
)
_DATE = "%Y-%m-%d %H:%M:%S"


class _File(logging.FileHandler):
    """A file that keeps the error that writing to it raised, where logging would print it and go on."""

    error: OSError | None = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Keep the error."""
        del record
        error = sys.exception()
        if not isinstance(error, OSError):
            raise  # noqa: PLE0704 - called while it is handled
        self.error = error


class Journal:
    """Writes the records of one service.

    Args:
        path: the log file.
        host: the host that the service runs on.
        release: the major release whose words are used.
        level: DEBUG or INFO.
        faults: they may lose a line, hold one back, kill the writer or set its clock wrong.
        chance: the source of ids.
    """

    def __init__(  # noqa: PLR0913 - all are facts of the run
        self,
        path: Path,
        *,
        host: str,
        release: int,
        level: str,
        catalogue: Catalogue,
        faults: Faults,
        chance: random.Random,
    ) -> None:
        self.host = host
        self.path = path
        self.pid = chance.randrange(1000, 30000)
        self._release = release
        self._catalogue = catalogue
        self._faults = faults
        self._chance = chance
        self._skew = faults.skew(host)
        self._handler = _File(path, encoding="utf-8")
        self._handler.setLevel(level)
        self._handler.setFormatter(_formatter(release))

    def begin(self, topic: str, *, again: bool = False) -> None:
        """Say which service of which release starts; `again` after it was killed, as a process of its own."""
        if again:
            self.pid = self._chance.randrange(1000, 30000)
        self.say("service.starting", binary=topic, version=f"{self._release}.0.0")

    def say(
        self, event: str, context: RequestContext | None = None, server: str | None = None, /, **captures: object
    ) -> None:
        """Write the line of an event; the exception that is being handled is added to an ERROR.

        Nothing is written where the release has no such line.

        Args:
            event: its id in the catalogue.
            context: of the request; None prints `[-]`, as Nova's polling threads do.
            server: the uuid for the prefix `[instance: ]`.
            captures: what stands in the gaps of its template; what a wording has no gap for is left out.

        Raises:
            ComputeKilled: the fault kill-compute names this event.
        """
        self._faults.hold(event)
        wording = self._wording(event, captures)
        if wording is not None and not self._faults.loses(event):
            self._write(wording, captures, context, server)
        self._faults.kill(event, self.host)

    @property
    def error(self) -> OSError | None:
        """What went wrong in writing."""
        return self._handler.error

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def _wording(self, event: str, captures: dict[str, object]) -> Wording | None:
        said = [
            wording
            for wording in self._catalogue.wordings_of(event)
            if wording.releases is None or wording.releases.admit(self._release)
        ]
        for wording in said:
            if {gap.name for gap in wording.template.captures} <= captures.keys():
                return wording
        if said:
            raise LookupError(f"{event} needs other captures than {sorted(captures)}: {said[0].place}")
        return None

    def _write(
        self, wording: Wording, captures: dict[str, object], context: RequestContext | None, server: str | None
    ) -> None:
        parts = wording.template.parts
        text = "".join(part if isinstance(part, str) else str(captures[part.name]) for part in parts)
        # Where releases differ in the level, the newer ones have the lower.
        level = min(getattr(logging, name) for name in wording.levels)
        if level < self._handler.level:
            return
        caller = sys._getframe(2)  # noqa: SLF001 - the place that a DEBUG line ends with
        while caller.f_code.co_name == "say" and caller.f_back is not None:
            caller = caller.f_back
        record = logging.LogRecord(
            name=wording.loggers[-1 if self._release >= MODULES_MOVED else 0],
            level=level,
            pathname=f"/{caller.f_globals['__name__'].replace('.', '/')}.py",
            lineno=caller.f_lineno,
            msg=text.replace("%", "%%"),
            args=(),
            exc_info=sys.exc_info() if level >= logging.ERROR and sys.exc_info()[0] else None,
            func=caller.f_code.co_name,
        )
        record.msg = text
        record.process = self.pid
        record.created = time.time() + self._skew
        record.msecs = int(record.created * 1000) % 1000
        record.context = context
        if server is not None:
            record.instance = {"uuid": server}
        self._handler.handle(record)


def request_context(chance: random.Random, *, admin: bool = False) -> RequestContext:
    """Return the context of a request, or of Nova's own work, which has an id and no user."""
    request = f"req-{hex_id(chance)}"
    if admin:
        return RequestContext(request_id=request, overwrite=False)
    return RequestContext(
        request_id=request,
        user_id=f"{chance.getrandbits(128):032x}",
        project_id=f"{chance.getrandbits(128):032x}",
        user_domain_id="default",
        project_domain_id="default",
        overwrite=False,
    )


def hex_id(chance: random.Random) -> str:
    """Return a random uuid of version 4."""
    digits = f"{chance.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _formatter(release: int) -> ContextFormatter:
    conf = cfg.ConfigOpts()
    conf.register_opts(_options.log_opts)
    if release < GLOBAL_ID_SINCE:
        conf.set_override("logging_context_format_string", _BEFORE_GLOBAL_ID)
    conf([], default_config_files=[], default_config_dirs=[])
    formatter = ContextFormatter(datefmt=_DATE, config=conf)
    formatter.converter = time.gmtime
    return formatter
