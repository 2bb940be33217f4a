# make run    sets up everything and serves the demonstration on http://127.0.0.1:8000
# make test   sets up everything and runs the whole suite, on SQLite and on PostgreSQL, in a browser too
# make check  the quick part of the suite, with lint and types
# make bench  measures speed, as ratios within one run

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv --quiet --system-certs pip sync --require-hashes --python $(BIN)/python

.PHONY: run setup test check bench lint clean

run: setup
	@$(BIN)/crm init
	@$(BIN)/crm demo --unless-loaded
	@$(BIN)/crm serve

setup: .venv/.ready-to-run

.venv/.has-uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@touch $@

.venv/.ready-to-run: .ci/requirements-run.txt pyproject.toml | .venv/.has-uv
	$(BIN)/uv --quiet --system-certs pip install --require-hashes --python $(BIN)/python -r .ci/requirements-run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
