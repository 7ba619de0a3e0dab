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
VOICES ?=

# The environment of the Kokoro voice; torch is too large for the one everybody has.
KOKORO_VENV := .venv-kokoro
KOKORO_READY := $(KOKORO_VENV)/.ready
KOKORO_LOCK := requirements/kokoro.lock
KOKORO_DISTS := protos kit services/tts deploy/local
KOKORO_TORCH := torch==2.13.0

# The pip that made the environment is as old as its Python: newer ones are not fetched, so say nothing about them.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "; print "make …"} /^[a-z][a-z-]*:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables: PYTHON=python3.12 (setup), GATEWAY_PORT=8123 (run, dev), REDIS_URL=redis://… (run, dev),"
	@echo "           ROLE=registered_nurse QUESTIONS=5 SPEED=1 BASE_URL=http://… (demo), ARGS='-k name' (test),"
	@echo "           ARGS='--engine embedded --pairs 3' (simulate), MODEL=small.en VOICES=af_bella (models)"

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

.PHONY: test-kokoro
test-kokoro: $(KOKORO_READY) ## Run the Kokoro voice for real, on weights made by the tests, in .venv-kokoro
	@exec $(KOKORO_VENV)/bin/pytest -c pyproject.toml tests/kokoro $(ARGS)

.PHONY: simulate
simulate: $(READY) ## Hold simulated interviews with every persona and print the scorecard
	@exec $(BIN)/python -m tests.simulation $(ARGS)

.PHONY: bench
bench: bench-listening bench-speaking bench-documents ## Measure how soon words are shown and spoken and documents read, and at what cost; see bench/README.md

.PHONY: bench-listening
bench-listening: $(READY) ## Only the transcription service
	@exec $(BIN)/python -m bench.listening $(ARGS)

.PHONY: bench-speaking
bench-speaking: $(READY) ## Only the tts service
	@exec $(BIN)/python -m bench.speaking $(ARGS)

.PHONY: corpus
corpus: $(READY) ## Read the corpus of documents and print recall, precision, order, time and memory of each
	@exec $(BIN)/python -m tests.corpus $(ARGS)

.PHONY: bench-documents
bench-documents: $(READY) ## Only the documents service
	@exec $(BIN)/python -m bench.documents $(ARGS)

.PHONY: fuzz
fuzz: $(READY) ## Fuzz the parsers of documents (ARGS='--minutes 10')
	@exec $(BIN)/python -m tests.fuzz $(ARGS)

.PHONY: models
models: $(READY) ## Fetch the local Whisper (MODEL=base.en), and Kokoro where it is installed or VOICES="af_bella am_adam" are named
	@$(BIN)/python -m xquizit_transcription.models fetch $(MODEL)
	@if [ -n "$(VOICES)" ] || [ -f $(VENV)/.kokoro ]; then exec $(BIN)/python -m xquizit_tts.models fetch $(VOICES); fi

.PHONY: kokoro
kokoro: $(VENV)/.kokoro ## Install Kokoro, the natural voice, into .venv (1.5 GB); `make models` fetches its weights (330 MB)

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
	rm -rf $(VENV) $(KOKORO_VENV) .run demo-output test-output .pytest_cache .ruff_cache .hypothesis .import_linter_cache tests/tools/node_modules
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

# The lock of Kokoro agrees with the workspace's, so both fit into one environment.
$(VENV)/.kokoro: $(READY) $(KOKORO_LOCK) requirements/kokoro-system.sh
	@sh requirements/kokoro-system.sh
	@echo "kokoro: installing $(KOKORO_TORCH)"
	@$(BIN)/python -m pip install --quiet $(KOKORO_TORCH)
	@echo "kokoro: installing $$(grep -c '==' $(KOKORO_LOCK)) locked packages into $(VENV); PyAudio is compiled (about a minute)"
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r $(KOKORO_LOCK)
	@touch $@

# The environment of the Kokoro voice: torch by itself, so that pip takes the build that is at hand; then the lock, which has neither torch nor CUDA.
$(KOKORO_VENV)/.locked: $(KOKORO_LOCK) requirements/kokoro-system.sh
	@sh requirements/kokoro-system.sh
	@python=$$(sh deploy/local/find_python.sh "$(PYTHON)") || exit 1; \
	if ! sh deploy/local/find_python.sh $(KOKORO_VENV)/bin/python >/dev/null 2>&1; then \
	    echo "kokoro: creating $(KOKORO_VENV) with $$python"; \
	    rm -rf $(KOKORO_VENV); \
	    "$$python" -m venv $(KOKORO_VENV) || exit 1; \
	fi
	@echo "kokoro: installing $(KOKORO_TORCH)"
	@$(KOKORO_VENV)/bin/python -m pip install --quiet $(KOKORO_TORCH)
	@echo "kokoro: installing $$(grep -c '==' $(KOKORO_LOCK)) locked packages into $(KOKORO_VENV); PyAudio is compiled (about a minute)"
	@$(KOKORO_VENV)/bin/python -m pip install --quiet --require-hashes --no-deps -r $(KOKORO_LOCK)
	@touch $@

$(KOKORO_READY): $(KOKORO_VENV)/.locked $(addsuffix /pyproject.toml,$(KOKORO_DISTS)) VERSION $(PROTOS) protos/generate.py
	@echo "kokoro: generating the stubs and linking the distributions"
	@$(KOKORO_VENV)/bin/python -m pip install --quiet --no-build-isolation --no-deps $(addprefix -e ./,$(KOKORO_DISTS))
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
