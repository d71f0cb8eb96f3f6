#!/bin/sh
# report.sh -- `optbench report`: that the page says what the CSV files say, that it is well-formed,
# safe and needs no network, and that what goes wrong leaves nothing behind.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<END
[campaign]
name = small
functions = rosenbrock, quadratic:condition=1e4
dimensions = 2, 5
instances = 0, 1
optimizers = adam, sgd:rate=10, random, xnes
runs = 9
budget = 1000
trace = every
trace-x = yes
END
"$OPTBENCH" run small.ini --out small >run.log 2>&1 || cat run.log

report() { "$OPTBENCH" report "$@"; }
tidy() { left=$(find "$1" -name '.new-*'); [ -z "$left" ] || { echo "$left"; return 1; }; }
no_report() { [ ! -e "$1/report.html" ] && [ ! -e "$1/report.md" ] && tidy "$1"; }

# Without gnuplot there are tables, if they are asked for.
mkdir bare
for tool in sh ls; do ln -s "$(command -v $tool)" bare/; done
check 'without gnuplot: one line that names the package' \
  fails 3 'install gnuplot-nox' env PATH="$box/bare" "$OPTBENCH" report small
check 'and no report' no_report small
rm -rf small/figures
check 'tables only, without gnuplot' env PATH="$box/bare" "$OPTBENCH" report small --no-figures
check 'they are there, without a picture' sh -c \
  '[ -s small/report.md ] && grep -q "<table>" small/report.html && ! grep -q "<img" small/report.html'
check 'nothing was drawn' test ! -e small/figures

pictures=yes
if ! command -v gnuplot >/dev/null; then
  pictures=no
  skip 'figures' 'gnuplot is not installed'
else
  check 'a report' report small
  check 'says which files it wrote' sh -c '"$OPTBENCH" report small | grep -qx small/report.html'
fi
check 'nothing is left aside' tidy small

# The numbers, computed from the CSV files alone: all instances of a function and dimension together.
# A row: function dimension optimizer, then aRT:successes/runs for each target, and the median error.
awk -F, '
  FNR == 1 { file++; next }
  file == 1 { run = $1 SUBSEP $2 SUBSEP $3 SUBSEP $4 SUBSEP $5; cost[run] = $12; key = $1 " " $2 " " $4
              list[key, ++runs[key]] = $15; if (!(key in seen)) { seen[key] = 1; keys[++count] = key } }
  file == 2 { run = $1 SUBSEP $2 SUBSEP $3 SUBSEP $4 SUBSEP $5; key = $1 " " $2 " " $4; at = key SUBSEP ($6 + 0)
              spent[at] += $9 == "" ? cost[run] : $9; won[at] += $9 != "" }
  END {
    split("10 0.1 0.001 1e-05 1e-08", target, " ")
    for (i = 1; i <= count; i++) {
      key = keys[i]; n = runs[key]
      for (a = 2; a <= n; a++)
        for (b = a; b > 1 && list[key, b] + 0 < list[key, b - 1] + 0; b--) {
          x = list[key, b]; list[key, b] = list[key, b - 1]; list[key, b - 1] = x }
      line = key
      for (t = 1; t <= 5; t++) {
        at = key SUBSEP (target[t] + 0)
        line = line " " (won[at] ? sprintf("%.12g", spent[at] / won[at]) : "Infinity") ":" won[at] + 0 "/" n
      }
      middle = n % 2 ? list[key, (n + 1) / 2] : (list[key, n / 2] + list[key, n / 2 + 1]) / 2
      print line " " sprintf("%.9g", middle)
    }
  }' small/runs.csv small/targets.csv | sort >expected.txt

