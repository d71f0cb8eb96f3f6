#!/bin/sh
# tune.sh -- optbench tune: what it finds and writes, that threads change nothing, that a campaign
# shares no run with it, and what it refuses.
. "$(dirname "$0")/../support/tap.inc"

# refuse PATTERN ARGUMENT ...: one error line that matches, exit code 2, and nothing made.
refuse() {
  pattern=$1
  shift
  "$OPTBENCH" tune "$@" >said.out 2>said.err
  got=$?
  [ $got -eq 2 ] || { echo "exit code $got"; cat said.out said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] || { echo "not one line:"; cat said.err; return 1; }
  grep -q '^optbench: error: ' said.err && grep -qE -e "$pattern" said.err || { cat said.err; return 1; }
  [ ! -e results ] || { echo "a folder was made"; return 1; }
}
refused() {
  expected=$1
  shift
  check "tune $* -- $expected" refuse "$expected" "$@"
}

refused "tune needs an optimizer or a campaign"
refused "did you mean 'adam'" adma -f rosenbrock
refused "Name a function with -f" adam
refused "did you mean 'rosenbrock'" adam -f rosenbrok
refused "one word too many" adam sgd -f rosenbrock
refused "no function here has 3 dimensions: parabola has 1 only" sgd -f parabola -d 3
refused "is named already" sgd -f rosenbrock -o adam
refused "has a parameter 'rat'; did you mean 'rate'" sgd -f rosenbrock --parameters rat
refused "epsilon has no range" adam -f rosenbrock --parameters epsilon
refused "is not KEY=LOW:HIGH" sgd -f rosenbrock --range rate
refused "is not KEY=LOW:HIGH" sgd -f rosenbrock --range rate=1:0.1
refused "is not KEY=LOW:HIGH" sgd -f rosenbrock --range rate=a:b
refused "rate lies between 0 and" sgd -f rosenbrock --range rate=-1:1
refused "not a whole number from 2" sgd -f rosenbrock --candidates 1
refused "not a whole number from 1" sgd -f rosenbrock --runs 0
refused "judged by the mean of their runs" sgd -f rosenbrock --metric log --quantile 0.9
refused "not a number from 0 to 1" sgd -f rosenbrock --quantile 2
refused "nothing to tune" random -f rosenbrock
refused "nothing to tune" sgd:rate=1 -f rosenbrock
refused "has no option '--candidate'" sgd -f rosenbrock --candidate 5
refused "write needs a campaign's file" sgd -f rosenbrock --write
refused "no campaign is called|unknown optimizer 'crad'" crad

missing() {
  "$OPTBENCH" tune nowhere/none.ini 2>said.err
  [ $? -eq 3 ] && grep -q 'cannot read the campaign nowhere/none.ini' said.err
}
check "a campaign that is not there: exit code 3" missing

stopped() { # WORDS ...: SIGTERM within the work
  "$OPTBENCH" tune "$@" --out stopped >said.out 2>said.err &
  hears $! && kill -TERM $!
  wait $!
  [ $? -eq 130 ] && [ "$(grep -v '^optbench: note: ' said.err)" = "optbench: interrupted; nothing is written" ] || { cat said.err; return 1; }
  rm -rf stopped
}
check "interrupted, it says so and no more: a campaign that is called by name" stopped card --parameters rate,sigma
check "an optimizer" stopped cmaes -f rosenbrock -d 40 --candidates 200
check "a file" stopped "$ROOT/bench/campaigns/card.ini" --parameters rate,sigma

