PYTHON ?= python3
SETS ?= $(wildcard sample_logs/*)
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test check golden docs accuracy
.DELETE_ON_ERROR:

run: $(INSTALLED)  ## check every sample and print one table
	$(BIN)/python -m benchmarks.samples

test: check
	$(BIN)/pytest

check: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

golden: $(INSTALLED)  ## write what the samples print today over their expected.txt; read the diff before you commit it
	$(BIN)/pytest tests/test_samples.py --golden

docs: $(INSTALLED)  ## write docs/flows and docs/deviations from the flows, the samples and the rules
	$(BIN)/python -m benchmarks.flow_tables
	$(BIN)/python -m analyzer.checking.rules._pages docs/deviations

accuracy: $(INSTALLED)  ## score labelled logs: make accuracy SETS="folder folder"
	$(BIN)/python -m benchmarks.accuracy $(SETS)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@
