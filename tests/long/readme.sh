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
plan
