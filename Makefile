# What one does with this project. `make` alone lists it. CI runs `make check` and `make test`, the same as you.

.DEFAULT_GOAL := help
SHELL := /bin/sh
STACK ?= dev
SIMULATED ?=
ARGS ?=
WORKERS ?= 2

# Images for containers set this; then every process would compile the whole project again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PYTHON_OF_VENV := $(BIN)/python
INSTALLED := $(VENV)/installed
QUOIN := $(BIN)/quoin

# Modules that write files of this repository from its own code; each takes --check.
SCHEMA := components.settings.schema
DOCS := policy.tokens policy.docs docs.generator
GOLDENS := tests.golden.inventory tests.policy.states tests.finops.golden.invoices
CHECKED := $(SCHEMA) $(DOCS) tests.golden.inventory

# With SIMULATED=1 a Pulumi command runs on the simulator; else it is yours: your CLI, backend, credentials, account.
ifneq ($(filter-out 0 no false,$(SIMULATED)),)
  PULUMI := $(PYTHON_OF_VENV) -m engine
  YES := --yes
else
  PULUMI := $(PYTHON_OF_VENV) -m engine account
endif

.PHONY: help
help: ## list what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'
	@echo
	@echo "  preview, up, destroy: STACK=dev|prod|examples/web-app (dev if not given); SIMULATED=1 needs no AWS account;"
	@echo "                        ARGS=... goes to Pulumi as it is"

.PHONY: setup
setup: $(INSTALLED) $(QUOIN) ## install everything into .venv, and the Pulumi CLI if there is none (about 4 minutes, once)
	@$(PYTHON_OF_VENV) -m engine setup

.PHONY: demo
demo: $(INSTALLED) ## preview and deploy the dev stack on the simulator: no AWS account, no cost
	@$(PYTHON_OF_VENV) -m engine setup --quiet
	@$(PYTHON_OF_VENV) -m engine demo $(STACK)

.PHONY: test
test: $(INSTALLED) ## every test, those on the real engine too
	@$(PYTHON_OF_VENV) -m engine setup --quiet
	$(PYTHON_OF_VENV) -m pytest -n $(WORKERS) --durations 10 $(ARGS)

.PHONY: unit
unit: $(INSTALLED) ## the tests of one thing at a time: no real engine, no whole system, no contracts over all there is
	$(PYTHON_OF_VENV) -m pytest -m "not engine and not contract and not behaviour" -n $(WORKERS) $(ARGS)

.PHONY: check
check: lint ## style, types, layers, and whether the generated files are up to date
	@for module in $(CHECKED); do echo "$$module --check"; $(PYTHON_OF_VENV) -m $$module --check || exit 1; done

.PHONY: lint
lint: $(INSTALLED) ## style, types and layers only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports

.PHONY: format
format: $(INSTALLED) ## put the code into the project's format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: preview
preview: $(INSTALLED) ## what an update of STACK would change, and what the policies say
	@$(PULUMI) preview --stack $(STACK) $(ARGS)

.PHONY: up
up: $(INSTALLED) ## create or update STACK
	@$(PULUMI) up --stack $(STACK) $(YES) $(ARGS)

.PHONY: destroy
destroy: $(INSTALLED) ## delete everything of STACK
	@$(PULUMI) destroy --stack $(STACK) $(YES) $(ARGS)

.PHONY: golden
golden: $(INSTALLED) ## write the golden files anew: read their difference before you commit it
	@for module in $(GOLDENS); do echo "$$module"; $(PYTHON_OF_VENV) -m $$module || exit 1; done

.PHONY: docs
docs: $(INSTALLED) ## write the reference pages anew
	@for module in $(DOCS); do echo "$$module"; $(PYTHON_OF_VENV) -m $$module || exit 1; done

.PHONY: schema
schema: $(INSTALLED) ## write the JSON schema of the stack files anew
	@for module in $(SCHEMA); do echo "$$module"; $(PYTHON_OF_VENV) -m $$module || exit 1; done

.PHONY: benchmark
benchmark: $(INSTALLED) ## where the seconds of a preview of STACK go
	@$(PYTHON_OF_VENV) -m engine benchmark $(STACK) $(ARGS)

.PHONY: lock
lock: ## write requirements.txt anew from requirements.in (needs uv)
	@command -v uv >/dev/null || { echo "uv is needed: https://docs.astral.sh/uv/getting-started/installation/" >&2; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    --no-emit-find-links requirements.in -o requirements.txt

.PHONY: clean
clean: ## delete what can be made again: simulated stacks, caches, .venv (not the CLI in your cache)
	rm -rf .quoin $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made anew when the Python of the old one has gone, and filled when the pinned packages changed.
$(INSTALLED): requirements.txt engine/make-environment
	@engine/make-environment $(VENV)
	@echo "Installing the pinned packages into $(VENV)"
	@$(PYTHON_OF_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@touch $@

$(QUOIN): ops/launcher $(INSTALLED)
	@cp ops/launcher $@ && chmod +x $@
