"""A small Nova of its own: makes the logs of server operations by doing them with libvirt and qemu-img."""

from analyzer.errors import UsageError

try:
    import libvirt
    import oslo_log
except ImportError as error:  # they are not on every machine, and only `novaflow run` needs them
    raise UsageError(
        f"{error.name or 'libvirt'} is not installed",
        hint="sudo apt-get install -y libvirt-dev pkg-config python3-dev gcc qemu-utils && "
        "pip install 'novaflow[executor]'",
    ) from error

del libvirt, oslo_log
