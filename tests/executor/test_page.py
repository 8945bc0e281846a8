from __future__ import annotations

from typing import TYPE_CHECKING

from tests.executor.scenarios import EMBEDDED, LOGS, SYSTEM, Scenario
from tests.executor.test_run import check

if TYPE_CHECKING:
    from tests.executor.conftest import Done


def test_the_page_says_what_is_so_on_qemu_system(done: Done) -> None:
    from analyzer.executor.operation import load_operations  # noqa: PLC0415 - needs libvirt
    from benchmarks.executor_page import PAGE, tables  # noqa: PLC0415

    told = {uri: check(done(Scenario(uri=uri)) / LOGS).verdicts for uri in (EMBEDDED, SYSTEM)}
    expected = tables(load_operations().values(), told)
    assert PAGE.read_text(encoding="utf-8").endswith(expected), "run python -m benchmarks.executor_page"


def test_the_page_names_every_fault() -> None:
    from analyzer.executor.faults import NAMES  # noqa: PLC0415 - needs oslo
    from benchmarks.executor_page import PAGE  # noqa: PLC0415

    assert [name for name, form in NAMES.items() if f"| `{name}{form}` |" not in PAGE.read_text(encoding="utf-8")] == []
