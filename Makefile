# SPDX-License-Identifier: MIT
# `make help` lists the targets. CMake presets, npm and the scripts in scripts/ do the work.

BUILD    := build
JOBS     ?= $(shell nproc 2>/dev/null || echo 2)
NINJA    := nice ninja -j $(JOBS)
PACKAGES := scripts/install_packages.sh
PREFIX   ?= /usr/local
FUZZ_SECONDS ?= 60
SEED     ?= 1
COUNT    ?= 20
export npm_config_update_notifier = false

WEBUI_SOURCES := $(shell find webui -name node_modules -prune -o -name dist -prune -o -type f \
                   -print 2>/dev/null)
# for the shell to expand, when git is there
CXX_SOURCES    = $$(git ls-files '*.cpp' '*.hpp')
SHELL_SCRIPTS  = $$(git ls-files '*.sh') .ci/run

.DEFAULT_GOAL := build
.PHONY: build programs webui run test test-all lint format bench fuzz mutants pictures deb rpm \
        install clean help needs-build needs-webui

help: ## this list
	@echo "make TARGET, of which:"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

# Every target that needs packages installs them, or names those that are missing, before anything
# else. What they need then is made by a make of its own: a prerequisite would be made first.
MAKEFLAGS += --no-print-directory

build: ## build/lecternd, build/lecternctl and build/webui (the default)
	@$(PACKAGES) --check build run webui
	@$(MAKE) programs webui

# order-only prerequisites, which name what is missing of a section
needs-build needs-webui: needs-%:
	@$(PACKAGES) --check $*

$(BUILD)/%/build.ninja: CMakePresets.json | needs-build
	@cmake --preset $*
	@touch $@

# Hard links, because the daemon looks for the web UI beside its own file.
programs: $(BUILD)/dev/build.ninja
	@$(NINJA) -C $(BUILD)/dev lecternd lecternctl
	@ln -f $(BUILD)/dev/daemon/lecternd $(BUILD)/dev/ctl/lecternctl $(BUILD)/ 2>/dev/null || \
	  cp -f $(BUILD)/dev/daemon/lecternd $(BUILD)/dev/ctl/lecternctl $(BUILD)/

webui: $(BUILD)/webui/index.html

$(BUILD)/webui/index.html: $(WEBUI_SOURCES) | needs-webui
	@scripts/npm_ci.sh webui
	@cd webui && npm run --silent build -- --outDir ../$(BUILD)/webui --emptyOutDir
	@touch $@

run: ## install what is missing, build, start the daemon on its defaults (state under ./var)
	@$(PACKAGES) build run webui
	@$(MAKE) build
	@exec $(BUILD)/lecternd --config builtin $(ARGS)

test: ## install what is missing, build and run the tests (SUITES="unit webui" for some)
	@$(PACKAGES) build run webui test package package-test
	@scripts/run_tests.py $(SUITES)

test-all: ## make test, and thread sanitizer, clang, lint and the .rpm
	@$(PACKAGES) build run webui test lint fuzz package rpm package-check package-test container
	@$(MAKE) lint
	@scripts/run_tests.py --all

lint: ## format, clang-tidy, shellcheck, types of the web UI
	@$(PACKAGES) build webui lint fuzz
	@cmake --preset clang >/dev/null  # each time: sources that are new stand in no older list
	clang-format --dry-run --Werror $(CXX_SOURCES)
	shellcheck -x -S warning $(SHELL_SCRIPTS)
	nice scripts/clang_tidy.py -j $(JOBS) $(BUILD)/clang \
	  base net turn meetings signaling api config control probe ctl daemon
	scripts/npm_ci.sh webui && cd webui && npm run --silent typecheck

format: ## apply clang-format
	@$(PACKAGES) lint
	clang-format -i $(CXX_SOURCES)

bench: ## build and run the benches (the relay's beside coturn needs root; about five minutes)
	@$(PACKAGES) build run webui bench
	@$(MAKE) build
	@$(NINJA) -C $(BUILD)/dev bench/all
	@ctest --test-dir $(BUILD)/dev -L '^bench$$' --verbose --no-tests=error

fuzz: ## every fuzzer for FUZZ_SECONDS, starting from its corpus
	@$(PACKAGES) build fuzz
	@scripts/run_fuzzers.sh $(FUZZ_SECONDS)

mutants: ## measure the tests: COUNT mutants of the pure parts, chosen by SEED (AREA="turn api")
	@$(PACKAGES) build webui test
	@nice scripts/mutants.py --seed $(SEED) --count $(COUNT) --jobs $(JOBS) $(AREA:%=--area %)

pictures: ## make the pictures of the documentation anew, from the real pages in Chromium
	@$(PACKAGES) build run webui test
	@$(MAKE) build
	@node tests/e2e/pictures.mjs $(BUILD)/lecternd

deb: ## build/packages/lectern_VERSION_ARCH.deb
	@$(PACKAGES) build webui package
	@$(MAKE) webui
	@scripts/mkdeb.sh $(BUILD)/packages

rpm: ## build/packages/lectern-VERSION.ARCH.rpm
	@$(PACKAGES) build webui rpm
	@$(MAKE) webui
	@scripts/mkrpm.sh $(BUILD)/packages

install: ## install below PREFIX (/usr/local), honours DESTDIR
	@$(PACKAGES) --check build run webui
	@$(MAKE) webui $(BUILD)/release/build.ninja
	@$(NINJA) -C $(BUILD)/release
	cmake --install $(BUILD)/release --prefix $(PREFIX)

clean: ## remove build/ (./var, the state of make run, stays)
	rm -rf $(BUILD)
