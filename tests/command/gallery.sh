#!/bin/sh
# gallery.sh -- `optbench gallery`: it runs what is missing, keeps what is there, copies the figures,
# and leaves results of something else alone.
. "$(dirname "$0")/../support/tap.inc"

if ! command -v gnuplot >/dev/null; then
  skip 'the gallery' 'gnuplot is not installed'
  plan
fi

gallery() { "$OPTBENCH" gallery "$@"; }
listing() { ls "$1" | tr '\n' ' '; }
saying() { grep -q "$1" gallery.log; }

check 'two figures of it' sh -c '"$OPTBENCH" gallery shown --only plateau,stepsize >gallery.log 2>&1 || { cat gallery.log; false; }'
check 'those and nothing else' test "$(listing shown)" = 'plateau.png stepsize.png '
check 'their campaigns were run' test -s results/plateau/runs.csv -a -s results/stepsize/runs.csv
check 'again' sh -c '"$OPTBENCH" gallery twin --only plateau,stepsize >gallery.log 2>&1'
check 'without running again' saying 'were there already'
check 'the same bytes' sh -c 'cmp shown/plateau.png twin/plateau.png && cmp shown/stepsize.png twin/stepsize.png'

rm -rf results/stepsize
"$OPTBENCH" run plateau --runs 2 --out results/stepsize >run.log 2>&1 || cat run.log
cp results/stepsize/runs.csv kept.csv
check 'results of something else are in the way' sh -c '"$OPTBENCH" gallery third --only stepsize >gallery.log 2>&1 || { cat gallery.log; false; }'
check 'they stay as they are' cmp results/stepsize/runs.csv kept.csv
check 'the figure is the same all the same' cmp shown/stepsize.png third/stepsize.png

check 'a name that moves has two files' sh -c '"$OPTBENCH" gallery moving --only population >gallery.log 2>&1 || { cat gallery.log; false; }'
check 'a PNG and a GIF' test "$(listing moving)" = 'population.gif population.png '
check 'the GIF is small enough for a page' test "$(wc -c <moving/population.gif)" -lt 2000000

check 'an unknown name' sh -c '"$OPTBENCH" gallery --only plato 2>&1 | grep "there is no figure .plato.; .optbench gallery --help. lists them"'
check 'help' sh -c '"$OPTBENCH" gallery --help | grep -q "^  dimension "'
check 'it stands in the list of commands' sh -c '"$OPTBENCH" --help | grep -q "^  gallery "'
plan
