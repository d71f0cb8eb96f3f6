#!/bin/sh
# readme.sh -- the numbers of the card's figure that README.md tells, from the whole card.
. "$(dirname "$0")/../support/tap.inc"

check "the card runs" "$OPTBENCH" run
check "and is reported" "$OPTBENCH" report card --no-figures
page=$(tr '\n' ' ' <"$ROOT/README.md")
share() { sed -n "s/^| [^|]* | \`$1\` | \([0-9]*\)\.\([0-9]\) % .*/\1 \2/p" results/card/report.md | awk '{ print int($1 + ($2 >= 5)) }'; }
told() { # NAME TITLE: its share of targets stands in the text
  is="$2 $(share "$1") %"
  case $page in *"$is"*) ;; *) echo "$is"; return 1 ;; esac
}
check "the share of NES" told nes "NES reached"
check "the share of SGD" told sgd "and SGD"
# On the step function: the last cost of each pair of run and target.
step() { # OPTIMIZER: percent of its targets
  awk -F, -v o="$1" '$1 == "step" && $4 == o { n++; got += $NF != "" } END { print 100 * got / n }' results/card/targets.csv
}
for name in sgd momentum adam rmsprop fd; do
  check "$name ends at 3 % on the step function" sh -c "[ \"\$(printf %.0f $(step $name))\" -eq 3 ]"
done
for name in es vo nes; do
  check "$name reaches 99 % or more there" sh -c "awk 'BEGIN { exit !($(step $name) >= 98.5) }'"
done
# The shares of targets reached within a cost, in multiples of the dimension, that is above those of another.
ahead() { # FROM TO ONE OTHER: at every cost in between
  awk -F, -v from="$1" -v to="$2" -v one="$3" -v other="$4" '
    FNR > 1 && ($4 == one || $4 == other) { if ($NF != "") cost[$4, ++count[$4]] = $NF / $2 }
    END { if (!count[one]) exit 1
      for (at = from; at <= to; at += 10) {
        got = less = 0
        for (i = 1; i <= count[one]; i++) got += cost[one, i] <= at
        for (i = 1; i <= count[other]; i++) less += cost[other, i] <= at
        if (got <= less) { print "not at " at ": " got " and " less; exit 1 } } }' results/card/targets.csv
}
check "it says where VO and Adam cross" sh -c 'tr -s "\n " " " <"$ROOT/README.md" | grep -q "VO is ahead of Adam up to a cost of some 900 x dimension, and Adam is ahead"'
check "VO is ahead of Adam before" ahead 10 850 vo adam
check "and Adam ahead of VO behind" ahead 950 3000 adam vo
diverged() { # CELL: how many of its runs
  awk -F, -v cell="$1" 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "outcome") at = i } FNR > 1 && $1 " d" $2 " " $4 == cell && $at == "diverged"' results/card/runs.csv | wc -l
}
check "bench/README.md says which runs of the card diverge" grep -q 'in 6 of 25 runs' "$ROOT/bench/README.md"
check "so many of momentum do" test "$(diverged "rosenbrock d2 momentum")" -eq 6
check "a quarter of a cell at most" sh -c "awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) if (\$i == \"outcome\") at = i } \$at == \"diverged\" && ++n[\$1, \$2, \$4] > 25 / 4 { bad = 1 } END { exit bad }' results/card/runs.csv"
megabytes() { # As Debian's package says, which is what apt-get fetches.
  size=$(dpkg-query -W -f '${Installed-Size}' dataset-fashion-mnist) && [ "$size" -ge 27000 ] && [ "$size" -le 33000 ] || { echo "$size"; return 1; }
}
if command -v dpkg-query >/dev/null && dpkg-query -W dataset-fashion-mnist >/dev/null 2>&1; then
  check "the images have some 30 MB" megabytes
else
  skip "the images have some 30 MB" "dataset-fashion-mnist is not installed"
fi
plan
