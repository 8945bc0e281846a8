PYTHON ?= python3
SETS ?= sample_logs
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test check golden accuracy
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

accuracy: $(INSTALLED)  ## score labelled logs: make accuracy SETS="folder folder"
	$(BIN)/python -m benchmarks.accuracy $(SETS)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@
