#!/bin/sh
# parts.sh -- run --part K/N and merge: parts in any order, by anybody, at any time, make the bytes
# of one run; what is missing, damaged or of another campaign is named and refused.
. "$(dirname "$0")/../support/tap.inc"

cat >runs.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 5
optimizers = adam, es
runs = 5
budget = 60
save-x = yes
END
cat >labels.ini <<'END'
[campaign]
functions = softmax:rows=30, mlp:rows=30,hidden=5
dimensions = auto
optimizers = sgd, momentum
runs = 3
budget = 40
target = none
END
cat >successes.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 3
optimizers = es:rate=0.3, local, cmaes
runs = 4
until-successes = 3
runs-limit = 20
budget = 400
target = 0.1
trace = none
END
cat >stops.ini <<'END'
[campaign]
functions = rosenbrock, quadratic:condition=10,noise=1
dimensions = 2
optimizers = cmaes:restart=ipop, adam@es:sigma=0.1,population=8
runs = 4
restarts = yes
budget = 800
trace = every
trace-x = yes
END
campaigns="runs labels successes stops"

same_folder() { diff -r -x provenance.csv "$1" "$2"; }
some() { # CAMPAIGN N OUT PART ...: these parts of it
  campaign=$1 of=$2 out=$3
  shift 3
  for part in "$@"; do
    "$OPTBENCH" run "$campaign.ini" --part "$part/$of" --out "$out" -j 2 >said 2>&1 || { cat said; return 1; }
  done
}
merged() { # FOLDER CAMPAIGN
  "$OPTBENCH" merge "$1" >said 2>&1 || { cat said; return 1; }
  [ ! -e "$1/parts" ] && [ -s "$1/provenance.csv" ] && same_folder "$2" "$1" && clean "$1"
}
# one_error CODE PATTERN COMMAND ...: one line on standard error, nothing else.
one_error() {
  code=$1 pattern=$2
  shift 2
  "$@" >told.out 2>told
  got=$?
  [ $got -eq "$code" ] && [ "$(wc -l <told)" -eq 1 ] && grep -q "^optbench: error: $pattern" told && [ ! -s told.out ] ||
    { echo "exit code $got"; cat told told.out; return 1; }
}

for campaign in $campaigns; do
  "$OPTBENCH" run $campaign.ini --out $campaign -j 2 >/dev/null 2>&1 || echo "Bail out! no $campaign"
  for of in 1 3 16; do
    all() {
      # From the last to the first.
      some $campaign $of out $(seq $of -1 1) && merged out $campaign
    }
    check "$campaign in $of parts" all
    rm -rf out
  done
done
check "with what a campaign may leave" test -d runs/x -a -d labels/confusion -a -s stops/stops.csv

together() {
  for part in 1 2 3 4 5 6; do
    "$OPTBENCH" run runs.ini --part $part/6 --out out -j 1 >"said$part" 2>&1 &
    eval "process$part=$!"
  done
  for part in 1 2 3 4 5 6; do
    eval "wait \$process$part" || { cat "said$part"; return 1; }
  done
  merged out runs
}
check "all parts at the same time, in a folder that is not there" together
rm -rf out
population() {
  some runs 2 out 1 && "$OPTBENCH" run runs.ini --part 2/2 --out out --parallel population -j 2 >/dev/null && merged out runs
}
check "a part whose threads share a population" population
rm -rf out

# What an array is submitted again for. The number of parts is said, not counted.
check "parts of 16 without two" some runs 16 out 1 2 4 5 6 8 9 10 11 12 13 14 15 16
cp -r out before
check "which are missing, and how they are made" one_error 2 \
  'not all of the 16 parts are in out/parts: 3, 7 missing; `optbench run out/campaign.ini --part 3/16 --out out` makes one$' \
  "$OPTBENCH" merge out
check "nothing was changed" diff -r before out
check "3/2 is not there" one_error 2 "part: '3/2' is not there: parts count from 1 to N, here to 2; " \
  "$OPTBENCH" run runs.ini --part 3/2 --out out
check "2/2 does not go with them" one_error 2 "part: 2/2 does not go with out/parts, which has parts of 16; say --part K/16, or" \
  "$OPTBENCH" run runs.ini --part 2/2 --out out
check "nothing was changed then" diff -r before out
resubmitted() {
  line=$(sed 's/.*`\(.*\)`.*/\1/' hint)
  sh -c "${line#optbench }" >/dev/null 2>&1
  some out/campaign 16 out 3 7 && merged out runs
}
"$OPTBENCH" merge out 2>hint
check "parts 3 and 7 alone, and all is there" resubmitted
again() {
  cp out/runs.csv out/provenance.csv .
  "$OPTBENCH" merge out >said && grep -q '^runs: all 40 runs were together already$' said && grep -q '^next: optbench plot out$' said &&
    cmp provenance.csv out/provenance.csv && same_folder runs out
}
check "merged again: nothing is left to do" again
needless() {
  "$OPTBENCH" run runs.ini --part 3/16 --out out >said && grep -q '^runs: all 40 runs were there already, and no part is needed$' said &&
    same_folder runs out
}
check "a part of what is there already" needless
goes_on() { "$OPTBENCH" run runs.ini --out out >said && grep -q '^runs: 40 runs were there already' said && same_folder runs out; }
check "run finds all of it" goes_on
rm -rf out

