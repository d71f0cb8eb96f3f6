#!/bin/sh
# rates.sh -- chooses learning rates for a campaign's optimizers, on a seed that no campaign uses.
#
#   bench/rates.sh > rates.ini          (a minute on two cores)
#
# For each optimizer, function and dimension of the card, 28 rates from 1e-7 to 100 (three a decade)
# are tried on 9 repetitions with the card's whole budget. The score of a rate is the mean, over
# repetitions and the 51 targets, of log10(cost to target), the budget standing in for a target
# that was not reached: the area above the runtime profile. The lowest score wins; among equal
# scores (a step function without a gradient) nothing is written and the default stays.
set -eu
optbench=${OPTBENCH:-build/bin/optbench}
folder=${FOLDER:-results/rates}
optimizers=${OPTIMIZERS:-sgd momentum rmsprop adam fd es vo}
rates="1e-7 2e-7 5e-7 1e-6 2e-6 5e-6 1e-5 2e-5 5e-5 1e-4 2e-4 5e-4 1e-3 2e-3 5e-3 0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 20 50 100"

list=""
for optimizer in $optimizers; do
  for rate in $rates; do list="$list,$optimizer:rate=$rate"; done
done
"$optbench" run card -o "${list#,}" --seed 20011 --runs 9 --trace none --out "$folder" >&2

awk -F, '
  NR == FNR { if (FNR > 1 && $12 > spent[$1, $2]) spent[$1, $2] = $12; next }
  FNR > 1 {
    cell = $1 SUBSEP $2
    key = cell SUBSEP $4
    cost = $9 == "" ? spent[$1, $2] : $9
    score[key] += log(cost)
    if (!(key in seen)) { seen[key] = 1; order[++n] = key }
  }
  END {
    for (i = 1; i <= n; i++) {
      split(order[i], part, SUBSEP)
      split(part[3], label, ":rate=")
      group = label[1] " on " part[1] " d" part[2]
      sub(/:.* d/, " d", group)
      if (!(group in best)) { groups[++m] = group; best[group] = score[order[i]]; rate[group] = label[2]; worst[group] = best[group] }
      if (score[order[i]] < best[group]) { best[group] = score[order[i]]; rate[group] = label[2] }
      if (score[order[i]] > worst[group]) worst[group] = score[order[i]]
    }
    for (i = 1; i <= m; i++)
      if (best[groups[i]] < worst[groups[i]]) printf "[%s]\nrate = %s\n", groups[i], rate[groups[i]]
  }' "$folder/runs.csv" "$folder/targets.csv"
