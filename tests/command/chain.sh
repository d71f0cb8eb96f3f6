#!/bin/sh
# chain.sh -- methods that follow each other, and methods that answer with an average, as campaigns
# run, tell and refuse them.
. "$(dirname "$0")/../support/tap.inc"

run() { "$OPTBENCH" run "$@" >said 2>&1 || { cat said; return 1; }; }

# best_is_lowest FILE: best_f is the lowest f of the rows so far, where the method stood
best_is_lowest() {
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
    $c["repetition"] != last { low = ""; last = $c["repetition"] }
    $c["cost"] == cost { next } # where it ended, which nothing was spent on
    { f = $c["f"] + 0; if (low == "" || f < low) low = f; rows++; apart += ($c["best_f"] + 0 != low)
      cost = $c["cost"] }
    END { print rows " rows, " apart + 0 " apart"; exit !(rows > 40 && apart == 0) }' "$1"
}
check "runs of averages go by their answers" run -f quadratic -d 3 -i 0 --runs 2 --budget 3000 \
  --trace every --out answers \
  -o "adam:rate=0.3,adam@es:rate=0.1,adam@es:rate=0.1,average=ema,average_decay=0.9,adam:rate=0.3,average=mean"
check "best_f is that of the answers" best_is_lowest 'answers/traces/quadratic-d3-i0-adam_rate=0.3_average=mean.csv'
check "on samples, too" best_is_lowest \
  'answers/traces/quadratic-d3-i0-adam@es_rate=0.1_average=ema_average_decay=0.9.csv'
not() { ! "$@"; }
check "which a method without an average does not" not best_is_lowest \
  'answers/traces/quadratic-d3-i0-adam@es_rate=0.1.csv'

# by_answers NAME: costs of targets are those at which an answer was as good
by_answers() {
  awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; file++; next }
    file == 1 && $c["repetition"] == 0 { n++; cost[n] = $c["cost"]; error[n] = $c["f"] }
    file == 2 && $c["repetition"] == 0 && $c["cost"] != "" {
      for (k = 1; k <= n && error[k] > $c["target"]; k++) continue
      seen++; wrong += cost[k] != $c["cost"]
    }
    END { print seen " targets, " wrong + 0 " wrong"; exit !(seen > 5 && !wrong) }' \
    "answers/traces/$1" "$2"
}
awk 'NR == 1 || /average=mean/' answers/targets.csv | sed 's/"[^"]*"/label/' >targets.csv
check "costs of targets are those of the answers" by_answers \
  'quadratic-d3-i0-adam_rate=0.3_average=mean.csv' targets.csv

# Beside noise the true value of the answer counts.
check "noise" run -f quadratic:noise=0.5 -d 3 -i 0 --runs 1 --budget 600 --trace every --out noise \
  -o "sgd:rate=0.1,average=mean"
check "best_f is a true value" best_is_lowest 'noise/traces/quadratic_noise=0.5-d3-i0-sgd_rate=0.1_average=mean.csv'

cat >chain.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 2
instances = 0
optimizers = es, adam, es+adam, es:share=0.2+adam, es+adam:rate=0.5, random+es+adam
runs = 2
budget = 4000
trace = every
[es]
rate = 0.07
[adam]
rate = 0.03
[adam on rosenbrock d2]
rate = 0.04
[es+adam]
1.sigma = 0.33
END
check "a campaign of chains" run chain.ini --out chains
# definition TEXT: the text that a cell's digest stands for is not shown; equal results are
alike() { cmp "chains/traces/rosenbrock-d2-i0-$1.csv" "$2/traces/rosenbrock-d2-i0-$3.csv"; }
check "sections of its parts" run -f rosenbrock -d 2 -i 0 --runs 2 --budget 4000 --trace every --out own -o \
  "es:rate=0.07,sigma=0.33+adam:rate=0.04,es:rate=0.07,share=0.2,sigma=0.33+adam:rate=0.04,es:rate=0.07,sigma=0.33+adam:rate=0.5"
check "speak to them in a chain" alike 'es+adam' own 'es_rate=0.07_sigma=0.33+adam_rate=0.04'
check "whatever the label sets besides" alike 'es_share=0.2+adam' own \
  'es_rate=0.07_share=0.2_sigma=0.33+adam_rate=0.04'
check "but for what it sets itself" alike 'es+adam_rate=0.5' own 'es_rate=0.07_sigma=0.33+adam_rate=0.5'
check "the campaign as it ran" run chains/campaign.ini --out again
check "is the same" diff -r chains/traces again/traces

