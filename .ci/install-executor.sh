#!/usr/bin/env bash
# What `novaflow run` and its tests need: libvirt's library, to build its Python bindings against, and qemu-img.
# Needs Debian or Ubuntu, as root or as a user with sudo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
pkg-config --exists libvirt 2>/dev/null || missing+=(libvirt-dev pkg-config python3-dev gcc)
command -v qemu-img >/dev/null || missing+=(qemu-utils)
if ((${#missing[@]})); then
    root=()
    ((EUID == 0)) || root=(sudo)
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

make .venv/.installed
.venv/bin/pip install --quiet --editable '.[executor]'