# What is said of a part.
says() {
  "$OPTBENCH" run runs.ini --part 2/4 --out 'a folder' -j 1 >said 2>said.err &&
    grep -q '^runs: 10 runs, .* evaluations in ' said && grep -q '^a folder/parts: part 2 of 4$' said &&
    tail -n 1 said | grep -q "^next, with all parts there: optbench merge 'a folder'$" && [ ! -s said.err ]
}
check "what it did, and what is next" says
once() {
  cp 'a folder/parts/2-of-4.journal' kept
  "$OPTBENCH" run runs.ini --part 2/4 --out 'a folder' >said && grep -q '^runs: 10 runs were there already (--force' said &&
    cmp kept 'a folder/parts/2-of-4.journal'
}
check "a part that is there stays" once
forced() {
  "$OPTBENCH" run runs.ini --part 2/4 --out 'a folder' --force -j 1 >said && grep -q '^runs: 10 runs, ' said &&
    cmp kept 'a folder/parts/2-of-4.journal'
}
check "--force makes it again" forced
rm -rf 'a folder'
empty() { # more parts than runs: those without any need not be made
  some runs 60 out $(seq 1 40) 55 && : >out/parts/.new-50-of-60.journal && merged out runs
}
check "parts that have no runs" empty
rm -rf out
ranges() {
  some runs 400 out 2 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 33 35 37 39 &&
    one_error 2 'not all of the 400 parts are in out/parts: 1, 4, 6, 8, 10, \.\.\. missing; ' "$OPTBENCH" merge out
}
check "more of them than there is room for" ranges
rm -rf out

for wrong in 0/4 5/4; do
  check "--part $wrong" one_error 2 "part: '$wrong' is not there: parts count from 1 to N, here to 4; let an array count so, as with --array=1-4$" \
    "$OPTBENCH" run runs.ini --part $wrong --out out
done
check "--part 1/0" one_error 2 "part: '1/0' is not K/N with N from 1 to 10000$" "$OPTBENCH" run runs.ini --part 1/0 --out out
for wrong in a/b 3 /16 3/ '1/4 ' -1/4 ''; do
  check "--part '$wrong'" one_error 2 "part: '$wrong' is not K/N, such as 3/16 for the third of sixteen parts$" \
    "$OPTBENCH" run runs.ini --part "$wrong" --out out
done
check "none of them made a folder" test ! -e out

# Other campaigns, other runs.
{ cat runs.ini && echo 'seed = 2'; } >seed.ini
sed 's/adam, es/adam, es, sgd/' runs.ini >larger.ini
some runs 2 out 1
check "a part of another campaign" one_error 2 'out/campaign.ini is of another campaign: this one has seed=2; choose another folder' \
  "$OPTBENCH" run seed.ini --part 2/2 --out out
check "a part of a larger one" one_error 2 'out/campaign.ini is of another campaign: this one has optimizers=adam,es,sgd; choose another folder' \
  "$OPTBENCH" run larger.ini --part 2/2 --out out
some seed 2 other 2
cp other/parts/2-of-2.journal out/parts/
check "its file" one_error 2 'out/parts/2-of-2.journal is no such part of this campaign, or ' "$OPTBENCH" merge out
check "its file, where that part is to be made" one_error 2 'out/parts/2-of-2.journal is no such part of this campaign, or ' \
  "$OPTBENCH" run runs.ini --part 2/2 --out out
cp out/parts/1-of-2.journal out/parts/2-of-2.journal
check "a part under the name of another" one_error 2 'out/parts/2-of-2.journal is no such part of this campaign, or ' "$OPTBENCH" merge out
check "--force makes it the right one" "$OPTBENCH" run runs.ini --part 2/2 --out out --force
cp out/parts/1-of-2.journal out/parts/1-of-3.journal
check "parts of two numbers" one_error 2 'out/parts has parts of [23] and of [23], such as [12]-of-[23].journal; remove those that' "$OPTBENCH" merge out
rm out/parts/1-of-3.journal
cp -r out before.run
check "run beside parts" one_error 2 'out/parts holds parts of a campaign; `optbench merge out` makes results of them, and ' \
  "$OPTBENCH" run runs.ini --out out
for command in report compare plot; do
  check "$command of parts" one_error 2 'out/parts holds parts of a campaign; `optbench merge out` makes results of them, and ' \
    "$OPTBENCH" $command out
