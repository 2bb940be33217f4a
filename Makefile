# make run    sets up everything and serves the demonstration on http://127.0.0.1:8000
# make test   sets up everything and runs the whole suite, on SQLite and on PostgreSQL, in a browser too
# make check  the quick part of the suite, with lint and types
# make test-long  every test on both databases, with ten times the random examples: for a weekly run
# make planted plants two bugs in a copy of the tree, and shows that the suite finds each
# make bench  measures speed, as ratios within one run
# make assets builds the style sheet and the vendored scripts again (needs Node; the result is committed)
# make licences lists the licence of each package, in docs/licences.md
# make lock   resolves the .in files of .ci/ again, into the hashed .txt files beside them

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# --system-certs: a council's network may inspect TLS with a certificate of its own.
UV := $(BIN)/uv --quiet --system-certs pip
# Compiled at once: where PYTHONDONTWRITEBYTECODE is set, every start would compile all of it again.
INSTALL := $(UV) install --compile-bytecode --python $(BIN)/python
LOCK := $(UV) compile --universal --python-version 3.11 --generate-hashes --no-header

# What sets the text of a PDF (README, 'Papers'). The product runs without, and says so.
PAPERS := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

# The types are checked on one core beside the tests, which wait for each other at times.
BESIDE := $(MAKE) --no-print-directory --jobs=2

# Where it is set, every process compiles all of the program again, and every test that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run setup check test types style quick whole test-long browser planted bench assets licences lock clean

run: setup
	@$(BIN)/crm serve --demonstration --port $(PORT)

setup: .venv/.ready-to-run

check: .venv/.ready-to-test
	@$(BESIDE) types quick

test: .venv/.ready-to-test browser
	@$(BESIDE) types whole

types: style
	$(BIN)/mypy

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

quick: style
	$(BIN)/pytest -n 2 -m 'not slow and not browser' --databases=sqlite

whole: style
	$(BIN)/pytest -n 3 --dist worksteal --databases=sqlite,postgresql

test-long: .venv/.ready-to-test browser
	$(BIN)/pytest -n 3 --dist worksteal --databases=sqlite,postgresql --everywhere --hypothesis-profile=search

browser:
	@.ci/debian-packages $(if $(TEST_CHROMIUM),,chromium-headless-shell) fonts-liberation $(PAPERS)

planted: .venv/.ready-to-test
	@.ci/planted

bench: .venv/.ready-to-test
	@$(BIN)/python -m bench

assets:
	static/css/source/build.sh

licences: .venv/.ready-to-run
	$(BIN)/python .ci/licences

lock: .venv/.has-uv
	cd .ci && for set in build run test; do \
		../$(LOCK) --python ../$(BIN)/python --output-file requirements-$$set.txt requirements-$$set.in || exit 1; \
	done

clean:
	rm -rf .venv .test .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.has-uv: .ci/requirements-build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hearth needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.ready-to-run: .ci/requirements-run.txt pyproject.toml .venv/.has-uv
	$(INSTALL) --require-hashes -r $<
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.ready-to-test: .ci/requirements-test.txt .venv/.ready-to-run
	$(INSTALL) --require-hashes -r $<
	@touch $@