# stages FILE: the trace says whose turn it is, and the cost at which it began
stages() {
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
    NR == 2 || $c["repetition"] != last { last = $c["repetition"]; stage = 1; before = 0 }
    { now = $c["stage"]
      if (now == stage + 1) { changed++; wrong += $c["stage_began"] != before; stage = now }
      else wrong += now != stage
      before = $c["cost"] }
    END { print changed " changes, " wrong + 0 " wrong"; exit !(changed == 2 && !wrong) }' "$1"
}
check "the trace says when it changed" stages 'chains/traces/rosenbrock-d2-i0-es+adam.csv'
check "one process, one thread" run chain.ini --out single -j 1
check "the same bytes" diff -r chains/traces single/traces
check "a population's threads" run chain.ini --out shared --parallel population
check "the same bytes" diff -r chains/traces shared/traces
check "plots of chains" "$OPTBENCH" plot chains
# rings: only chains have one a function, where the trace says
rings() {
  awk -F, 'NR > 1 && $8 > 0 { rings++; wrong += $3 !~ /\+/ || ($3 == "es+adam" && ($4 > 2000 || $4 < 1700)) }
    END { print rings " rings, " wrong + 0 " wrong"; exit !(rings == 5 && !wrong) }' chains/figures/convergence.csv
}
check "where they hand over is marked" rings
check "a report of chains" "$OPTBENCH" report chains
check "comparisons of chains" "$OPTBENCH" compare chains -o "es+adam,es:share=0.2+adam"
check "a chain is tuned by the keys of its parts" "$OPTBENCH" tune "es+adam" -f rosenbrock -d 2 -i 0 \
  --parameters 1.rate,2.rate --candidates 4 --runs 3 --budget 500 --out tuned
check "and written so" run tuned/tuned.ini --out from-tuned
said() { grep -qF -- "$1" said; }
check "blanks around the plus" run -f rosenbrock -d 2 -i 0 --runs 1 --budget 100 -o "es + adam, bfgs +lbfgs" --out blanks
sed 's/^\[es+adam\]/[es + adam]/' chain.ini >spaced.ini
check "in a section" run spaced.ini --out spaced
check "neither" diff -r chains/traces spaced/traces
check "nor in a description" sh -c '"$OPTBENCH" describe "es + adam" >said'
check "are nothing" test -f 'blanks/traces/rosenbrock-d2-i0-es+adam.csv'
check "described" sh -c '"$OPTBENCH" describe es+adam:rate=0.5 >said'
check "with all its parts" said "+adam@exact:rate=0.5"
check "and how they hand over" said "(one method after another), a wrapper of every method"

# refused LINE ARGUMENT ...
refused() {
  line=$1
  shift
  rm -rf none
  "$OPTBENCH" run "$@" --out none >said.out 2>said.err
  got=$?
  [ $got -eq 2 ] && [ ! -e none ] && [ "$(wc -l <said.err)" -eq 1 ] &&
    grep -qF "optbench: error: $line" said.err || { echo "exit $got"; cat said.out said.err; return 1; }
}
check "an unknown part" refused "unknown optimizer 'adm'; did you mean 'adam'?" -f rosenbrock -d 2 -o es+adm
check "too many parts" refused "'sgd+sgd+sgd+sgd+sgd' has more than 4 methods; leave some out" \
  -f rosenbrock -d 2 -o sgd+sgd+sgd+sgd+sgd
check "what hands over nothing" refused "adam: 'share' is for a method that another follows, as in adam:share=0.3+adam" \
  -f rosenbrock -d 2 -o es+adam:share=0.1
check "nor follows another" refused "es: 'inherit' is for a method that follows another" -f rosenbrock -d 2 -o es:inherit=no+adam
check "nothing behind the plus" refused "'es+': a method is missing beside the '+'; write FIRST+SECOND" -f rosenbrock -d 2 -o es+
check "epochs of what has none" refused "adam:unit=epoch counts in epochs, and rosenbrock has none; take unit = step" \
  -f rosenbrock -d 2 -o adam:unit=epoch
check "in minibatches of their own" refused "sgd:unit=epoch counts in epochs" \
  -f mlp:batch=8,share=no -d auto -o sgd:unit=epoch
check "epochs of what has some" run -f mlp:batch=8,rows=40 -d auto -o sgd:unit=epoch,schedule=step,drops=2,horizon=3 \
  --runs 1 --budget 100 --out epochs
check "milestones that are none" refused "sgd: milestones = '3-x' is not one to 20 numbers above 0" \
  -f rosenbrock -d 2 -o sgd:milestones=3-x
check "a warm-up that leaves nothing" refused "sgd: warmup = 20 leaves nothing of horizon = 10" \
  -f rosenbrock -d 2 -o sgd:horizon=10,warmup=20

plan
