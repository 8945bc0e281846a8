"""The examples in the docstrings of the API, run on the sample logs."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import analyzer
from analyzer import api

MODULES = [f"{api.__name__}.{module.name}" for module in pkgutil.iter_modules(api.__path__)]
FINDER = doctest.DocTestFinder(exclude_empty=True)
EXAMPLES = [test for name in MODULES for test in FINDER.find(import_module(name)) if test.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_prints_what_it_says(example: doctest.DocTest) -> None:
    told: list[str] = []
    failed, tried = doctest.DocTestRunner().run(example, out=told.append)
    assert tried
    assert not failed, "".join(told)


def test_every_function_has_an_example() -> None:
    shown = {example.name.rpartition(".")[2] for example in EXAMPLES}
    assert {name for name in analyzer.__all__ if name.islower()} <= shown
