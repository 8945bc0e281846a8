"""Each of Nova's own deviations: lines that show it, and lines close to them that do not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pytest

from analyzer.checking.rules import all_rules, find_all
from tests.checking.rules.scene import SERVER, alarms, case

SELF = f"Unable to migrate instance ({SERVER}) to current host (node-1)."
ROLLBACK = f"Instance rollback performed due to: {SELF}: nova.exception.InstanceFaultRollback: rollback"
EXHAUSTED = f"Exhausted all hosts available for retrying build failures for instance {SERVER}."
NO_HOST = "No valid host was found. There are not enough hosts available."
LIBVIRT = "libvirt.libvirtError: internal error: qemu died"
IMAGE = "nova.exception.ImageNotFound: Image 54dc65d1-65f6-4592-b8c5-e5947d19772a could not be found."
PORT = "nova.exception.PortBindingFailed: Binding failed for port 709f3a78, please check neutron logs."
MEMORY = "Insufficient compute resources: Free memory 0.00 MB < requested 2048 MB."
TIMEOUT = "oslo_messaging.exceptions.MessagingTimeout: Timed out waiting for a reply to message ID 5"
CONFLICT = "nova.exception.UnexpectedTaskStateError: Conflict updating instance. Actual: {'task_state': None}"

SPAWN = "node-1 compute.manager ERROR Instance failed to spawn: "
BUILD = "node-1 compute.manager ERROR Failed to build and run instance: "
RPC = "node-1 oslo_messaging.rpc.server ERROR Exception during message handling: "
LAST_HOST = "conductor scheduler.utils ERROR Error from last host: node-1 (node node-1): ['Traceback ...']"
FAILED_BUILD = "conductor scheduler.utils WARNING Failed to compute_task_build_instances: "
FAILED_MOVE = "conductor scheduler.utils WARNING Failed to compute_task_migrate_server: "
REFUSED = "api api.openstack.wsgi INFO HTTP exception thrown: "
ACCESS = 'api api.openstack.requestlog INFO 1.2.3.4 "POST /v2.1/servers/x" status: {} len: 9 microversion: - time: 0.1'
WAITED = (
    "node-1 compute.manager WARNING Timeout waiting for ['{0}'] for instance with vm_state building and task_state x. "
    "Event states are: {0}: timed out after 60.00 seconds"
)
NO_BUS = (
    "api oslo.messaging._drivers.impl_rabbit ERROR [6] AMQP server on 10.0.0.1:5672 is unreachable: [Errno 111]. "
    "Trying again in 1 seconds.: ConnectionRefusedError: [Errno 111]"
)
LM_FAILURE = "node-1 virt.libvirt.driver ERROR Live Migration failure: {0}: libvirt.libvirtError: {0}"
LM_ABORTED = "node-1 virt.libvirt.driver ERROR Migration operation has aborted"
MIGRATING = "node-2 compute.manager INFO Migrating"
SET_BACK = "node-1 compute.manager INFO Setting instance back to active after: "


@dataclass(frozen=True)
class Example:
    """Lines of an operation, and the alarms they are."""

    alarms: str
    operation: str
    lines: tuple[str, ...]
    status: int | None = 202

    def found(self) -> set[str]:
        return alarms(case(self.operation, *self.lines, status=self.status))


SHOWN = [
    Example(
        "self-migrate-retry",
        "migrate",
        (MIGRATING, f"node-1 compute.manager ERROR Error: {ROLLBACK}"),
    ),
    Example("self-migrate-refused", "live-migrate", (f"{FAILED_MOVE}{SELF}", f"{REFUSED}{SELF}"), 400),
    Example(
        "self-migrate-refused retries-exhausted",
        "migrate",
        (f"{FAILED_MOVE}Exceeded maximum number of retries. {EXHAUSTED}", f"{SET_BACK}{SELF}"),
    ),
    Example("rescheduled", "launch", (f"{SPAWN}OSError: read-only", f"{BUILD}OSError: read-only", LAST_HOST)),
    Example(
        "rescheduled", "launch", (f"{SPAWN}OSError: read-only", "node-2 compute.claims INFO Claim successful on node n")
    ),
    Example("rescheduled claim-failed", "resize", (f"node-1 compute.manager ERROR Error: {MEMORY}", MIGRATING)),
    Example("no-valid-host", "launch", (f"{FAILED_BUILD}{NO_HOST}",)),
    Example("no-valid-host", "resize", (f"{REFUSED}{NO_HOST} No valid host found for resize",), 400),
    Example("retries-exhausted", "launch", (f"{SPAWN}OSError: x", LAST_HOST, f"{FAILED_BUILD}{EXHAUSTED}")),
    Example("claim-failed", "rebuild", (f"{RPC}nova.exception.ComputeResourcesUnavailable: {MEMORY}",)),
    Example(
        "image-unavailable", "snapshot", (f"node-1 compute.manager WARNING Image not found during snapshot: {IMAGE}",)
    ),
    Example("image-unavailable", "rebuild", (f"{RPC}{IMAGE}",)),
    Example(
        "network-failed", "launch", ("node-1 compute.manager ERROR Failed to allocate network(s): nova.exception.X: y",)
    ),
    Example(
        "vif-plug-timeout",
        "launch",
        (
            WAITED.format("network-vif-plugged-1"),
            f"{SPAWN}nova.exception.VirtualInterfaceCreateException: Virtual Interface creation failed",
        ),
    ),
    Example("port-binding-failed rescheduled", "launch", (f"{SPAWN}{PORT}", f"{BUILD}{PORT}", LAST_HOST)),
    Example(
        "shutdown-timeout", "stop", ("node-1 virt.libvirt.driver INFO Instance failed to shutdown in 60 seconds.",)
    ),
    Example(
        "soft-reboot-fallback",
        "soft-reboot",
        ("node-1 virt.libvirt.driver WARNING Failed to soft reboot instance. Trying hard reboot.",),
    ),
    Example(
        "live-migration-precheck-failed",
        "live-migrate",
        (f"{FAILED_MOVE}node-1 is not on shared storage: Shared storage live-migration requires either.",),
        400,
    ),
    Example(
        "live-migration-precheck-failed no-valid-host",
        "live-migrate",
        (f"{RPC}nova.exception.InvalidCPUInfo: Unacceptable CPU info", f"{FAILED_MOVE}{NO_HOST}"),
    ),
    Example(
        "live-migration-failed",
        "live-migrate",
        (
            "node-2 compute.manager DEBUG pre_live_migration data is x",
            "~" + LM_FAILURE.format("no"),
            "~" + LM_ABORTED,
        ),
    ),
    Example(
        "live-migration-aborted",
        "live-migrate",
        (
            LM_FAILURE.format("canceled by client"),
            "node-1 virt.libvirt.driver WARNING Migration operation was cancelled",
        ),
    ),
    Example(
        "messaging-timeout",
        "pause",
        (f"api api.openstack.wsgi ERROR Unexpected exception in API method: {TIMEOUT}",),
        500,
    ),
    Example(
        "service-down",
        "terminate",
        ("api compute.api WARNING instance's host node-3 is down, deleting from database",),
        204,
    ),
    Example("conflict", "pause", (f"{REFUSED}Cannot 'pause' instance {SERVER} while it is in vm_state stopped",), 409),
    Example(
        "conflict",
        "pause",
        (
            f"node-1 compute.manager INFO Task possibly preempted: Conflict updating instance {SERVER}.",
            f"{RPC}{CONFLICT}",
        ),
    ),
    Example("instance-locked", "stop", (f"{REFUSED}Instance {SERVER} is locked",), 409),
    Example(
        "quota-exceeded",
        "launch",
        (f"{REFUSED}Quota exceeded for cores: Requested 4, but already used 9 of 10 cores",),
        403,
    ),
    Example(
        "hypervisor-error", "rebuild", (f"node-1 compute.manager ERROR Setting instance vm_state to ERROR: {LIBVIRT}",)
    ),
    Example(
        "resize-reverted-on-error",
        "migrate",
        (f"{SET_BACK}Resize error: not able to execute ssh command", f"{RPC}x.ResizeError: y"),
    ),
    Example("traceback", "stop", (f"{RPC}nova.exception.NovaException: libvirt went away",)),
    Example("traceback", "stop", (ACCESS.format(500),), 500),
]

NOT_SHOWN = {
    "self-migrate-retry": Example(
        "rescheduled", "migrate", ("node-1 compute.manager ERROR Error: Resize error: disk", MIGRATING)
    ),
    "self-migrate-refused": Example(
        "", "migrate", (f"{REFUSED}Cannot migrate to the host where the server exists.",), 400
    ),
    "rescheduled": Example("traceback", "launch", (f"{SPAWN}OSError: read-only",)),
    "no-valid-host": Example(
        "retries-exhausted", "launch", (f"{FAILED_BUILD}Exceeded maximum number of retries. {EXHAUSTED}",)
    ),
    "retries-exhausted": Example("no-valid-host", "launch", (LAST_HOST, f"{FAILED_BUILD}{NO_HOST}")),
    "claim-failed": Example("", "launch", ("node-1 compute.claims INFO Claim successful on node node-1",)),
    "image-unavailable": Example("", "launch", (f"{REFUSED}Image 54dc65d1 could not be found.",), 400),
    "network-failed": Example(
        "port-binding-failed",
        "launch",
        (f"node-1 compute.manager ERROR Instance failed network setup after 1 attempt(s): {PORT}",),
    ),
    "vif-plug-timeout": Example(
        "",
        "rebuild",
        (WAITED.format("volume-reimaged-1"),),
    ),
    "port-binding-failed": Example("", "launch", ("node-1 network.neutron DEBUG Successfully updated port: 709f3a78",)),
    "shutdown-timeout": Example(
        "", "stop", ("node-1 virt.libvirt.driver INFO Instance shutdown successfully after 3 seconds.",)
    ),
    "soft-reboot-fallback": Example(
        "", "soft-reboot", ("node-1 virt.libvirt.driver INFO Instance soft rebooted successfully.",)
    ),
    "live-migration-precheck-failed": Example("no-valid-host", "live-migrate", (f"{FAILED_MOVE}{NO_HOST}",), 400),
    "live-migration-failed": Example(
        "",
        "live-migrate",
        (
            "~" + LM_FAILURE.format("no"),  # of the one before
            "node-2 compute.manager DEBUG pre_live_migration data is x",
            "~node-1 virt.libvirt.driver INFO Migration operation has completed",
            "~" + LM_ABORTED,  # of the one after
        ),
    ),
    "live-migration-aborted": Example("live-migration-failed", "live-migrate", (LM_ABORTED,)),
    "messaging-timeout": Example(
        "",
        "hard-reboot",
        (NO_BUS,),
    ),
    "service-down": Example(
        "", "terminate", ("api compute.api WARNING instance's host None is down, deleting from database",), 204
    ),
    "conflict": Example("instance-locked", "stop", (f"{REFUSED}Instance {SERVER} is locked", ACCESS.format(409)), 409),
    "instance-locked": Example(
        "conflict", "stop", (f"{REFUSED}Cannot 'stop' instance {SERVER} while it is in task_state x",), 409
    ),
    "quota-exceeded": Example("", "launch", (f"{REFUSED}Policy doesn't allow this to be performed.",), 403),
    "hypervisor-error": Example(
        "live-migration-failed", "live-migrate", (f"node-1 compute.manager ERROR Live migration failed.: {LIBVIRT}",)
    ),
    "resize-reverted-on-error": Example("self-migrate-refused", "migrate", (f"{SET_BACK}{SELF}",)),
    "traceback": Example("image-unavailable", "rebuild", (f"{RPC}{IMAGE}",)),
}


@pytest.mark.parametrize("example", SHOWN, ids=lambda example: f"{example.alarms} in {example.operation}")
def test_what_the_lines_show(example: Example) -> None:
    assert example.found() == set(example.alarms.split())


@pytest.mark.parametrize("slug", NOT_SHOWN)
def test_what_is_close_to_it(slug: str) -> None:
    assert NOT_SHOWN[slug].found() == set(NOT_SHOWN[slug].alarms.split())


def test_every_alarming_rule_has_both() -> None:
    own = {name for name, rule in all_rules().items() if rule.code.startswith("N") and rule.severity != "info"}
    mild_in_a_request = {"guest-stopped-unexpectedly", "power-state-corrected"}
    assert {slug for example in SHOWN for slug in example.alarms.split()} == own - mild_in_a_request == set(NOT_SHOWN)


@pytest.mark.parametrize(
    ("status", "slug", "said"),
    [
        (400, "bad-request", "Flavor 999 could not be found."),
        (403, "forbidden", "Policy says no"),
        (404, "not-found", "Gone"),
    ],
)
def test_a_plain_refusal_is_told_but_is_no_alarm(status: int, slug: str, said: str) -> None:
    (found,) = find_all(case("resize", REFUSED + said, ACCESS.format(status), status=status))
    assert (found.rule.name, found.severity) == (slug, "info")
    assert said in found.message
    assert not find_all(case("resize", REFUSED + said, status=202))


def test_a_refusal_that_came_from_the_conductor_is_not_plain() -> None:
    assert alarms(case("resize", FAILED_MOVE + NO_HOST, REFUSED + NO_HOST, status=400)) == {"no-valid-host"}


@pytest.mark.parametrize("origin", ["api", "nova"])
def test_a_guest_that_stopped_is_no_fault_of_what_a_user_asked_for(origin: Literal["api", "nova"]) -> None:
    stopped = (
        "node-1 compute.manager WARNING Instance shutdown by itself. Calling the stop API. Current vm_state: active, "
        "current task_state: None, original DB power_state: 1, current VM power_state: 4"
    )
    paused = "node-1 compute.manager WARNING Instance is paused unexpectedly. Ignore."
    scene = case("stop", f"~{stopped}", f"~{paused}")
    found = find_all(replace(scene, trace=replace(scene.trace, origin=origin)))
    assert [one.rule.name for one in found] == ["guest-stopped-unexpectedly", "power-state-corrected"]
    assert {one.severity for one in found} == {"info" if origin == "api" else "warning"}


def test_a_finding_tells_where_and_why() -> None:
    (found,) = find_all(case("stop", "node-2 virt.libvirt.driver INFO Instance failed to shutdown in 20 seconds."))
    assert (
        found.message
        == "the guest on node-2 did not shut down and was switched off: Instance failed to shutdown in 20 seconds."
    )
    assert [str(place) for place in found.evidence] == ["nova.log:1"]
    assert (found.event, found.time, found.cause) == ("libvirt.shutdown-timeout", 1001.0, True)


def test_the_cause_is_the_specific_finding_not_how_it_ended() -> None:
    found = find_all(case("launch", f"{SPAWN}{PORT}", f"{BUILD}{PORT}", LAST_HOST, f"{FAILED_BUILD}{EXHAUSTED}"))
    assert {one.rule.name: one.cause for one in found} == {"retries-exhausted": False, "port-binding-failed": True}
    assert "PortBindingFailed" in found[0].message
