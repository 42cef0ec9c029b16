SHELL := /bin/bash
.DEFAULT_GOAL := help

EXAMPLE ?= bookinfo
CONFIGURATION := Release
SLUICE := artifacts/bin/Sluice.Cli/release/sluice
# Bookinfo's Pulumi.yaml stands at the root, as `pulumi up` in a fresh clone expects it; the other examples have their own.
PROJECT_DIR := $(if $(filter bookinfo,$(EXAMPLE)),.,examples/$(EXAMPLE))
BUILD := dotnet msbuild -restore -m -p:Configuration=$(CONFIGURATION) -nologo -v:q

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help
help: ## Show the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: up
up: tools ## Start the local cluster, deploy EXAMPLE (default bookinfo) and print its URL
	@$(SLUICE) up --cwd $(PROJECT_DIR) --yes

.PHONY: preview
preview: tools ## Show what up would change
	@$(SLUICE) preview --cwd $(PROJECT_DIR)

.PHONY: down
down: tools ## Delete EXAMPLE's stack; with the last stack the cluster stops too
	@$(SLUICE) destroy --cwd $(PROJECT_DIR) --yes --stop-cluster

.PHONY: tools
tools: packages
	@$(BUILD) Sluice.Tools.slnf

.PHONY: build
build: packages ## Build everything
	@$(BUILD) Sluice.slnx

.PHONY: test
test: build ## Run all tests; the last line counts them
	@tests/run

.PHONY: conformance
conformance: build ## Run the Gateway API conformance suite and write artifacts/conformance/report.yaml
	@tests/run tests/Conformance; status=$$?; cat artifacts/conformance/table.txt; exit $$status

.PHONY: soak
soak: build ## Break things under load for minutes: kills, outages, rollouts; prints the requests lost per fault
	@status=0; for room in tests/Unit/Distribution tests/EndToEnd; do \
	  SLUICE_SOAK=1 dotnet test $$room -c $(CONFIGURATION) --no-build --nologo --filter FullyQualifiedName~Fault --logger 'console;verbosity=detailed' \
	    | grep -E 'requests lost|Passed|Failed|Message|Exception'; [ $${PIPESTATUS[0]} -eq 0 ] || status=1; \
	done; exit $$status

# The image of controller and proxies. Ahead-of-time code makes a proxy ready sooner; see docs/performance.md for the figures.
IMAGE := ghcr.io/sluice-dev/gateway
VERSION = $(shell sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
RUNTIME := linux-$(if $(filter aarch64,$(shell uname -m)),arm64,x64)
PUBLISH := dotnet publish provider/Gateway/Sluice.Gateway.csproj -c $(CONFIGURATION) -r $(RUNTIME) --nologo -v q -p:PublishReadyToRun=true

.PHONY: image
image: ## Build the container image on .NET's chiselled base, for Docker or Podman, or push it: REGISTRY=host[/path]
	@$(PUBLISH) --no-self-contained -t:PublishContainer -p:ContainerFamily=noble-chiseled -p:ContainerImageTag=$(VERSION) \
	  $(if $(REGISTRY),-p:ContainerRegistry=$(firstword $(subst /, ,$(REGISTRY))) -p:ContainerRepository=$(patsubst $(firstword $(subst /, ,$(REGISTRY)))/%,%,$(REGISTRY)/gateway),-p:ContainerRepository=$(IMAGE))
	@echo "Image: $(if $(REGISTRY),$(REGISTRY)/gateway,$(IMAGE)):$(VERSION)"

.PHONY: image-archive
image-archive: ## Build the image as an OCI archive, without registry or network: artifacts/image/gateway.tar
	@$(PUBLISH) --self-contained -o artifacts/image/publish
	@provider/Gateway/image/archive artifacts/image/publish Sluice.Gateway $(IMAGE):$(VERSION) artifacts/image/gateway.tar

.PHONY: bench
bench: packages ## Measure the proxy, alone and beside nginx, HAProxy, Caddy and YARP (docs/performance.md)
	@$(BUILD) tests/Benchmarks/Sluice.Benchmarks.csproj
	@dotnet artifacts/bin/Sluice.Benchmarks/release/Sluice.Benchmarks.dll

# Where Pulumi, Pulumi.Kubernetes and Verify.Xunit come from (docs/packages.md): asked once, remembered in .sluice/packages.props.
.PHONY: packages
packages:
	@set -e; props=.sluice/packages.props; choice='$(PACKAGES)'; \
	if [ -z "$$choice" ] && [ -f $$props ]; then exit 0; fi; \
	case "$$choice" in \
	  feed|tree) ;; \
	  '') if dotnet restore compat/Probe/Probe.csproj -v q >/dev/null 2>&1; then choice=feed; else choice=tree; fi ;; \
	  *) echo "PACKAGES=$$choice is not known. Allowed: feed (official packages), tree (stand-ins in compat/)." >&2; exit 2 ;; \
	esac; \
	mkdir -p .sluice; \
	new="<Project><PropertyGroup><SluicePackages>$$choice</SluicePackages></PropertyGroup></Project>"; \
	if [ "$$(cat $$props 2>/dev/null)" != "$$new" ]; then echo "$$new" > $$props; fi; \
	case "$$choice" in \
	  feed) echo 'Packages: feed (Pulumi, Pulumi.Kubernetes and Verify.Xunit from the package feed).' ;; \
	  tree) echo 'Packages: tree (stand-ins from compat/; the package feed was not chosen or does not serve the official ones).' ;; \
	esac
