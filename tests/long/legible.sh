#!/bin/sh
# legible.sh -- that texts of figures can be read in a journal's column and on a slide, as they can in
# their own size (tests/command/legible.sh, which also plants what is found here).
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/legible.inc"
. "$ROOT/tests/support/every_figure.inc"

# In a column the program tells of texts that get too small. behaviour and trap's walls
# have no other shape.
: >told.txt
told() { sed -n 's/.*note: \(.*\.svg\): its smallest text is.*/\1:/p' plot.log >>told.txt; }
in_column() {
  "$OPTBENCH" plot "$1" --only "$every" --size column --format svg --out "$1-column" >plot.log 2>&1
  told
  grep 'smallest text' plot.log | grep -v '/behaviour\.svg' >odd.txt
  cat odd.txt
  [ ! -s odd.txt ] && ls "$1-column"/*.svg >/dev/null
}
# On a slide, whose height is little, and which tells of texts that are smaller than they should be, but
# not much smaller. What has a shape of its own is as small as that makes it.
on_slide() {
  "$OPTBENCH" plot "$1" --only "$every" --theme slides --format svg --out "$1-slides" >plot.log 2>&1
  told
  sed -n 's/.*note: \(.*\): its smallest text is \([0-9.]*\) .*size; \([0-9.]*\) take.*/\1 \2 \3/p' plot.log | awk '$2 < 0.45*$3' | grep -vE '/(population|critical|behaviour)\.svg' >odd.txt
  cat odd.txt
  [ ! -s odd.txt ] && ls "$1-slides"/*.svg >/dev/null
}

for folder in $folders; do
  check "a column of $folder" in_column "$folder"
  check "slides of $folder" on_slide "$folder"
done

need_browser 'texts in SVG' || plan
# What was told to be small may be.
untold() { awk 'NR == FNR { told["./" $0] = 1; next } !(/px high$/ && told[$1])' told.txt -; }
legible_svg ./*-column/*.svg | untold >column.txt
legible_svg ./*-slides/*.svg | untold >slides.txt
check 'all were measured' sh -c 'tail -n 1 column.txt | grep -qE "^MEASURED [0-9]{4,}" && tail -n 1 slides.txt | grep -qE "^MEASURED [0-9]{4,}"'
for figure in $(find . -path '*-column/*.svg' | sed 's/.*\///; s/\.svg$//' | sort -u); do
  check "texts of $figure in a column" clean_of "$figure" column.txt
  check "texts of $figure on a slide" clean_of "$figure" slides.txt
done
plan
