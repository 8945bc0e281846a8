"""A small Nova of its own: makes the logs of server operations by doing them with libvirt and qemu-img."""
