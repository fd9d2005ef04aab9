# Cartwheel: everything a user or a contributor runs. `make help` lists it.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

STUDY ?= studies/zuma1
SELECT ?=
Q ?=
q ?=
SET ?=

VENV := .venv
BIN := $(VENV)/bin
PINS := $(VENV)/pinned
READY := $(VENV)/ready
CARTWHEEL := $(BIN)/cartwheel
OLD_CLIENT := build/duckdb-old
SPARK := build/spark
PIP_INSTALL := install --quiet --disable-pip-version-check --no-input

# matplotlib keeps a list of fonts; it belongs here, not in the home folder.
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/matplotlib

.PHONY: all
all: $(READY) ## Set up, build the study, run its statistics and write the report
	@$(CARTWHEEL) build --study '$(STUDY)'
	@$(CARTWHEEL) report --study '$(STUDY)'

.PHONY: help
help: ## Show the targets and the variables they take
	@echo 'usage: make [target] [STUDY=folder] [SELECT=models] [Q=query] [q=question]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  STUDY   the folder with study.yml (now: $(STUDY))'
	@echo '  SELECT  models to build, such as cohort, +cohort or cohort+ (all when empty)'
	@echo "  Q       one SQL query, such as Q='select * from results.estimates limit 5'"
	@echo '  q       a saved question, such as q=response_by_quartile SET=feature=peak_car_t_per_ul'

.PHONY: setup
setup: $(READY) ## Make .venv with the pinned dependencies

.PHONY: build
build: $(READY) ## Build the warehouse of STUDY: only what changed is built again
	@$(CARTWHEEL) build --study '$(STUDY)' $(if $(SELECT),--select '$(SELECT)')

.PHONY: plan
plan: $(READY) ## Say what a build would do and why, and do nothing
	@$(CARTWHEEL) plan --study '$(STUDY)' $(if $(SELECT),--select '$(SELECT)')

.PHONY: report
report: $(READY) ## Write STUDY/report/report.html
	@$(CARTWHEEL) report --study '$(STUDY)'

.PHONY: docs
docs: $(READY) ## Write STUDY/docs/index.html: every model, column, check and seed, and what reads what
	@$(CARTWHEEL) docs --study '$(STUDY)'

export CARTWHEEL_QUERY = $(value Q)
.PHONY: query
query: $(READY) ## Run the query Q against the built warehouse of STUDY
	@test -n "$$CARTWHEEL_QUERY" || { echo "make query needs a query: make query Q='select * from marts.cohort limit 5'" >&2; exit 2; }
	@$(CARTWHEEL) query --study '$(STUDY)' "$$CARTWHEEL_QUERY"

export CARTWHEEL_QUESTION = $(value q)
.PHONY: ask
ask: $(READY) ## Ask the saved question q of STUDY; without q, list them
	@$(CARTWHEEL) ask --study '$(STUDY)' $${CARTWHEEL_QUESTION:+"$$CARTWHEEL_QUESTION"} $(foreach value,$(SET),--set '$(value)')

