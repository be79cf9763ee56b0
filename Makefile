# Kopru's verbs. `make up` and `make test` are all that a fresh machine needs.

.DEFAULT_GOAL := help
SHELL := /bin/bash
# Queries are checked against the committed query data, whatever database the tests run on.
export SQLX_OFFLINE := true

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

up: ## Get what is missing, build, and start everything with a demo shop (Ctrl-C stops it)
	@.ci/need rust postgres
	@cargo build --release --quiet --bin kopru || cargo build --release --bin kopru
	@exec target/release/kopru up --demo

test: ## All tests: on a real Postgres of their own, and in a real browser
	@.ci/need rust postgres node browser
	@cargo build --quiet --bin kopru
	@.ci/with-postgres cargo test --workspace --quiet
	@cd tests/browser && npm ci --silent && npm test

check: ## What must hold before a commit: formatting, lints, import directions, query data, tests
	@.ci/need rust postgres node browser
	cargo fmt --all --check
	.ci/check-imports
	.ci/check-assets
	cargo clippy --workspace --all-targets -- -D warnings
	.ci/with-postgres .ci/check-queries
	cargo build --bin kopru
	.ci/with-postgres cargo test --workspace
	cd tests/browser && npm ci --silent && npm test

assets: ## Bundle the scripts under web/assets to static/js after a change of one (needs Node)
	@.ci/need node
	cd web/assets && npm ci --ignore-scripts --no-fund --no-audit --silent && npm run --silent check && npm run --silent build

prepare: ## Renew the query data after a change of a query or a migration
	@.ci/need rust postgres
	@.ci/with-postgres .ci/prepare-queries

lighthouse: ## Lighthouse figures of the main pages; fails under 95
	@.ci/need rust postgres node browser
	@cargo build --quiet --bin kopru
	@cd tests/browser && npm ci --silent
	@cd tests/lighthouse && npm ci --silent && npm start --silent

pictures: ## Make README's pictures anew from the running product
	@.ci/need rust postgres node browser pngquant
	@cargo build --quiet --bin kopru
	@cd tests/browser && npm ci --silent && npm run --silent pictures

guides: ## Make the guides' pictures anew from the running product
	@.ci/need rust postgres node browser pngquant ffmpeg
	@cargo build --quiet --bin kopru
	@cd tests/browser && npm ci --silent && npm run --silent guides

films: ## Make the guides' films anew from the running product
	@.ci/need rust postgres node browser ffmpeg
	@cargo build --quiet --bin kopru
	@cd tests/browser && npm ci --silent && npm run --silent videos

bench: ## The figures of the fixed scenario, as a table and in var/bench/latest.json
	@.ci/need rust postgres
	cargo build --release --bin kopru --bin bench
	.ci/with-postgres target/release/bench

load: ## Only the figures under load: fairness, webhooks, memory
	@.ci/need rust postgres
	cargo build --release --bin kopru --bin bench
	.ci/with-postgres target/release/bench --only load

.PHONY: help up test check assets prepare lighthouse pictures guides films bench load
