# Keel: `make run` starts a sales cloud with demo data, `make test` checks everything.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
ONLY ?=

VENV_PYTHON := .venv/bin/python
SERVICES := $(VENV_PYTHON) -m tests.house.services
TEST_SERVICES := $(SERVICES) --in-memory
PYTEST := $(VENV_PYTHON) -m pytest -n 3 --dist worksteal

# Each of the many processes of a run would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast pytest lint bench schemas docs assets wheel lock clean run-environment dev-environment

run: run-environment
	@$(VENV_PYTHON) -m tests.house.assets
	@exec $(VENV_PYTHON) -m engine.cli --data "$(DATA)" serve --embedded --demo --port "$(PORT)"

test: dev-environment
	@$(VENV_PYTHON) -m tests.house.assets --strict
	@$(TEST_SERVICES) $(MAKE) --no-print-directory --keep-going --jobs=2 lint pytest

test-fast: dev-environment
	@$(TEST_SERVICES) $(PYTEST) -m "not browser and not slow" -k "not postgresql"

pytest:
	@$(PYTEST)

lint: dev-environment
	@$(VENV_PYTHON) -m tests.house.lint

bench: dev-environment
	@$(SERVICES) $(VENV_PYTHON) -m tests.bench $(ONLY)

schemas: run-environment
	@$(VENV_PYTHON) -m engine.cli schemas

docs: run-environment
	@$(VENV_PYTHON) -m engine.expressions.reference
	@$(VENV_PYTHON) -m engine.fields.reference

assets: run-environment
	@$(VENV_PYTHON) -m tests.house.assets --strict

wheel: dev-environment
	@$(VENV_PYTHON) -m hatchling build --target wheel

lock:
	@$(PYTHON) tests/house/locks.py

clean:
	rm -rf .venv ui/static ui/assets/node_modules build dist .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache

run-environment:
	@$(PYTHON) tests/house/environment.py run

dev-environment:
	@$(PYTHON) tests/house/environment.py dev
