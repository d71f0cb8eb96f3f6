#!/bin/sh
# campaign.sh -- what a whole campaign takes: the card on one thread and on two, and the memory of a
# campaign of few runs and of many.
set -eu
optbench=${OPTBENCH:-build/bin/optbench}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Seconds of wall time of the card on so many threads, the best of three.
card() {
  for _ in 1 2 3; do "$optbench" run card --force -j "$1" --out "$folder/card"; done |
    sed -n 's/.* in \([0-9.]*\) s$/\1/p' | sort -n | head -n 1
}
one=$(card 1) two=$(card 2)
echo "campaign: whole processes"
awk -v one="$one" -v two="$two" 'BEGIN {
  printf "  the card, one thread                     %10.1f s\n", one
  printf "  the card, two threads                    %10.1f s, %.2f times the runs a second\n", two, one / two }'

# Kilobytes that the process held at its peak.
peak() {
  cat >"$folder/many.ini" <<'INI'
[campaign]
functions = rosenbrock
dimensions = 10
optimizers = adam, es
budget = 2000
INI
  /usr/bin/time -f %M "$optbench" run "$folder/many.ini" --runs "$1" --force --out "$folder/many" 2>&1 >/dev/null | tail -n 1
}
if [ -x /usr/bin/time ]; then
  echo "  memory of 10 runs a cell                 $(peak 10) KiB"
  echo "  memory of 5000 runs a cell               $(peak 5000) KiB"
fi

# Processor time of what judges two campaigns of 100,000 runs each, of equal and of other draws.
judged() { # COMMAND ...
  /usr/bin/time -f %U "$@" 2>&1 >/dev/null | tail -n 1
}
if [ -x /usr/bin/time ]; then
  for seed in 1 2; do
    "$optbench" run -f rosenbrock,quadratic -d 2 -o snes,cmaes --runs 25000 --budget 200 --seed $seed --trace none \
      --out "$folder/judged$seed" >/dev/null
  done
  echo "  check of 100,000 runs and themselves     $(judged "$optbench" check "$folder/judged1" "$folder/judged1") s"
  echo "  check of 100,000 runs and other draws    $(judged "$optbench" check "$folder/judged1" "$folder/judged2") s"
  echo "  compare of 100,000 runs                  $(judged "$optbench" compare "$folder/judged1" -o snes,cmaes) s"
  echo "  compare of 100,000 runs, other seeds     $(judged "$optbench" compare "$folder/judged1" "$folder/judged2") s"
  echo "  report of 100,000 runs                   $(judged "$optbench" report "$folder/judged1" --no-figures) s"
fi
