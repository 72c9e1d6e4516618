# Each target does its own set-up and may be run as often as you like. `make help` lists them.

VENV    := .venv
BIN     := $(VENV)/bin
OUT     ?= artifacts
WORKERS ?= 2
# More for pytest, as in: make test ARGS="-k ticker"
ARGS    ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint capture browser clean

help:
	@echo 'make demo             capture a page of the small news site in tests/site, verify it, show what was found'
	@echo 'make capture URL=...  capture any page into $(OUT)/'
	@echo 'make test             format, lint and type checks, then all tests'
	@echo 'make lint             the checks alone'
	@echo 'make clean            remove the virtual environment and caches; $(OUT)/ is kept'

demo: $(VENV)/installed browser
	@$(BIN)/python -m scripts.demo --out $(OUT)

capture: $(VENV)/installed browser
	@test -n '$(value URL)' || { echo 'which page? make capture URL=https://example.org/' >&2; exit 2; }
	@$(BIN)/capture page '$(value URL)' --out $(OUT)

test: lint browser
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

lint: $(VENV)/installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

browser: $(VENV)/installed
	@$(BIN)/capture setup

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed is as new as the list of dependencies. Byte code is written even where PYTHONDONTWRITEBYTECODE is set:
# without it every start of the command compiles the whole package.
$(VENV)/installed: $(VENV)/bin/pip pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable .
	@$(BIN)/python -m compileall -q capture
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(VENV)/bin/pip:
	@scripts/create-venv.sh $(VENV)
