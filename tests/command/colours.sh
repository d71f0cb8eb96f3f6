#!/bin/sh
# colours.sh -- the colours of figures: texts that can be read, the same colour in all figures of a
# campaign and of each of its functions, and of many optimizers the best eight.
. "$(dirname "$0")/../support/tap.inc"

# Contrasts of what legible() makes of any colour on any ground, a line each.
cat >texts.gp <<END
here = "$ROOT/plots/"
call here."contrast.gp"
array tint[12] = ["#2800c0", "#a9a5fb", "#029a98", "#244301", "#597a00", "#baaf3d", "#d73976", \
  "#720946", "#9055ed", "#000000", "#8a8a8a", "#ffffff"]
array grounds[5] = ["#ffffff", "#fdf6e3", "#14171a", "#000000", "#777777"]
set print "-"
do for [g=1:5] {
  ground = grounds[g]
  do for [i=1:12] { print sprintf("%s %s %s %.6f", tint[i], ground, legible(tint[i]), contrast(legible(tint[i]), ground)) }
  do for [r=0:255:51] { do for [b=0:255:51] { do for [i=0:255:51] {
    c = sprintf("#%02x%02x%02x", r, b, i)
    print sprintf("%s %s %s %.6f", c, ground, legible(c), contrast(legible(c), ground))
  } } }
}
END

# The contrast worked out anew, and that what was legible stays as it is. On mid grey only black is
# far enough, or nothing.
legible() {
  gnuplot texts.gp >texts && [ "$(wc -l <texts)" -eq 1140 ] || return 1
  awk '
    function part(c, i) { return index("0123456789abcdef", substr(c, 2 * i, 1)) * 16 - 17 + index("0123456789abcdef", substr(c, 2 * i + 1, 1)) }
    function linear(v) { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ^ 2.4 }
    function bright(c) { return 0.2126 * linear(part(c, 1)) + 0.7152 * linear(part(c, 2)) + 0.0722 * linear(part(c, 3)) + 0.05 }
    function contrast(c, d, x, y) { x = bright(c); y = bright(d); return x > y ? x / y : y / x }
    { now = contrast($3, $2); before = contrast($1, $2) }
    now - $4 > 1e-4 || $4 - now > 1e-4 { print "not that contrast:", $0; bad = 1 }
    before >= 4.5 && $3 != $1 { print "changed:", $0; bad = 1 }
    before < 4.5 && now < 4.5 { print "not legible:", $0; bad = 1 }
    before < 4.5 && $2 != "#777777" && now > 4.75 { print "more than it takes:", $0; bad = 1 }
    END { exit bad }' texts
}

# A darker text has the proportions of its colour in linear light, within a step of 1/255.
hue_kept() {
  awk '
    function part(c, i) { return index("0123456789abcdef", substr(c, 2 * i, 1)) * 16 - 17 + index("0123456789abcdef", substr(c, 2 * i + 1, 1)) }
    function linear(v) { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ^ 2.4 }
    $2 != "#ffffff" || $1 == $3 { next }
    {
      most = 1
      for (i = 2; i <= 3; i++) if (part($1, i) > part($1, most)) most = i
      low = linear(part($3, most)) / linear(part($1, most)); high = linear(part($3, most) + 1) / linear(part($1, most))
      for (i = 1; i <= 3; i++)
        if (linear(part($1, i)) * high < linear(part($3, i)) || linear(part($1, i)) * low > linear(part($3, i) + 1)) {
          print "another hue:", $0; bad = 1
        }
      count++
    }
    END { exit bad || count < 50 }' texts
}

if command -v gnuplot >/dev/null; then
  check "texts have a contrast of 4.5, on white, ivory, dark, black and grey" legible
  check "and keep their hue" hue_kept
  check "no script writes in a colour as it is" sh -c \
    "! grep -nE 'textcolor rgb \(?(tint|hue|shade|one_tint)\b' '$ROOT'/plots/*.gp"
else
  skip "texts have a contrast of 4.5, on white, ivory, dark, black and grey" "gnuplot is not there"
  skip "and keep their hue" "gnuplot is not there"
  skip "no script writes in a colour as it is" "gnuplot is not there"
  plan
  exit
fi

run() {
  "$OPTBENCH" run -f rosenbrock,quadratic,step -d 2,3 -o "$2" --runs 3 --budget 300 --seed 5 --out "$1" -j 2
}
many=sgd,momentum,nesterov,adagrad,rmsprop,adam,fd,random,es,nes,vo,cmaes,snes,xnes,local,newton,bfgs,lbfgs,nelder-mead,ga,de,pso
check "a campaign of 22 optimizers" run many "$many"
check "its figures" "$OPTBENCH" plot many --only convergence,profile,ranks,area --format svg
check "those of one function" "$OPTBENCH" plot many -f step --only convergence,profile --format svg

# looks FILE: each optimizer's colour and dash, in order.
looks() {
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { print $at["title"], $at["colour"], $at["dash"] }' "$1" | grep -v "^virtual best" | sort -u
}
same_looks() {
  looks many/figures/ranks.csv >ranks
  [ "$(wc -l <ranks)" -eq 22 ] || return 1
  for file in many/figures/convergence-curves.csv many/figures/profile-curves.csv many/figures/area-optimizers.csv \
    many/figures/step/convergence-curves.csv many/figures/step/profile-curves.csv; do
    looks "$file" | cmp - ranks || return 1
  done
}
check "an optimizer looks the same in all of them" same_looks

# The first eight of the ranks have a colour, the others none.
best_eight() {
  awk -F, 'NR > 1 { grey = $3 ~ /8a8a8a/; if (grey != (NR > 9)) { print NR, $0; bad = 1 } } END { exit bad || NR != 23 }' \
    many/figures/ranks.csv
}
check "the eight that rank best have a colour" best_eight

said() {
  for figure in convergence profile; do
    tr -d '\n\t' <"many/figures/$figure.svg" | sed 's/<[^>]*>//g' | tr -d ' ' >text
    grep -q 'incolour:thebest8of22bymeanrank' text || return 1
  done
  awk -F, 'NR > 9 { print $2 }' many/figures/ranks.csv >grey
  [ "$(wc -l <grey)" -eq 14 ] || return 1
  while read -r name; do grep -qF "$(printf %s "$name" | tr -d ' ')" text || { echo "$name"; return 1; }; done <grey
}
check "and the figure names the others" said

check "a campaign of twenty" run some "${many%,de,pso}"
check "its ranks" "$OPTBENCH" plot some --only ranks,convergence --format svg
check "all of them have a colour" sh -c '! grep -q 8a8a8a some/figures/ranks.csv'
check "nothing is said of others" sh -c '! grep -q "in colour" some/figures/convergence.svg'

plan
