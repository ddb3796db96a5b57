# What a developer does here. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help demo code test test-floor check build package bench clean setup

# Node 24 of node_modules comes before the machine's own.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
packages := node_modules/.package-lock.json

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-12s %s\n' "$$name" "$$what"; done

demo: setup ## install what is missing, then drive the whole product in a real VS Code, with pictures in out/demo
	@node test/host/install.ts rust browser vscode
	@npm run -s package
	@node test/ui/demo.ts

code: setup ## open VS Code with the extension and the sample
	@node test/host/install.ts rust
	@npm run -s package
	@node test/host/code.ts

test: setup ## run all tests, or some: make test PARTS="node ui"
	@npm run -s test -- $(PARTS)

test-floor: setup ## run the tests inside VS Code in the oldest version that is supported
	@node test/host/install.ts browser vscode-floor
	@npm run -s build
	@VSCODE_RELEASE=floor npm run -s test:editor
	@VSCODE_RELEASE=floor npm run -s test:ui

check: setup ## types, lint, format, dead code
	@npm run -s check

build: setup ## bundle extension, Local SageMaker and panels into dist
	@npm run -s build

package: setup ## make out/rust-sagemaker.vsix
	@npm run -s package

bench: setup ## measure activation, the tree, logs, uploads, deployment, cancelling and proxy overhead
	@node test/host/install.ts rust browser vscode
	@npm run -s build
	@npm run -s bench

clean: ## delete all that was built
	rm -rf dist out rust-sample/target templates/*/target

setup: $(packages)
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 ? 0 : 1)' || \
		{ echo "Node 24 or later is needed, and this is $$(node --version): please install it from https://nodejs.org"; exit 1; }

$(packages): package-lock.json
	@command -v npm >/dev/null || { echo "Node is missing: please run  sudo apt-get install nodejs npm"; exit 1; }
	@echo "Installing the packages of package-lock.json, and with them Node 24"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
