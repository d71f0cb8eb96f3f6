#!/bin/sh
# plot_forms.sh -- the forms of `optbench plot`: formats, sizes, fonts, titles and themes; one figure
# into a file; a figure drawn again from its CSV.
. "$(dirname "$0")/../support/tap.inc"

plot() { "$OPTBENCH" plot "$@"; }
begins() { [ "$(head -c ${#2} "$1")" = "$2" ] || { head -c 60 "$1"; return 1; }; }
nothing_aside() { left=$(find "$1" -name '.new-*'); [ -z "$left" ] || { echo "$left"; return 1; }; }

if ! command -v gnuplot >/dev/null; then
  skip 'forms of figures' 'gnuplot is not installed'
  plan
fi
"$OPTBENCH" run -f rosenbrock,step -d 2 -o adam,random,es:sigma=0.1,es:sigma=0.3 --runs 2 --budget 200 \
  --trace every --trace-x --out small >run.log 2>&1 || cat run.log

# Formats.
formats=png,svg,pdf,eps,tikz,cairolatex
check 'every format' plot small --only convergence,trajectories --format $formats --out forms
check 'a PDF' begins forms/convergence.pdf %PDF-
check 'an EPS' begins forms/convergence.eps '%!PS-Adobe-3.0 EPSF'
check 'an SVG' grep -q '^</svg>' forms/convergence.svg
check 'TikZ' grep -q '^.begin{tikzpicture}' forms/convergence.tikz
check 'cairolatex, which includes its other file' grep -qF ']{convergence-inc.pdf}' forms/convergence.tex
check 'and that' begins forms/convergence-inc.pdf %PDF-
check 'nothing is left aside' nothing_aside forms
sleep 1.1 # of the dates in such files none may be left
check 'again, a second later' plot small --only convergence,trajectories --format $formats --out twice -j 1
check 'byte for byte the same' diff -r forms twice
dated() { ! grep -alE 'CreationDate|^%% (Mon|Tue|Wed|Thu|Fri|Sat|Sun) ' forms/*.pdf forms/*.eps forms/*.tikz forms/*.tex; }
check 'no date' dated

paper() { # FOLDER INPUT ...: a document that includes the figures.
  folder=$1
  shift
  {
    cat <<'END'
\documentclass{article}\usepackage[paperwidth=60cm,paperheight=60cm,margin=1cm]{geometry}
\usepackage{graphicx,xcolor,gnuplot-lua-tikz}\graphicspath{{forms/}}\begin{document}\noindent
END
    for file; do printf '\\input{%s}\\par\\noindent\n' "$file"; done
    printf "%s\n" "\\end{document}"
  } >"$folder/paper.tex"
  (cd "$folder" && pdflatex -halt-on-error -interaction=nonstopmode paper.tex >paper.out 2>&1) || { grep -A3 '^!' "$folder/paper.out"; return 1; }
  ! grep -E 'undefined|Missing character' "$folder/paper.log"
}
odd='50% & #1_x^2 {a}, ~b \c $d$ "e" <f> [g]'
if need pdflatex 'LaTeX compiles TikZ and cairolatex'; then
  check 'TikZ compiles' paper forms convergence.tikz trajectories.tikz
  check 'cairolatex compiles' paper forms convergence.tex trajectories.tex
  check 'from another folder, too' paper . forms/convergence.tex
  "$OPTBENCH" run -f rosenbrock,quadratic:condition=100 -d 2 -o es,vo,adam@es,nes,es:sigma=0.3,vo:rate=0.001 --runs 1 --budget 20k \
    --target none --trace every --trace-x --out long >run.log 2>&1 || cat run.log
  check 'TikZ of many iterates' plot long --only trajectories --format tikz --out long
  check 'has fewer marks than iterates' sh -c '[ "$(grep -o gp3point long/trajectories.tikz | wc -l)" -lt 1500 ]'
  check 'compiles' paper long trajectories.tikz
  check 'texts of any characters' plot small --only convergence --format tikz,cairolatex --title "$odd" --out odd
  check 'compile' paper odd convergence.tex convergence.tikz
  if need pdftotext 'and are those that were typed'; then
    typed() { pdftotext -raw odd/paper.pdf - | tr -d ' ' >odd.txt; grep -F '50%&#1' odd.txt | grep -F '{a},' | grep -F 'b\c$d$' | grep '<f>.g.' || { head -5 odd.txt; return 1; }; }
    check 'and are those that were typed' typed
    check 'and no markup' sh -c 'pdftotext forms/paper.pdf - >paper.txt && grep Rosenbrock paper.txt && ! grep -E "/:Bold|/[*]0" paper.txt'
  fi
fi
if need gs 'Ghostscript reads EPS and PDF'; then
  for file in convergence.eps convergence.pdf trajectories.eps trajectories.pdf convergence-inc.pdf; do
    check "Ghostscript reads $file" sh -c '! gs -q -dNOPAUSE -dBATCH -sDEVICE=nullpage forms/'$file' 2>&1 | grep .'
  done
fi

# One figure into a file.
check 'one figure into a file' plot small --only convergence -o 'one.pdf' --title 'Adam, ES and "others": 50%_x'
check 'is there' begins one.pdf %PDF-
check 'its CSV is where it is otherwise' test -s small/figures/convergence.csv
check 'cairolatex by the ending .tex' plot small --only convergence -o two.tex
check 'with its part' sh -c 'grep -qF "]{two-inc.pdf}" two.tex && [ -s two-inc.pdf ]'
check 'TikZ may end in .tex' sh -c '"$OPTBENCH" plot small --only convergence -o three.tex --format tikz && grep -q tikzpicture three.tex && [ ! -e three-inc.pdf ]'
check 'a file in another folder' sh -c 'mkdir deep && "$OPTBENCH" plot small --only profile -o deep/a.b.svg && grep -q "</svg>" deep/a.b.svg'
check 'several figures' fails 2 '-o takes the image of one figure' plot small --only convergence,profile -o four.png
check 'an unknown ending' fails 2 'does not end in .png' plot small --only convergence -o four.bmp
check 'no ending' fails 2 'does not end in .png' plot small --only convergence -o four
check 'another format' fails 2 'leave --format out' plot small --only convergence -o four.png --format svg
check 'a name that LaTeX cannot include' fails 2 'LaTeX cannot include' plot small --only convergence -o 'fo#ur.tex'
check 'a folder that is not there' fails 3 'cannot' plot small --only convergence -o nowhere/four.png
check 'leave nothing' sh -c '! ls four* 2>/dev/null'

# Sizes, fonts, titles, themes.
pixels() { od -An -tu1 -j16 -N8 "$1" | awk '{ print $1*16777216+$2*65536+$3*256+$4, $5*16777216+$6*65536+$7*256+$8 }'; }
wide() { plot small --only "$1" --size "$2" --format png --out size && pixels "size/$1.png" | grep "^$3 "; }
box() { plot small --only "$1" --size "$2" --format png --out size && pixels "size/$1.png" | grep -x "$3"; }
for figure in convergence profile trajectories restarts multiples; do
  check "$figure in a column" wide $figure column 635
  check "$figure on a page" wide $figure page 1315
  check "$figure in a size" box $figure 16x14 '1209 1058'
done
if need pdfinfo 'a PDF of a column is 8.4 cm wide'; then
  check 'a PDF of a column is 8.4 cm wide' sh -c '"$OPTBENCH" plot small --only convergence --size column -o col.pdf && pdfinfo col.pdf | grep "Page size: *238"'
fi
check 'a slide has the shape of a screen' sh -c '"$OPTBENCH" plot small --only convergence --theme slides -o slide.png'
check 'of 1920 x 1080' sh -c 'od -An -tu1 -j16 -N8 slide.png | grep "0  *0  *7 *128  *0  *0  *4  *56"'
# Distances in characters do not grow with the fonts of an SVG: a viewer makes the whole larger.
check 'an SVG of it' plot small --only convergence --theme slides -o slide.svg
check 'has its size, and units of its own' sh -c 'grep -q "width=\"960\" height=\"540\"" slide.svg && grep -q "viewBox=\"0 0 720 405\"" slide.svg'
check 'nine panels on a slide' sh -c '"$OPTBENCH" run -f rosenbrock,quadratic,ackley -d 2,3,4 -o adam,es --runs 1 --budget 60 --out nine >/dev/null 2>&1 &&
  "$OPTBENCH" plot nine --theme slides --format svg >out.log 2>err.log; ls nine/figures/convergence.svg nine/figures/profile.svg && sed "s/.*is \([0-9.]*\) points.*/\1/" err.log | awk "\$1 < 8.3 { print; bad = 1 } END { exit bad }"'
check 'a dark figure' plot small --only convergence,trajectories,profile --theme dark --format svg --out dark
luminance='function part(h) { h = index("0123456789abcdef", substr(h, 1, 1))*16 + index("0123456789abcdef", substr(h, 2, 1)) - 17; return h }
  function linear(v) { v /= 255; return v <= 0.04045 ? v/12.92 : exp(2.4*log((v+0.055)/1.055)) }'
# Colours of texts, which stand as fill="rgb(r,g,b)", against the ground's.
contrasts() { # FILE LEAST GROUND
  grep -o 'fill="rgb([0-9]*,[0-9]*,[0-9]*)" font-family' "$1" | tr -c '0-9\n' ' ' | sort -u | awk -v least="$2" -v ground="$3" "$luminance"'
    { n++; y = 0.2126*linear($1) + 0.7152*linear($2) + 0.0722*linear($3); r = (y+0.05)/(ground+0.05)
      if (r < least) { print "contrast", r, "of", $0; bad = 1 } } END { exit bad || n < 4 }'
}
for figure in convergence trajectories profile; do
  check "dark $figure: texts have 4.5 : 1" contrasts dark/$figure.svg 4.5 0.0091
done
check 'a ground of its own' grep -q '16181d\|rgb(22, *24, *29)' dark/convergence.svg
check 'a font' sh -c '"$OPTBENCH" plot small --only convergence --font "Liberation Serif,12" -o font.svg && grep -q "font-family=\"Liberation Serif, sans-serif\"" font.svg && ! grep -q DejaVu font.svg'
# fc-match of another system, which knows Fira Sans and what stands in for others; and none.
mkdir -p fonts bare
cat >fonts/fc-match <<'END'
#!/bin/sh
case $3 in
'fira sans') echo 'Fira Sans,Fira Sans Book' ;;
'Fira\-Two') echo 'Fira-Two' ;;
*) echo 'Stand In,Other' ;;
esac
END
chmod +x fonts/fc-match
for tool in gnuplot sh; do ln -s "$(command -v $tool)" bare/$tool; done
named() { # PATH FONT PATTERN: the note, or none
  env PATH="$1" "$OPTBENCH" plot small --only convergence --font "$2" -o named.svg >out.log 2>err.log || { cat err.log; return 1; }
  if [ -n "$3" ]; then grep -qx "optbench: note: --font: $3" err.log; else [ ! -s err.log ]; fi || { cat err.log; return 1; }
}
check 'a font that is not there is told' named "$box/fonts:$PATH" Nonesuch "there is no font 'Nonesuch' here; 'Stand In' takes its place"
check 'one that is there is not' named "$box/fonts:$PATH" 'fira sans' ''
check 'nor one with a hyphen' named "$box/fonts:$PATH" 'Fira-Two,12' ''
check 'nor a kind of fonts' named "$box/fonts:$PATH" serif ''
check 'nor any without fc-match' named "$box/bare" Nonesuch ''
check 'points alone' plot small --only convergence --font ,12 -o points.svg
check 'make it larger' sh -c '[ "$(sed -n "s/.*width=\"\([0-9]*\)\".*/\1/p;/width=/q" points.svg | head -n 1)" -gt "$(sed -n "s/.*width=\"\([0-9]*\)\".*/\1/p;/width=/q" forms/convergence.svg | head -n 1)" ]'
titled() { # TITLE: it stands in the SVG as it was typed
  plot small --only convergence --title "$1" -o title.svg || return
  sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&amp;/\&/g' title.svg | grep -F -- "$1" || { grep tspan title.svg | head -2; return 1; }
}
for title in 'Adam, ES' "it's @ {a} ^b_c & ~d" 'back\slash\' '`date` $(date) %s %d %' "''" '#1; exit "' 'Grüße … −5 × 10'; do
  check "the title $title" titled "$title"
