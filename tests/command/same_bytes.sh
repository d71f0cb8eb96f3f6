#!/bin/sh
# same_bytes.sh -- what comparisons print, tables, figures and the report: the same bytes each time
# and on every number of threads, of the runs and of the drawing.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<'END'
[campaign]
functions = quadratic:condition=10, rosenbrock
dimensions = 2, 3, 4
optimizers = nes, random, adam:rate=0.3
runs = 15
budget = 400d
END

# In a folder of its own, so that nothing tells one from another: results of two seeds on N threads,
# then the output of every command.
results() ( # FOLDER N
  mkdir "$1" && cd "$1" && "$OPTBENCH" run ../small.ini --out a -j "$2" >/dev/null &&
    "$OPTBENCH" run ../small.ini --out b --seed 2 -j "$2" >/dev/null
)
outputs() ( # FOLDER N
  cd "$1" || return
  mkdir out || return
  for format in text markdown latex csv json; do
    "$OPTBENCH" compare a -o all --format $format >out/all.$format &&
      "$OPTBENCH" compare a b --format $format >out/folders.$format || return
    for by in instance function dimension group; do
      "$OPTBENCH" compare a -o all --pairs --by $by --format $format >out/pairs-$by.$format || return
    done
    for table in ranking ratios budgets area times dimension portfolio; do
      "$OPTBENCH" compare a --table $table --format $format >out/$table.$format || return
    done
  done
  # It names its folder, and so stays there.
  "$OPTBENCH" report a --no-figures >/dev/null && mkdir out/plain && mv a/report.* out/plain
)
drawn() ( # FOLDER N
  cd "$1" && "$OPTBENCH" plot a --only ranks,critical,profile,area,budgets,scatter,scaling,dimension --bands \
    --format svg --out out/figures -j "$2" >/dev/null &&
    "$OPTBENCH" report a >/dev/null && mkdir out/report && mv a/report.* out/report
)
for threads in 1 2 3; do
  check "-j $threads: runs" results t$threads $threads
  # When and with what it ran is told by the report, and is no result.
  [ $threads -eq 1 ] || for side in a b; do cp t1/$side/provenance.csv t$threads/$side; done
  check "-j $threads: outputs" outputs t$threads $threads
done
cp -r t1 again && rm -r again/out
check "again: outputs" outputs again 1
check "outputs: all of them" sh -c '[ "$(find t1/out -type f ! -empty | wc -l)" -eq 67 ]'
if need gnuplot "figures and the report"; then
  for threads in 1 2 3; do check "-j $threads: figures and the report" drawn t$threads $threads; done
  check "again: figures and the report" drawn again 2
  check "figures: all of them" sh -c '[ "$(ls t1/out/figures/*.svg | wc -l)" -eq 8 ] && [ -s t1/out/report/report.html ]'
fi
for folder in t2 t3 again; do check "$folder: the same bytes" diff -rq t1/out $folder/out; done
plan
