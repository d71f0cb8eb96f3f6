# optbench -- build, run, test. `make help` lists what it can do.
#
# Objects live under build/ (build-san/ with SAN=1, build-tsan/ with SAN=thread).
# Files whose loops matter are compiled once for each vector level, see src/level.h.
# A new .c file in any of the folders needs no edit here.

CC      ?= cc
CFLAGS  ?= -O3 -g
PREFIX  ?= /usr/local
Q       := $(if $(V),,@)
comma   := ,

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wvla
SAN_1      := -fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined
SAN_thread := -fsanitize=thread
SANFLAGS   := $(if $(SAN),$(SAN_$(SAN)) -fno-omit-frame-pointer)
B       := build$(if $(SAN),$(if $(filter thread,$(SAN)),-tsan,-san))

# Same bits everywhere: no contraction into FMA, no errno from sqrt (which would hide it from the
# vectoriser), never -ffast-math.
BASE    := -std=c17 -D_XOPEN_SOURCE=700 -I. -ffp-contract=off -fno-math-errno -pthread \
           $(WARN) -MMD -MP $(SANFLAGS)
LIBS    := -lgsl -lgslcblas -linih -lsleef -lm -pthread

ifeq ($(shell uname -m),x86_64)
LEVELS  := sse2 avx2 avx512
else
LEVELS  := base
endif
FLAGS_avx2   := -mavx2
FLAGS_avx512 := -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512

PLAIN_SRC   := $(wildcard src/*.c functions/spec.c bench/*.c)
LEVELED_SRC := $(filter-out $(PLAIN_SRC),$(wildcard src/loops/*.c src/rules/*.c src/sources/*.c \
                 src/search/*.c functions/*.c))
LEVELED_OBJ := $(foreach level,$(LEVELS),$(LEVELED_SRC:%.c=$B/$(level)/%.o))
PLAIN_OBJ   := $(PLAIN_SRC:%.c=$B/%.o)
MAIN_OBJ    := $B/bench/main.o
LIB_OBJ     := $(LEVELED_OBJ) $(filter-out $(MAIN_OBJ),$(PLAIN_OBJ))
PROGRAM     := $B/bin/optbench

TEST_SRC    := $(wildcard tests/test_*.c)
TEST_BIN    := $(TEST_SRC:tests/%.c=$B/tests/%)

all: $(PROGRAM) ## build the program (the default)

$(PROGRAM): $(MAIN_OBJ) $(LIB_OBJ)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$Q$(CC) $(BASE) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

define level_rule
$B/$(1)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	@echo "  CC $(1)	$$<"
	$$Q$$(CC) $$(BASE) $$(CPPFLAGS) $$(CFLAGS) $$(FLAGS_$(1)) -DLEVEL=$(1) -c $$< -o $$@
endef
$(foreach level,$(LEVELS),$(eval $(call level_rule,$(level))))

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

# Test programs, with cmocka; each test_NAME.c is a program. They are compiled at the first level.
$B/tests/%: tests/%.c $(LIB_OBJ) $(wildcard tests/support/*.c) Makefile
	@mkdir -p $(@D)
	@echo "  CC test $<"
	$Q$(CC) $(BASE) $(CPPFLAGS) $(CFLAGS) -DLEVEL=$(firstword $(LEVELS)) $< $(filter tests/support/%.c,$^) $(LIB_OBJ) $(LIBS) -lcmocka -o $@

tests-build: $(TEST_BIN)

clean: ## remove what was built
	rm -rf build build-san build-tsan

.PHONY: all tests-build clean
.SECONDARY:
-include $(LEVELED_OBJ:.o=.d) $(PLAIN_OBJ:.o=.d) $(TEST_BIN:=.d)