no_folder() {
  : >file
  "$OPTBENCH" tune sgd -f parabola --out file/below 2>said.err
  [ $? -eq 3 ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -q 'file/below\|file' said.err
}
check "a folder that cannot be made: exit code 3" no_folder

near() { # VALUE LOW HIGH
  awk -v v="$1" -v a="$2" -v b="$3" 'BEGIN { if (v > a && v < b) exit 0; print v; exit 1 }'
}
rate_of() { sed -n 's/^rate = //p' "$1/sections.ini"; }

tune_parabola() {
  "$OPTBENCH" tune sgd -f parabola:curvature=20 --runs 9 --out parabola &&
    near "$(rate_of parabola)" 0.033 0.075
}
check "on a parabola of curvature 20, a rate near 1/20" tune_parabola
there() {
  for file in campaign.ini sections.ini tuned.ini candidates.csv trials.csv provenance.csv; do
    [ -s "parabola/$file" ] || { echo "no $file"; return 1; }
  done
  clean parabola
}
check "it leaves its files, whole" there
counts() { # 64 candidates; 64 x 3 + 32 x 2 + 16 x 4 runs, and 8 x 9 fresh ones
  [ "$(tail -n +2 parabola/candidates.csv | wc -l)" -eq 64 ] &&
    [ "$(tail -n +2 parabola/trials.csv | wc -l)" -eq 392 ]
}
check "a row for each candidate and for each run" counts
recorded() {
  tr -d '\n;' <parabola/sections.ini | tr -s ' ' >words
  grep -q '392 runs of at most the budget 3000d: 64 candidates' words && grep -q '3, 5, 9' words
}
check "the sections say what the search was" recorded
runs_on() {
  "$OPTBENCH" run parabola/tuned.ini --out ran --runs 5 &&
    [ "$(grep -c ',target,' ran/runs.csv)" -eq 5 ]
}
check "the tuned campaign runs, and every run reaches the target" runs_on

if command -v gnuplot >/dev/null; then
  drawn() { [ -s parabola/figures/sensitivity.png ] && [ -s parabola/figures/sensitivity.svg ]; }
  check "the figure is drawn" drawn
  again() { rm parabola/figures/*; "$OPTBENCH" plot parabola && drawn; }
  check "plot draws it again" again
  two() { # one value of beta1 alone
    "$OPTBENCH" tune adam -f rosenbrock -d 2 --candidates 2 --runs 3 --out two >/dev/null 2>said.err &&
      [ ! -s said.err ] && [ -s two/figures/sensitivity.png ]
  }
  check "and where all candidates have the same value of a parameter" two
else
  skip "the figure is drawn" "gnuplot is not installed"
fi

unknown() { # a loss whose minimum is not known is told apart from others by itself
  "$OPTBENCH" tune adam -f mlp:rows=32,validation=0.2,judge=validation_loss -d auto --candidates 4 \
    --runs 3 --budget 200 --parameters rate --out loss >said.out 2>said.err || return 1
  cat said.out said.err
  grep -q '^ *1  0.0316 .*best f 0' said.out && ! grep -q nan said.out loss/candidates.csv
}
check "where the minimum is not known, the better loss wins" unknown
refused "is judged by test rows, which nothing may be tuned on" adam -f mlp:judge=test_error -d auto

cat >trial.ini <<'END'
; A campaign of three.
[campaign]
functions = rosenbrock, step
dimensions = 2, 3
instances = 0, 2
optimizers = sgd, es, random
budget = 400
seed = 5

[es]
population = 8
END
cp trial.ini before.ini

threads() {
  for j in 1 2 5; do
    "$OPTBENCH" tune trial.ini --candidates 12 --runs 6 --parameters rate,sigma -j $j --out j$j \
      >said.$j 2>/dev/null || return 1
  done
  for j in 2 5; do
    for file in campaign.ini sections.ini tuned.ini candidates.csv trials.csv; do
      cmp j1/$file j$j/$file || return 1
    done
  done
}
check "the same files for any number of threads" threads
check "the campaign's file is untouched" cmp trial.ini before.ini
for level in sse2 avx2 avx512; do
  if OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1; then
    levels() {
      OPTBENCH_VECTOR=$level "$OPTBENCH" tune trial.ini --candidates 12 --runs 6 \
        --parameters rate,sigma --out v$level >/dev/null 2>&1 && cmp j1/trials.csv v$level/trials.csv
    }
    check "the same trials with $level" levels
  else
    skip "the same trials with $level" "this processor has none"
  fi
done
same_budget() { # of trials, for each optimizer that has something to tune
  cut -d, -f1,2,4 j1/trials.csv | tail -n +2 | sort | uniq -c | awk '{ print $1 }' | sort -u >counted
  [ "$(wc -l <counted)" -eq 1 ] && [ "$(cut -d, -f4 j1/trials.csv | sort -u | wc -l)" -eq 3 ]
}
check "each optimizer, function and dimension has as many runs" same_budget
fresh() { # the runs after the last round: as many of each finalist, none of them a run of a round
  awk -F, 'FNR > 1 { key = $1 "," $2 "," $4 "," $5; r = $(NF - 6); if (r > last) last = r; round[FNR] = r
      at[FNR] = key; said[FNR] = key "," $(NF - 5) "," $NF }
    END { for (i in round) if (round[i] < last) before[said[i]] = 1
      for (i in round) if (round[i] == last) { runs[at[i]]++; n++; if (said[i] in before && said[i] !~ /^step/) same++ }
      for (k in runs) if (runs[k] != 6) { print k, runs[k]; exit 1 }
      if (!n || same) { print n, same; exit 1 } }' j1/trials.csv
}
check "finalists run again, from elsewhere" fresh
flat() { grep -A1 '^\[sgd on step' j1/sections.ini | grep -q '^tuned = ' && grep -q '^\[es on step d3\]' j1/sections.ini; }
check "no parameter is set where nothing moves" flat

# The campaign's own runs, of the parameters that are candidate 0, share no result with its trials.
apart() {
  "$OPTBENCH" run trial.ini -f rosenbrock -o sgd,es --runs 6 --trace none --out own >/dev/null || return 1
  awk -F, 'NR == FNR { if (FNR > 1) seen[$NF] = 1; next }
    FNR > 1 && $(NF - 5) ~ /^[0-9]+$/ { n++; if ($1 == "rosenbrock" && $NF in seen) shared++ }
    END { if (!n || shared) { print shared, "of", n; exit 1 } }' own/runs.csv j1/trials.csv
}
check "no trial is a run of the campaign" apart

writes() {
  "$OPTBENCH" tune trial.ini --write --candidates 12 --runs 6 --out w1 >/dev/null 2>&1 || return 1
  head -n "$(wc -l <before.ini)" trial.ini | cmp - before.ini &&
    grep -q '^; From here on written by' trial.ini && grep -q '^\[es on step d3\]' trial.ini
}
check "--write adds sections and keeps what was there" writes
again() {
  cp trial.ini first.ini
  "$OPTBENCH" tune trial.ini --write --candidates 12 --runs 6 --out w2 >/dev/null 2>&1 &&
    cmp trial.ini first.ini
}
check "and again replaces them by the same" again
check "the file runs" "$OPTBENCH" run trial.ini --runs 1 --trace none --out whole
one_line() {
  "$OPTBENCH" tune "$@" >said.out 2>said.err
  [ $? -eq 2 ] && [ "$(wc -l <said.err)" -eq 1 ] && cmp trial.ini first.ini
}
noted() {
  "$OPTBENCH" tune first.ini --candidates 4 --runs 2 --out w4 >/dev/null 2>said.err &&
    [ "$(grep -c "^optbench: note: candidate 0 is what first.ini says above line $(grep -n '^; From here' first.ini | cut -d: -f1), without" said.err)" -eq 1 ] &&
    "$OPTBENCH" tune before.ini --candidates 4 --runs 2 --out w5 >/dev/null 2>said.err &&
    ! grep -q 'candidate 0' said.err
}
check "it says where candidate 0 is not what the file says" noted
check "--write takes the campaign whole" one_line trial.ini --write -f step
check "a folder of results is not overwritten" one_line trial.ini --out own
{
  cat before.ini
  printf '\n[sgd on rosenbrock d2]\nrate = 0.1\n'
} >clash.ini
cp clash.ini clash.before
clash() {
  "$OPTBENCH" tune clash.ini --write --candidates 4000 --runs 1000 --out w3 >/dev/null 2>said.err
  [ $? -eq 2 ] && grep -q "'rate' has a value already" said.err && cmp clash.ini clash.before &&
    clean . && [ ! -e w3 ]
}
check "a section that is there by hand is refused before the work" clash

stopped() {
  $hearing "$OPTBENCH" tune card --out cut >/dev/null 2>said.err &
  hears $! && kill -INT $!
  wait $!
  [ $? -eq 130 ] && [ ! -e cut/trials.csv ] && [ ! -e cut/sections.ini ]
}
check "Ctrl-C ends it with 130 and nothing written" stopped
plan
