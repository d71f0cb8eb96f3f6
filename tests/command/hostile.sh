#!/bin/sh
# hostile.sh -- names that strangers wrote into results, with control characters, signs that turn the
# direction of writing and bytes that are no UTF-8: every format stays what it is, and no terminal is
# steered.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<'END'
[campaign]
functions = step
optimizers = random, es
runs = 20
budget = 60
trace = none
END
"$OPTBENCH" run small.ini --out before >/dev/null
"$OPTBENCH" run small.ini --out after --seed 2 >/dev/null
# ESC[31m, BEL, a CSI of one character, RIGHT-TO-LEFT OVERRIDE, a byte that begins nothing, half of a
# character, an overlong slash, a surrogate, U+FFFE; then what the formats themselves use; then text.
evil=$(printf 'x\033[31m\007\302\233\342\200\256\377\302|\300\257\355\240\200\357\277\276<&>`*é')
for folder in before after; do
  cp -r $folder $folder-evil
  for file in runs targets; do
    LC_ALL=C awk -v evil="$(printf %s "$evil" | sed 's/&/\\\\&/g')" '{ sub(/,random,/, "," evil ",") } 1' \
      $folder/$file.csv >$folder-evil/$file.csv
  done
done
check "the results are hostile" env LC_ALL=C grep -qaF "$evil" after-evil/runs.csv

# Nothing but text: no control character but the line's end, none of the signs, and all of it UTF-8.
plain() { # FILE
  [ -s "$1" ] || { echo "$1 is empty"; return 1; }
  iconv -f UTF-8 -t UTF-8 "$1" >/dev/null || { echo "$1 is no UTF-8"; return 1; }
  ! LC_ALL=C tr -d '\n' <"$1" | LC_ALL=C grep -q "[[:cntrl:]]" || { echo "$1 has control characters"; return 1; }
  ! LC_ALL=C grep -e "$(printf '\302\233')" -e "$(printf '\342\200\256')" -e "$(printf '\357\277\276')" "$1"
}
if command -v iconv >/dev/null; then
  for format in text json junit markdown; do
    "$OPTBENCH" check before-evil after-evil --format $format >$format.check 2>said.err
    check "check --format $format" plain $format.check
    "$OPTBENCH" check before-evil after --format $format >$format.new 2>error.$format
    check "check --format $format of cells on one side only" plain $format.new
    check "check --format $format, its error" plain error.$format
    [ $format != junit ] || continue
    "$OPTBENCH" compare before-evil after-evil --format $format >$format.compare 2>said.err
    check "compare --format $format" plain $format.compare
  done
  check "the name is in them, with what it may hold" grep -qF 'x?[31m???��|���' text.check
  printf '[campaign]\nfunctions = %s\noptimizers = es\n' "$evil" >evil.ini
  "$OPTBENCH" run evil.ini >said.out 2>error.name
  check "a name in a campaign's file" plain error.name
  cp -r before odd && LC_ALL=C awk -v evil="${evil%<*}" 'NR == 2 { sub(/,1,0,/, ",1," evil ",") ; sub(/,2,0,/, "," evil ",0,") } 1' \
    before/runs.csv >odd/runs.csv
  "$OPTBENCH" report odd --no-figures >said.out 2>error.field
  check "a field of runs.csv that is no number" plain error.field
  check "and it is told" grep -q 'x?\[31m' error.field
else
  skip "formats" "iconv is not installed"
fi
if command -v python3 >/dev/null; then
  parse() { # MODULE.FUNCTION FILE TEXT: it is read back, and holds the name
    python3 -c '
import json, sys, xml.dom.minidom
data = open(sys.argv[2], "rb").read().decode()
if sys.argv[1] == "json":
    name = [cell["optimizer"] for cell in json.loads(data)["cells"] if "x" in cell["optimizer"]][0]
    assert name.startswith("x\x1b[31m\x07\x9b\u202e\ufffd\ufffd|"), name.encode()
else:
    cases = xml.dom.minidom.parseString(data).getElementsByTagName("testcase")
    name = [case.getAttribute("classname") for case in cases if "x" in case.getAttribute("classname")][0]
    assert name.startswith("x?[31m???\ufffd\ufffd|"), name.encode()
assert name.endswith("<&>`*\u00e9"), name.encode()' "$@"
  }
  check "the JSON is read back with the very characters" parse json json.check
  check "the JUnit XML is read back" parse xml junit.check
else
  skip "formats read back" "python3 is not installed"
fi
# Folders whose names would steer a terminal: no command prints them as they are.
escape=$(printf '\033[31m') turned=$(printf '\342\200\256') wrong=$(printf '\377')
shown() { # COMMAND ...: what it prints is text, and it does its work
  "$OPTBENCH" "$@" >said 2>&1 || { cat -v said; return 1; }
  [ -s said ] && ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177\377]')\|$turned" said || { cat -v said; return 1; }
}
for name in "x$escape" "x$turned" "x$wrong"; do
  told=$(printf %s "$name" | cat -v)
  check "run in $told" shown run -f step -d 2 -o sgd,es --runs 3 --budget 60 --out "$name"
  "$OPTBENCH" run -f step -d 2 -o sgd,es --runs 3 --budget 60 --out "$name" --force | sed -n 's/^next: optbench plot //p' >word
  if command -v bash >/dev/null; then
    check "its name in a command is the folder" bash -c "[ -e $(cat word)/runs.csv ]"
  fi
  check "baseline" shown baseline "$name" "$name/../base$name"
  check "check" shown check "base$name" "$name"
  check "check anew" shown check "base$name" --out "again$name"
  check "compare" shown compare "$name" "$name"
  check "report" shown report "$name" --no-figures --out "$name/page"
  check "tune" shown tune sgd -f parabola --candidates 2 --runs 2 --out "tune$name"
  check "list" sh -c 'mkdir -p results && cp -r "$0" results/' "$name"
  check "list --results" shown list --results
  if command -v gnuplot >/dev/null; then
    check "plot" shown plot "$name" --only profile --format svg
  fi
done
plan