done
check 'the usual form is that of no option' sh -c '"$OPTBENCH" plot small --only convergence --theme light --format svg --out light && cmp light/convergence.svg forms/convergence.svg'

# Bad values: one line each, and nothing drawn.
for size in 12 x 12x 12x8x3 axb 0x5 -3x4 nanx4 1e9x5 2.9x8 row ''; do
  check "the size '$size'" fails 2 'column, page or WIDTHxHEIGHT' plot small --only convergence --size "$size" --out bad
done
for font in '' ',' 'A,b' 'A,0' 'A,99' 'A,1,2' "A'B" 'A`b`' 'A"'; do
  check "the font '$font'" fails 2 'FAMILY,POINTS' plot small --only convergence --font "$font" --out bad
done
check 'no title' fails 2 'is not a line' plot small --title ''
check 'a title of two lines' fails 2 'is not a line' plot small --title 'a
b'
check 'a title that is no text' fails 2 'is not a line' plot small --title "$(printf 'a\377b')"
check 'a title that is too long' fails 2 'is not a line' plot small --title "$(printf '%0151d' 1)"
check 'an unknown theme' fails 2 'light, dark or slides' plot small --theme pink --out bad
check 'an unknown format: all are named' fails 2 "no format 'bmp'; there are png, svg, gif, pdf, eps, tikz and cairolatex" plot small --format bmp --out bad
check 'leave no folder' test ! -e bad

