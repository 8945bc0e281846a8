"""What holds for the whole log rather than for one operation, one kind a module, found by looking in this folder.

A module `clock_skew` is the condition `clock-skew`: `RULE` has its words, read from its docstring (or those of the rule
of the same name), `find(scene)` yields the findings. Modules whose names begin with an underscore are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import Scene
from analyzer.checking.folder import finders, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Condition, Log, RuleInfo, Verdict


def all_conditions() -> Mapping[str, RuleInfo]:
    """Return the words of every condition by its slug, sorted by code."""
    return words(__name__)


def find_conditions(log: Log, verdicts: Iterable[Verdict]) -> tuple[Condition, ...]:
    """Find what troubled the deployment while the logs were written, each thing once.

    Args:
        log: all that was read, on one clock.
        verdicts: the operations, for those that were touched.

    Returns:
        The conditions by code, then by time.
    """
    scene = Scene(log, tuple(verdicts))
    found = [condition for module in finders(__name__) for condition in module.find(scene)]
    return tuple(sorted(found, key=lambda one: (one.rule.code if one.rule else "", one.first or 0.0)))
