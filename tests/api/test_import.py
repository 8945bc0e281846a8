"""`import analyzer` is light, tells what it has, and says what is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import analyzer
from analyzer.errors import UsageError

HEAVY = {"click", "jinja2", "lark", "matplotlib", "networkx", "numpy", "pandas", "rich"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, analyzer; dir(analyzer); print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert not set(done.stdout.split()) & HEAVY


def test_what_the_package_has_can_be_completed_and_called() -> None:
    assert set(analyzer.__all__) <= set(dir(analyzer))
    assert all(callable(getattr(analyzer, name)) for name in analyzer.__all__)


def test_the_package_docstring_names_every_function() -> None:
    functions = {name for name in analyzer.__all__ if name.islower()}
    assert {name for name in functions if f"analyzer.{name}(" in str(analyzer.__doc__)} == functions


def test_what_the_package_has_not_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = analyzer.chekc


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pandas" or name.startswith("analyzer.api")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(analyzer, "api", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Without("pandas"), *sys.meta_path])
    with pytest.raises(UsageError, match=r"pip install 'novaflow\[pandas\]'"):
        analyzer.check("anything")


class _Without:
    """Finds one package only, to say that it is not there."""

    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        del path, target
        if name == self._package:
            raise ModuleNotFoundError(name=name)
