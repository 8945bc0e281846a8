from __future__ import annotations

import pytest

from analyzer.correlation.refusals import refused_actions
from tests.correlation.deployment import SERVER, flows

STATE = "instance 72085ec4-c42f-4f7a-8c6c-8429af7c2702 while it is in vm_state active"


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (f"HTTP exception thrown: Cannot 'start' {STATE}", ("start",)),
        (f"HTTP exception thrown: Cannot 'reboot' {STATE}", ("hard-reboot", "soft-reboot")),
        (f"HTTP exception thrown: Cannot 'os-migrateLive' {STATE}", ("live-migrate",)),
        (f"HTTP exception thrown: Cannot 'attach_volume' {STATE}", ()),
        ("Policy doesn't allow os_compute_api:os-migrate-server:migrate_live to be performed.", ("live-migrate",)),
        ("Policy doesn't allow os_compute_api:os-migrate-server:migrate to be performed.", ("migrate",)),
        ("Policy doesn't allow os_compute_api:os-migrate-server:migrate:host to be performed.", ("migrate",)),
        ("Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override to be performed.", ("unlock",)),
        ("Policy doesn't allow os_compute_api:os-evacuate to be performed.", ("evacuate",)),
        ("Policy doesn't allow os_compute_api:os-hypervisors to be performed.", ()),
        ("HTTP exception thrown: When resizing, instances must change flavor!", ("resize",)),
        ("HTTP exception thrown: Flavor 999 could not be found.", ("resize",)),
        ("HTTP exception thrown: Cannot migrate to the host where the server exists.", ("migrate",)),
        ("HTTP exception thrown: Compute service of node-2 is still in use.", ("evacuate",)),
        (f"HTTP exception thrown: Instance {SERVER} is locked", ()),
    ],
)
def test_the_words_of_a_refusal_tell_what_was_asked_for(text: str, may_be: tuple[str, ...]) -> None:
    assert tuple(sorted(refused_actions(text, flows()))) == may_be
