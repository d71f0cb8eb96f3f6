#!/bin/sh
# fuzz.sh -- hundreds of command lines put together at random from words that mean something: never a
# crash, never more than one error line, never a folder of results. Damaged files are in test_fuzz.c.
. "$(dirname "$0")/../support/tap.inc"

printf '[campaign]\nfunctions = rosenbrock\noptimizers = sgd, adam\nruns = 2\nbudget = 50\n' >good.ini
echo text >plain

# One command line a line, words parted by blanks; the same ones every time.
awk 'function draw(n) { seed = (seed * 16807) % 2147483647; return int(seed / 2147483647 * n) }
BEGIN {
  seed = 20221101
  options = split("-f -d -o -i -j --runs --budget --seed --start --target --gradient-cost --trace " \
    "--trace-x --out --force --help -h --functions --dimensions --optimizers --instances --threads " \
    "--runs= --out= -- - --- -x --trace=every --budget=3000d -d2 -oadam --restarts", option, " ")
  values = split("rosenbrock step quadratic:condition=10 quadratic:condition=1e400 parabola nowhere " \
    "sgd adam@es:rate=0.1,sigma=2 adam@ @es random@exact sgd:rate=-1 sgd:rate sgd: : , ,, a,b " \
    "0 1 2 2,3 20 -1 1.5 nan inf 1e400 1e-400 0x10 1k 3000d 1kd d 9007199254740993 random " \
    "canonical grid -1.2,1 1,2,3 log every none yes plain plain/x /dev/null good.ini ./nowhere.ini " \
    "card %s%n%d \\ * ~ \" = =1 rate=1 qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", value, " ")
  commands = split("run run run run run run list describe help --version rnu", command, " ")
  for (i = 0; i < 400; i++) {
    line = command[1 + draw(commands)]
    for (k = draw(6); k > 0; k--)
      line = line " " (draw(2) ? option[1 + draw(options)] " " value[1 + draw(values)] \
                               : draw(2) ? option[1 + draw(options)] : value[1 + draw(values)])
    print line
  }
}' >lines

set -f # the words are not patterns
bad=0 good=0 refused=0
while read -r line; do
  case $line in
  # With a file for a folder even a good campaign ends before it runs.
  run*) set -- $line --out plain ;;
  *) set -- $line ;;
  esac
  "$OPTBENCH" "$@" >said.out 2>said.err </dev/null
  got=$?
  if [ $got -eq 0 ]; then
    good=$((good + 1))
    [ ! -s said.err ]
  else
    refused=$((refused + 1))
    { [ $got -eq 2 ] || [ $got -eq 3 ]; } && [ "$(wc -l <said.err)" -eq 1 ] &&
      grep -q '^optbench: error: ..' said.err
  fi || {
    bad=$((bad + 1))
    echo "# exit code $got: $*"
    sed 's/^/#   /' said.err
  }
done <lines
set +f
check "400 command lines: at most one error line, exit codes 0, 2 and 3" test $bad -eq 0
check "some were good ($good) and many were not ($refused)" test $good -ge 20 -a $refused -ge 200
check "nothing was run" test ! -e results -a ! -d plain
plan
