# Two commands on a fresh machine: `make run` and `make test`. Both set up .venv by themselves and repeat quickly.
# `make quick` is for the time between two edits; `make oldest` and `make mutants` test the promises and the tests themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
OLDEST := .venv-oldest
# Extras of pyproject.toml; tests of what is not there are skipped: make EXTRAS=dev,jax,torch,dask
EXTRAS ?= dev

.PHONY: run test lint types tests coverage quick oldest mutants fuzz bench bench-kernels docs clean

run: $(READY)
	$(BIN)/python examples/tour.py build

test: lint types tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

tests: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Takes much longer than the tests alone, as every line is watched.
coverage: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --cov=symgeom --cov-report=term:skip-covered

quick: $(READY)
	$(BIN)/python -m pytest -m 'quick and not slow' tests

oldest: $(OLDEST)/.ready
	$(OLDEST)/bin/python -m pytest -m 'quick and not slow' tests

mutants: $(READY)
	$(BIN)/python -m tests.mutation

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --draws 20000
	$(BIN)/python -m tests.fuzz.certificates --changes 1000

bench: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]'
	$(BIN)/python -m benchmarks

# Kernels beside hand-written C and their peers, in one run, say make bench-kernels KERNELS='--quick --subject torus'.
bench-kernels: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[bench]' || echo 'some peers are not there'
	$(BIN)/python -m benchmarks.kernels $(KERNELS)

docs: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/python -m mkdocs build

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("symgeom needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]'
	touch $(READY)

# The oldest releases that pyproject.toml allows.
$(OLDEST)/.ready: pyproject.toml
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --upgrade pip
	$(OLDEST)/bin/python -m pip install --quiet --editable '.[dev]' $$($(PYTHON) tests/house/oldest.py)
	touch $@

clean:
	rm -rf build dist $(VENV) $(OLDEST) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
