# Two commands do all: `make demo` and `make test`. Both set up the virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready

KILLS ?= 300
SECONDS ?= 0
SAMPLE ?= 160
SEED ?= 15

.PHONY: demo serve test mutants soak attack check catalogue docs pictures site requirements benchmark clean

demo: $(RUNS)
	$(BIN)/cultivation demo demo

# The workspace of the demo, in a browser on this machine.
serve: $(READY)
	test -f demo/kunshan/cultivation.db || $(BIN)/cultivation demo demo
	$(BIN)/cultivation --workspace demo/kunshan serve

test: $(READY) check
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not thorough"

mutants: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4' 'pytest-cov>=7'
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED)

soak: $(READY)
	SOAK=1 $(BIN)/python -m pytest -n auto --dist loadfile -m "thorough or hypothesis"
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
	$(BIN)/python -m tests.every_page build/pictures
	$(BIN)/python -m tests.every_paper build/pictures

site: docs
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

benchmark: $(READY)
	$(BIN)/python benchmarks/year.py
	$(BIN)/python benchmarks/intake.py
	$(BIN)/pip install --quiet scikit-criteria pymcdm
	$(BIN)/python benchmarks/kernel.py
	$(BIN)/python benchmarks/quotas.py
	$(BIN)/python -m benchmarks.record
	$(BIN)/python benchmarks/steps.py
	$(BIN)/python benchmarks/waiting.py
	$(BIN)/python -m benchmarks.replay
	$(BIN)/python benchmarks/robustness.py
	$(BIN)/python -m benchmarks.consistency
	$(BIN)/python benchmarks/shortlist.py
	$(BIN)/python -m benchmarks.registers
	$(BIN)/python -m benchmarks.report
	$(BIN)/python -m benchmarks.queries
	$(BIN)/python -m benchmarks.web
	$(BIN)/python benchmarks/startup.py

# What development needs, what runs, and what serves (deploy/Containerfile), exactly, for all platforms; each file must have one of the hashes here.
requirements: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check 'uv>=0.5'
	$(BIN)/uv pip compile pyproject.toml --extra development --universal --python-version 3.11 --constraint constraints.txt \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade --quiet --output-file requirements.txt
	printf 'setuptools>=77\n' | $(BIN)/uv pip compile pyproject.toml - --universal --python-version 3.11 --constraint requirements.txt \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements-runtime.txt
	printf 'setuptools>=77\n' | $(BIN)/uv pip compile pyproject.toml - --extra all --universal --python-version 3.11 --constraint requirements.txt \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements-serving.txt

# What runs, and no more; the rest is for those who test and develop. Python compiles what is imported.
$(RUNS): setup.cfg pyproject.toml requirements-runtime.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'cultivation needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements-runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(RUNS)

$(READY): $(RUNS) requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	touch $(READY)

clean:
	rm -rf $(VENV) build dist demo
