#!/bin/sh
# kept.sh -- nobody's files are lost: what a command writes to, what it removes, and what it leaves.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<'END'
[campaign]
functions = quadratic, step
dimensions = 2
optimizers = sgd, es
runs = 3
budget = 60
END

# A folder of the user's, and what it is like.
mine() {
  rm -rf "$1"
  mkdir -p "$1/parts" "$1/traces" "$1/deep"
  for file in notes.txt runs.csv parts/a.runs traces/quadratic-d2-i0-sgd.csv .new-runs.csv .new-x deep/x; do
    echo mine >"$1/$file"
  done
}
state() { (cd "$1" && find . -type f -o -type l | sort | xargs sha256sum 2>/dev/null; find . | sort) }

# refused CODE WORDS COMMAND ...: and the folder `theirs` is as it was
refused() {
  code=$1 words=$2
  shift 2
  state theirs >before
  "$OPTBENCH" "$@" >said.out 2>said.err
  got=$?
  state theirs >after
  cmp before after || return 1
  [ $got -eq "$code" ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -q "$words" said.err || { echo "exit $got"; cat said.err; return 1; }
}
mine theirs
check "run does not take a folder that is not its own" refused 2 "theirs is not empty .*--out" run small.ini --out theirs
check "with --force neither" refused 2 "theirs is not empty .*--out" run small.ini --out theirs --force
check "nor does tune" refused 2 "theirs is not empty" tune sgd -f quadratic -d 2 --candidates 2 --runs 2 --out theirs
"$OPTBENCH" run small.ini --out good >/dev/null 2>&1
"$OPTBENCH" baseline good base >/dev/null 2>&1
check "nor baseline" refused 2 "theirs is not empty" baseline good theirs
check "nor check" refused 2 "theirs is not empty" check base --out theirs
rm -rf theirs && mkdir theirs && cp small.ini theirs/campaign.ini
check "a campaign's file is not a folder of results" refused 2 "theirs is not empty (it has campaign.ini)" \
  run theirs/campaign.ini --out theirs
rm -rf theirs && cp -r good theirs
check "check does not replace what run made" refused 2 "theirs holds a campaign's results" check base --out theirs
check "nor does the self-test" refused 2 "theirs holds a campaign's results" check base --self-test --out theirs
check "nor tune" refused 2 "theirs holds a campaign's results" tune sgd -f step -d 2 --candidates 2 --runs 2 --out theirs
check "nor baseline" refused 2 "theirs holds a campaign's results" baseline good theirs
rm -rf theirs && cp -r base theirs
check "run does not write into a baseline" refused 2 "theirs holds a baseline" run small.ini --out theirs --force

# Beside results, what is not of the campaign stays.
beside() {
  rm -rf ours far && cp -r good ours && mkdir far
  echo mine >ours/notes.txt && mkdir ours/parts && echo mine >ours/parts/x && echo mine >ours/.new-x
  mv ours/traces/* far && rmdir ours/traces && ln -s ../far ours/traces && echo mine >far/mine.csv
  "$OPTBENCH" run small.ini --seed 2 --force --out ours >said 2>&1 || { cat said; return 1; }
  [ "$(cat ours/notes.txt ours/parts/x ours/.new-x far/mine.csv | sort -u)" = mine ] &&
    [ -L ours/traces ] && [ "$(ls far | wc -l)" -eq 5 ]
}
check "--force removes what is the campaign's, and nothing behind a link" beside
early() {
  rm -rf ours && mkdir ours && : >ours/.new-campaign.ini
  "$OPTBENCH" run small.ini --out ours >said 2>&1 && same good ours && clean ours
}
check "a folder of a run that was killed at once is its own" early
grown() {
  rm -rf ours straight
  "$OPTBENCH" run small.ini --runs 7 --out straight >/dev/null 2>&1
  "$OPTBENCH" run small.ini --runs 2 --out ours >/dev/null 2>&1
  "$OPTBENCH" run small.ini --runs 5 --out ours >/dev/null 2>&1 &&
    "$OPTBENCH" run small.ini --runs 7 --out ours >said 2>&1 && grep -q '^small: 8 runs' said || { cat said; return 1; }
  same straight ours && clean ours
}
check "a campaign with more runs adds those that are missing" grown
more() {
  rm -rf ours straight
  "$OPTBENCH" run small.ini --runs 6 --until-successes 4 --restarts --out straight >/dev/null 2>&1
  "$OPTBENCH" run small.ini --runs 3 --restarts --out ours >/dev/null 2>&1 &&
    "$OPTBENCH" run small.ini --runs 6 --until-successes 4 --restarts --out ours >said 2>&1 || { cat said; return 1; }
  same straight ours
}
check "until so many successes, too" more
says() {
  "$OPTBENCH" run small.ini --out good --$1 2>said.err
  [ $? -eq 2 ] && grep -q "$2" said.err || { cat said.err; return 1; }
}
check "what is different is said: seed" says "seed 5" "with other settings: seed is 1 there and 5 here"
check "budget" says "budget 20d" "with other settings: budget is 60 there and 20d here"
check "target" says "target 1" "with other settings: target is 1e-08 there and 1 here"
check "trace" says "trace none" "with other settings: trace is log there and none here"
check "start" says "start 1,2" "with other settings: start is random there and 1 2 here"
check "fewer runs" says "runs 2" "with 3 runs or more, where it would make 2"
check "a grid of starts, on which runs hang" says "start grid" "settings: start is random there and grid here); choose"
"$OPTBENCH" run small.ini --start grid --out grid >/dev/null 2>&1
says_grid() {
  "$OPTBENCH" run small.ini --out grid $1 2>said.err
  [ $? -eq 2 ] && grep -q "$2" said.err || { cat said.err; return 1; }
}
check "the other way round" says_grid "" "settings: start is grid there and random here); choose"
check "more runs on a grid, whose starts then are others" says_grid "--start grid --runs 4" "settings: runs is 3 there and 4 here); choose"
check "two settings" says "seed 5 --budget 20d" "settings: budget is 60 there and 20d here, seed is 1 there and 5 here); choose"
# says_file CHANGE WORDS: the file with a change
says_file() {
  sed "$1" small.ini >other.ini
  "$OPTBENCH" run other.ini --out good 2>said.err
  [ $? -eq 2 ] && grep -q "$2" said.err && grep -q 'or replace them with --force$' said.err || { cat said.err; return 1; }
}
check "a parameter, alone" says_file '$a [sgd]\nrate=0.2' "sgd with other settings: rate is 0.[0-9]* there and 0.2 here); choose"
check "two of another" says_file '$a [es]\nsigma=0.3\njump=7' \
  "es with other settings: [a-z.]* is [0-9.]* there and [0-9.]* here, [a-z.]* is [0-9.]* there and [0-9.]* here); choose"
check "an optimizer that it lost" says_file 's/sgd, es/sgd/' "(it has es on quadratic d2 i0, which this campaign has not)"
check "a function" says_file 's/quadratic, //' "(it has sgd on quadratic d2 i0, which this campaign has not)"
check "a dimension" says_file 's/dimensions = 2/dimensions = 3/' "(it has sgd on quadratic d2 i0, which this campaign has not)"
quoted() {
  "$OPTBENCH" run -f quadratic:condition=2 -d 2 -o adam:rate=0.1,beta1=0.5 --runs 1 --budget 9 --out quoted >/dev/null || return 1
  "$OPTBENCH" run -f quadratic -d 2 -o sgd --runs 1 --budget 9 --out quoted 2>said.err
  [ $? -eq 2 ] && grep -q "(it has adam:rate=0.1,beta1=0.5 on quadratic:condition=2" said.err || { cat said.err; return 1; }
}
check "one with parameters" quoted
older() { # The definitions of another version.
  rm -rf old && cp -r good old
  awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "definition") at = i } NR > 1 { $at = "0123456789abcdef" } 1' good/runs.csv >old/runs.csv
  "$OPTBENCH" run small.ini --out old 2>said.err
  [ $? -eq 2 ] && grep -q "quadratic-d2-i0-sgd, made by another version of the program, which defines the cell otherwise)" said.err || { cat said.err; return 1; }
}
check "none, so that it was another version of the program" older
other_data() {
  printf 'a,b\n1,2\n2,3\n3,5\n4,1\n' >rows.csv
  "$OPTBENCH" run -f linear:data=rows.csv -d auto -i 0 -o sgd --runs 1 --budget 9 --out data >/dev/null || return 1
  echo 5,5 >>rows.csv
  "$OPTBENCH" run -f linear:data=rows.csv -d auto -i 0 -o sgd --runs 1 --budget 9 --out data 2>said.err
  [ $? -eq 2 ] && grep -q ", made with other data or weights, or by another version" said.err || { cat said.err; return 1; }
}
check "none, or the data are others" other_data
long_words() { # Whatever is long, what to do is said whole.
  name=$(printf 'long%.0s' $(seq 50)) point=$(seq 1001 1060 | commas)
  "$OPTBENCH" run -f quadratic -d 60 -o adam --runs 1 --budget 9 --trace none --out "$name" >/dev/null 2>&1
  "$OPTBENCH" run -f quadratic -d 60 -o adam --runs 1 --budget 8 --start "$point" --out "$name" 2>said.err
  [ $? -eq 2 ] && grep -q 'or replace them with --force$' said.err && grep -q 'start is random there and 1001.*\.\.\. here' said.err || { cat said.err; return 1; }
}
check "long names and values leave room for what to do" long_words

# Every file that is written aside and renamed keeps a link a link.
linked() {
  rm -rf links && mkdir links && cp small.ini links/real.ini && ln -s real.ini links/link.ini
  "$OPTBENCH" tune links/link.ini --write --candidates 2 --runs 2 >said 2>&1 || { cat said; return 1; }
  [ -L links/link.ini ] && grep -q '^\[' links/real.ini && ! cmp -s small.ini links/real.ini
}
check "tune --write writes what a link leads to" linked
report_link() {
  echo old >page.html && ln -sf ../page.html good/report.html
  "$OPTBENCH" report good --no-figures >said 2>&1 && [ -L good/report.html ] && grep -q '<html' page.html
}
check "report does so too" report_link

# One wait for the disk for many files.
syncs() {
  strace -f -o calls -e trace=fsync,fdatasync,syncfs,sync,sync_file_range,msync "$OPTBENCH" run smoke --out wet >said 2>&1 ||
    { cat said; return 1; }
  grep -c 'sync' calls >count
  [ "$(cat count)" -ge 3 ] && [ "$(cat count)" -le 20 ] || { echo "$(cat count) calls"; return 1; }
}
if command -v strace >/dev/null && strace true 2>/dev/null; then
  check "the smoke campaign waits for the disk 20 times at most" syncs
else
  skip "the smoke campaign waits for the disk 20 times at most" "strace is not there, or may not"
fi

# cells.csv names each trace and tells what it is of.
joined() {
  [ "$(head -n 1 good/cells.csv)" = function,dimension,instance,optimizer,trace,function_parameters,optimizer_parameters ] &&
    tail -n +2 good/cells.csv | cut -d, -f5 | while read -r file; do [ -s "good/traces/$file" ] || exit 1; done &&
    [ "$(tail -n +2 good/cells.csv | wc -l)" -eq "$(ls good/traces | wc -l)" ] && grep -q '^quadratic,2,0,sgd,quadratic-d2-i0-sgd.csv,.*rate=' good/cells.csv
}
check "cells.csv tells what each trace is of" joined
plan