# gnuplot fails, or lacks a terminal.
mkdir -p data/plots
cp "$ROOT"/plots/*.gp data/plots/
echo 'plot undefined_variable' >>data/plots/convergence.gp
for format in tikz cairolatex pdf eps; do
  check "a script that fails: $format" fails 3 'cannot draw .*undefined_variable' \
    env OPTBENCH_DATA="$box/data" "$OPTBENCH" plot small --only convergence --format $format --out forms
done
check 'leaves none of them' sh -c '! ls forms/convergence.tikz forms/convergence.tex forms/convergence-inc.pdf forms/convergence.pdf forms/convergence.eps 2>/dev/null'
check 'and nothing aside' nothing_aside forms
cp one.pdf kept.pdf
check 'into a file' fails 3 'cannot draw' env OPTBENCH_DATA="$box/data" "$OPTBENCH" plot small --only convergence -o one.pdf
check 'the old one stays' cmp one.pdf kept.pdf
cp "$ROOT"/plots/convergence.gp data/plots/
sed -i 's/"lua"/"lost"/' data/plots/style.gp
check 'a gnuplot without a terminal' fails 3 "without the terminal 'lost'" env OPTBENCH_DATA="$box/data" "$OPTBENCH" plot small --only convergence --format tikz

# Again from the CSV.
plot small --format svg --out again >/dev/null 2>&1
cp -r again edited && rm edited/*.svg
check 'from a CSV' plot edited/convergence.csv --format svg
check 'the same' cmp edited/convergence.svg again/convergence.svg
check 'from another of its files' sh -c 'rm edited/convergence.svg && "$OPTBENCH" plot edited/convergence-panels.csv --format svg && cmp edited/convergence.svg again/convergence.svg'
check 'in the folder itself' sh -c 'cd edited && "$OPTBENCH" plot profile.csv -o ../mine.svg && cmp ../mine.svg ../again/profile.svg'
spreadsheet() { # SEPARATOR: as one leaves it: a mark in front, CR LF, quotes, empty fields and a row of them
  for file in again/*.csv; do
    awk -v by="$1" 'NR == 1 { printf "\357\273\277" }
      { n = 0; text = ""; quoted = 0; field = ""
        for (i = 1; i <= length($0); i++) { c = substr($0, i, 1)
          if (c == "\"") quoted = !quoted
          else if (c == "," && !quoted) { text = text quote(field) by; field = "" }
          else field = field c }
        printf "%s%s%s%s\r\n", text, quote(field), by, by }
      END { print by by by "\r" }
      function quote(f) { if (by == ";" && f ~ /^-?[0-9]+[.][0-9]+(e[-+]?[0-9]+)?$/) { sub(/[.]/, ",", f); sub(/e/, "E", f) } return f ~ /[ ;,]/ && f !~ /^-?[0-9]/ ? "\"" f "\"" : f }' \
      "$file" >"edited/${file##*/}"
  done
}
for by in , ';' "$(printf '\t')"; do
  spreadsheet "$by"
  cp edited/convergence-curves.csv as-saved.csv
  for figure in convergence profile trajectories; do
    rm -f edited/$figure.svg
    check "$figure as a spreadsheet leaves it, by '$by'" sh -c '"$OPTBENCH" plot edited/'$figure'.csv --format svg && cmp edited/'$figure'.svg again/'$figure'.svg'
  done
  check 'the files stay as they are' cmp edited/convergence-curves.csv as-saved.csv
