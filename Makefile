PYTHON ?= python3
SETS ?= $(wildcard sample_logs/*)
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test check golden docs site accuracy pictures notebook
.DELETE_ON_ERROR:

run: $(INSTALLED)  ## check every sample and print one table
	$(BIN)/python -m benchmarks.samples

test: check
	$(BIN)/pytest

check: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

golden: $(INSTALLED)  ## write what is printed today over the expected.txt of the samples and the goldens of the formats; read the diff
	$(BIN)/pytest tests/test_samples.py tests/reporting/test_golden.py tests/reporting/diagrams/test_golden.py --golden

docs: $(INSTALLED)  ## write docs/flows and docs/deviations from the flows, the samples and the rules
	$(BIN)/python -m benchmarks.flow_tables
	$(BIN)/python -m analyzer.checking.rules._pages docs/deviations

site: $(INSTALLED)  ## build the documentation site in build/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

pictures: $(INSTALLED)  ## write docs/pictures: the launch as it should be, a migration that had to try again, a launch that failed
	for form in svg png; do \
	    $(BIN)/novaflow draw launch --format $$form -o docs/pictures/launch.$$form && \
	    $(BIN)/novaflow draw req-9684d807 sample_logs/zed/migrate/self-migrate-retry/*.log --format $$form \
	        -o docs/pictures/self-migrate-retry.$$form && \
	    $(BIN)/novaflow draw req-a8b659dc sample_logs/zed/launch/vif-plug-timeout/*.log --format $$form \
	        -o docs/pictures/vif-plug-timeout.$$form || exit 1; \
	done
	$(BIN)/python -m benchmarks.report_pictures docs/pictures

notebook: $(INSTALLED)  ## open the notebooks in JupyterLab
	$(BIN)/pip install --quiet --editable '.[notebook]'
	$(BIN)/jupyter-lab --ServerApp.root_dir=notebooks

accuracy: $(INSTALLED)  ## score labelled logs: make accuracy SETS="folder folder"
	$(BIN)/python -m benchmarks.accuracy $(SETS)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@
