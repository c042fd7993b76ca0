# Two commands on a fresh machine: `make run` and `make test`. Both set up .venv by themselves and repeat quickly.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2

.PHONY: run test lint types tests fuzz bench docs clean

run: $(READY)
	$(BIN)/python examples/tour.py build

test: lint types tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy symgeom

tests: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --cov=symgeom --cov-report=term:skip-covered

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --draws 20000
	$(BIN)/python -m tests.fuzz.certificates --changes 1000

bench: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]'
	$(BIN)/python -m benchmarks

docs: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/python -m mkdocs build

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("symgeom needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf build dist $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
