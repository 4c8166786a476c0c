# Two commands matter: `make run` and `make test`. Both install what is missing.
.RECIPEPREFIX = >
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
# Test processes at once: most of what they do is wait for a browser or a server.
WORKERS ?= 3
# In the order of the folders: browsers and kills, which take long, come first, and many short files end the run.
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Hundreds of short processes: each would compile everything anew where this is set.
export PYTHONDONTWRITEBYTECODE :=
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: run test lint unit browser chaos bench size tools clean

run: $(VENV)/.run-installed
> $(BIN)/tracker serve --demo --data-dir .run/data --port $(PORT)

test: $(VENV)/.dev-installed tools js/node_modules lint
> TRACKER_REQUIRE_BROWSER=1 $(BIN)/python -m pytest $(SPREAD)

lint: $(VENV)/.dev-installed
> $(BIN)/ruff check .
> $(BIN)/ruff format --check .
> $(BIN)/mypy
> $(BIN)/lint-imports

unit: $(VENV)/.dev-installed
> $(BIN)/python -m pytest $(SPREAD) -m "not browser and not chaos"

browser: $(VENV)/.dev-installed tools
> TRACKER_REQUIRE_BROWSER=1 $(BIN)/python -m pytest $(SPREAD) -m browser

# The long version of the kill test: CHAOS_KILLS=300 make chaos
chaos: $(VENV)/.dev-installed
> CHAOS_KILLS=$${CHAOS_KILLS:-300} $(BIN)/python -m pytest -m chaos --timeout 7200 -s

bench: $(VENV)/.dev-installed tools
> $(BIN)/python -m bench.ingest

# Bytes of every composition of the snippet, beside those of others.
size: $(VENV)/.dev-installed
> $(BIN)/python -m bench.size

# Debian's browsers, load generator and proxy: only fetched where they are missing. Without Chromium's headless
# shell (Debian has it since 13, and in 12's security updates) the tests take the whole Chromium, and minutes more.
tools:
> @command -v chromium >/dev/null && command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null \
>   && command -v Xvfb >/dev/null && command -v wrk >/dev/null && [ -x /usr/sbin/nginx ] || { \
>   $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends \
>   chromium firefox-esr webkit2gtk-driver xvfb xauth fonts-dejavu-core wrk nginx-light; }
> @command -v chromium-headless-shell >/dev/null || { $(SUDO) apt-get update -qq && \
>   $(SUDO) apt-get install -y -qq --no-install-recommends chromium-headless-shell; } || true

# Only to check that the committed snippet is what its source builds to; without Node that test is skipped.
js/node_modules: js/package-lock.json
> @if command -v npm >/dev/null; then cd js && \
>   { npm ci --silent --no-audit --no-fund 2>/dev/null || npm install --no-save --silent --no-audit --no-fund; } || \
>   echo "the packages of js/ cannot be had: the rebuild check is skipped"; fi

$(VENV)/bin/python:
> $(PYTHON) -m venv $(VENV)
> $(BIN)/pip install -qq --disable-pip-version-check --upgrade pip

$(VENV)/.run-installed: pyproject.toml | $(VENV)/bin/python
> @echo "Installing (the database engine is about 180 MB, so the first time takes a minute or two) …"
> $(BIN)/pip install -qq --disable-pip-version-check -e '.[learn]'
> touch $@

$(VENV)/.dev-installed: pyproject.toml | $(VENV)/bin/python
> $(BIN)/pip install -qq --disable-pip-version-check -e '.[dev]'
> touch $@ $(VENV)/.run-installed

clean:
> rm -rf .run .venv build dist *.egg-info test-artifacts
