#!/bin/sh
# legible.sh -- that texts of figures can be read: a browser measures those of SVG, pdftotext those of
# PDF. None leaves the picture, none lies on another, none is less than 11 px high, and what is planted
# of these is found. tests/long/legible.sh has columns and slides.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/legible.inc"
. "$ROOT/tests/support/every_figure.inc"

for folder in $folders; do
  # A figure that the results do not allow is a note; there is one that they do.
  "$OPTBENCH" plot "$folder" --only "$every" --format svg,pdf >plot.log 2>&1 || true
  check "there are figures of $folder" sh -c '! grep gnuplot plot.log && ls "$1"/figures/*.svg >/dev/null && ls "$1"/figures/*.pdf >/dev/null' - "$folder"
done

# drawn FOLDER COMMAND ...: the figures that another command draws, into the folder.
drawn() {
  name=$1
  shift
  "$@" --out "$name" >drawn.log 2>&1 || cat drawn.log
  mkdir -p "$name/figures" && mv "$name"/*.svg "$name"/*.pdf "$name/figures/" 2>/dev/null
  check "there are figures of $name" sh -c 'ls "$1"/figures/*.svg >/dev/null' - "$name"
}
drawn dissect "$OPTBENCH" dissect "$ROOT/tests/reference/learned/gru8.weights" --format svg,pdf
drawn slice "$OPTBENCH" plot --slice -f rosenbrock -d 10 --format svg,pdf
drawn tune "$OPTBENCH" tune adam -f rosenbrock -d 2 --candidates 5 --runs 3 --budget 400
"$OPTBENCH" plot tune --only sensitivity,scan --format svg,pdf >plot.log 2>&1
cat >costs.csv <<'END_OF_COSTS'
operation,network,size,seconds,origin
draw,,1000000,1.7e-9,measured
form,,100,4e-10,measured
evaluate,,100,2.4e-10,measured
weigh,,1000,6e-10,measured
add,,1000000,6e-10,measured
step,,100,1.8e-9,measured
latency,cluster,,2e-6,assumed
byte,cluster,,1e-10,assumed
END_OF_COSTS
drawn scale "$OPTBENCH" scale --costs costs.csv --format svg,pdf
figures=$(find . -path '*/figures/*.svg' | sed 's/.*\///; s/\.svg$//' | sort -u)
# shape FILE WIDTH HEIGHT TEXTS: a picture.
shape() {
  printf '<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s">\n%s\n</svg>\n' \
    "$2" "$3" "$2" "$3" "$4" >"$1"
}
# word X Y SIZE TURN TEXT: as gnuplot writes it.
word() {
  echo "<g transform=\"translate($1,$2) rotate($4)\" font-family=\"DejaVu Sans\" font-size=\"$3\"><text><tspan>$5</tspan></text></g>"
}
# says FILE WORDS ...: measured, the picture has this flaw alone, or none.
says() {
  file=$1
  shift
  legible_svg "$file" >said.txt
  cat said.txt
  [ "$(sed '$d' said.txt)" = "${*:+$file: $*}" ] && grep -q '^MEASURED [1-9]' said.txt
}

if need_browser 'texts in SVG'; then
  shape good.svg 300 200 "$(word 20 40 14 0 apple)$(word 20 54 14 0 grape)$(word 80 40 14 0 pear)"
  check 'neighbours are no flaw' says good.svg
  shape over.svg 300 200 "$(word 20 40 14 0 apple)$(word 45 46 14 0 melon)"
  check 'one text on another is found' says over.svg "'melon' lies over 'apple'"
  shape crossed.svg 300 200 "$(word 20 100 14 0 'a long line of words')$(word 60 140 14 -90 upwards)"
  check 'so is a turned one' says crossed.svg "'upwards' lies over 'a long line of words'"
  shape slanted.svg 300 200 "$(word 20 100 14 45 'a slanted line')$(word 100 100 14 45 'beside it')"
  check 'slanted ones beside each other are none, although their frames meet' says slanted.svg
  shape right.svg 100 60 "$(word 60 30 14 0 beyond)"
  check 'a text that leaves at the right is found' says right.svg "'beyond' leaves the picture"
  shape top.svg 100 60 "$(word 10 8 14 0 high)"
  check 'and one at the top' says top.svg "'high' leaves the picture"
  shape small.svg 100 60 "$(word 10 30 10.9 0 tiny)"
  check 'and a small one' says small.svg "'tiny' is 10.90 px high"
  shape shrunk.svg 100 60 "<g transform=\"scale(0.5)\">$(word 20 60 20 0 tiny)</g>"
  check 'and one that is made small' says shrunk.svg "'tiny' is 10.00 px high"
  shape power.svg 100 60 '<g transform="translate(10,30)" font-family="DejaVu Sans" font-size="14"><text><tspan>10</tspan><tspan font-size="9" dy="-5">8</tspan></text></g>'
  check 'an exponent may be smaller' says power.svg
  shape part.svg 100 60 '<g transform="translate(10,30)" font-family="DejaVu Sans" font-size="14"><text><tspan>10 </tspan><tspan font-size="9">8</tspan></text></g>'
  check 'another part may not' says part.svg "'10 8' is 9.00 px high"
  shape none.svg 100 60 ''
  check 'no text at all is told' sh -c '. "$ROOT/tests/support/legible.inc"; box=$1; legible_svg none.svg | grep -q "none.svg: no text"' - "$box"

  legible_svg ./*/figures/*.svg >svg.txt
  check 'all were measured' sh -c 'tail -n 1 svg.txt | grep -qE "^MEASURED [0-9]{4,}"'
  for figure in $figures; do
    check "texts of $figure" clean_of "$figure" svg.txt
  done
fi

if need pdftotext 'texts in PDF'; then
  # 11 px of a figure, a unit of which is 0.6 points in print.
  boxes() {
    for file in "$@"; do
      pdftotext -bbox "$file" "${file%.pdf}.box" && LC_ALL=C awk -v LEAST=6.6 -f "$ROOT/tests/support/text_boxes.awk" "${file%.pdf}.box"
    done
  }
  # planted FILE SETTINGS: a page of gnuplot's, without axes, and what is said of it.
  planted() {
    gnuplot -e "set terminal pdfcairo size 3in,2in font 'DejaVu Sans,10' fontscale 0.75; set output '$1.pdf'; unset border; unset tics; unset key; $2; plot [0:1] [0:1] -1" &&
      boxes "$1.pdf" >said.txt
    cat said.txt
  }
  finds() { planted "$1" "$3" && [ "$(wc -l <said.txt)" -eq 1 ] && grep -q "$2" said.txt; }
  spares() { planted "$1" "$2" && [ ! -s said.txt ]; }
  check 'neighbours in a PDF are no flaw' spares pair "set label 'apple' at 0.2,0.5; set label 'grape' at 0.2,0.6"
  check 'one word on another is found' finds both "'apple' lies over 'melon'" "set label 'apple' at 0.2,0.5; set label 'melon' at 0.22,0.52"
  check 'and one that leaves the page' finds left "leaves the page" "set label 'outside' at screen 0.9,0.5"
  check 'and a small one' finds small "'tiny' is 5.99 points high" "set label 'tiny' at 0.2,0.5 font ',6'"
  boxes ./*/figures/*.pdf >pdf.txt
  for figure in $figures; do check "texts of $figure in PDF" clean_of "$figure" pdf.txt; done
fi
plan
