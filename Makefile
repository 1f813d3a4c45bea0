# reprint - one non-recursive Makefile; everything builds into build/.
# User variables are honoured by appending: CC CFLAGS CPPFLAGS LDFLAGS PREFIX DESTDIR. V=1 shows commands.

BUILD   ?= build
PREFIX  ?= /usr/local
VERSION := $(shell sed -n 's/^\#define RP_VERSION "\(.*\)"/\1/p' include/reprint.h)
CXX     ?= g++
AR      ?= ar
OBJCOPY ?= objcopy
Q       := $(if $(V),,@)

WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
          -Wvla -Wformat=2 -Wundef -fno-common $(if $(DEV),-Werror)
OPT    ?= -O3
# SAN=address,undefined or SAN=thread builds everything instrumented, into a folder of its own.
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
ALLCFLAGS   := -std=gnu11 -g $(OPT) $(WARN) -fvisibility=hidden -fPIC -Iinclude -Isrc -I$(BUILD)/gen $(SANFLAGS) $(CPPFLAGS) $(CFLAGS)
ALLCXXFLAGS := -std=c++17 -g $(OPT) -Wall -Wextra -fvisibility=hidden -fPIC -fno-rtti -Iinclude -Isrc $(SANFLAGS) $(if $(findstring clang,$(CXX)),$(if $(SAN),-fno-sanitize=function)) $(CPPFLAGS) $(CXXFLAGS)