# The same rows as the page has them.
awk '
  function number(text) { return text == "Infinity" ? text : sprintf("%.12g", text) }
  /^<h2 id="function-0"/ { f = "rosenbrock" }
  /^<h2 id="function-1"/ { f = "quadratic:condition=1e4" }
  /^<h2 id="outcomes"/ || /^<details>/ { f = "" }
  f && /class="group"/ { match($0, /Dimension [0-9]+/); d = substr($0, RSTART + 10, RLENGTH - 10) }
  f && /^<tr><th scope="row">/ {
    name = $0; sub(/<\/th>.*/, "", name); gsub(/<[^>]*>/, "", name)
    n = split($0, cell, /<td class="n" data-v="/)
    line = f " " d " " name
    for (i = 2; i < n; i++) {
      value = cell[i]; sub(/".*/, "", value)
      note = cell[i]; sub(/.*<small>/, "", note); sub(/<.*/, "", note)
      line = line " " number(value) ":" note
    }
    value = cell[n]; sub(/".*/, "", value)
    print line " " sprintf("%.9g", value)
  }' small/report.html | sed 's/ Adam / adam /; s/ SGD / sgd:rate=10 /; s/ random search / random /; s/ xNES / xnes /' |
  sort >found.txt
check 'the table of costs has 16 rows' test "$(wc -l <expected.txt)" -eq 16
check 'some target is reached, and some is not' sh -c 'grep -q Infinity expected.txt && grep -q ":18/18" expected.txt'
check 'aRT, successes and errors are those of the CSV files' diff expected.txt found.txt

# Shares of targets and outcomes.
awk -F, 'FNR > 1 { all[$4]++; won[$4] += $9 != "" }
  END { for (o in all) printf "%s %.1f\n", o, 100 * won[o] / all[o] }' small/targets.csv | sort >expected.txt
awk '/<h2 id="overall"/ { on = 1 } /<h2 id="function-0"/ { on = 0 }
  on && /^<tr><th scope="row">/ { name = $0; sub(/.*<code>/, "", name); sub(/<.*/, "", name)
    share = $0; sub(/.*data-v="[^"]*">/, "", share)
    n = split($0, cell, /data-v="/); sub(/".*/, "", cell[2]); printf "%s %.1f\n", name, 100 * cell[2] }' \
  small/report.html | sort >found.txt
check 'shares of targets reached' sh -c '[ -s expected.txt ] && diff expected.txt found.txt'
awk -F, 'FNR > 1 { n[$4 " " $8]++ } END { for (k in n) print k, n[k] }' small/runs.csv | sort >expected.txt
awk '/<h2 id="outcomes"/ { on = 1 } /<h2 id="setting"/ { on = 0 } /Where runs diverged/ { on = 0 }
  on && /^<tr><th scope="row">/ { split("target budget diverged stalled converged", kind, " ")
    name = $0; sub(/<\/th>.*/, "", name); gsub(/<[^>]*>/, "", name)
    split($0, cell, /data-v="/)
    for (i = 1; i <= 5; i++) { sub(/".*/, "", cell[i + 1]); if (cell[i + 1] > 0) print name, kind[i], cell[i + 1] } }' \
  small/report.html | sed 's/^Adam/adam/; s/^SGD/sgd:rate=10/; s/^random search/random/; s/^xNES/xnes/' |
  sort >found.txt
check 'outcomes' sh -c 'grep -q diverged expected.txt && diff expected.txt found.txt'

# The answer in words, the ranking, and what to take in each dimension; as `compare` has them.
check 'an answer opens the page' sh -c 'sed -n 5p small/report.md | grep -qE "^On 4 cells .* is first on [0-9.]+, significantly on [0-9]+\."'
"$OPTBENCH" compare small -o all --format csv | awk -F, 'FNR > 1 { printf "%.2f %.4g %.4g %s\n", $5, $6, $7, $8 }' >expected.txt
awk -F' [|] ' '/^## /{ exit } /^\| Optimizer \| Mean rank/ { on = 1; next } on && /^\| [A-Za-z]/ { print $2, $3, $4, $5 }' \
  small/report.md >found.txt
check 'the ranking is that of compare' sh -c '[ "$(wc -l <expected.txt)" -eq 4 ] && diff expected.txt found.txt'
check 'counts that are whole have no decimals' sh -c '! cut -d" " -f2,3 found.txt | grep -E "\.0( |\$)" && cut -d" " -f2 found.txt | grep -qx "[0-9]*"'
check 'at most is a sign' sh -c 'grep -q "p ≤ 0.05" small/report.html && grep -q "p ≤ 0.05" small/report.md &&
  ! grep -E "&#60;=|(^|[^\`])<=" small/report.html && ! grep -v "^    " small/report.md | grep "<="'
check 'what to take, in two dimensions of two functions' sh -c \
  '[ "$(grep -cE "^- \*\*Dimension [25]\*\*: [A-Za-z ]+(gets to|ends lowest)" small/report.md)" -eq 4 ]'

# Both forms say the same: the words of all tables and terms, without markup.
words() { sed 's/&#38;/\&/g; s/&#60;/</g; s/&#62;/>/g; s/&#34;/"/g; s/&#39;/'"'"'/g' | tr -s ' ' | sed 's/^ //; s/ $//'; }
grep -E '^<tr>|^<tr class="group">' small/report.html | sed 's/<[^>]*>/ /g' | words >html.txt
grep '^| ' small/report.md | sed 's/\*\*//g; s/ (\([^()|]*\)) |/ \1 |/g; s/[|`]//g; s/\\//g' | words >md.txt
check 'the tables of both forms agree' sh -c '[ "$(wc -l <html.txt)" -gt 40 ] && diff html.txt md.txt'
grep -oE '<dt>.*' small/report.html | sed 's/<\/dt>/: /; s/<[^>]*>//g' | words >html.txt
grep '^- \*\*' small/report.md | sed 's/^- \*\*//; s/\*\*: /: /; s/`//g; s/\\//g' | words >md.txt
check 'so do the terms' sh -c '[ "$(wc -l <html.txt)" -gt 15 ] && diff html.txt md.txt'
for phrase in 'What was run' 'On what machine' 'vector level' '4 optimizers' '2 functions' '32 cells' \
  'How the runs ended' 'Runtime profile'; do
  for form in html md; do
    [ "$phrase" = 'Runtime profile' ] && [ $pictures = no ] && continue
    check "report.$form has '$phrase'" grep -q "$phrase" small/report.$form
  done
done

# The page by itself: nothing is loaded, nothing names another host.
no_network() {
  ! grep -nEi 'https?://|<link|<iframe|<object|<embed|@import|url\(|(src|srcset|poster|action)="[^d]|[a-z]="//' "$1" &&
    ! grep -oE '(src|href)="[^"]{0,40}' "$1" | grep -vE '^src="data:image/svg\+xml,|^href="(#|figures/)'
}
check 'the page names no other host' no_network small/report.html
check 'it has language, character set and width' sh -c 'grep -q "<html lang=\"en\">" small/report.html &&
  grep -q "charset=\"utf-8\"" small/report.html && grep -q "width=device-width" small/report.html'
check 'every column has a scope, every picture a text' sh -c \
  '! grep -E "<th>|<img alt=\"\"" small/report.html && ! grep -oE "<img [a-z]+=" small/report.html | grep -v "alt="'
if need xmllint 'it is well-formed'; then check 'it is well-formed' xmllint --noout small/report.html; fi

# What strangers wrote must stay text.
cp -r small hostile
printf '%s\n' key,value 'host,"<script>alert(1)</script>&""|`*_[x](y)"' >hostile/provenance.csv
printf 'flags,"\377\001\302 \360\237\222\251"\n' >>hostile/provenance.csv
check 'a hostile provenance' report hostile
check 'does not get into the page' sh -c \
  '! grep -q "alert(1)</script>" hostile/report.html && grep -q "&#60;script&#62;alert(1)" hostile/report.html'
check 'nor into the table of the other form' grep -q '\\<script\\>alert(1)\\</script\\>\\&"\\|' hostile/report.md
check 'what is no text is marked' sh -c 'grep -qF "�?� " hostile/report.html && [ "$(iconv -f UTF-8 -t UTF-8 \
  <hostile/report.html | wc -c)" -eq "$(wc -c <hostile/report.html)" ]'
if need xmllint 'the page stays well-formed'; then check 'the page stays well-formed' xmllint --noout hostile/report.html; fi

# The same bytes again, from elsewhere, by another path.
both() { cmp "$1/report.html" "$2/report.html" && cmp "$1/report.md" "$2/report.md"; }
cp -r small copy && rm -rf copy/figures copy/report.*
flag=
[ $pictures = yes ] || flag=--no-figures
check 'a copy elsewhere' report $flag "$box/copy"
check 'has the same bytes' both small copy
mkdir results && cp -r copy results/one && rm -rf results/one/figures
check 'a name under results/' report $flag one
check 'the same bytes' both copy results/one

if [ $pictures = yes ]; then
  # Every figure with its CSV and a command that draws it again.
  grep -oE '\(figures/[^)]*\.csv' small/report.md | tr -d '(' | sort -u >csv.txt
  check 'profiles and ranks, and for each function its own, convergence and paths' test "$(tr '\n' ' ' <csv.txt)" = \
    'figures/performance.csv figures/profile.csv figures/quadratic_condition=1e4/convergence.csv figures/quadratic_condition=1e4/profile.csv figures/quadratic_condition=1e4/trajectories.csv figures/ranks.csv figures/restarts.csv figures/rosenbrock/convergence.csv figures/rosenbrock/profile.csv figures/rosenbrock/trajectories.csv '
  there() { while read -r file; do [ -s "small/$file" ] || { echo "$file"; return 1; }; done <csv.txt; }
  check 'each CSV is there' there
  check 'the first figure is the profile of all' sh -c \
    '[ "$(grep -n "figures/profile.svg" small/report.md | head -n 1 | cut -d: -f1)" -lt "$(grep -n "^| Optimizer | Name" small/report.md | head -n 1 | cut -d: -f1)" ]'
  check 'a page holds as many pictures' test "$(grep -c '<img alt=' small/report.html)" -eq 10
  grep -oE 'Draw it again: `[^`]*`' small/report.md | sed 's/.*: `//; s/`$//; s/^optbench/"$OPTBENCH"/' >again.sh
  check 'ten commands' test "$(wc -l <again.sh)" -eq 10
  again() {
    rm -rf old && cp -r small old && rm -rf small/figures &&
      (cd small && sh -e ../again.sh) && diff -r old/figures small/figures
  }
  check 'which draw the very same figures' again

  # Figures of other results are not taken for these.
  cp -r small changed
  "$OPTBENCH" run small.ini --out other -o adam,random --runs 15 >/dev/null 2>&1
  for file in campaign.ini runs.csv targets.csv; do cp other/$file changed/; done
  rm -rf changed/traces && cp -r other/traces changed/
  echo old >changed/figures/profile.png
  touch -d '1 hour ago' changed/figures/*.* changed/figures/*/*
  check 'other results' report changed
  check 'get other figures' sh -c '! cmp -s small/figures/profile.svg changed/figures/profile.svg'
  check 'an old image beside is drawn again too' sh -c '! grep -qx old changed/figures/profile.png'
  rm small/figures/rosenbrock/convergence.svg
  check 'a figure that was removed' report small
  check 'is drawn again' test -s small/figures/rosenbrock/convergence.svg
  check 'the report is as it was' both copy small
  "$OPTBENCH" run small.ini --out spare --trace none -f rosenbrock -d 2 >/dev/null 2>&1
  check 'without traces there is a profile' report spare
  check 'and a word on what is missing' grep -q 'no traces, so there are no figures of convergence' spare/report.md
  "$OPTBENCH" baseline small base >/dev/null 2>&1
  check 'a baseline' report base
  check 'has its tables, and says why nothing more' grep -q 'There are no figures: ' base/report.html
  cp -r small ./-awkward\ \"name\"
  check 'a folder of an awkward name' report -- '-awkward "name"'
  check 'the same report' both small './-awkward "name"'
  cp -r small part && rm -r part/figures part/traces/rosenbrock*adam.csv
  check 'a part of the traces' report part
  check 'is said to be a part' grep -q '4 of 32 cells have no trace here' part/report.md
  check 'the figures show the others' sh -c 'cd part/figures && ! grep -q ,adam, rosenbrock/convergence.csv &&
    grep -q ,adam, quadratic_condition=1e4/convergence.csv && grep -q ,sgd: rosenbrock/convergence.csv'
  check 'one function alone, unknown' fails 2 "did you mean 'rosenbrock'" "$OPTBENCH" plot small -f rosenbrok
else
  skip 'figures in the report' 'gnuplot is not installed'
fi

# What goes wrong: one line, an exit code, and an older report as it was.
check 'no such folder' fails 3 'nowhere holds no campaign.ini' report nowhere
check 'two folders' fails 2 'one folder' report small copy
check 'an unknown option' fails 2 "did you mean '--no-figures'" report small --no-figure
broken() { rm -rf "$1" && cp -r copy "$1" && echo kept >"$1/report.html" && rm -f "$1/report.md" && rm -rf "$1/figures"; }
kept() { [ "$(cat "$1/report.html")" = kept ] && [ ! -e "$1/report.md" ] && tidy "$1"; }
broken gone && rm gone/targets.csv
check 'no targets' fails 3 'gone/targets.csv is not there' report gone
check 'leave the old report' kept gone
broken cut && truncate -s -3 cut/runs.csv
check 'runs that are cut off' fails 3 'cut/runs.csv:[0-9]*: the file is cut off' report cut
check 'leave the old report, too' kept cut
broken word && sed -i '5s/,[^,]*$/,abc/' word/targets.csv
check 'a word for a number' fails 3 "word/targets.csv:5: .*'abc'" report word
broken stranger && sed -i 's/,adam,/,adamax,/' stranger/runs.csv stranger/targets.csv
check 'runs of another campaign' fails 3 'stranger/runs.csv: adamax on rosenbrock d2 is not in campaign.ini' report stranger
check 'nor do they' kept stranger
broken ini && echo nonsense >ini/campaign.ini
check 'a campaign that is none' fails 2 'ini/campaign.ini:1' report ini
broken where && printf 'key\nhost\n' >where/provenance.csv
check 'a damaged provenance' fails 3 "where/provenance.csv:1: no column 'value'" report where --no-figures
check 'in the middle of the page: nothing half-written' kept where
if [ $pictures = yes ]; then
  broken trace && truncate -s -3 trace/traces/rosenbrock-d2-i0-adam.csv
  check 'a damaged trace' fails 3 'rosenbrock-d2-i0-adam.csv:[0-9]*: the file is cut off' report trace
  check 'no report of it' kept trace
fi
broken full && mkdir full/.new-report.md
check 'a file that cannot be written' fails 3 'cannot write .*report.md' report full --no-figures
check 'keeps the other from being written' sh -c 'rmdir full/.new-report.md && [ "$(cat full/report.html)" = kept ]'
check 'and is not left aside' tidy full
plan
