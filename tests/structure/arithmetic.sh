#!/bin/sh
# arithmetic.sh -- a build whose compiler may change what is computed is refused, whatever file it
# begins with.
. "$(dirname "$0")/../support/tap.inc"

# make_with FLAGS FILE: that object alone.
make_with() {
  rm -rf "$box/build"
  ${MAKE:-make} -s -C "$ROOT" B="$box/build" CFLAGS="$1" "$box/build/$2" >said 2>&1
}
refused() { # FLAGS FILE
  if make_with "$1" "$2"; then echo "it was built"; return 1; fi
  grep -q 'error.*cannot be built with -ffast-math' said || { cat said; return 1; }
}
level=$(${MAKE:-make} -s -C "$ROOT" objects | sed -n 's|^build[^/]*/\([^/]*\)/src/library.o|\1|p' | head -n 1)
check "a file is built" make_with -O1 src/error.o
check "one of a vector level is built" make_with -O1 "$level/src/rules/sgd.o"
for flags in -ffast-math -Ofast "-O2 -ffinite-math-only"; do
  check "$flags: a file is refused" refused "$flags" src/error.o
  check "$flags: one of a vector level is refused" refused "$flags" "$level/src/rules/sgd.o"
  check "$flags: main is refused" refused "$flags" bench/command/main.o
done
plan
