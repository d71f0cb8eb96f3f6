#!/bin/sh
# altered.sh -- what options change in a campaign is told: which settings, where its results go,
# which cells its file does not tune; and `list --results` tells folders apart by it.
. "$(dirname "$0")/../support/tap.inc"

cat >mine.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 4
optimizers = adam, sgd, es
runs = 2
budget = 50
trace = none
[adam on rosenbrock d2]
rate = 0.5
[sgd on rosenbrock d2]
rate = 1e-3
[es on step d4]
rate = 0.1
END
first() { # LINE ARGUMENT ...: of what run prints; the folder behind the colon is there
  line=$1
  shift
  "$OPTBENCH" run mine.ini "$@" >said 2>note || { cat note; return 1; }
  head -n 1 said | grep -qE -e "^$line\$" || { cat said; return 1; }
}
notes() { # LINE ARGUMENT ...: the one on standard error, or none
  line=$1
  shift
  "$OPTBENCH" run mine.ini --force --out noted "$@" >said 2>note || return 1
  if [ -z "$line" ]; then [ ! -s note ]; else [ "$(wc -l <note)" -eq 1 ] && grep -qF -e "optbench: note: $line" note; fi ||
    { cat note; return 1; }
}
check "a campaign as its file has it: nothing differs" first 'mine: 24 runs, .*'
check "a setting" first 'mine with runs=3: results/mine-[0-9a-f]{6}' --runs 3
check "and the folder is that" test -s "$(sed -n '1s/.*: //p' said)/runs.csv"
check "lists, in the order of a file, and a folder of one's own" \
  first 'mine with functions=step, dimensions=3,5, seed=7: own' --seed 7 -d 3,5 -f step --out own
check "an option that says what the file says changes nothing" first 'mine: .*' --runs 2 --out same
many=$(seq -f 'quadratic:condition=%g' 100 | commas)
check "a long list is cut" first 'mine with functions=quadratic:condition=1,[^ ]*\.\.\., runs=1: many' -f "$many" --runs 1 --out many

check "dimensions of its own that a file tunes for others of the function" notes \
  "adam, sgd on rosenbrock d4 run with their defaults, while the campaign's file tunes rosenbrock d2; es on step d2 runs with its defaults, while the campaign's file tunes step d4"
check "of one function, by options" notes \
  "adam, sgd on rosenbrock d4 run with their defaults, while the campaign's file tunes rosenbrock d2" -f rosenbrock --runs 1
check "none, where the function has no section" notes "" -f rosenbrock -o es
check "a dimension that it does not tune" notes \
  "adam, sgd on rosenbrock d3, d5 run with their defaults, while the campaign's file tunes rosenbrock d2" \
  -f rosenbrock -d 2,3,5
check "one optimizer" notes \
  "es on step d7 runs with its defaults, while the campaign's file tunes step d4" -o es -f step -d 4,7
check "one note for different optimizers, of cells of two functions" notes \
  "adam, sgd on rosenbrock d3, d4, step d3 run with their defaults, while the campaign's file tunes rosenbrock d2; es on rosenbrock d3, step d2, d3 runs" \
  -d 2,3,4
check "another function" notes "adam, sgd on quadratic d2 run with their defaults, while" -f rosenbrock,quadratic -d 2
check "all with their defaults" notes "" -d 9
check "a section for every cell is for new ones too" notes "" -o momentum -d 2,9
# What tuning wrote without a record: defaults may have been found to be best.
cp mine.ini kept.ini
sed -i 's/^\[adam on/; From here on written by `optbench tune --write`, which replaces it.\n&/' mine.ini
check "none of its own that tuning has seen" notes ""
check "but of new ones" notes "adam, sgd on rosenbrock d3 run with their defaults" -f rosenbrock -d 2,3
sed -i 's/^rate = 0.5/&\ntuned = 64 candidates, 520 runs, cost 1000, edges none/' mine.ini
check "where it left a record, of its own, too" notes "adam on rosenbrock d4 runs with its defaults, while the campaign's file tunes rosenbrock d2"
sed 's/^\[adam on rosenbrock d2\]/[adam on rosenbrock]/' kept.ini >mine.ini
with_parameters() {
  notes "" -f rosenbrock:multiply=2 -o adam -d 3 && grep -q 'rate=0.5,' noted/cells.csv
}
check "a section for a function is for it with parameters, too" with_parameters
mv kept.ini mine.ini

rm -rf results
none() { "$OPTBENCH" list --results | grep -q '^There are no results under results/; begin with'; }
check "list --results without any" none
"$OPTBENCH" run mine.ini >/dev/null 2>&1
"$OPTBENCH" run mine.ini --runs 1 >/dev/null 2>&1
"$OPTBENCH" run plateau --runs 1 --seed 4 --budget 20 --trace none --out results/flat >/dev/null
mkdir results/nothing results/old && printf 'what = 1\n' >results/old/campaign.ini && : >results/old/runs.csv
touch -d '2020-02-03 04:05' results/flat/campaign.ini
"$OPTBENCH" list --results >listed
listed() { grep -qE -e "$1" listed || { cat listed; return 1; }; }
check "a line a folder that holds results" sh -c 'test "$(wc -l <listed)" -eq 4'
check "when, how many runs, and the settings of a campaign of one's own" \
  listed '^results/mine  .* 24  functions=rosenbrock,step, dimensions=2,4, optimizers=adam,sgd,es, runs=2, budget=50, trace=none, sections$'
check "another number of runs of it" listed '^results/mine-[0-9a-f]{6} .* 12  functions=.*, runs=1, budget=50'
runs=$(($(wc -l <results/flat/runs.csv) - 1))
check "what differs from a campaign that comes with the program" \
  listed "^results/flat +2020-02-03 04:05 +$runs  plateau with runs=1, budget=20, seed=4, trace=none\$"
check "one that cannot be read" listed '^results/old +[^ ]* [^ ]*  unfinished  its campaign.ini cannot be read'
plan
