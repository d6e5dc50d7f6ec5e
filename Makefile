# make app     the page, in your browser
# make test    every check and every test: lint, format, types, tests
# make quick   every check, and the tests without browser, page and training: under a minute
#
# A fresh clone needs Python 3.11 to 3.13 and make. Everything else is installed in .venv/ on
# first use, and again when a list of requirements changes.
# Another Python: make app PYTHON=/path/to/python3.12

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
SOURCES := jazzlstm tests tools benchmarks data streamlit_app.py
MODULES := jazzlstm/ui/player/*.js jazzlstm/ui/downloads/*.js tests/ui/javascript/*.js
DENO := DENO_NO_UPDATE_CHECK=1 $(BIN)/deno

# The first Python that runs and has a supported version. A name on PATH is not enough: version
# managers define names of versions that are not installed.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3 python,\
	$(shell $(name) -c '$(FITS)' >/dev/null 2>&1 && echo $(name))))

# Python keeps what it has compiled: tests start many programs, and each would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help app test quick check lint format coverage bench clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make check   lint, format and types only"
	@echo "make format  rewrite the code to the house style"
	@echo "make coverage  coverage in all processes, and share of typed expressions (TESTS=tests/band: only these tests)"
	@echo "make bench   measure speed and memory"
	@echo "make clean   remove .venv and caches"

$(VENV)/bin/python:
	@"$(or $(PYTHON),false)" -c '$(FITS)' 2>/dev/null || { \
	  echo "Jazz LSTM needs Python 3.11, 3.12 or 3.13, and found none that runs$(if $(PYTHON), ($(PYTHON) isn't one))." >&2; \
	  echo "Install one from python.org or your system's packages, or name it: make app PYTHON=/path/to/python3.12" >&2; \
	  exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV) || { \
	  echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; \
	  rm -rf $(VENV); exit 1; }

# A list of requirements that is newer than its stamp is installed again: .app for what the page needs,
# .training for the rest of the same list, .dev for development. pip compiles no package of the page: that
# takes longer than all the rest, and Python compiles what it imports.
$(VENV)/.app: requirements.txt $(VENV)/bin/python
	@echo "Installing the libraries of the page"
	@sed '/^# Training/,$$d' requirements.txt > $(VENV)/page-libraries.txt
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -r $(VENV)/page-libraries.txt
	@touch $@

$(VENV)/.training: requirements.txt | $(VENV)/.app
	@$(BIN)/python -m tools.training_libraries
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.training
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The libraries of training come while the page plays.
app: $(VENV)/.app
	@$(BIN)/python -m tools.training_libraries & \
	$(BIN)/python -m jazzlstm.ui.run streamlit_app.py \
	  --server.headless=false --server.address=localhost $(if $(PORT),--server.port=$(PORT))

MYPY := $(BIN)/python -m mypy

check: lint
	$(MYPY)

# All checks but mypy: a few seconds.
lint: $(VENV)/.dev
	$(BIN)/python -m ruff check $(SOURCES)
	$(BIN)/python -m ruff format --check $(SOURCES)
	$(DENO) fmt --check --quiet
	$(DENO) lint --quiet
	$(DENO) check --quiet --no-remote --no-npm $(MODULES)

# The tests of a file run in one process, in their order: they share networks, servers and pages.
SIDE_BY_SIDE := -n logical --dist loadfile --no-loadscope-reorder

# mypy takes half a minute of one core. It runs beside the tests, is shown after them, and either may fail.
WITH_MYPY = types="$$(mktemp)"; $(MYPY) >"$$types" 2>&1 & mypy=$$!; \
	$(1); tests=$$?; wait "$$mypy"; typed=$$?; echo "mypy:"; cat "$$types"; rm -f "$$types"; exit $$((tests | typed))

test: lint
	@export CHROMIUM; CHROMIUM="$$(.ci/chromium)" || exit; \
	$(call WITH_MYPY,$(BIN)/python -m pytest $(SIDE_BY_SIDE))

quick: lint
	@$(call WITH_MYPY,$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser and not slow")

format: $(VENV)/.dev
	$(BIN)/python -m ruff check --fix $(SOURCES)
	$(BIN)/python -m ruff format $(SOURCES)
	$(DENO) fmt --quiet

# The ten lowest figures and the total: coverage of lines and branches, and typed expressions.
TESTS ?= tests
coverage: $(VENV)/.dev
	rm -f .coverage .coverage.*
	-chromium="$$(.ci/chromium)" && CHROMIUM="$$chromium" $(BIN)/python -m coverage run -m pytest $(TESTS)
	$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report --sort=cover | sed -n '1,12p;$$p'
	@$(BIN)/python -m mypy jazzlstm --any-exprs-report .mypy_cache/types
	@(sed -n '1,2p' .mypy_cache/types/any-exprs.txt; \
	  sed '1,2d;/^---/,$$d' .mypy_cache/types/any-exprs.txt | sort -k4 -n | head; \
	  tail -1 .mypy_cache/types/any-exprs.txt)

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
