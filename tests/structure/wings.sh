#!/bin/sh
# wings.sh -- imports follow order.txt: those that the sources write, and those that the linker
# sees, as an `extern` needs no #include.
. "$(dirname "$0")/../support/tap.inc"
here=$ROOT/tests/structure
build=$(cd "$(dirname "$OPTBENCH")/.." && pwd)

# Sources of the three trees below a folder.
sources() { (cd "$1" && find src functions bench -name '*.[ch]' -o -name '*.def'); }

# included FOLDER: `FROM TO include` for every #include of a project's file.
included() {
  (cd "$1" && sources . | xargs awk '/^#include "/ { split($0, part, "\""); print FILENAME, part[2], "include" }') | sort -u
}

# symbols LIST: what nm says of the objects in LIST, each line after its source file. A vector
# level's objects lie in a folder of its own.
symbols() {
  xargs nm -A -P -g <"$1" |
    sed -E 's#^(.*/)?((src|functions|bench)/[^:]*)\.o: #\2.c #'
}

# linked LIST: `FROM TO SYMBOL` for every symbol that one source takes from another.
linked() {
  symbols "$1" | awk '
    $3 != "U" { home[$2] = $1; next }
    { user[++n] = $1; name[n] = $2 }
    END { for (i = 1; i <= n; i++) if (name[i] in home) print user[i], home[name[i]], name[i] }' | sort -u
}

follows() { awk -f "$here/wings.awk" "$here/order.txt" "$1"; }

# refused TEXT FILE: the imports in FILE are refused, and TEXT stands in what is said.
refused() {
  follows "$2" >said && { echo "nothing was said"; return 1; }
  cat said
  [ "$(grep -c . said)" -eq 1 ] && grep -qF "$1" said
}

included "$ROOT" >included
check "includes follow the order" follows included
check "some includes were read" test "$(grep -c . included)" -gt 300
"${MAKE:-make}" -s -C "$ROOT" B="$build" objects >objects
linked objects >linked
check "symbols follow the order" follows linked
check "some symbols were read" test "$(grep -c . linked)" -gt 500

# Planted: an include against the order, one between neighbours, a file in no wing.
plant() {
  rm -rf tree
  mkdir tree
  cp -r "$ROOT/src" "$ROOT/functions" "$ROOT/bench" tree
  mkdir -p "tree/$(dirname "$1")"
  echo "#include \"$2\"" >>"tree/$1"
  included tree >planted
}
plant bench/io/file.c bench/command/commands.h
check "an include that goes up is refused" refused "bench/io/file.c may not import bench/command/commands.h" planted
plant bench/io/file.c bench/statistics/quantiles.h
check "an include of a neighbour is refused" refused "bench/io is beside bench/statistics" planted
plant src/error.h src/optimizers.def
check "an include of a table is refused" refused "src/error.h may not import src/optimizers.def" planted
plant functions/classic/planted.c functions/learning/planted.h
check "functions of two kinds do not import each other" refused "functions/classic/planted.c" planted
plant bench/attic/old.c src/error.h
check "a file in no wing is refused" refused "bench/attic/old.c is in no wing" planted

# Planted: an extern without an include, in objects that stand where others do.
mkdir -p more/bench/plot more/avx2/src/rules
echo 'extern int cmd_run(void); int planted(void); int planted(void) { return cmd_run(); }' >planted.c
check "the planted file compiles" cc -c planted.c -o more/bench/plot/sheet.o
cp more/bench/plot/sheet.o more/avx2/src/rules/sgd.o
grep '/bench/command/run\.o$' objects >run
(cat run && echo more/bench/plot/sheet.o) >list
linked list >planted
check "an extern that goes up is refused" refused "bench/plot/sheet.c may not import bench/command/run.c (cmd_run)" planted
(cat run && echo more/avx2/src/rules/sgd.o) >list
linked list >planted
check "at every vector level" refused "src/rules/sgd.c may not import bench/command/run.c (cmd_run)" planted
plan
