"""What a path tells of service, host and rotation."""

from __future__ import annotations

import pytest

from analyzer.reading.names import age, folder_host, log_of, service_and_host


@pytest.mark.parametrize(
    ("path", "service", "host"),
    [
        ("nova-compute.log", "compute", None),
        ("nova-compute-node-1.log", "compute", "node-1"),
        ("nova-compute-node-1.example.org.log.2.gz", "compute", "node-1.example.org"),
        ("node-1.nova-compute.log", "compute", "node-1"),
        ("nova-0_nova-api.log.gz", "api", "nova-0"),
        ("nova_compute.log", "compute", None),
        ("n-cpu.log", "compute", None),
        ("screen-n-api.txt.gz", "api", None),
        ("devstack@n-super-cond.service.log", "conductor", None),
        ("nova-api-os-compute.log", "api", None),
        ("nova-scheduler.log-20261122.xz", "scheduler", None),
        ("/var/log/kolla/nova/nova-conductor.log", "conductor", None),
        ("nova-placement-api.log", "placement", None),
        ("neutron-linuxbridge-agent-node-1.log", "neutron", "node-1"),
        ("c-vol.log", "cinder", None),
        ("nova-novncproxy.log", "nova-other", None),
        (f"nova-compute-x7k2p_openstack_nova-compute-{'0a' * 32}.log", "compute", None),
        ("openstack_nova-compute-x7k2p_6a0b/nova-compute/0.log", "compute", None),
        ("0.log", None, None),
        ("messages", None, None),
        ("nova-merged.log", None, None),
    ],
)
def test_service_and_host(path: str, service: str | None, host: str | None) -> None:
    assert service_and_host(path) == (service, host)


@pytest.mark.parametrize(
    ("path", "host", "certain"),
    [
        ("node-1/nova-compute.log", "node-1", False),
        ("node-1/nova/nova-compute.log", "node-1", False),
        ("hp-01/var/log/nova/nova-api.log", "hp-01", True),
        ("/srv/hp-01/var/log/kolla/nova/nova-api.log", "hp-01", True),
        ("/var/log/kolla/nova/nova-api.log", None, False),
        ("node-1/2026-11-22/nova-compute.log", "node-1", False),
        ("2026-11-22/nova-api.log", None, False),
        ("node-1/nova-compute/0.log", "node-1", False),
        (f"containers/{'0a' * 32}/{'0a' * 32}-json.log", None, False),
        ("logs/nova-api.log", None, False),
        ("nova-api.log", None, False),
    ],
)
def test_host_of_a_folder(path: str, host: str | None, certain: bool) -> None:  # noqa: FBT001  an expectation
    assert folder_host(path) == (host, certain)


def test_a_rotated_log_is_read_oldest_first() -> None:
    oldest_first = ["n.log-20261121.gz", "n.log-20261122", "n.log"], ["n.log.10.gz", "n.log.2.gz", "n.log.1", "n.log"]
    for paths in oldest_first:
        assert sorted(set(paths), key=age) == paths
        assert {log_of(path) for path in paths} == {"n.log"}