LIB_DIRS  := base text sketch lsh store verify cluster engine rules article records candidates relation background story
PROG_DIRS := coding source json ingest report gen eval audit bench console intake dedup scan cli
LIB_SRC   := $(sort $(foreach d,$(LIB_DIRS),$(wildcard src/$(d)/*.c)))
PROG_SRC  := $(sort $(foreach d,$(PROG_DIRS),$(wildcard src/$(d)/*.c) $(wildcard src/$(d)/*.cpp)))
# Programs that run during the build: src/*/*_gen.c (but for the command of that name).
GEN_SRC   := $(filter-out src/cli/%,$(filter %_gen.c,$(LIB_SRC) $(PROG_SRC)))
LIB_SRC   := $(filter-out $(GEN_SRC),$(LIB_SRC))
PROG_SRC  := $(filter-out $(GEN_SRC) src/cli/main.c,$(PROG_SRC))
obj        = $(patsubst %,$(BUILD)/%.o,$(basename $(1)))
LIB_OBJ   := $(call obj,$(LIB_SRC))
PROG_OBJ  := $(call obj,$(PROG_SRC))

LIB_LIBS  := -lsodium -lpcre2-8 -lpthread -lm
PROG_LIBS := -lsimdjson -lzstd -lisal -lstdc++ $(LIB_LIBS)

# Fuzz targets, and the same with a main() that replays files.
FUZZ_SRC   := $(wildcard tests/fuzz/fuzz_*.c)
REPLAY_BIN := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/replay_%,$(FUZZ_SRC))
UNIT_BIN  := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

.PHONY: all help lib test web-tools sanitize fuzz quality quality-audit quality-estimator quality-stories bench demo demo-news docs reference install uninstall clean
.DEFAULT_GOAL := all
all: $(BUILD)/reprint lib ## build the command and the library
lib: $(BUILD)/libreprint.a $(BUILD)/libreprint.so ## build libreprint, static and shared

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

# Tables made by a program of ours that runs on the machine that builds.
HOSTCC ?= cc
$(BUILD)/gen/%_table.h: src/text/%_gen.c src/text/%.h
	@mkdir -p $(@D)
	$(if $(Q),@echo "  GEN  $@")
	$(Q)$(HOSTCC) -std=gnu11 -O1 -Wall -Wextra -Isrc $< -lutf8proc -o $(@:.h=)
	$(Q)$(@:.h=) > $@.tmp && mv $@.tmp $@
$(BUILD)/src/text/fold.o: $(BUILD)/gen/fold_table.h

$(BUILD)/gen/variants_table.h: src/relation/variants_gen.c src/relation/variants.h data/variants.tsv
	@mkdir -p $(@D)
	$(if $(Q),@echo "  GEN  $@")
	$(Q)$(HOSTCC) -std=gnu11 -O1 -Wall -Wextra -Iinclude -Isrc $< -o $(@:.h=)
	$(Q)$(@:.h=) < data/variants.tsv > $@.tmp && mv $@.tmp $@
$(BUILD)/src/relation/variants.o: $(BUILD)/gen/variants_table.h

# Instruction sets belong to single files, never to the whole build. Off x86 those files are empty.
ifneq ($(filter x86_64-%,$(shell $(CC) -dumpmachine 2>/dev/null)),)
%_kernel_avx2.o:   ISA := -mavx2 -mbmi -mbmi2 -mlzcnt -mpclmul
%_kernel_avx512.o: ISA := -mavx2 -mbmi -mbmi2 -mlzcnt -mpclmul -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512cd -mavx512vbmi -mavx512vbmi2 -mprefer-vector-width=512
endif

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC   $<")
	$(Q)$(CC) $(ALLCFLAGS) $(ISA) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.cpp
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CXX  $<")
	$(Q)$(CXX) $(ALLCXXFLAGS) -MMD -MP -c $< -o $@

# Data files compiled in: a table of text as C string literals, the agencies as sorted arrays.
$(BUILD)/gen/%.tsv.inc: data/%.tsv
	@mkdir -p $(@D)
	$(Q)sed -e 's/[\\"]/\\&/g' -e 's/?/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< >$@

# The style sheet and the script of report pages, likewise.
$(BUILD)/gen/%.inc: src/report/web/%
	@mkdir -p $(@D)
	$(Q)sed -e 's/[\\"]/\\&/g' -e 's/?/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< >$@
$(BUILD)/src/report/story_html.o: $(BUILD)/gen/reprint.css.inc $(BUILD)/gen/reprint.js.inc

$(BUILD)/gen/agencies.inc: data/agencies.tsv src/article/agencies.awk
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f src/article/agencies.awk data/agencies.tsv | LC_ALL=C sort -t '	' -k1,1 -k2,2 | cut -f3 >$@

$(BUILD)/src/article/patterns.o: $(BUILD)/gen/patterns.tsv.inc
$(BUILD)/src/article/agencies.o: $(BUILD)/gen/agencies.inc

# Everything of ours, all names visible: what the command and the tests link.
$(BUILD)/libinternal.a: $(LIB_OBJ) $(PROG_OBJ)
	@rm -f $@; $(AR) rcs $@ $^

$(BUILD)/reprint: $(BUILD)/src/cli/main.o $(BUILD)/libinternal.a
	$(if $(Q),@echo "  LINK $@")
	$(Q)$(CC) $(ALLCFLAGS) $(LDFLAGS) $^ $(PROG_LIBS) -o $@

# One relocatable object with the hidden names made local: only rp_* leaves the archive.
$(BUILD)/libreprint.a: $(LIB_OBJ)
	$(Q)$(LD) -r $^ -o $(BUILD)/libreprint.o && $(OBJCOPY) --localize-hidden $(BUILD)/libreprint.o
	@rm -f $@; $(AR) rcs $@ $(BUILD)/libreprint.o

$(BUILD)/libreprint.so: $(LIB_OBJ)
	$(Q)$(CC) -shared -Wl,-soname,libreprint.so.0 $(ALLCFLAGS) $(LDFLAGS) $^ $(LIB_LIBS) -o $@

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libinternal.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCFLAGS) -Itests/unit $(LDFLAGS) -MMD -MP $< $(BUILD)/libinternal.a -lcmocka -lutf8proc $(PROG_LIBS) -o $@

# A make without -j still builds with every processor.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))

# --- tests ---

test: ## install what is missing, build, run the everyday suite
	@.ci/packages test
	$(Q)$(MAKE) $(JOBS) --no-print-directory suite

.PHONY: suite
suite: all $(UNIT_BIN) $(REPLAY_BIN) $(BUILD)/oom.so
	$(Q)BUILD=$(BUILD) tests/run.sh $(UNIT_BIN)

# Fails the n-th allocation of a program: tests/oom.
$(BUILD)/oom.so: tests/oom/oom.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O1 -g -Wall -Wextra -shared -fPIC $< -o $@ -ldl

# Into the build folder: nothing of npm lies beside the sources.
web-tools: ## what the test of the report pages in a browser needs: chromium, node, two modules of npm
	@.ci/packages web
	@mkdir -p $(BUILD)/web
	$(Q)cp tests/web/package.json tests/web/package-lock.json $(BUILD)/web
	$(Q)cd $(BUILD)/web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

sanitize: ## the suite under address, undefined and thread sanitizers
	@.ci/packages test
	$(Q)$(MAKE) $(JOBS) --no-print-directory suite BUILD=$(BUILD)/asan SAN=address,undefined
	$(Q)$(MAKE) $(JOBS) --no-print-directory suite BUILD=$(BUILD)/tsan SAN=thread

# Replays the seeds of a fuzz target as a plain program.
$(BUILD)/tests/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(BUILD)/libinternal.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCFLAGS) $(LDFLAGS) -MMD -MP $^ $(PROG_LIBS) -o $@

# libFuzzer comes with clang; its instrumented objects get a folder of their own: build/fuzz/fuzz_*.
SECONDS ?= 60
fuzz: ## fuzz every target with clang for SECONDS=60, from its seeds
	@.ci/packages fuzz
	+$(Q)$(MAKE) $(JOBS) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CXX=clang++ \
	    SAN=fuzzer-no-link,address,undefined $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ_SRC))
	$(Q)for t in $(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ_SRC)); do mkdir -p $(BUILD)/fuzz/found/$$t && \
	    $(BUILD)/fuzz/fuzz_$$t -max_total_time=$(SECONDS) -artifact_prefix=$(BUILD)/fuzz/found/ \
	    $(BUILD)/fuzz/found/$$t tests/fuzz/seeds/$$t || exit 1; done

$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/libinternal.a
	$(Q)$(CC) $(ALLCFLAGS) -fsanitize=fuzzer $(LDFLAGS) $^ $(PROG_LIBS) -o $@

