# make            set up, execute every notebook, export every figure
PYTHON ?= python3
BIN := .venv/bin

all: .setup  ## set up, execute every notebook and export every figure
	$(BIN)/python -m analysis rerun

.setup: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .setup

test: .setup  ## house style, types and tests
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/python -m pytest

check-rerun: .setup  ## rerun into a temporary folder and name every file that differs
	$(BIN)/python -m analysis check-rerun

lab: .setup  ## open JupyterLab with the kernel ready
	$(BIN)/jupyter lab notebooks

html: .setup  ## the notebooks as pages in build/
	$(BIN)/jupyter nbconvert --config notebooks/pages.py --output-dir build notebooks/*.ipynb

bench: .setup  ## speed and memory, as ratios to a peer measured in the same run
	$(BIN)/python benchmarks/rerun.py
	$(BIN)/python benchmarks/tone.py
	$(BIN)/python benchmarks/terms.py

lock:  ## renew the lock file (needs uv)
	uv pip compile -q pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-header --no-emit-index-url --upgrade -o requirements.lock

clean:  ## remove the environment and what it made
	rm -rf .venv .setup build

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: all test check-rerun lab html bench lock clean help