done
check 'nothing aside' nothing_aside edited
cp again/convergence-curves.csv edited/
sed -i 's/Adam/Adam the first/' edited/convergence-curves.csv
check 'a name that was changed' sh -c '"$OPTBENCH" plot edited/convergence.csv --format svg --size page --theme dark --out changed && grep -q "Adam the first" changed/convergence.svg'
check 'a row with a field too many' fails 3 'convergence-curves.csv:2: .* fields' sh -c 'sed "2s/$/,5/" again/convergence-curves.csv >edited/convergence-curves.csv && "$OPTBENCH" plot edited/convergence.csv'
check 'a file that is lacking' fails 3 'cannot draw' sh -c 'rm edited/convergence-curves.csv && "$OPTBENCH" plot edited/convergence.csv --format svg'
check 'UTF-16' fails 3 'UTF-8' sh -c 'printf "a\0,\0" >edited/convergence-curves.csv && "$OPTBENCH" plot edited/convergence.csv'
check 'nothing is left of it' nothing_aside edited
check 'a CSV of no figure' fails 2 'is of no figure' sh -c ': >other.csv && "$OPTBENCH" plot other.csv'
check 'a CSV that is not there' fails 3 'cannot read' plot edited/convergence-curve.csv
check 'options of results' fails 2 'is drawn as it is' plot again/convergence.csv --only profile

