#!/usr/bin/env bash
# What `novaflow run` and its tests need: libvirt's library, to build its Python bindings against, qemu-img, and for
# qemu:///system a running libvirtd, qemu and what a tiny guest is made of.
# Needs Debian or Ubuntu, as root or as a user with sudo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

root=()
((EUID == 0)) || root=(sudo)

missing=()
pkg-config --exists libvirt 2>/dev/null || missing+=(libvirt-dev pkg-config python3-dev gcc)
command -v qemu-img >/dev/null || missing+=(qemu-utils)
command -v qemu-system-x86_64 >/dev/null || missing+=(qemu-system-x86)
command -v virsh >/dev/null || missing+=(libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-clients)
# Under sbin, which is not in every PATH.
[[ -x /usr/sbin/modprobe || -x /sbin/modprobe ]] || missing+=(kmod)
command -v busybox >/dev/null || missing+=(busybox-static)
command -v cpio >/dev/null || missing+=(cpio)
command -v zstd >/dev/null || missing+=(zstd)
# A package of Ubuntu's, and on Debian another name of linux-image-amd64.
compgen -G '/boot/vmlinuz-*' >/dev/null || missing+=(linux-image-generic)
if ((${#missing[@]})); then
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

answers() { "${root[@]}" virsh --connect qemu:///system version >/dev/null 2>&1; }
if ! answers; then
    if [[ -d /run/systemd/system ]]; then
        "${root[@]}" systemctl start libvirtd
    else
        # A container: nothing starts them by itself. virtlogd first, it keeps the guests' output.
        "${root[@]}" /usr/sbin/virtlogd --daemon
        "${root[@]}" /usr/sbin/libvirtd --daemon
    fi
    for _ in {1..50}; do
        answers && break
        sleep 0.2
    done
    answers || "${root[@]}" virsh --connect qemu:///system version
fi

make .venv/.installed
.venv/bin/pip install --quiet --editable '.[executor]'
