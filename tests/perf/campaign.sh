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