# Sizes that do not suit a figure: no size hangs, and what gets too small or too high is told.
check 'a campaign with ranks' sh -c '"$OPTBENCH" run -f rosenbrock,quadratic,step -d 2,3 -o sgd,adam,es --runs 3 --budget 300 --out six >out.log 2>&1'
quickly() { timeout 600 "$OPTBENCH" plot six --only ranks -o tight.png --size "$1" >out.log 2>err.log && grep -q "note: .*tight.png: its smallest text is" err.log; }
for size in 3x3 5x5 3x8; do check "a size of $size cm" quickly $size; done
check 'a format that is none' fails 2 '--format is empty' plot six --only ranks --format ''
check 'a folder for a file' sh -c 'mkdir d.png && ! "$OPTBENCH" plot six --only ranks -o d.png 2>err.log && grep -q "error: -o: d.png is a folder; name a file" err.log'
check 'a pipe for a file' sh -c 'mkfifo p.png && ! "$OPTBENCH" plot six --only ranks -o p.png 2>err.log && test -p p.png && grep -q "no file that can be replaced" err.log'
fewer_rows() {
  "$OPTBENCH" plot six --only ranks --format svg --out cut >out.log 2>&1 && sed -i '2d' cut/ranks.csv && fails 3 "as many rows as there were" plot cut/ranks.csv --format png --out cut
}
check 'rows that were taken out are told' fewer_rows
plan
