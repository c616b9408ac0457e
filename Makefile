# Two commands: `make demo` and `make test`. Each needs only Python 3.11 or later and make.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# What tests write lies in memory where 6 GB of it are free for that: a disk would be waited for at each commit.
ROOM := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}')" -ge 6000000 ] 2>/dev/null && echo PYTEST_DEBUG_TEMPROOT=/dev/shm)

# Processes are started by the hundred: each would compile all it imports where a shell says to keep nothing.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak lock clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(VENV)/.demo ## Serve the rehearsal room on http://127.0.0.1:8321/
	$(BIN)/python -m bot demo

test: check ## Run every test on SQLite and PostgreSQL, lint, types and laws
	$(ROOM) $(BIN)/python -m pytest -q -m "not soak" --numprocesses 4 --dist worksteal

check: $(VENV)/.test ## Run lint, types and laws only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.test ## Measure ratios side by side, on this machine
	$(BIN)/python -m bench

soak: $(VENV)/.test ## Run the long tests: faults, replicas, restarts
	$(BIN)/python -m pytest -q -m soak

lock: ## Resolve the dependencies anew (needs uv and a package index)
	$(COMPILE) --extra test pyproject.toml --output-file requirements-test.lock
	$(COMPILE) pyproject.toml --constraint requirements-test.lock --output-file requirements.lock

clean: ## Remove what was built
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vouchsafe needs Python 3.11 or later: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

# The test lock holds everything the other holds, so a tree made for tests also serves the demo.
$(VENV)/.demo: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.test: requirements-test.lock requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@ $(VENV)/.demo
