# Two commands matter: `make build` writes the list, `make test` checks everything; `make test-quick` answers within
# a minute. They set up what they need in .venv; nothing else on the machine is changed.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check
SOURCES := src tests benchmarks

.PHONY: build check test test-quick format bench bench-large docs lock clean

build: $(VENV)/installed
	@$(VENV)/bin/awesome-adapters build

check: $(VENV)/installed
	@$(VENV)/bin/awesome-adapters check

test: $(VENV)/installed-for-tests
	$(VENV)/bin/ruff check $(SOURCES)
	$(VENV)/bin/ruff format --check $(SOURCES)
	$(VENV)/bin/mypy
	@# two processes for each core: many tests wait
	$(VENV)/bin/pytest --dist worksteal --numprocesses $$($(VENV)/bin/python -c 'import os; print(2 * os.cpu_count())')

test-quick: $(VENV)/installed-for-tests
	$(VENV)/bin/ruff check $(SOURCES)
	env -u CI $(VENV)/bin/pytest --numprocesses auto -m "not slow"

format: $(VENV)/installed-for-tests
	$(VENV)/bin/ruff check --fix $(SOURCES)
	$(VENV)/bin/ruff format $(SOURCES)

bench: $(VENV)/installed
	$(VENV)/bin/python benchmarks/run.py

bench-large: $(VENV)/installed
	$(VENV)/bin/python benchmarks/run.py --large
	$(VENV)/bin/python benchmarks/fetch.py

# The reference is written anew from the code, and the pages are made in build/docs; a link that leads nowhere is an error.
docs: $(VENV)/installed-for-tests $(VENV)/installed-for-docs
	$(VENV)/bin/pytest --update-expected tests/test_reference.py tests/test_filters.py
	$(VENV)/bin/sphinx-build -W --keep-going -q -b dirhtml docs build/docs

# Versions stay as they are where they can; for new ones: make lock UPGRADE=--upgrade
lock: $(VENV)/bin/python
	@$(PIP) install uv==0.13.9
	@printf '%s\n' hatchling editables | $(VENV)/bin/uv pip compile pyproject.toml - --quiet --universal \
		--python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" $(UPGRADE) \
		--output-file requirements.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }

$(VENV)/installed: pyproject.toml requirements.txt | $(VENV)/bin/python
	@echo "setting up $(VENV); this happens once"
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-for-tests: requirements-dev.txt $(VENV)/installed
	@$(PIP) install --requirement requirements-dev.txt
	@touch $@

$(VENV)/installed-for-docs: requirements-docs.txt $(VENV)/installed
	@$(PIP) install --requirement requirements-docs.txt
	@touch $@