$(BUILD)/tests/quality/reference: tests/quality/reference.c tests/quality/ref_text.c tests/quality/ref_text.h $(BUILD)/libinternal.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCFLAGS) -Itests/quality $(LDFLAGS) $(filter %.c %.a,$^) $(PROG_LIBS) -lutf8proc -o $@

quality: all $(BUILD)/tests/quality/reference ## compare dedup with brute force on real and generated text
	$(Q)BUILD=$(BUILD) sh tests/quality/quality.sh

$(BUILD)/tests/quality/audit_coverage: tests/quality/audit_coverage.c $(BUILD)/libinternal.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCFLAGS) $(LDFLAGS) $^ $(PROG_LIBS) -o $@

# 50,000 documents, each compared with every other.
quality-audit: all $(BUILD)/tests/quality/audit_coverage $(BUILD)/tests/quality/reference ## do audit's intervals hold the truth, into tests/quality/audit.tsv
	$(Q)BUILD=$(BUILD) sh tests/quality/audit.sh

$(BUILD)/tests/quality/estimator: tests/quality/estimator.c $(BUILD)/libinternal.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLCFLAGS) $(LDFLAGS) $^ $(PROG_LIBS) -o $@

# Rows of this table move only in a commit that says why.
quality-estimator: $(BUILD)/tests/quality/estimator ## error of the sketches' estimates, into tests/quality/estimator.tsv
	$(Q)$< >tests/quality/estimator.tsv

# An oracle in Python, hand labels and made corpora; ten minutes.
quality-stories: all ## compare scan's joins with an own judgement, into tests/quality/stories.tsv
	$(Q)BUILD=$(BUILD) sh tests/quality/stories.sh

# --- figures and the demonstration ---

bench: all ## floor, stages, end to end; RECORD=1 keeps the figures in bench/runs
	$(Q)BUILD=$(BUILD) bench/run.sh

demo: ## install what is missing, build, and find the copies in data/demo
	@.ci/packages build
	$(Q)$(MAKE) $(JOBS) --no-print-directory all
	$(Q)BUILD=$(BUILD) bench/demo.sh

demo-news: ## the same for the news mode, on data/demo-news, with pages to open in a browser
	@.ci/packages build
	$(Q)$(MAKE) --no-print-directory all
	$(Q)BUILD=$(BUILD) bench/demo-news.sh

# --- installing ---

PREFIX_FILES := bin/reprint lib/libreprint.a lib/libreprint.so lib/libreprint.so.0 lib/libreprint.so.$(VERSION) \
    include/reprint.h lib/pkgconfig/reprint.pc share/man/man1/reprint.1 \
    share/bash-completion/completions/reprint share/zsh/site-functions/_reprint \
    share/fish/vendor_completions.d/reprint.fish
to := $(DESTDIR)$(PREFIX)

docs: $(BUILD)/reprint ## the manual page and the completions, into build/
	$(Q)$(BUILD)/reprint --man > $(BUILD)/reprint.1
	$(Q)for s in bash zsh fish; do $(BUILD)/reprint --completion $$s > $(BUILD)/reprint.$$s || exit 1; done

reference: $(BUILD)/reprint ## docs/relations.md, from the tables in the code
	@mkdir -p docs
	$(Q)$(BUILD)/reprint --reference > $(BUILD)/relations.md
	$(Q)mv $(BUILD)/relations.md docs/relations.md

install: all docs ## command, library, header, manual, completions to DESTDIR and PREFIX
	install -d $(foreach d,$(sort $(dir $(PREFIX_FILES))),"$(to)/$(d)")
	install -m 755 $(BUILD)/reprint "$(to)/bin/reprint"
	install -m 644 $(BUILD)/libreprint.a "$(to)/lib/libreprint.a"
	install -m 755 $(BUILD)/libreprint.so "$(to)/lib/libreprint.so.$(VERSION)"
	ln -sf libreprint.so.$(VERSION) "$(to)/lib/libreprint.so.0"
	ln -sf libreprint.so.0 "$(to)/lib/libreprint.so"
	install -m 644 include/reprint.h "$(to)/include/reprint.h"
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@LIBS@|$(LIB_LIBS)|' reprint.pc.in > "$(to)/lib/pkgconfig/reprint.pc"
	install -m 644 $(BUILD)/reprint.1 "$(to)/share/man/man1/reprint.1"
	install -m 644 $(BUILD)/reprint.bash "$(to)/share/bash-completion/completions/reprint"
	install -m 644 $(BUILD)/reprint.zsh "$(to)/share/zsh/site-functions/_reprint"
	install -m 644 $(BUILD)/reprint.fish "$(to)/share/fish/vendor_completions.d/reprint.fish"
# The loader finds what is new in its own folders after ldconfig only.
	$(Q)[ -n "$(DESTDIR)" ] || [ "$$(id -u)" -ne 0 ] || ! command -v ldconfig >/dev/null || ldconfig

uninstall: ## remove what install put there
	rm -f $(foreach f,$(PREFIX_FILES),"$(to)/$(f)")

clean: ## remove everything that was built
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
