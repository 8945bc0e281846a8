"""What holds for the whole log rather than for one operation, one kind a module, found by looking in this folder.

A module `clock_skew` is the condition `clock-skew`: `RULE` has its words, read from its docstring (or those of the rule
of the same name), `find(scene)` yields the findings. Modules whose names begin with an underscore are none.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

    from analyzer.model import Condition, Log, RuleInfo, Verdict


@cache
def _modules() -> tuple[ModuleType, ...]:
    """Import every condition of this folder, sorted by code."""
    names = (found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted(modules, key=lambda module: str(module.RULE.code)))


@cache
def all_conditions() -> Mapping[str, RuleInfo]:
    """Return the words of every condition by its slug, sorted by code."""
    return MappingProxyType({module.RULE.name: module.RULE for module in _modules()})


def find_conditions(log: Log, verdicts: Iterable[Verdict]) -> tuple[Condition, ...]:
    """Find what troubled the deployment while the logs were written, each thing once.

    Args:
        log: all that was read, on one clock.
        verdicts: the operations, for those that were touched.

    Returns:
        The conditions by code, then by time.
    """
    scene = Scene(log, tuple(verdicts))
    found = [condition for module in _modules() for condition in module.find(scene)]
    return tuple(sorted(found, key=lambda one: (one.rule.code if one.rule else "", one.first or 0.0)))
