# unshift: how far a state moved at the United Nations.
# Every target makes .venv from requirements.lock by itself when it is missing or out of date.

PYTHON ?= python3
ARGS ?=
# Tests at once: one for each processor.
WORKERS ?= auto
ROOM ?=

SHELL := /bin/sh
BIN := .venv/bin
STAMP := .venv/.stamp

# What runs here is what the lock installed: no packages, kernels or settings of the user's.
unexport PYTHONPATH PYTHONHOME JUPYTER_PATH JUPYTER_DATA_DIR VIRTUAL_ENV CONDA_PREFIX PIP_USER PIP_TARGET PIP_PREFIX
export PYTHONNOUSERSITE := 1
# Images for containers often forbid it, and then every start compiles six hundred modules anew.
unexport PYTHONDONTWRITEBYTECODE
export JUPYTER_PREFER_ENV_PATH := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: attack help report history findings replicate archive atlas course test test-all test-long quick nbgrader lab data bench docs dist lint lock clean distclean FORCE

help: ## list the targets
	@echo "usage: make TARGET [ARGS='...'] [PYTHON=python3]"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-13s %s\n", $$1, $$2}'
	@echo
	@echo "examples:"
	@echo "  make report ARGS='--country FRA --event 2022-02-24'"
	@echo "  make course ARGS='--lesson 3'"
	@echo "  make test WORKERS=2                   on two processors"
	@echo "  make quick ROOM=agreement             the tests of one room"

report: $(STAMP) ## run the notebooks and typeset the PDF report
	$(BIN)/unshift report $(ARGS)

test: $(STAMP) ## run all but the slow tests, and the examples in the docstrings, in parallel
	$(BIN)/python -m pytest -n $(WORKERS) -q -m "not slow and not long" $(ARGS)
	@echo 'left out: the tests marked slow or long, deselected above; make test-all runs the slow ones too'

test-all: $(STAMP) ## run every test but those of minutes each, as .ci/run does
	$(BIN)/python -m pytest -n $(WORKERS) -q -m "not long" $(ARGS)

test-long: $(STAMP) ## run the simulations that take minutes each
	$(BIN)/python -m pytest -n $(WORKERS) -q -m long $(ARGS)

attack: $(STAMP) ## attack every reader and command, and count in docs/attack.md what held
	$(BIN)/python -m tests.attack $(ARGS)

quick: $(STAMP) ## run the tests of one room that are not slow: make quick ROOM=agreement
	@test -n "$(ROOM)" || { echo "name a room: make quick ROOM=agreement" >&2; exit 1; }
	@test -d "tests/$(ROOM)" || { echo "no room tests/$(ROOM)" >&2; exit 1; }
	$(BIN)/python -m pytest -q -m "not slow and not long" tests/$(ROOM) \
	    $$(test -d analysis/$(ROOM) && echo analysis/$(ROOM)) $(ARGS)

history: $(STAMP) ## download the history of votes, then make the report on it
	$(BIN)/unshift data fetch --all
	$(BIN)/unshift report $(ARGS)

findings: $(STAMP) ## put the report's figure and table into README.md
	$(BIN)/unshift report
	$(BIN)/unshift findings

replicate: $(STAMP) ## run everything anew and compare every number with reports/expected.json
	$(BIN)/unshift replicate $(ARGS)

archive: $(STAMP) ## pack code, derived data and reports for a data archive
	$(BIN)/unshift archive $(ARGS)

atlas: $(STAMP) ## build a site of all states and roll calls, in reports/atlas
	$(BIN)/unshift atlas $(ARGS)

course: $(STAMP) ## make the student's and the instructor's edition of the course
	$(BIN)/unshift course build $(ARGS)

OF_NBGRADER := build/nbgrader/bin/nbgrader
nbgrader: $(STAMP) $(OF_NBGRADER) ## test the course with nbgrader itself, in an environment of its own (needs a network)
	NBGRADER="$$PWD/$(OF_NBGRADER)" $(BIN)/python -m pytest -q tests/course/editions/test_nbgrader.py $(ARGS)

# Its own environment: it asks for older packages than the suite has.
$(OF_NBGRADER):
	$(PYTHON) -m venv build/nbgrader
	build/nbgrader/bin/python -m pip install -q nbgrader==0.9.6

lab: $(STAMP) ## open the notebooks in JupyterLab
	$(BIN)/python -m jupyterlab --notebook-dir=notebooks $(ARGS)

data: $(STAMP) ## say which records of votes are here and where to get the others
	$(BIN)/unshift data status $(ARGS)

bench: $(STAMP) ## time the estimators
	$(BIN)/unshift bench $(ARGS)

docs: $(STAMP) ## build the pages of documentation into build/site, and check their links
	$(BIN)/python docs/site/build.py $(ARGS)

dist: $(STAMP) ## pack the source archive and the wheel into dist
	$(BIN)/python -m hatchling build --directory dist

lint: $(STAMP) ## check style, format, types, and that notebooks hold no output
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	git ls-files -z -- '*.ipynb' | xargs -0 -r $(BIN)/nbstripout --verify --keep-id

lock: ## resolve pyproject.toml into requirements.lock (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --extra dev --extra cluster --extra docs \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	    $(ARGS) pyproject.toml -o requirements.lock

clean: ## remove caches and the runs in reports/ (keeps .venv)
	find . \( -path ./.git -o -path ./.venv \) -prune -o -type d \( -name __pycache__ \
	    -o -name .ipynb_checkpoints -o -name .pytest_cache -o -name .ruff_cache \
	    -o -name .mypy_cache -o -name .hypothesis \) -prune -exec rm -rf {} +
	find reports -mindepth 1 -maxdepth 1 -type d ! -name template ! -name findings -exec rm -rf {} +
	rm -rf build dist

distclean: clean ## clean, and remove .venv
	rm -rf .venv

# The stamp names the folder it was made in: a checkout that was moved or copied makes its
# environment anew, since the scripts in .venv/bin hold the old place.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): FORCE
endif
FORCE:

# uv where it is found (seconds), else pip (about a minute), which also takes over if uv fails:
# the two read different settings for mirrors and certificates.
$(STAMP): requirements.lock pyproject.toml
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "unshift: $(PYTHON) was not found;" \
	    "name a Python 3.11 or later with make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "unshift: $(PYTHON) is $$("$(PYTHON)" -V 2>&1), and 3.11 or later is needed;" \
	    "name one with make PYTHON=/path/to/python3" >&2; exit 1; }
	@test "$$(cat $@ 2>/dev/null)" = "$(CURDIR)" && $(BIN)/python -c '' 2>/dev/null || rm -rf .venv
	@rm -f $@
	@if command -v uv >/dev/null 2>&1 && { test -d .venv || uv venv --quiet --python "$(PYTHON)" .venv; } \
	    && uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
	    && uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	then :; else \
	    "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	        echo "unshift: $(PYTHON) lacks the venv module; install it (on Debian and Ubuntu" \
	        "the package python3-venv) or name another Python with PYTHON=" >&2; exit 1; }; \
	    echo "making .venv with pip; this takes a minute or two, once"; \
	    "$(PYTHON)" -m venv .venv \
	    && $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock \
	    && $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@printf '%s\n' "$(CURDIR)" > $@
