.DEFAULT_GOAL := help
.PHONY: help setup sandbox serve test check lock bench screenshots fuzz mutations
py := .venv/bin/python

help:  ## what this Makefile can do
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

setup:  ## the virtual environment, with the locked dependencies
	@sh ./bootstrap.sh

sandbox: setup  ## a small local Slack with the bot connected to it
	@exec .venv/bin/partways sandbox

serve: setup  ## the bot against a real workspace (reads .env)
	@exec .venv/bin/partways serve

# Much of a test is waiting, for a disk or a browser: three at a time take half as long, on two processors too.
pytest = $(py) -m pytest -n 3 --dist loadfile
test: setup  ## the tests
	@exec $(pytest)

check: setup  ## format, lint, types, layers, tests
	$(py) -m ruff format --check .
	$(py) -m ruff check .
	$(py) -m mypy
	.venv/bin/lint-imports --no-cache
	$(pytest)

screenshots: setup  ## docs/images anew, from the sandbox's page in Chromium
	@exec $(py) -m tests.browser.screenshots

fuzz: setup  ## 100,000 spoiled requests through the whole bot (`make test` sends a slice of them)
	@exec $(py) -m tests.fuzz

mutations: setup  ## takes out one check after another, and says which tests notice
	@exec $(py) -m tests.mutations

bench: setup  ## the measures of docs/performance.md, printed as a table
	@exec $(py) -m tests.bench

# The runtime half is a subset of the whole, with the same pins: the second call starts from the first one's answer.
# The Dockerfile cuts the file at the line between the halves.
compile = pip compile -q pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header
lock:  ## requirements.lock anew from pyproject.toml
	@set -e; uv=$$(sh ./bootstrap.sh uv); out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	"$$uv" $(compile) --extra dev --upgrade -o "$$out/all" >/dev/null; \
	cp "$$out/all" "$$out/runtime"; "$$uv" $(compile) -o "$$out/runtime" >/dev/null; \
	awk '/^[^ #]/ { pin = $$0 } FNR == NR { seen[pin]; print; next } \
		FNR == 1 { print "# Development only, from here on." } !(pin in seen)' \
		"$$out/runtime" "$$out/all" > "$$out/lock"; \
	cat "$$out/lock" > requirements.lock
