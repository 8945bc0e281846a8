#!/usr/bin/env bash
# What the tests of the diagram formats hold the generated texts against: the real Mermaid and the real PlantUML.
# Needs Debian or Ubuntu, as root or as a user with sudo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
command -v plantuml >/dev/null || missing+=(plantuml default-jre-headless)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if ((${#missing[@]})); then
    root=()
    ((EUID == 0)) || root=(sudo)
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# Without a lock file, which would name the registry it was made with.
npm install --prefix tests/reporting/diagrams/mermaid --no-package-lock --no-audit --no-fund --silent
