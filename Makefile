# optbench -- build, run, test. `make help` lists what it can do.
#
# Objects live under build/ (build-san/ with SAN=1, build-tsan/ with SAN=thread).
# Files whose loops matter are compiled once for each vector level, see src/numeric/level.h.
# A new .c file in any of the folders needs no edit here.

# As many jobs as processors, unless make was told otherwise.
ifeq ($(MAKELEVEL)$(filter -j% --jobserver%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 1)
endif

CC      ?= cc
CFLAGS  ?= -O3 -g1
PREFIX  ?= /usr/local
Q       := $(if $(V),,@)
comma   := ,
empty   :=
space   := $(empty) $(empty)

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wvla
SAN_1      := -fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined
SAN_thread := -fsanitize=thread
SANFLAGS   := $(if $(SAN),$(SAN_$(SAN)) -fno-omit-frame-pointer)
B       := build$(if $(SAN),$(if $(filter thread,$(SAN)),-tsan,-san))

# Same bits everywhere: no contraction into FMA, no errno from sqrt (which would hide it from the
# vectoriser), never -ffast-math, which src/arithmetic.h refuses.
BASE    := -std=c17 -D_XOPEN_SOURCE=700 -I. -include src/arithmetic.h -ffp-contract=off -fno-math-errno -pthread \
           $(WARN) -MMD -MP $(SANFLAGS)
LIBS    := -lgsl -lgslcblas -linih -lsleef -lz -lm -pthread

# Of the machine that is compiled for; of this one where there is no compiler yet, see `deps`.
MACHINE := $(or $(shell $(CC) -dumpmachine 2>/dev/null),$(shell uname -m))
ifneq ($(filter x86_64%,$(MACHINE)),)
LEVELS  := sse2 avx2 avx512
else
LEVELS  := base
endif
FLAGS_avx2   := -mavx2
FLAGS_avx512 := -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512

# Compiled once for each vector level: what is in the folders below src and functions, and the tables
# in the two roots, which name a level's copies. A folder below functions/FAMILY holds what has no
# loops that matter, compiled once (FUNCTION_PLAIN in functions.def).
LEVELED_SRC := $(wildcard src/*/*.c src/*/*/*.c functions/*/*.c \
                 src/library.c functions/library.c)
PLAIN_SRC   := $(filter-out $(LEVELED_SRC),$(wildcard src/*.c functions/*.c functions/*/*/*.c \
                 bench/*/*.c))
LEVELED_OBJ := $(foreach level,$(LEVELS),$(LEVELED_SRC:%.c=$B/$(level)/%.o))
PLAIN_OBJ   := $(PLAIN_SRC:%.c=$B/%.o)
MAIN_OBJ    := $B/bench/command/main.o
LIB_OBJ     := $(LEVELED_OBJ) $(filter-out $(MAIN_OBJ),$(PLAIN_OBJ))
LIBRARY     := $B/liboptbench.a
PROGRAM     := $B/bin/optbench

TEST_SRC    := $(wildcard tests/*/test_*.c)
TEST_BIN    := $(TEST_SRC:%.c=$B/%)
# Each holds most of the library, which gold (of binutils, as ld is) links in half the time.
TEST_LD     := $(if $(shell command -v ld.gold 2>/dev/null),-fuse-ld=gold)
SUPPORT_OBJ := $(patsubst %.c,$B/%.o,$(wildcard tests/support/*.c))

all: $(PROGRAM) ## build the program (the default)

# What all programs here are linked with.
$(LIBRARY): $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$(PROGRAM): $(MAIN_OBJ) $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$Q$(CC) $(BASE) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

# Folders are made and lines printed by make itself: as commands they would be 600 processes.
folder = $(if $(wildcard $(@D)/.),,$(shell mkdir -p $(@D)))

define level_rule
$B/$(1)/%.o: %.c Makefile
	$$(folder)$$(info $$(space) CC $(1)	$$<)
	$$Q$$(CC) $$(BASE) $$(CPPFLAGS) $$(CFLAGS) $$(FLAGS_$(1)) -DLEVEL=$(1) -c $$< -o $$@
endef
$(foreach level,$(LEVELS),$(eval $(call level_rule,$(level))))

# What each optimizer was held against, from the heads of the references that the tests follow.
REFERENCES := $(wildcard tests/reference/*.csv)

$B/generated/verified.inc: $(REFERENCES) Makefile
	@mkdir -p $(@D)
	@for file in $(REFERENCES); do \
	  awk 'FNR == 1 { name = FILENAME; sub(/.*\//, "", name); sub(/\.csv$$/, "", name); rows = -2; what = "steps" } \
	       sub(/^# origin: /, "") { origin = $$0; gsub(/["\\]/, "", origin); next } \
	       /^# rows: / { what = $$3 } !/^#/ { rows++ } \
	       END { printf "{\"%s\", \"%s, %d %s\"},\n", name, origin, rows, what }' $$file || exit; \
	done >$@.new && mv $@.new $@

$B/src/verified.o: CPPFLAGS += -I$B/generated
$B/src/verified.o: $B/generated/verified.inc

$B/bench/plan/levels.o: CPPFLAGS += '-DLEVELS=$(foreach level,$(LEVELS),LEVEL($(level)))'

$B/bench/record/provenance.o: CPPFLAGS += -DOPTBENCH_FLAGS='"$(CFLAGS)"'

$B/%.o: %.c Makefile
	$(folder)$(info $(space) CC      $<)
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

# Test programs, with cmocka; each test_NAME.c is a program. They are compiled at the first level.
$(SUPPORT_OBJ): CPPFLAGS += -DLEVEL=$(firstword $(LEVELS))

$B/tests/%: tests/%.c $(LIBRARY) $(SUPPORT_OBJ) Makefile
	@mkdir -p $(@D)
	@echo "  CC test $<"
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) $(TEST_LD) -DLEVEL=$(firstword $(LEVELS)) $< $(SUPPORT_OBJ) $(LIBRARY) $(LIBS) -lcmocka -o $@

# The same program with the ranks of an MPI job, by whichever MPI's compiler: `make mpi
# MPICC=mpicc.mpich MPI_PROGRAM=elsewhere/optbench-mpi` for another one beside it.
MPICC       ?= mpicc
MPI_PROGRAM ?= $B/bin/optbench-mpi

mpi: $(MPI_PROGRAM) ## build optbench-mpi, for mpirun; deps-mpi installs what that needs

# Which compiler it was: another one makes it again.
$B/mpicc.txt: FORCE
	@mkdir -p $(@D); command -v $(MPICC) | cmp -s - $@ || command -v $(MPICC) >$@ || \
	  { echo "there is no $(MPICC): make deps-mpi" >&2; rm -f $@; exit 1; }
FORCE:

$(MPI_PROGRAM): $(MAIN_OBJ) $(LIBRARY) bench/driver/mpi/ranks.c bench/driver/ranks.h $B/mpicc.txt
	@mkdir -p $(@D)
	@echo "  MPICC   $@"
	$Q$(MPICC) $(BASE) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MF $B/mpi.d $(MAIN_OBJ) bench/driver/mpi/ranks.c $(LIBRARY) $(LIBS) -o $@

tests-build: $(TEST_BIN)

PERF_SRC     := $(wildcard tests/perf/*.c)
PERF_SUPPORT := $B/tests/support/machine.o $B/tests/support/random_levels.o \
                $B/tests/support/network_levels.o

$B/tests/perf/perf: $(PERF_SRC) $(wildcard tests/perf/*.h tests/perf/*.def) $(LIBRARY) $(PERF_SUPPORT) Makefile
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -DLEVEL=$(firstword $(LEVELS)) $(PERF_SRC) $(PERF_SUPPORT) $(LIBRARY) $(LIBS) -o $@

LESSONS := population plateau tunnelling spread sensitivity valley smoothing deviation stepsize \
               handover critical

# `make deps run` and `make deps test` start on a bare machine: nothing is compiled before deps.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
$(LEVELED_OBJ) $(PLAIN_OBJ): | deps
endif

deps: ## install what a fresh Debian 12 lacks (apt-get, with sudo unless you are root)
	$Qtests/deps.sh

deps-mpi: deps ## install an MPI as well, Open MPI, unless there is one
	$Qtests/deps.sh mpi

run: $(PROGRAM) ## run the card and the small lessons, and draw their figures: results/
	$Qfor campaign in card $(LESSONS); do \
	  $(PROGRAM) run $$campaign && $(PROGRAM) plot results/$$campaign || exit; done

plots: $(PROGRAM) ## draw the figures of every campaign under results/ again
	$Qfailed=0; for file in results/*/campaign.ini; do $(PROGRAM) plot "$${file%/campaign.ini}" || failed=1; done; exit $$failed

gallery: $(PROGRAM) ## remake the figures that the README shows: plots/gallery
	$Q$(PROGRAM) gallery plots/gallery

test: $(PROGRAM) tests-build ## run all tests; the last line reads N passed, N failed
	$QOPTBENCH=$(CURDIR)/$(PROGRAM) MAKE="$(MAKE)" tests/run.sh $B/tests/log $(wildcard tests/command/*.sh tests/structure/*.sh) $(TEST_BIN)

test-long: $(PROGRAM) ## run the tests that take longer; the last line reads N passed, N failed
	$QOPTBENCH=$(CURDIR)/$(PROGRAM) MAKE="$(MAKE)" tests/run.sh $B/tests/log-long $(wildcard tests/long/*.sh)

# For tests that look into the objects: their names, a line each.
objects:
	@printf '%s\n' $(MAIN_OBJ) $(LIB_OBJ)

baseline: $(PROGRAM) ## run smoke and the cover, and make bench/baseline and bench/baseline-cover
	$Q$(PROGRAM) run smoke --force --out results/smoke
	$Q$(PROGRAM) baseline results/smoke bench/baseline
	$Q$(PROGRAM) baseline cover bench/baseline-cover

error-rates: $B/tests/judge/error_rates $B/tests/statistics/error_rates ## measure how often the gate, and tests of paired runs, fire wrongly, and rightly
	$Q$B/tests/judge/error_rates
	$Q$B/tests/statistics/error_rates

perf: $B/tests/perf/perf $(PROGRAM) ## measure what things cost, as multiples of a yardstick
	$Q$<
	$QOPTBENCH=$(PROGRAM) tests/perf/campaign.sh
	$QOPTBENCH=$(PROGRAM) OPTBENCH_MPI=$(MPI_PROGRAM) tests/perf/ranks.sh

install: $(PROGRAM) ## install under $(DESTDIR)$(PREFIX)
	install -Dm755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/optbench
	$(if $(wildcard $(MPI_PROGRAM)),install -Dm755 $(MPI_PROGRAM) $(DESTDIR)$(PREFIX)/bin/optbench-mpi)
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/optbench/,bench/campaigns bench/learned plots)
	install -m644 bench/campaigns/*.ini $(DESTDIR)$(PREFIX)/share/optbench/bench/campaigns
	install -m644 bench/learned/*.weights $(DESTDIR)$(PREFIX)/share/optbench/bench/learned
	install -m644 plots/*.gp $(DESTDIR)$(PREFIX)/share/optbench/plots

format: ## lay the sources out with clang-format
	@clang-format -i $(FORMATTED)

check-format: ## fail if clang-format would change a source
	@clang-format --dry-run --Werror $(FORMATTED)

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "  variables: CC, MPICC, MPI_PROGRAM, CFLAGS, PREFIX, DESTDIR, V=1 (show commands), SAN=1 (address and undefined"
	@echo "  behaviour sanitizers), SAN=thread, TIMES=1 (after tests: what took most processor time)"

clean: ## remove what was built
	rm -rf build build-san build-tsan

FORMATTED = $(wildcard src/*.[ch] src/*/*.[ch] src/*/*/*.[ch] functions/*.[ch] functions/*/*.[ch] \
              functions/*/*/*.[ch] bench/*/*.[ch] tests/*/*.[ch])

.PHONY: all mpi deps-mpi FORCE tests-build test-long objects deps run plots gallery test baseline error-rates perf install format check-format help clean
.SECONDARY:
-include $(LEVELED_OBJ:.o=.d) $(PLAIN_OBJ:.o=.d) $(SUPPORT_OBJ:.o=.d) $(TEST_BIN:=.d)
