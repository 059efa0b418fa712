# make exercice   everything from nothing: set-up, exercise pack, the crisis scenario, its PDFs, the desktop if there is a screen
# make test JOBS=1   the tests in one process; else two workers, a file of tests at a time each
# make crise THEME=inondation|route   the simplified desktop        ESPACE=DIR names the work space (default: espace/)
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PY := .venv/bin/python
ESPACE ?= espace
THEME ?=
JOBS ?= 2
WORKERS := -n $(if $(filter 1,$(JOBS)),0,$(JOBS)) --dist loadfile --no-loadscope-reorder
BENCHES := $(sort $(filter-out benchmarks/_%,$(wildcard benchmarks/*.py)))

.DEFAULT_GOAL := help
.PHONY: help setup build paquet exercice crise test faults bench lint format docs doctor kit matrix clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what is missing (apt packages, virtual environment, pinned wheels)
	@requirements/setup.sh

build: setup ## dist/plugins/, dist/*.zip, dist/plugins.xml
	@$(PY) build_plugins.py

paquet: setup ## the exercise pack, when the work space has no data yet
	@test -e '$(ESPACE)/referentiel/CURRENT' || $(PY) -m data_sync exercice --espace '$(ESPACE)'

exercice: build paquet ## the main job on the exercise pack, then the desktop if there is a screen
	@$(PY) -m ddtm_crise scenario --espace '$(ESPACE)'
	@echo 'Documents produits :'; find "$$(realpath '$(ESPACE)')/sorties" -name '*.pdf' | sort
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(PY) bureau.py --espace '$(ESPACE)'; else echo "Pas d'écran : bureau non ouvert (make crise l'ouvre)."; fi

crise: build ## the simplified desktop: make crise THEME=inondation
	@$(PY) bureau.py --espace '$(ESPACE)' --theme '$(THEME)'

test: setup ## every test, the suites inside the real desktop included, and the share of the cores that they run
	@rm -rf build/couverture && mkdir -p build/couverture
	@DDTM_COUVERTURE=1 OMP_NUM_THREADS=1 $(PY) -m pytest $(WORKERS)
	@$(PY) -m coverage combine -q && $(PY) -m coverage report | tail -n 25

faults: setup ## only what happens when disks fill, processes die, files are damaged
	@DDTM_FAULT_POINTS=15 DDTM_SYNC_RUNS=60 DDTM_POSTGIS_RUNS=30 DDTM_SYNC_FUZZ=10000 $(PY) -m pytest $(WORKERS) -k 'fault or nothing_is_lost or fuzz'

bench: setup ## the tables of benchmarks/, with the peers in the same run
	@for file in $(BENCHES); do echo "## $$file"; PYTHONPATH=. $(PY) $$file || exit 1; done

lint: setup ## ruff, types of the ground floor, the import law, dead links, secrets, security rules
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m livraison.qualite
	@$(PY) -m livraison.traduction
	@$(PY) -m pytest tests/test_import_law.py

format: setup ## write the house style
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .

docs: setup ## docs/couches.md from the catalogue, English sentences to translate, the pictures of the guides
	@$(PY) -m livraison.traduction --ecrire || true
	@$(PY) -m shared.catalogue docs > docs/couches.md
	@for file in $(wildcard docs/images/*.py); do $(PY) $$file || exit 1; done

doctor: ## what works on this machine, in French
	@$(firstword $(wildcard $(PY)) /usr/bin/python3) diagnostic.py --espace '$(ESPACE)'

kit: build paquet ## dist/kit-windows/: the USB key for an offline laptop, exercise pack included (network, or build/roues filled)
	@$(PY) build_plugins.py --kit windows --paquet '$(ESPACE)'

matrix: setup ## the suites in QGIS here, and in Debian trixie and sid (root, debootstrap, network, 3 GB each)
	@livraison/matrice.sh ici; livraison/matrice.sh trixie; livraison/matrice.sh sid; tail -n 3 build/matrice/resultats.csv

clean: ## what build and tests left
	@rm -rf dist build .hypothesis .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
