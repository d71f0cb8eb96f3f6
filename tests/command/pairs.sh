#!/bin/sh
# pairs.sh -- runs are a pair where they share instance and repetition, also where instances are
# taken together, and only those that are a pair are compared.
. "$(dirname "$0")/../support/tap.inc"

cat >few.ini <<'END'
[campaign]
functions = quadratic:condition=10, rosenbrock
dimensions = 2
instances = 1-3
optimizers = xnes, random
runs = 6
budget = 300
trace = none
END
number() { [ "$(grep -cE -- "$2" said)" -eq "$1" ] || { echo "not $1 times: $2"; cat said; return 1; }; }

check "runs" exits 0 "$OPTBENCH" run few.ini --out few
check "more runs" exits 0 "$OPTBENCH" run few.ini --runs 9 --out more

# What both ran is the same, run by run.
check "compare: instances together" exits 0 "$OPTBENCH" compare few more
check "compare: the same runs tie" number 4 "in most runs: few and more tie in all 18 pairs, p 1,"
check "compare: which runs" number 4 "successes few ([0-9]+)/18, more \1/18 \(the 18 pairs of runs that both have\)"
check "compare: all of them together" matches "^overall: few and more need the same number of evaluations, p 1"
check "compare: neither ranks first" matches "^On 2 problems no mean rank is better than another"
check "compare: three" exits 0 "$OPTBENCH" compare few more few/
check "compare: three: none is doubted" number 4 "The next, more, needs as much to [0-9.e-]+, pair by pair.$"
check "check: a baseline" exits 0 "$OPTBENCH" baseline few base
check "check: more runs" exits 0 "$OPTBENCH" check base more
check "check: nothing differs" number 4 "^steady .* 1x +1x to 1x "

# Instance by instance where not all folders have the same.
check "fewer instances" exits 0 "$OPTBENCH" run few.ini -i 1,2 --out two
for order in "few two" "two few"; do
  # shellcheck disable=SC2086
  check "$order: other instances" exits 0 "$OPTBENCH" compare $order
  check "$order: instance by instance" number 8 "^ +in most runs: .* tie in all 6 pairs, p 1,"
  check "$order: what is left out" matches "^2 folders ranked on 4 problems \(4 cells left out, where not all ran\), "
done

# Where some cells have more runs than others, as many as both have of an instance.
check "until successes" exits 0 "$OPTBENCH" run few.ini -f quadratic:condition=10 -o xnes,random --target 1e-3 \
  --runs 3 --until-successes 4 --runs-limit 6 --out until
check "until successes: compared" exits 0 "$OPTBENCH" compare until -o all --target 1e-3
# shellcheck disable=SC2046
both() {
  set -- $(awk -F, 'FNR > 1 { n[$3 "," $4]++; of[$3] }
    END { for (i in of) { a = n[i ",xnes"]; b = n[i ",random"]; sum += a < b ? a : b; apart += a != b }
      print sum, apart }' until/runs.csv)
  [ "$2" -gt 0 ] && matches "successes xnes [0-9]+/$1, random [0-9]+/$1 \(the $1 pairs of runs that both have\)"
}
check "until successes: as many as both have" both

plan
