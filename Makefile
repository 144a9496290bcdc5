# Guanxi: every command a developer needs. `make run` and `make test` do all their set-up themselves.
#
# Built crates are kept outside the checkout, so that a fresh clone builds quickly; set CARGO_TARGET_DIR to move them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export CARGO_TARGET_DIR ?= $(HOME)/.cache/guanxi/target
export CARGO_TERM_COLOR ?= auto

DATA ?= ./data
LISTEN ?= 127.0.0.1:8080
PUBLIC ?= 127.0.0.1:8081
# A host name, not an IP address: browsers give passkeys to names alone.
URL ?= http://localhost:$(lastword $(subst :, ,$(LISTEN)))
CARGO := cargo --locked
# `npm ci` refuses a lock file that leaves out the packages of other platforms, so `install` is used; it keeps to the lock.
NPM_CI := npm install --no-audit --no-fund --prefer-offline --no-save

# Property tests ask the same questions in every run; `make fuzz` asks others.
export PROPTEST_RNG_SEED ?= 1
ROUNDS ?= 5
CASES ?= 5000
# The program as the tests build it: another selection of packages would build its dependencies with other features again.
PROGRAM := $(CARGO_TARGET_DIR)/debug/guanxi
BUILD := $(CARGO) test --workspace --no-run --quiet
# Writes the web app's types; with --check it only tells whether they are those of the program.
SCHEMA = $(PROGRAM) openapi --objects tag > $(CARGO_TARGET_DIR)/openapi.json; cd web && npm run --silent schema -- $(CARGO_TARGET_DIR)/openapi.json

.PHONY: help run test test-rust test-web test-api test-e2e fuzz screenshots bench fmt icons lint deny schema setup clean-data

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: web/dist ## Build everything and serve the demo company on http://localhost:8080
	$(CARGO) build --release -p guanxi
	$(CARGO_TARGET_DIR)/release/guanxi serve --data $(DATA) --listen $(LISTEN) --public $(PUBLIC) --url $(URL) --demo

test: setup lint test-web test-rust test-api test-e2e ## Run every test on SQLite and PostgreSQL, and in a browser

setup: ## Install what the tests need (PostgreSQL, Chromium, fonts, Python tools)
	scripts/setup.sh

web/node_modules: web/package-lock.json
	cd web && $(NPM_CI)
	@touch $@

web/dist: web/node_modules $(shell find web/src web/public web/index.html -type f 2>/dev/null)
	cd web && npm run --silent build
	@touch $@

e2e/node_modules: e2e/package-lock.json
	cd e2e && $(NPM_CI)
	@touch $@

icons: e2e/node_modules ## Draw the icons of the installed app anew from web/public/icon.svg
	cd e2e && node icons.mjs

test-web: web/dist ## Type-check, lint and unit-test the web app; check its size
	cd web && npm run --silent typecheck && npm run --silent lint && npm run --silent knip && npm run --silent test && npm run --silent size

test-rust: setup web/dist e2e/node_modules ## Run the Rust tests, each on both databases
	scripts/with-services.sh $(CARGO) test --workspace --no-fail-fast

test-api: setup web/dist ## Check the web app's types, and ask the API everything that its OpenAPI document promises, on both databases
	$(BUILD)
	$(SCHEMA) --check
	scripts/fuzz-api.py $(PROGRAM)
	scripts/with-services.sh scripts/fuzz-api.py $(PROGRAM) --postgres --examples 5

test-e2e: setup web/dist e2e/node_modules ## Do the main jobs in a real browser; some of them with JOURNEYS="map.test.mjs tree.test.mjs"
	$(BUILD)
	cd e2e && GUANXI=$(PROGRAM) node run.mjs $(JOURNEYS)

fuzz: setup web/dist ## Property tests with other seeds and many cases: ROUNDS=5 CASES=5000
	$(BUILD)
	for round in $$(seq $(ROUNDS)); do \
	  seed=$$((RANDOM * 32768 + RANDOM)); echo "round $$round: PROPTEST_RNG_SEED=$$seed"; \
	  PROPTEST_RNG_SEED=$$seed PROPTEST_CASES=$(CASES) scripts/with-services.sh $(CARGO) test --workspace --lib --quiet; \
	  scripts/fuzz-api.py $(PROGRAM) --seed $$seed --examples 100; \
	done

screenshots: setup web/dist e2e/node_modules ## Take the pictures of README and docs; with ALL=FOLDER every main room in all looks into a folder
	$(BUILD)
	cd e2e && GUANXI=$(PROGRAM) node screenshots.mjs $(if $(ALL),$(abspath $(ALL)) all,../docs/screenshots)

bench: setup web/dist e2e/node_modules ## Measure speed as ratios; see benches/README.md
	$(CARGO) build --release -p guanxi -p guanxi-benches
	scripts/with-services.sh $(CARGO_TARGET_DIR)/release/guanxi-benches $(BENCH)

fmt: web/node_modules ## Format all code
	cargo fmt --all
	cd web && npm run --silent format

lint: web/dist ## Check format and lints
	cargo fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

deny: ## Check licences, duplicates and sources of dependencies (installs cargo-deny once)
	command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny check bans licenses sources

schema: web/node_modules ## Write the web app's types from the OpenAPI document
	$(BUILD)
	$(SCHEMA)

clean-data: ## Throw the local data away (asks first)
	@read -r -p "Delete $(DATA)? [y/N] " a; [ "$$a" = y ] && rm -rf $(DATA)
