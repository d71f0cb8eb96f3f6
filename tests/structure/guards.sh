#!/bin/sh
# guards.sh -- every header has an include guard made from its path, so no two can hide each other.
. "$(dirname "$0")/../support/tap.inc"

# guards FOLDER: each header without the guard of its path, or with one that another has.
guards() {
  (cd "$1" && find src functions bench tests -name '*.h' | sort | xargs awk '
    FNR == 1 {
      check()
      file = FILENAME
      wanted = "OPTBENCH_" toupper(file)
      gsub(/[^A-Z0-9]/, "_", wanted)
      asked = found = ""
    }
    $1 == "#ifndef" && asked == "" { asked = $2; line = FNR }
    $1 == "#define" && $2 == asked && FNR == line + 1 { found = $2 }
    END { check() }
    function check() {
      if (file == "") return
      if (found != wanted) print file ": the guard is \047" found "\047, not " wanted
      if (wanted in seen) print file " and " seen[wanted] " have the guard " wanted
      seen[wanted] = file
    }')
}

none() { [ -z "$(cat "$1")" ] || { cat "$1"; return 1; }; }
says() { grep -qF "$1" "$2" || { cat "$2"; return 1; }; }

guards "$ROOT" >wrong
check "guards are those of the paths" none wrong
check "there are headers" test "$(find "$ROOT/src" "$ROOT/functions" "$ROOT/bench" -name '*.h' | wc -l)" -gt 50

mkdir tree
cp -r "$ROOT/src" "$ROOT/functions" "$ROOT/bench" "$ROOT/tests" tree
cp tree/src/numeric/vec.h tree/src/draws/vec.h
guards tree >wrong
check "a guard that stands twice is found" says src/draws/vec.h wrong
rm tree/src/draws/vec.h
sed -i '/^#ifndef/d' tree/bench/io/csv.h
guards tree >wrong
check "a missing guard is found" says bench/io/csv.h wrong
mv tree/src/numeric/rank.h tree/src/numeric/rank_.h
cp tree/src/numeric/rank_.h "tree/src/numeric/rank-.h"
guards tree >wrong
check "two paths of one guard are found" says OPTBENCH_SRC_NUMERIC_RANK__H wrong
plan
