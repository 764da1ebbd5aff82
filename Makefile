# What a developer and CI type. Rust, a C compiler and make are enough; `template` also wants Python 3 with venv.

FUNCTIONS := $(patsubst functions/%/Cargo.toml,%,$(wildcard functions/*/Cargo.toml))
# By name: the tools that some of the packages hold besides are run from the source tree, not in Lambda.
BINARIES := $(foreach name,$(FUNCTIONS),--package $(name) --bin $(name))
VENV := target/ci-venv
REGION ?= ap-northeast-1
ARCH ?=

.PHONY: help run test check deny template receipts tools package

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-10s %s\n' "$$name" "$$what"; done

run: ## Start everything on this machine, at http://127.0.0.1:8787
	@cargo run --quiet --locked -p koe-local

test: ## Run every test
	cargo test --workspace --locked

check: ## Formatting and lints, warnings denied
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

# The list of known flaws is fetched from its repository; without it the rest is checked all the same, and it is said.
deny: export PATH := $(CURDIR)/target/tools/bin:$(PATH)
deny: ## Licences, sources, versions and known flaws of dependencies (wants cargo-deny)
	cargo deny --locked check --hide-inclusion-graph bans licenses sources
	@if timeout 120 cargo deny --locked fetch db; then cargo deny --locked --offline check advisories; \
	else echo 'advisories NOT CHECKED: their list could not be fetched'; fi

template: $(VENV)/ready ## Turn the SAM template into CloudFormation and lint that
	$(VENV)/bin/python infra/lint/transform.py $(REGION) infra/template.yaml target/template.json
	$(VENV)/bin/cfn-lint --regions $(REGION) --template target/template.json
	@echo 'infra/template.yaml: transformed and linted for $(REGION)'

# A test writes receipts and their keys into target/tmp; a processor that is not ours reads them, without a network.
receipts: $(VENV)/jsonld ## Have consent receipts read by a JSON-LD processor (PyLD)
	cargo test --quiet --locked -p koe-privacy --test receipt
	$(VENV)/bin/python shared/privacy/tests/jsonld/validate.py target/tmp/koe-receipt.jsonld target/tmp/koe-receipt-bare.jsonld

$(VENV)/jsonld: $(VENV)/ready shared/privacy/tests/jsonld/requirements.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement shared/privacy/tests/jsonld/requirements.txt
	@touch $@

$(VENV)/ready: infra/lint/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement infra/lint/requirements.txt
	@touch $@

tools: ## Build what people run by hand: koe-admin, koe-replay-erasures, koe-verify, scrub
	cargo build --release --locked -p koe-privacy --bin koe-verify --bin scrub
	cargo build --release --locked -p define-survey --bin koe-admin -p anonymize --bin koe-replay-erasures
	@ls -l $(addprefix target/release/,koe-admin koe-replay-erasures koe-verify scrub) | awk '{ printf "%10d  %s\n", $$5, $$NF }'

# cargo-lambda builds for arm64, as the template wants it, against a glibc older than Lambda's. Without it the
# functions are built for this machine, by plain cargo: enough for tests, and for Lambda if the machine is like it.
package: ## Build every function's bootstrap into target/lambda (ARCH=arm64 or x86_64)
	@set -eu; \
	host=$$(uname -m | sed 's/aarch64/arm64/'); arch='$(ARCH)'; \
	case "$$arch" in ''|arm64|x86_64) ;; *) echo "ARCH is arm64 or x86_64, not $$arch" >&2; exit 2 ;; esac; \
	if cargo lambda --version >/dev/null 2>&1; then \
		arch=$${arch:-arm64}; how='with cargo-lambda'; \
		cargo lambda build --release --locked --$$(echo $$arch | tr _ -) --lambda-dir target/lambda $(BINARIES); \
	elif [ "$${arch:-$$host}" = "$$host" ]; then \
		arch=$$host; how='natively, for want of cargo-lambda'; \
		cargo build --release --locked $(BINARIES); \
		for name in $(FUNCTIONS); do \
			mkdir -p target/lambda/$$name; \
			cp "$${CARGO_TARGET_DIR:-target}/release/$$name" target/lambda/$$name/bootstrap; \
		done; \
	else echo "$$arch cannot be built on $$host without cargo-lambda" >&2; exit 1; fi; \
	for name in $(FUNCTIONS); do \
		[ -x target/lambda/$$name/bootstrap ] || { echo "target/lambda/$$name/bootstrap is missing" >&2; exit 1; }; \
		ls -l target/lambda/$$name/bootstrap | awk '{ printf "%10d  %s\n", $$5, $$NF }'; \
	done; \
	echo "$(words $(FUNCTIONS)) functions built for $$arch ($$how)"; \
	[ $$arch = arm64 ] || echo "infra/template.yaml asks for arm64: deploy these only after changing Architectures there"
