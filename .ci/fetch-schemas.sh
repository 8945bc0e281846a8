#!/usr/bin/env bash
# The schema of Jenkins' xUnit plugin, which the junit format is held against: pytest's source distribution carries it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

schemas=tests/reporting/schema
[[ -e $schemas/junit-10.xsd ]] && exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/pip download --quiet --no-deps --no-binary pytest --dest "$work" pytest
mkdir -p "$schemas"
tar --extract --gzip --file "$work"/pytest-*.tar.gz --directory "$schemas" --strip-components 3 --wildcards '*/junit-10.xsd'
