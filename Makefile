# Every command of the project. `make` alone prints this menu.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench setup lock format clean
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
READY := .venv/.ready
PORT ?= 8501

help:
	@echo "make demo     set up, invent demo data, build and serve the dashboard   演示"
	@echo "make test     set up and run every test, browser tests included         全部测试"
	@echo "make check    format, lint, types, import rules, fast tests             快速检查"
	@echo "make bench    measure; RECORD=1 keeps it in BENCHMARKS.md, FULL=1 hours  性能测量"
	@echo "make format   put the code in the house format"
	@echo "make lock     write requirements.txt anew from pyproject.toml"
	@echo "make clean    remove what make made (not your data in var/)"

# One virtual environment, installed by uv from the hashed lock, bytecode compiled: imports are three times faster.
$(READY): requirements.txt pyproject.toml
	@test -x .boot/bin/uv || ($(PYTHON) -m venv .boot && .boot/bin/pip install --quiet uv==$(UV_VERSION))
	@test -x $(BIN)/python || .boot/bin/uv venv --quiet --python $(PYTHON) .venv
	@.boot/bin/uv pip sync --quiet --require-hashes --compile-bytecode --python $(BIN)/python requirements.txt
	@.boot/bin/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $(READY)

setup: $(READY)

demo: $(READY)
	@$(BIN)/xinheng demo --port $(PORT)

test: $(READY)
	@$(BIN)/python -m pytest -m "not bench" -n 2 --dist loadfile --no-loadscope-reorder

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy & types=$$!; \
	$(BIN)/python -m pytest -m "not slow and not browser and not bench" -n 2 --dist loadfile --no-loadscope-reorder; \
	tests=$$?; wait $$types && exit $$tests

bench: $(READY)
	@$(BIN)/python -m tests.benchmarks $(if $(FULL),--full) $(if $(RECORD),--record)

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock:
	@test -x .boot/bin/uv || ($(PYTHON) -m venv .boot && .boot/bin/pip install --quiet uv==$(UV_VERSION))
	@.boot/bin/uv lock --quiet
	@.boot/bin/uv export --quiet --all-groups --no-emit-project --no-header --no-annotate --output-file requirements.txt > /dev/null

clean:
	@rm -rf .venv .boot .pytest_cache .mypy_cache .ruff_cache .hypothesis bench.json
