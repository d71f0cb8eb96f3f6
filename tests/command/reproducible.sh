#!/bin/sh
# reproducible.sh -- the same bytes for any number of threads, at any vector width, for any part of a
# campaign, and after any number of kills.
. "$(dirname "$0")/../support/tap.inc"

rules=$(vector_rules) sources=$(names Sources) searches=$(searches) aliases=$(names Short)
functions=$(gradient_functions | running_in 2,5)
pairs=$(for rule in $rules; do for source in $sources; do echo "$rule@$source"; done; done)

# Every pair of rule and source, and every search, on a plain and on a noisy function.
cat >pairs.ini <<END
[campaign]
functions = rosenbrock, rosenbrock:noise=0.1
dimensions = 2, 5
instances = 1, 2
optimizers =
$(echo $rules $searches $aliases $pairs | tr ' ' '\n' | sed 's/^/  /')
runs = 2
budget = 150
END
# Every rule with every source on a model with layers.
cat >layers.ini <<END
[campaign]
functions = mlp:rows=40,hidden=5-3,batch=8
dimensions = auto
instances = 1, 2
optimizers =
$(for rule in $(names Rules); do echo "  $rule"; done)
  muon@es:antithetic=yes, soap@central, es:share=0.4+soap, muon:average=ema
runs = 2
budget = 150
END
# Every function, a few optimizers, each iterate whole.
cat >functions.ini <<END
[campaign]
functions =
$(echo $functions | tr ' ' '\n' | sed 's/^/  /')
  quadratic:condition=1e4,noise=0.5,noise_kind=multiplicative
dimensions = 2, 5
instances = 1
optimizers = adam, sgd@central, es,
$(echo $searches | tr ' ' '\n' | sed 's/^/  /')
runs = 2
budget = 100
trace = every
trace-x = yes
gradient-cost = 0.5
END

# Values alone, behaviours, policies of several kinds, and their random gradients.
cat >values.ini <<END
[campaign]
functions =
$(value_functions | sed 's/^/  /')
  pendulum:reset=fresh,share=no, cartpole:hidden=3-2,skip=2, pendulum:deviation=0.5
dimensions = auto
instances = 1
optimizers = es, sgd@central, random, snes, cmaes, ga, ga:select=novelty, ns-es, nsra-es, de
runs = 2
budget = 60
save-x = yes
END
# Noise that is a function's own.
cat >noisy.ini <<END
[campaign]
functions = bbob-noisy-f101-bbob-noisy-f130
dimensions = 2, 5
optimizers = es, random, cmaes, de
runs = 2
budget = 200
trace = every
END
cat >policies.ini <<END
[campaign]
functions = pendulum:deviation=0.5,delay=9, mountaincar-continuous:deviation=0.2,reset=fresh, trap:deviation=0.1
dimensions = auto
optimizers = reinforce, sgd, adam@es, nsr-es
runs = 3
budget = 60
trace = every
END

# Sums of squares, and what works with their residuals.
cat >squares.ini <<END
[campaign]
suite = more-wild
optimizers = lm, dogleg, lm:scale=levenberg,solver=svd
budget = 100
trace = every
trace-x = yes
END

# Runs that begin again, and are added until enough of them succeed.
cat >successes.ini <<END
[campaign]
functions = cliffs, rosenbrock, step, rosenbrock:noise=0.1
dimensions = 2, 3
optimizers = sgd, adam, es, fd,
$(echo $searches | tr ' ' '\n' | sed 's/^/  /')
runs = 2
until-successes = 4
runs-limit = 40
budget = 120
target = 0.1
restarts = yes
END

run() { "$OPTBENCH" run "$@" >run.log 2>&1 || { cat run.log; return 1; }; }

# The widest level is that of all runs that name none.
widest=
for level in sse2 avx2 avx512; do
  OPTBENCH_VECTOR=$level "$OPTBENCH" list >list.$level 2>&1 && widest=$level
