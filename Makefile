# make            set up, execute every notebook, export every figure
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-emit-index-url --upgrade

all: .setup  ## set up, execute every notebook and export every figure
	$(BIN)/python -m analysis rerun

.setup: requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@# Matplotlib lists the fonts of this machine once, and would say so in a notebook's output.
	@$(BIN)/python -c 'import matplotlib.font_manager'
	@touch .setup

test: .setup  ## house style, types and tests
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/python -m pytest

check-rerun: .setup  ## rerun into a temporary folder and name every file that differs
	$(BIN)/python -m analysis check-rerun

lab: .setup  ## open JupyterLab at the first notebook, with the kernel ready
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/00-five-tellings.ipynb

site: .setup  ## the collection as pages in site/; FULL=1 with the whole articles, to read at home
	$(BIN)/python -m analysis site --out site $(if $(FULL),--full)

story: .setup  ## your own story as pages with figures and tables: make story STORY=FOLDER
	$(BIN)/python -m analysis report "$(STORY)"

bench: .setup  ## speed and memory, as ratios to a peer measured in the same run
	$(INSTALL) --require-hashes -r requirements-bench.lock
	for name in rerun measures terms scale; do $(BIN)/python benchmarks/$$name.py || exit 1; done

lock: .setup  ## renew the lock files
	$(COMPILE) pyproject.toml --extra dev -o requirements.lock
	$(COMPILE) pyproject.toml --extra bench --constraints requirements.lock -o requirements-bench.lock
	echo uv | $(COMPILE) --no-annotate - -o requirements-uv.lock

clean:  ## remove the environment and what it made
	rm -rf .venv .setup build site

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: all test check-rerun lab site story bench lock clean help
