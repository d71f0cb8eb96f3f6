#!/bin/sh
# report_seen.sh -- a report as it is seen: on a desktop and on a phone, light and dark, and on paper.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/legible.inc"

seen='the page on desktop and phone, light and dark, and on paper'
need gnuplot "$seen" && need_browser "$seen" || plan
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
check 'a report' "$OPTBENCH" report small

# In a frame of the device's width, the page measures itself and tells its parent.
cp small/report.html page.html
cat >>page.html <<'END'
<script>
window.addEventListener('load', function () {
  function light(text) {
    var c = text.match(/[0-9.]+/g).slice(0, 3).map(function (v) {
      v /= 255; return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  }
  function contrast(query) {
    var a = light(getComputedStyle(document.querySelector(query)).color);
    var b = light(getComputedStyle(document.body).backgroundColor);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
  var root = document.documentElement, images = Array.from(document.images), said = {};
  said.width = root.clientWidth;
  said.fits = root.scrollWidth <= root.clientWidth;
  said.dark = matchMedia('(prefers-color-scheme: dark)').matches;
  said.night = light(getComputedStyle(document.body).backgroundColor) < 0.1;
  said.images = images.filter(function (i) { return i.naturalWidth > 100; }).length;
  // The least size of a text in each figure, as wide as it is shown; exponents are a part of one.
  said.legible = images.every(function (i) {
    var sizes = decodeURIComponent(i.src).match(/<g transform="[^>]* font-size="[0-9.]+/g).map(function (g) {
      return Number(g.match(/[0-9.]+$/)[0]);
    });
    return Math.min.apply(0, sizes) * i.clientWidth / i.naturalWidth >= 10.99;
  });
  // How light a figure is, filtered as it is shown: dark in the dark, and not without colours.
  said.dusk = images.every(function (i) {
    var c = document.createElement('canvas'), pen = c.getContext('2d'), sum = 0, bright = 0;
    c.width = 200; c.height = 200;
    pen.filter = getComputedStyle(i).filter;
    pen.drawImage(i, 0, 0, 200, 200);
    var dots = pen.getImageData(0, 0, 200, 200).data;
    for (var k = 0; k < dots.length; k += 4) {
      sum += dots[k] + dots[k + 1] + dots[k + 2];
      bright += Math.max(dots[k], dots[k + 1], dots[k + 2]) - Math.min(dots[k], dots[k + 1], dots[k + 2]) > 60;
    }
    return bright > 20 && (said.dark ? sum < 0.35 * 255 * 120000 : sum > 0.65 * 255 * 120000);
  });
  // What scrolls has a shade at each edge, which what moves with it covers at the ends.
  var regions = Array.from(document.querySelectorAll('.wide, .paper'));
  said.more = regions.some(function (r) { return r.scrollWidth > r.clientWidth + 20; });
  said.shade = regions.every(function (r) {
    var look = getComputedStyle(r);
    return look.overflowX === 'auto' && r.tabIndex === 0 && look.backgroundImage.match(/gradient/g).length === 4 &&
      look.backgroundAttachment.indexOf('local, local, scroll, scroll') === 0;
  });
  said.contrast = contrast('p') >= 7 && contrast('dt') >= 7 && contrast('a') >= 4.5 && contrast('caption') >= 7;
  said.inside = Array.from(document.querySelectorAll('p, h1, h2, dd, figcaption, summary, caption span')).every(
    function (e) { return e.getBoundingClientRect().right <= root.clientWidth; });
  var table = document.querySelector('#function-0 ~ .wide table'), column = 1;
  function keys(body) {
    return Array.from(body.rows).slice(1).map(function (r) { return Number(r.cells[column].dataset.v); });
  }
  function ordered(sign) {
    return Array.from(table.tBodies).slice(1).every(function (body) {
      return body.rows[0].className === 'group' && keys(body).length === 4 && keys(body).every(function (v, i, all) {
        return !i || v === all[i - 1] || v === Infinity || sign * (v - all[i - 1]) >= 0 && all[i - 1] !== Infinity;
      });
    });
  }
  var head = table.tHead.rows[0].cells[column], before = keys(table.tBodies[1]).join();
  head.firstChild.click();
  said.finite = keys(table.tBodies[1]).filter(isFinite).length;
  said.ascending = ordered(1) && head.getAttribute('aria-sort') === 'ascending' && keys(table.tBodies[1]).join() !== before;
  head.firstChild.click();
  said.descending = ordered(-1) && head.getAttribute('aria-sort') === 'descending';
  parent.postMessage('PROBE ' + Object.keys(said).map(function (k) { return k + '=' + said[k]; }).join(' '), '*');
});
</script>
END
# look WIDTH HEIGHT MODE DARK
look() {
  mode=
  [ "$3" = light ] || mode=--blink-settings=preferredColorScheme=0
  cat >host.html <<END
<!DOCTYPE html><html><body style="margin:0"><iframe src="page.html" width="$1" height="$2" style="border:0"></iframe><script>
addEventListener('message', function (e) { var p = document.createElement('pre'); p.textContent = e.data; document.body.appendChild(p); });
</script></body></html>
END
  chrome $mode --window-size=1400,900 --virtual-time-budget=10000 --dump-dom "file://$box/host.html" >dom.html
  grep -o '<pre>PROBE[^<]*' dom.html | sed 's/<pre>//' >probe.txt
  cat probe.txt
  grep -v dbus chrome.log
  for want in "width=$1" fits=true dusk=true shade=true "dark=$4" "night=$4" images=10 finite=\[34\] legible=true contrast=true inside=true ascending=true \
    descending=true; do
    grep -q " $want\( \|\$\)" probe.txt || { echo "not $want"; return 1; }
  done
}
# On a phone tables and figures scroll.
scrolls() { grep -q ' more=true' probe.txt || { cat probe.txt; return 1; }; }
picture() {
  rm -f shot.png
  chrome --window-size=390,3000 --screenshot="$box/shot.png" "file://$box/small/report.html" >/dev/null
  [ "$(head -c 4 shot.png | tail -c 3)" = PNG ] && [ "$(wc -c <shot.png)" -gt 30000 ]
}
check 'desktop, light' look 1280 800 light false
check 'desktop, dark' look 1280 800 dark true
check 'phone, light' look 390 844 light false
check 'what is wider scrolls' scrolls
check 'phone, dark' look 390 844 dark true
check 'a picture of it' picture

# On paper: a section begins a page, nothing is cut off, a figure and what is said of it are on one page.
if need pdftotext 'the page on paper'; then
  chrome --virtual-time-budget=10000 --no-pdf-header-footer --print-to-pdf="$box/print.pdf" \
    "file://$box/small/report.html" >/dev/null
  pdftotext -bbox print.pdf print.box
  # A line a word: page, left, top, right, the page's width, the word.
  awk '/<page /{ page++; split($0, p, "\""); wide = p[2] }
    /<word /{ split($0, p, "\""); word = $0; gsub(/<[^>]*>| /, "", word); print page, p[2], p[4], p[6], wide, word }' \
    print.box >words.txt
  check 'there are pages' sh -c 'test "$(tail -n 1 words.txt | cut -d" " -f1)" -gt 5'
  check 'nothing is cut off' awk '$2 < 0 || $4 > $5 { print; bad = 1 } END { exit bad }' words.txt
  # head_of WORDS: it is there, at the top of a page.
  head_of() {
    pages=$(tail -n 1 words.txt | cut -d' ' -f1)
    for page in $(seq 1 "$pages"); do
      [ "$(pdftotext -f "$page" -l "$page" print.pdf - | grep -v '^$' | head -n 1)" = "$1" ] && return
    done
    echo "no page begins with $1"
    return 1
  }
  for section in Rosenbrock 'quadratic (condition 1e4)' 'How the runs ended' 'What was run'; do
    check "'$section' begins a page" head_of "$section"
  done
  # Each caption's page has the heading of its figure, too.
  together() {
    pages=$(tail -n 1 words.txt | cut -d' ' -f1) seen=0
    for page in $(seq 1 "$pages"); do
      pdftotext -f "$page" -l "$page" print.pdf page.txt
      for figure in $(tr '\n' ' ' <page.txt | grep -oE -e '--only [a-z-]+' | cut -d' ' -f2); do
        seen=$((seen + 1))
        case $figure in
        profile | restarts) words='Runtime profile' ;;
        performance) words='Performance profile' ;;
        ranks) words='Mean ranks' ;;
        trajectories) words='xNES' ;; # its last panel
        *) words=$(echo "$figure" | sed 's/^./\U&/') ;;
        esac
        grep -q "^$words" page.txt || { echo "page $page has the caption of $figure without '$words'"; return 1; }
      done
    done
    [ "$seen" -eq 10 ] || { echo "$seen captions"; return 1; }
  }
  check 'figures are whole' together
fi
plan
