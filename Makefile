# Two commands do all: `make demo` and `make test`. Both set up the virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

KILLS ?= 300
SECONDS ?= 0
SAMPLE ?= 160
SEED ?= 15

.PHONY: demo serve test mutants soak attack check catalogue docs pictures site benchmark clean

demo: $(READY)
	$(BIN)/cultivation demo demo

# The workspace of the demo, in a browser on this machine.
serve: $(READY)
	test -f demo/kunshan/cultivation.db || $(BIN)/cultivation demo demo
	$(BIN)/cultivation --workspace demo/kunshan serve

test: $(READY) check
	$(BIN)/python -m pytest -n auto

mutants: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4' 'pytest-cov>=7'
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED)

soak: $(READY)
	$(BIN)/python -m tests.record.crash --kills $(KILLS) --seconds $(SECONDS)

attack: $(READY)
	$(BIN)/python -m tests.record.attack

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

catalogue: $(READY)
	$(BIN)/python -m tests.catalogue

docs: $(READY)
	$(BIN)/python -m tests.reference

pictures: $(READY)
	$(BIN)/python -m tests.pictures

site: docs
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

benchmark: $(READY)
	$(BIN)/python benchmarks/year.py
	$(BIN)/python benchmarks/intake.py
	$(BIN)/pip install --quiet scikit-criteria pymcdm
	$(BIN)/python benchmarks/kernel.py
	$(BIN)/python benchmarks/quotas.py
	$(BIN)/python benchmarks/record.py
	$(BIN)/python benchmarks/steps.py
	$(BIN)/python benchmarks/waiting.py
	$(BIN)/python benchmarks/replay.py
	$(BIN)/python benchmarks/robustness.py
	$(BIN)/python benchmarks/consistency.py
	$(BIN)/python benchmarks/shortlist.py
	$(BIN)/python -m benchmarks.report
	$(BIN)/python -m benchmarks.queries
	$(BIN)/python -m benchmarks.web
	$(BIN)/python benchmarks/startup.py

$(READY): setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'cultivation needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[development]'
	touch $(READY)

clean:
	rm -rf $(VENV) build dist demo
