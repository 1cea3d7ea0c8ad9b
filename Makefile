# Two commands: `make up` for the product, `make test` for the code. Each is enough by itself on a
# machine that has Python 3.11 and Node 20 or newer.

PYTHON ?= python3
export NAIAD_DATA_DIR ?= $(CURDIR)/.naiad

VENV := .venv
UV := $(VENV)/bin/uv
PORTAL := apps/config/portal/dist/index.html
PORTAL_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f -print)

.PHONY: up test lint lock portal bench bench-quick schema clean

up: $(VENV)/installed $(PORTAL)
	@$(VENV)/bin/naiad up

test: $(VENV)/installed-dev frontend/node_modules/installed $(PORTAL)
	@$(VENV)/bin/python -m tests.everything

lint: $(VENV)/installed-dev frontend/node_modules/installed
	@$(VENV)/bin/python -m tests.everything --only lint

portal: $(PORTAL)

bench: $(VENV)/installed-dev $(PORTAL)
	@$(VENV)/bin/python -m benchmarks --json build/bench-$$(date +%Y%m%d-%H%M%S).json

bench-quick: $(VENV)/installed-dev $(PORTAL)
	@$(VENV)/bin/python -m benchmarks --quick

# Both schemas that the browser's types come from, and the types.
schema: $(VENV)/installed-dev frontend/node_modules/installed
	@$(VENV)/bin/python manage.py export_openapi
	@$(VENV)/bin/python manage.py export_events
	@cd frontend && npm run --silent gen:api

# Newest versions that pyproject.toml allows; `uv` itself is among them.
lock: $(VENV)/installed-dev
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	$(UV) pip compile pyproject.toml --group dev -c requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		-q -o requirements-dev.lock

clean:
	rm -rf $(VENV) frontend/node_modules apps/config/portal/dist

$(UV): requirements.lock
	@echo "· making the virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "naiad: Python 3.11 or newer is needed; name one with PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check \
		"$$(sed -n 's/^\(uv==[^ ;]*\).*/\1/p' requirements.lock)"
	@touch $@

$(VENV)/installed: requirements.lock pyproject.toml | $(UV)
	@echo "· installing Python dependencies"
	@$(UV) pip sync -q --python $(VENV)/bin/python requirements.lock
	@$(UV) pip install -q --python $(VENV)/bin/python --no-deps -e .
	@rm -f $(VENV)/installed-dev
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock requirements.lock pyproject.toml | $(UV)
	@echo "· installing Python dependencies for development"
	@$(UV) pip sync -q --python $(VENV)/bin/python requirements-dev.lock
	@$(UV) pip install -q --python $(VENV)/bin/python --no-deps -e .
	@touch $(VENV)/installed $@

frontend/node_modules/installed: frontend/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' \
		|| { echo "naiad: Node 20 or newer is needed to build the portal"; exit 1; }
	@echo "· installing the portal's dependencies"
	@cd frontend && npm ci --silent --no-fund --no-audit
	@touch $@

$(PORTAL): $(PORTAL_SOURCES) | frontend/node_modules/installed
	@echo "· building the portal"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@
