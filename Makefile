# Each target makes its own virtual environment in .venv; a fresh machine needs only Python 3.11 or later and make.
#   make demo      convert a sample report to docx and xlsx
#   make test      lint, types and tests
#   make soak      every test, the long ones too, with many more random examples
#   make bench     time the whole command against other converters
#   make wheelhouse  all that convert-here.* need without a network, for this system and Python, in wheels/
#   make catalogs  collect and compile the messages to translate
#   make clean     remove what these targets made

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
JOBS ?= 2

.PHONY: demo test soak bench wheelhouse catalogs clean

demo: $(VENV)/.made
	@mkdir -p demo-output
	@$(RUN) -m convert samples/annual-report-2021.txt demo-output/annual-report-2021.docx --force
	@$(RUN) -m convert samples/annual-report-2021.txt demo-output/annual-report-2021.xlsx --force
	@echo
	@echo "The sample report, converted:"
	@echo "  $(CURDIR)/demo-output/annual-report-2021.docx"
	@echo "  $(CURDIR)/demo-output/annual-report-2021.xlsx"

test: $(VENV)/.made-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(RUN) -m pytest -n $(JOBS) -m "not soak"

soak: $(VENV)/.made-test
	$(PIP) -e '.[ray]' || echo "Ray cannot be installed here: the tests of runs on a cluster are skipped"
	HYPOTHESIS_PROFILE=search $(RUN) -m pytest -n $(JOBS)

bench: $(VENV)/.made-bench $(VENV)/.made-test
	$(RUN) -m tests.bench.bench_pdf
	$(RUN) -m tests.bench.bench_whole_command
	$(RUN) -m tests.bench.bench_bulk
	$(RUN) -m tests.bench.bench_docx
	$(RUN) -m tests.bench.bench_excel
	$(RUN) -m tests.bench.bench_write
	$(RUN) -m tests.bench.bench_size
	$(RUN) -m tests.bench.bench_warm

wheelhouse: $(VENV)/.made
	rm -rf wheels
	$(RUN) -m pip wheel --quiet --disable-pip-version-check --wheel-dir wheels '.[pdf,excel,legacy,password]'
	@echo "Give wheels/ and samples/convert-here.* away in one folder."

catalogs: $(VENV)/.made-test
	$(RUN) tests/tools/catalogs.py

clean:
	rm -rf $(VENV) demo-output build dist wheels *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.made: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "This needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo not there)." \
	         "Name another one: make PYTHON=python3.12" >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PIP) -e '.[pdf,excel]'
	@touch $@

$(VENV)/.made-test: $(VENV)/.made
	$(PIP) -e '.[pdf,excel,test]'
	@touch $@

$(VENV)/.made-bench: $(VENV)/.made
	$(PIP) -e '.[bench]'
	@touch $@
