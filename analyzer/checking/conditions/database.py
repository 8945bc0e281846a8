"""The database was away, or refused work.

Code: C302
Severity: warning
Releases: 12-34
Exceptions: DBConnectionError, DBDeadlock, DBError, OperationalError
Evidence: database.connect-failed, database.error, DBConnectionError, DBDeadlock or an OperationalError in any line;
    service.cell-timeout or service.cell-error (16+) for the database of a cell.
Cause: The database server stopped, failed over, ran out of connections or is slow; a load balancer closed idle
    connections; two writers locked each other out.
Next: oslo.db connects anew and tries some calls again; others fail their operation, mostly as HTTP 500 or with the
    server in ERROR.
Remedy: Check the database server's log, its connections (SHOW PROCESSLIST against max_connections) and, with Galera,
    wsrep_cluster_status; keep connection_recycle_time below the load balancer's idle timeout.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import episodes, listed, many
from analyzer.checking.rules._evidence import reason
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = rule_of(__name__, __doc__)

_TOLD = frozenset({"database.connect-failed", "database.error", "service.cell-timeout", "service.cell-error"})
# Classes of oslo.db, SQLAlchemy and PyMySQL; oslo_db.sqlalchemy.update_match.NoRowsMatched is a conflict of states, and
# DBDuplicateEntry one that Nova provokes and expects.
_WORDS = re.compile(r"\b(?:DBConnectionError|DBDeadlock|DBError|OperationalError|MySQL server has gone away)\b")
_LEVELS = frozenset({"WARNING", "ERROR", "CRITICAL"})
_PAUSE_SECONDS = 60.0


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition for each time the database failed, for all services together."""
    for lines in episodes(told(scene), _PAUSE_SECONDS):
        who = listed(f"{event.service} on {event.host}" for event in lines)
        message = f"the database failed {who}, {many(len(lines), 'line')}: {reason(lines[0])}"
        yield scene.condition(RULE, lines, message, scene.telling(lines))


def told(scene: Scene) -> list[Event]:
    """Return all lines that tell of the database, by time."""
    return [event for event in scene.log.events if _is_of_database(event)]


def _is_of_database(event: Event) -> bool:
    return event.name in _TOLD or (
        event.level in _LEVELS and bool(_WORDS.search(event.message) or _WORDS.search(event.detail))
    )
