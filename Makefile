# Everything a person does with this checkout, from a machine that has Python 3.11 or 3.12 and make: `make help`.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := tests/tools/node_modules/.ready
LOCK := requirements/workspace.lock
DISTS := protos kit $(patsubst %/,%,$(sort $(dir $(wildcard services/*/pyproject.toml)))) services/transcription/runpod_worker deploy/local
PROJECTS := pyproject.toml VERSION $(addsuffix /pyproject.toml,$(DISTS))
PROTOS := $(shell find protos -name '*.proto' 2>/dev/null)
PYTHON ?=
MODEL ?= base.en

# The pip that made the environment is as old as its Python: newer ones are not fetched, so say nothing about them.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "; print "make …"} /^[a-z][a-z-]*:.*## / {printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables: PYTHON=python3.12 (setup), GATEWAY_PORT=8123 (run, dev), REDIS_URL=redis://… (run, dev),"
	@echo "           ROLE=registered_nurse QUESTIONS=5 SPEED=1 BASE_URL=http://… (demo), ARGS='-k name' (test),"
	@echo "           ARGS='--engine embedded --pairs 3' (simulate), MODEL=small.en (models)"

.PHONY: setup
setup: $(READY) ## Create .venv from the lock and install every distribution into it, editable

.PHONY: run
run: $(READY) ## Start everything and serve on http://localhost:8000 until Ctrl-C
	@exec $(BIN)/python -m xquizit_local run

.PHONY: dev
dev: $(READY) ## The same, restarting each service (and the page) when its source changes
	@exec $(BIN)/python -m xquizit_local dev

.PHONY: demo
demo: $(READY) ## Hold a whole spoken interview with a simulated candidate; writes demo-output/
	@exec $(BIN)/python -m xquizit_local demo

.PHONY: test
test: $(READY) $(TOOLS) ## Run every test: unit, contract, architecture, integration and end to end
	@exec $(BIN)/pytest $(ARGS)

.PHONY: simulate
simulate: $(READY) ## Hold simulated interviews with every persona and print the scorecard
	@exec $(BIN)/python -m tests.simulation $(ARGS)

.PHONY: bench
bench: $(READY) ## Measure how soon the transcription service shows words, and what that costs; see bench/README.md
	@exec $(BIN)/python -m bench.listening $(ARGS)

.PHONY: models
models: $(READY) ## Fetch the local Whisper's weights (MODEL=base.en), with progress, resumable, checked
	@exec $(BIN)/python -m xquizit_transcription.models fetch $(MODEL)

.PHONY: check
check: $(READY) ## Check format, lint, types, wire contract, import rules, stubs and locks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/buf lint protos
	$(BIN)/lint-imports
	$(BIN)/python -m xquizit_local stubs
	$(BIN)/python requirements/lock.py --check

.PHONY: format
format: $(READY) ## Put the source into the form that `make check` wants
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: lock
lock: $(READY) ## Resolve requirements/*.lock again after a pyproject.toml has changed
	$(BIN)/python requirements/lock.py $(ARGS)

.PHONY: clean
clean: ## Remove the environment, the local data and everything generated
	rm -rf $(VENV) .run demo-output test-output .pytest_cache .ruff_cache .hypothesis .import_linter_cache tests/tools/node_modules
	find protos -name '*_pb2*.py*' -exec rm -f {} +
	find kit services protos deploy tests requirements -name __pycache__ -type d -prune -exec rm -rf {} +

# What is in the lock is installed first and changes seldom; the distributions themselves are links into this checkout.
$(VENV)/.locked: $(LOCK)
	@python=$$(sh deploy/local/find_python.sh "$(PYTHON)") || exit 1; \
	if ! sh deploy/local/find_python.sh $(BIN)/python >/dev/null 2>&1; then \
	    echo "setup: creating $(VENV) with $$python"; \
	    rm -rf $(VENV); \
	    "$$python" -m venv $(VENV) || exit 1; \
	fi
	@echo "setup: installing $$(grep -c '==' $(LOCK)) locked packages into $(VENV) (the first time this takes a few minutes)"
	@# The lock is complete. Without --no-deps, pip 23 also weighs newer releases of what it finds named with an extra, and refuses them for want of a hash.
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r $(LOCK)
	@touch $@

# The independent gRPC client of the tests.
$(TOOLS): tests/tools/package-lock.json
	@command -v npm >/dev/null || { echo "setup: npm is missing: install Node 20 or newer (nodejs.org or your system's packages)" >&2; exit 1; }
	@echo "setup: installing the tools of the tests"
	@cd tests/tools && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(READY): $(VENV)/.locked $(PROJECTS) $(PROTOS) protos/generate.py
	@echo "setup: generating the stubs and linking the distributions"
	@$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps $(addprefix -e ./,$(DISTS))
	@touch $@
