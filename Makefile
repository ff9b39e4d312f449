# Everything a person types here. Plain `make` lists it.
PYTHON ?= python3
VENV := .venv
OSTEO := $(VENV)/bin/osteo
CT ?=

help:
	@echo "make demo [CT=path]  a real CT to labelled, printable bones, an osteotomy and a guide in runs/demo"
	@echo "make hub             the hub for hospitals at http://127.0.0.1:8042, kept in runs/hub"
	@echo "make test            the test suite"
	@echo "make env             only set up .venv with the osteo command"
	@echo "make services        install what the wider tests use, from Debian (needs root)"
	@echo "make bench           speed and accuracy against named peers"
	@echo "make lint            style, types and import rules"
	@echo "make clean           remove .venv and runs"

env: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml hub_service/pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; name it: make PYTHON=python3.12 ...')"
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade "pip>=24"
	$(VENV)/bin/python -m pip install --quiet --editable ".[headless,cluster,ledger,hub-client,test,dev]" --editable "./hub_service[large]"
	touch $@

demo: env
	$(OSTEO) demo $(if $(CT),--ct "$(CT)") --out runs/demo

hub: env
	$(OSTEO) hub serve --folder runs/hub

test: env
	$(VENV)/bin/python -m pytest -n auto --dist worksteal

bench: env
	$(VENV)/bin/python -m tests.bench

lint: env
	$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	$(VENV)/bin/pyright
	$(VENV)/bin/lint-imports

services:
	bash tests/services.sh

clean:
	rm -rf $(VENV) runs

.PHONY: help env demo hub test bench lint services clean
.DEFAULT_GOAL := help