.PHONY: check
check: $(READY) ## Formatter, linter, types, SQL formatter, generated files; changes nothing
	@$(BIN)/ruff format --quiet --check . || { echo 'run `make fmt`' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/sqlfmt --check --quiet sql || { echo 'SQL is not formatted: run `make fmt`' >&2; exit 1; }
	@$(BIN)/python -m tests.house.generated --check
	@echo 'check: everything holds'

.PHONY: fmt
fmt: $(READY) ## Format Python and SQL, mend what the linter can, write the generated files anew
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/sqlfmt --quiet sql
	@$(BIN)/python -m tests.house.generated

# A file of tests stays on one worker, so that a study built for a file is built once.
.PHONY: test
test: $(READY) $(OLD_CLIENT)/ready ## Run all tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(PYTEST)

# DuckDB for browsers is in the npm registry alone; cartwheel checks the hashes of the two packages.
.PHONY: site
site: $(READY) ## Write STUDY/site: what may be seen, with SQL in the reader's browser (needs npm)
	@command -v npm > /dev/null || { echo 'make site needs npm, which fetches DuckDB for browsers: sudo apt install npm' >&2; exit 1; }
	@mkdir -p build/npm && cd build/npm && npm pack --silent @duckdb/duckdb-wasm@1.32.0 apache-arrow@17.0.0 > /dev/null
	@rm -rf '$(STUDY)/site'
	@$(CARTWHEEL) export site '$(STUDY)/site' --packages build/npm --study '$(STUDY)'

.PHONY: live
live: $(READY) ## Let 8 readers ask while 50 builds are published, and print what they saw
	@CARTWHEEL_READERS=8 CARTWHEEL_REBUILDS=50 $(BIN)/python -m pytest -q -s -n 0 tests/functional/test_live.py

export CARTWHEEL_DBT = $(DBT)
.PHONY: parity
parity: $(READY) ## Compare every cell: by groups and on Spark over generated cohorts, and, named by DBT=bin/dbt, with dbt
	@$(BIN)/python -m pytest -q tests/parity

.PHONY: coverage
coverage: $(READY) $(OLD_CLIENT)/ready ## Run all tests and list the lines and branches they miss
	@mkdir -p build/coverage
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --cov --cov-report term $(PYTEST)

.PHONY: exactness
exactness: $(READY) ## Print how far each method is from R, over all reference values beside this checkout
	@$(BIN)/python -m tests.stats.largest_differences

.PHONY: bench
bench: $(READY) ## Time build, no-op, query, ten million rows, forty and 2,000 models beside bare DuckDB, the screens beside scipy and statsmodels
	@$(BIN)/python -m tests.bench --study '$(STUDY)'
	@$(BIN)/python -m tests.bench.screen
	@$(BIN)/python -m tests.bench.ingest
	@$(BIN)/python -m tests.bench.engines
	@$(BIN)/python -m tests.bench.many

.PHONY: bench-peers
bench-peers: $(READY) ## Forty models by bare DuckDB, us, and the peers named by DBT=bin/dbt, FUSION=bin/dbt and SQLMESH=bin/sqlmesh
	@$(BIN)/python -m tests.bench.engines $(if $(DBT),--dbt '$(DBT)') $(if $(FUSION),--fusion '$(FUSION)') $(if $(SQLMESH),--sqlmesh '$(SQLMESH)')

.PHONY: spark-test
spark-test: $(SPARK)/ready ## Build on a Spark cluster of this machine (needs Java 17), kill a worker, compare every cell (SUBJECTS=20000)
	@PYTHONPATH='$(CURDIR)/$(SPARK)' $(BIN)/python -m tests.cluster $(if $(SUBJECTS),--subjects $(SUBJECTS))

.PHONY: bench-spark
bench-spark: $(SPARK)/ready ## The models of the shipped study, built, as native Spark SQL: what runs, what differs, how long (STUDY=)
	@PYTHONPATH='$(CURDIR)/$(SPARK)' $(BIN)/python -m tests.bench.native_spark '$(STUDY)'

.PHONY: bench-scale
bench-scale: $(READY) ## Build and screen 100 to 10,000 simulated subjects (SIZES='100000' for others): time, memory, curves
	@$(BIN)/python -m tests.bench.scale $(if $(SIZES),--sizes $(SIZES))

.PHONY: mutation
mutation: $(READY) ## Break the shipped models one by one and say what no example notices (MODELS='int_car_t*', TESTS=1)
	@$(BIN)/python -m tests.mutation $(if $(TESTS),--tests-too) --survivors $(MODELS)

# No index and no machine path is written into a lock file; tests/house/test_lock_files.py holds that.
LOCK := build/lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
.PHONY: lock
lock: build/lock/bin/uv ## Renew the pinned requirements from pyproject.toml
	@$(LOCK) --upgrade pyproject.toml --output-file requirements.txt > /dev/null
	@$(LOCK) --upgrade --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt > /dev/null

.PHONY: clean
clean: ## Remove what was built: .venv, caches, warehouses and reports; no source, no data
	@rm -rf build dist .mypy_cache .ruff_cache .hypothesis *.egg-info
	@rm -rf studies/*/warehouse.duckdb* studies/*/report studies/*/docs studies/*/site studies/*/.cartwheel
	@find . -name __pycache__ -type d -not -path './.git/*' -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	@rm -rf $(VENV)

# Each stamp is the last thing written, so an interrupted set-up starts again. Two, because pyproject.toml changes often and
# the pins seldom.
$(READY): pyproject.toml $(PINS)
	@$(BIN)/python -m pip $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(PINS): requirements-dev.txt
	@python=$$(for name in $(or $(PYTHON),python3.11 python3.12 python3.13 python3); do \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done); \
	test -n "$$python" || { \
	    echo 'Python 3.11 or newer was not found$(if $(PYTHON), as $(PYTHON)). Install it, or name it: make PYTHON=python3.12' >&2; \
	    exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$$python cannot make virtual environments. On Debian or Ubuntu: sudo apt install $${python##*/}-venv" >&2; \
	    exit 1; }; \
	echo 'Setting up $(VENV) (once; a minute or two, about 800 MB)'; \
	rm -rf $(VENV) && "$$python" -m venv $(VENV)
	@$(BIN)/python -m pip $(PIP_INSTALL) --require-hashes --requirement $<
	@touch $@

$(OLD_CLIENT)/ready: requirements-old-client.txt | $(READY)
	@rm -rf $(OLD_CLIENT)
	@$(BIN)/python -m pip $(PIP_INSTALL) --no-warn-conflicts --require-hashes --target $(OLD_CLIENT) --requirement $<
	@touch $@

$(SPARK)/ready: requirements-spark.txt | $(READY)
	@java -version 2>/dev/null || { echo 'Spark needs Java 17 or newer: sudo apt install openjdk-17-jre-headless' >&2; exit 1; }
	@rm -rf $(SPARK)
	@$(BIN)/python -m pip $(PIP_INSTALL) --require-hashes --target $(SPARK) --requirement $<
	@touch $@

build/lock/bin/uv:
	@python3.11 -m venv build/lock
	@build/lock/bin/python -m pip $(PIP_INSTALL) uv
