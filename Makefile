SHELL := /bin/bash
.DEFAULT_GOAL := help
EXAMPLE ?= bookinfo
CONFIGURATION ?= Release
DOTNET_FLAGS := -c $(CONFIGURATION) --nologo -v q -clp:NoSummary

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help
help: ## Show the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build everything
	@dotnet build Sluice.slnx $(DOTNET_FLAGS)
