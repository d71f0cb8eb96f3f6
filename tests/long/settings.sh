#!/bin/sh
# settings.sh -- a row more in the table of settings is found everywhere: a copy of the tree gets
# one, and a field for it.
. "$(dirname "$0")/../support/tap.inc"

built=${OPTBENCH%/bin/optbench}
inner=${built#"$ROOT"/}
if [ "$inner" = "$built" ]; then
  skip "a row more" "the program was not built in this tree"
  plan
fi
mkdir -p "tree/$(dirname "$inner")"
cp -a "$ROOT/Makefile" "$ROOT/bench" "$ROOT/functions" "$ROOT/src" "$ROOT/plots" tree/
cp -a "$built" "tree/$inner"
sed -i 's|^  size_t runs;$|&\n  size_t patience;|' tree/bench/plan/campaign.h
sed -i 's|^const struct setting settings\[\] = {$|&\n    {.key = "patience", .argument = "N", .help = "waits", .fallback = "7", .tuned = true,\n     .compared = true, .place = 14, .term = "Patience", SETTING(patience), .low = 1, .high = 9},|' \
  tree/bench/plan/setting.c
build() { ${MAKE:-make} -C tree "B=$inner" "$inner/bin/optbench"; }
check "a row and a field are all that it takes" build
OPTBENCH_DATA=$PWD/tree
export OPTBENCH_DATA
program=tree/$inner/bin/optbench

has() { grep -q -- "$1" "$2" || { cat "$2"; return 1; }; }
refused() { # refused EXIT TEXT COMMAND ...
  wanted=$1 expected=$2
  shift 2
  "$@" >said 2>&1
  code=$?
  cat said
  [ $code -eq "$wanted" ] && grep -qF -- "$expected" said
}
ini() { printf '[campaign]\nfunctions = rosenbrock\noptimizers = sgd\nruns = 15\nbudget = 50\ntrace = none\n%s\n' "$1"; }

"$program" run --help >help
check "run has the option" has '^ *--patience N *waits' help
"$program" tune --help >help
check "tune has it too" has '^ *--patience N *waits' help
ini '' >plain.ini
ini 'patience = 3' >three.ini
ini 'patience = 10' >ten.ini
ini "patiense = 3" >misspelt.ini
"$program" run plain.ini --out plain >log 2>&1
check "the default is written" has '^patience = 7$' plain/campaign.ini
"$program" run three.ini --out three >log 2>&1
check "a file's value is read and written" has '^patience = 3$' three/campaign.ini
"$program" run plain.ini --patience 3 --out option >log 2>&1
check "the option's value is the same campaign" cmp three/runs.csv option/runs.csv
check "a value out of range is refused" refused 2 "patience: '10' is not a whole number from 1 to 9" "$program" run ten.ini --out ten
check "a misspelt key is told" refused 2 "did you mean 'patience'?" "$program" run misspelt.ini --out misspelt
"$program" report three --no-figures >log 2>&1
check "the report tells it" has '\*\*Patience\*\*: 3$' three/report.md
check "results of another value are others" refused 2 "would lose" "$program" run plain.ini --patience 4 --out three
"$program" baseline plain base >log 2>&1
check "costs under another value are not compared" refused 2 "ran with another patience" "$program" check base three
plan
