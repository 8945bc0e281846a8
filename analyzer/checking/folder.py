"""The modules of a folder that each find one thing, with their words."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from analyzer.model import RuleInfo


@cache
def finders(package: str) -> tuple[ModuleType, ...]:
    """Import every module of a package whose name does not begin with an underscore, sorted by the code of its RULE."""
    found = pkgutil.iter_modules(import_module(package).__path__)
    modules = [import_module(f"{package}.{one.name}") for one in found if not one.name.startswith("_")]
    return tuple(sorted(modules, key=lambda module: str(module.RULE.code)))


@cache
def words(package: str) -> Mapping[str, RuleInfo]:
    """Return the words of every module of a package by their slug, sorted by code."""
    return MappingProxyType({module.RULE.name: module.RULE for module in finders(package)})
