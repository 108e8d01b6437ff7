# make check is what CI runs. BIN is where the tools are: by default the README's virtual environment.
BIN ?= .venv/bin

.PHONY: check format lint types test verify bench

check: lint types test verify

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

test:
	$(BIN)/pytest

verify:
	$(BIN)/grade verify

bench:
	$(MAKE) -C bench