done
for campaign in pairs layers functions values noisy squares policies successes; do
  check "$campaign: one thread" run $campaign.ini -j 1 --out one-$campaign
  check "$campaign: nothing is left over" clean one-$campaign
  for threads in 2 7; do
    run $campaign.ini -j $threads --out out
    check "$campaign: $threads threads give the same bytes" same one-$campaign out
    rm -rf out
  done
  for level in sse2 avx2 avx512; do
    if [ $level = "$widest" ]; then
      continue
    elif grep -q 'no such vector unit' list.$level; then
      skip "$campaign: the same bytes with $level" "this processor has no $level"
    elif grep -q 'is no vector level' list.$level; then
      check "$campaign: $level is not known" test -z "$widest"
    else
      OPTBENCH_VECTOR=$level run $campaign.ini -j 2 --out out
      check "$campaign: the same bytes with $level" same one-$campaign out
      rm -rf out
    fi
  done
done

check "successes: some cells took more runs, some as many as they may" awk -F, '
  NR > 1 { runs[$1 $2 $3 $4]++ }
  END { for (cell in runs) { more += runs[cell] > 4 && runs[cell] < 40; most += runs[cell] == 40 }
        exit !(more && most) }' one-successes/runs.csv

# The rows of a table of the whole campaign that belong to a part of it are those of the part.
part_of() {
  [ -n "$(ls "$1/traces")" ] && (cd "$1/traces" && sha256sum -- *) >part.sums &&
    (cd "$2/traces" && sha256sum --quiet -c) <part.sums || return 1
  for table in runs.csv targets.csv; do
    [ "$(sort "$1/$table" "$2/$table" | uniq -d | wc -l)" -eq "$(sort -u "$1/$table" | wc -l)" ] || return 1
  done
}

# Optimizers in another order, and only some of them; then a function less.
run pairs.ini -o "$(echo $pairs | tr ' ' '\n' | sort -r | awk 'NR % 3 == 1' | commas)" --out part
check "left-out optimizers change nothing of the others" part_of part one-pairs
rm -rf part
run pairs.ini -f rosenbrock:noise=0.1 -d 5 -i 1 --out part
check "left-out functions, dimensions and instances change nothing of the others" part_of part one-pairs

# A small campaign grows into a larger one in its folder.
some=$(echo "$functions" | awk 'NR > 2' | commas) fewer=$(echo "$functions" | awk 'NR > 3' | commas)
run functions.ini -f "$some" -o sgd,es,random,adam --out whole
run functions.ini -f "$fewer" -o es,adam --out grown
run functions.ini -f "$fewer" -o sgd,es,random,adam --out grown
run functions.ini -f "$some" -o sgd,es,random,adam --out grown
check "a campaign that was added to ends like the whole" same whole grown
run functions.ini -f "$some" -o sgd,es,random,adam --out grown
check "run again, it does not change" same whole grown
run functions.ini -f "$some" -o sgd,es,random,adam --out grown --force
check "nor when it is forced to run again" same whole grown
check "nothing is left over" clean grown
run whole/campaign.ini --out copy
check "the written campaign.ini makes the same results" same whole copy

# Killed at twenty moments and more between 0 and the length of the campaign, and once more on the way.
cat >kill.ini <<END
[campaign]
functions = rosenbrock, quadratic:noise=0.1
dimensions = 2, 10
optimizers = adam, sgd@central, es, random, xnes
runs = 12
budget = 2000
target = 1e-3
until-successes = 13
runs-limit = 16
END
began=$(date +%s%N)
run kill.ini -j 2 --out calm
length=$((($(date +%s%N) - began) / 1000000))
after() { echo "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; } # milliseconds as seconds
killed=0 wrong=0 i=0
while [ $i -lt 20 ] || { [ $killed -lt 10 ] && [ $i -lt 99 ]; }; do
  i=$((i + 1))
  rm -rf out
  for delay in $(((i - 1) % 20 * length / 19)) $(((i * 7 % 20) * length / 25)); do
    "$OPTBENCH" run kill.ini -j 2 --out out >/dev/null 2>&1 &
    process=$!
    sleep "$(after $delay)"
    kill -9 $process 2>/dev/null
    wait $process 2>/dev/null
    if [ $? -eq 137 ]; then killed=$((killed + 1)); else length=$((length * 4 / 5)); fi # it was through: faster than it was
  done
  { run kill.ini -j 2 --out out && same calm out && clean out; } >kill.log 2>&1 || {
    wrong=$((wrong + 1))
    sed 's/^/# /' kill.log
  }
done
check "after kills at $i moments ($killed hit it) the same bytes, and nothing left over" \
  test $wrong -eq 0
check "the kills hit the program at least 10 times" test $killed -ge 10
plan
