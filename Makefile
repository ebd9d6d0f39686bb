# Everything happens in .venv, which `make setup` creates. Needed beforehand: make, Python 3.11 or
# later, and on Python 3.11 and 3.12 a C compiler (durable-rules is built from source).

PYTHON ?= python3
BIN := .venv/bin

# The files that decide. Every branch of them is run by the tests that are about them.
CORE := truth dates $(addprefix engine/,facts reference matcher tiers listings repair settling \
	speaking grading owed proposing bars strictness milder milder_listing compared)
CORE_TESTS := $(addprefix tests/,$(addsuffix .py,$(addprefix unit/test_,truth facts reference \
	matcher tiers decide repair listings speaking settling owed watch incentive recognition \
	bars milder) \
	properties/test_dates properties/test_kleene conformance/test_dates))
EMPTY :=
COMMA := ,
INCLUDE := $(subst $(EMPTY) ,$(COMMA),$(CORE:%=src/credit_rules/%.py))

# What a caller's shell may have set must not leak into .venv or into the tests.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONWARNINGS VIRTUAL_ENV
unexport PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV PYTEST_ADDOPTS
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test check rules lint type fmt golden bench fuzz clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed  ## create .venv and install the package with its tools (runs once)

.venv/.installed: pyproject.toml
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

# Exit code 4 says "answered, and some answers are undetermined": the example rows leave facts
# untold on purpose, so for the demo it is a success. Any other code but 0 is a failure.
demo: setup  ## decide on the example rows
	@$(BIN)/credit-rules dry-run examples/rows/*.csv --as-of 2026-06-30 --region 320100 || test $$? -eq 4

test: setup  ## run the tests
	@$(BIN)/python -m pytest

check: lint type  ## lint, types, layers, coverage of the core, and the rulesets themselves
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --cov --cov-report= $(CORE_TESTS)
	$(BIN)/coverage report --include=$(INCLUDE) --fail-under=100
	$(BIN)/credit-rules check
	$(BIN)/credit-rules coverage tests/scenarios --fail-under 95 --format json > /dev/null
	$(BIN)/credit-rules verify

rules: setup  ## hold all that ships: scenarios, coverage, proofs, mutants
	$(BIN)/credit-rules test tests/scenarios
	$(BIN)/credit-rules coverage tests/scenarios --fail-under 95
	$(BIN)/credit-rules verify
	$(BIN)/credit-rules mutate --scenarios tests/scenarios --fail-under 90

lint: setup  ## ruff: rules and formatting, changing nothing
	$(BIN)/ruff check
	$(BIN)/ruff format --check

type: setup  ## mypy, strict
	$(BIN)/mypy

fmt: setup  ## let ruff repair and format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

golden: setup  ## rewrite the golden files; rewritten ones fail once, so that somebody reads the diff
	@$(BIN)/python -m pytest --update-golden

bench: setup  ## run every script of tests/bench
	@for script in tests/bench/*.py; do \
		test -e "$$script" || continue; \
		echo "== $$script"; \
		$(BIN)/python "$$script" || exit 1; \
	done

# Atheris finds its way by the code an input reaches, and needs a wheel for this machine; without
# it, `python -m tests.fuzz` mutates at random.
SECONDS ?= 60
SEED ?= 1

fuzz: setup  ## fuzz lang.source, intake and Subject, SECONDS=60 for all three together
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED)

clean:  ## remove what the tools made (.venv stays)
	rm -rf .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist htmlcov
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
