.DEFAULT_GOAL := help
.PHONY: help setup sandbox serve test check lock bench
py := .venv/bin/python

help:  ## what this Makefile can do
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup:  ## the virtual environment, with the locked dependencies
	@sh ./bootstrap.sh

sandbox: setup  ## a small local Slack with the bot connected to it
	@exec .venv/bin/partways sandbox

serve: setup  ## the bot against a real workspace (reads .env)
	@exec .venv/bin/partways serve

test: setup  ## the tests
	@exec $(py) -m pytest

check: setup  ## format, lint, types, layers, tests
	$(py) -m ruff format --check .
	$(py) -m ruff check .
	$(py) -m mypy
	.venv/bin/lint-imports --no-cache
	$(py) -m pytest

bench: setup  ## the measures of docs/performance.md, printed as a table
	@exec $(py) -m tests.bench

lock: setup  ## requirements.lock anew from pyproject.toml
	@uv=uv; command -v uv >/dev/null 2>&1 || uv=.tools/bin/uv; \
	$$uv pip compile -q pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 \
		--no-header --no-emit-index-url --upgrade -o requirements.lock