done
check "nothing was changed by it" diff -r before.run out
instead() { "$OPTBENCH" run runs.ini --out out --force >/dev/null && [ ! -e out/parts ] && same_folder runs out; }
check "run --force does without them" instead
rm -rf out before.run
unfinished() {
  mkdir out && sed '/^step/d' runs/runs.csv >out/runs.csv && cp runs/campaign.ini runs/cells.csv out/ &&
    one_error 2 'out holds the runs of an `optbench run` without --part that is not finished; ' \
      "$OPTBENCH" run runs.ini --part 1/2 --out out && [ ! -e out/parts ]
}
check "a part beside an unfinished run" unfinished
rm -rf out
check "merge of nothing" one_error 2 'merge needs a folder of results' "$OPTBENCH" merge
check "merge of two" one_error 2 "merge takes one folder of results; 'b' is a second" "$OPTBENCH" merge a b
check "merge of no folder" one_error 3 'missing holds no campaign.ini' "$OPTBENCH" merge missing
none() {
  mkdir out && cp runs/campaign.ini out/ && one_error 2 'out holds no parts, and not all of the campaign.s runs; ' "$OPTBENCH" merge out
}
check "merge of a folder without parts" none
rm -rf out
mkdir out && : >out/thing
check "a folder of something else" one_error 2 'out is not empty (it has thing)' "$OPTBENCH" run runs.ini --part 1/2 --out out
rm -rf out
check "merge --help" sh -c '"$OPTBENCH" merge --help | grep -q "^optbench merge RESULTS$"'

# Damage: anything that is not what was written.
some runs 3 good 1 2 3
cp good/parts/2-of-3.journal whole
damaged() {
  one_error 3 'out/parts/2-of-3.journal is damaged, or lacks runs; remove it and make that part again$' "$OPTBENCH" merge out &&
    one_error 3 'out/parts/2-of-3.journal is damaged; make it again with --force$' "$OPTBENCH" run runs.ini --part 2/3 --out out &&
    [ ! -e out/runs.journal ] && [ ! -e out/runs.csv ] && clean out
}
size=$(wc -c <whole)
record=$(grep -abo '^run [0-9]' whole | tail -n 1 | cut -d: -f1)
cp -r good out
for length in 0 7 40 $((size / 2)) "$record" $((size - 1)); do
  head -c "$length" whole >out/parts/2-of-3.journal
  check "a file cut off behind $length bytes" damaged
done
for at in 70 $((size / 3)) $((size - 4)); do
  { head -c "$at" whole; printf '\001'; tail -c +$((at + 2)) whole; } >out/parts/2-of-3.journal
  check "another byte $at" damaged
done
{ cat whole; echo more; } >out/parts/2-of-3.journal
check "something behind its end" damaged
repaired() { rm out/parts/2-of-3.journal && some runs 3 out 2 && merged out runs; }
check "removed and made again" repaired
rm -rf out

# Killed, it is taken up again; somebody else may not, meanwhile.
cat >slow.ini <<'END'
[campaign]
functions = rosenbrock, quadratic
dimensions = 20, 30
optimizers = cmaes, es
runs = 6
budget = 20k
target = none
END
"$OPTBENCH" run slow.ini --out slow -j 2 >/dev/null 2>&1
begun() { # a part under way, a few of its runs made: its process
  rm -rf out
  $hearing "$OPTBENCH" run slow.ini --part 1/2 --out out -j 1 >said.out 2>said.err &
  process=$!
  while [ "$(made)" -lt 3 ] && kill -0 $process 2>/dev/null; do sleep 0.01; done
}
twice() {
  begun
  kill -STOP $process # it stays under way
  one_error 3 'another optbench makes part 1/2 in out; wait for it, or stop it$' "$OPTBENCH" run slow.ini --part 1/2 --out out &&
    one_error 2 'not all of the 2 parts are in out/parts: 2 missing; 1 under way; ' "$OPTBENCH" merge out
  status=$?
  kill -INT $process
  kill -CONT $process
  wait $process
  [ $status -eq 0 ]
}
check "the same part at the same time" twice
interrupted() {
  at_work INT 3 slow.ini --part 1/2 -j 1 || return 1
  [ $got -eq 130 ] && grep -q "^optbench: interrupted; $(made) finished runs are kept in out; .optbench run out/campaign.ini --part 1/2 --out out. carries on$" said.err ||
    { echo "exit code $got"; cat said.err; return 1; }
}
check "SIGINT ends it with one line" interrupted
check "what merge says of it" one_error 2 'not all of the 2 parts are in out/parts: 2 missing; 1 begun and not finished; ' "$OPTBENCH" merge out
carries_on() {
  kept=$(made)
  [ "$kept" -ge 3 ] && [ ! -e out/parts/1-of-2.journal ] && some slow 2 out 1 && grep -q "^slow: $kept runs were there already" said &&
    some slow 2 out 2 && merged out slow
}
check "it carries on, to the same bytes" carries_on
rm -rf out

# No room: what is there stays, and the part is taken up again.
grow() { (trap '' XFSZ && ulimit -f "$1" && shift && exec "$OPTBENCH" "$@"); }
check "a part that cannot grow" one_error 3 "cannot write out/parts/.new-1-of-2.journal: File too large; choose another place" \
  grow 30 run slow.ini --part 1/2 --out out -j 1
check "is not there under its name" test ! -e out/parts/1-of-2.journal
some slow 2 out 1 2
check "a merge that cannot grow" one_error 3 "cannot write out/runs.journal: File too large; choose another place" grow 30 merge out
check "nothing half-written of it" clean out
later() { merged out slow; }
check "with room, the same bytes" later
rm -rf out
plan
