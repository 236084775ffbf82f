# One line a step; `make` alone lists the targets.
#
# Needs make, git and Python 3.11 or newer. Another Python than the one found: `make site PYTHON=/path/to/python3.12`.

PYTHON ?=
JOBS   ?= 2
BIN    := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help site test check-fast bench lighthouse faults keys clean
.SILENT:
.DELETE_ON_ERROR:

help: ## list the targets
	awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

site: .venv/installed keys ## build the example into site/, installing what that takes into .venv
	echo "Building site/"
	$(BIN)/badgepress build
	echo "Done. Open site/index.html, or: python3 -m http.server --directory site 8000"

test: .venv/installed-tests keys ## run every check: ruff, mypy and all tests that this machine can run
	echo "ruff check"
	$(BIN)/ruff check --quiet .
	echo "ruff format --check"
	$(BIN)/ruff format --check --quiet .
	echo "mypy"
	$(BIN)/mypy --no-error-summary
	echo "pytest"
	$(BIN)/python -m pytest -n $(JOBS) --dist loadscope

check-fast: .venv/installed-tests ## the same without node and browser, for between two edits
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/python -m pytest -n $(JOBS) --dist loadscope -m "not node and not browser and not slow"

# About 25 minutes, 65 GB on a disk, 5 GB in /dev/shm; BENCH="--quick" is a small trial of two minutes.
bench: .venv/installed-tests keys ## measure against C, Hugo and other signers; writes docs/PERFORMANCE.md
	$(BIN)/python tools/bench/run.py --write docs/PERFORMANCE.md $(BENCH)

# Some ten minutes. Lighthouse is large, so it is installed here and not for the tests.
lighthouse: .venv/installed-tests site ## ask Lighthouse about the example's pages; 99 or more in all four, or it fails
	cd tests/quality/lighthouse && npm ci --silent
	$(BIN)/python tools/lighthouse.py site

# About half an hour on two cores, in memory; FAULTS=40 tries so many of each kind of build instead of all.
FAULTS ?= all
faults: .venv/installed-tests keys ## kill and fail small builds at every file operation; writes docs/RELIABILITY.md
	$(BIN)/python -m tests.faults.campaign $(if $(filter all,$(FAULTS)),--write docs/RELIABILITY.md,--sample $(FAULTS))

clean: ## remove .venv, the built site, the preview and all caches; asks nothing
	echo "Removing .venv, the built site and caches"
	rm -rf site .site.stage .site.lock .site.state .site.state.rows .site.ledger .site.published .site.git .preview .venv .pytest_cache
	rm -rf .mypy_cache .ruff_cache .hypothesis .coverage
	rm -rf tests/node/node_modules tests/quality/node_modules tests/quality/lighthouse/node_modules tools/bench/.cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# git keeps no more of a file's mode than "executable", and keys that others can read are refused.
keys:
	chmod 700 keys
	find keys -name '*.key' -exec chmod 600 {} +

.venv/made:
	tools/make_venv.sh .venv $(PYTHON)
	touch $@

.venv/installed: .venv/made pyproject.toml
	echo "Installing badgepress into .venv"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-tests: .venv/installed tools/install_for_tests.sh tests/node/package-lock.json tests/quality/package-lock.json tests/interop/openbadges.txt
	tools/install_for_tests.sh $(BIN)/python
	touch $@
