#!/usr/bin/env bash
# coco.sh SOURCES [PERF] -- what COCO's own code takes for a value of BBOB's functions, and how many
# times as much as ours, timed after each other in the same minute. SOURCES: the folder `src` of a
# checkout of https://github.com/numbbo/coco-experiment. PERF: the built program.
set -euo pipefail
sources=${1:?the folder src of a checkout of numbbo/coco-experiment}
perf=${2:-build/tests/perf/perf}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Its files include each other; in one file, each once.
inline() { # FILE
  local line name
  [ ! -e "$folder/seen.$1" ] || return 0
  : >"$folder/seen.$1"
  while IFS= read -r line; do
    if [[ $line =~ ^[[:space:]]*\#include[[:space:]]*\"([^\"]+)\" ]]; then
      name=${BASH_REMATCH[1]}
      [ ! -e "$sources/$name" ] || inline "$name"
    else
      printf '%s\n' "$line"
    fi
  done <"$sources/$1"
}
for file in coco_suite.c coco_observer.c coco_archive.c coco_runtime_c.c; do inline "$file"; done >"$folder/coco.c"
cp "$sources/coco.h" "$here/bbob_points.h" "$folder"
cat >"$folder/time.c" <<'C'
#include "coco.c"
#include "bbob_points.h"
const char *coco_version = "timed";
static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}
int main(void)
{
  static double x[BBOB_POINTS * BBOB_DIM_MOST];
  coco_set_log_level("error");
  for (size_t f = 1; f <= 24; f++) {
    printf("f%zu", f);
    for (size_t d = 0; d < BBOB_DIMS; d++) {
      size_t dim = bbob_dims[d];
      coco_problem_t *p = coco_get_bbob_problem(f, dim, 1);
      double best = 1e99, y;
      bbob_points(dim, x);
      for (int turn = 0; turn < 7; turn++) {
        double begin = now(), took;
        size_t values = 0;
        do {
          for (size_t k = 0; k < BBOB_POINTS; k++) coco_evaluate_function(p, x + k * dim, &y);
          values += BBOB_POINTS;
          took = now() - begin;
        } while (took < 3e6);
        if (took / (double)values < best) best = took / (double)values;
      }
      printf(" %.1f", best);
      coco_problem_free(p);
    }
    putchar('\n');
  }
  return 0;
}
C
cc -O2 -w -D_XOPEN_SOURCE=700 "$folder/time.c" -lm -o "$folder/time"
"$folder/time" >"$folder/coco.txt"
"$perf" bbob >"$folder/ours.txt"
awk '
  NR == FNR { for (i = 2; i <= 6; i++) coco[$1, i] = $i; next }
  $1 ~ /^f[0-9]+$/ {
    printf "%-4s %-8s", $1, $2
    for (i = 2; i <= 6; i++) {
      ratio = coco[$1, i] / $(NF - 6 + i)
      logs[$2] += log(ratio); count[$2]++
      if (!($2 in least) || ratio < least[$2]) least[$2] = ratio
      printf " %7.0f /%7.1f = %5.1f", coco[$1, i], $(NF - 6 + i), ratio
    }
    print ""
  }
  END { for (level in logs) printf "%s: COCO takes %.1f times as long in the geometric mean, %.1f at least\n",
          level, exp(logs[level] / count[level]), least[level] }' "$folder/coco.txt" "$folder/ours.txt"
