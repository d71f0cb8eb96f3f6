# labels.gp -- heights of the labels at the curves' ends, so that none overlap.
#
# In:  count; ey[i], the height at which curve i ends; gap, floor_y, ceil_y.
#      Heights are in axis units, after log10 on a log axis.
# Out: ly[i], the height of label i: in the order of the curves, at least gap apart (less where
#      there is no room), as near to its curve as that allows.
#
# Neighbours that are too near push each other apart until none is.
array order[count]
array ly[count]
do for [a=1:count] {
  b = a
  while (b > 1 && ey[order[b > 1 ? b-1 : 1]] > ey[a]) { order[b] = order[b-1]; b = b-1 }
  order[b] = a
  ly[a] = ey[a]
}
if (count > 1 && gap*(count-1) > ceil_y-floor_y) { gap = (ceil_y-floor_y)/(count-1.0) }
moved = 1; pass = 0
while (moved && pass < 400) {
  moved = 0; pass = pass + 1
  do for [a=1:count-1] {
    lower = order[a]; upper = order[a+1]
    short = gap - (ly[upper] - ly[lower])
    if (short > 0.01*gap) { ly[lower] = ly[lower] - short/2; ly[upper] = ly[upper] + short/2; moved = 1 }
  }
  if (ly[order[1]] < floor_y) { ly[order[1]] = floor_y }
  if (ly[order[count]] > ceil_y) { ly[order[count]] = ceil_y }
}
# The key was drawn with the first panel.
if (!exists("labelled")) { labelled = 0 }
if (exists("keyed") && keyed && labelled) { do for [key_k=1:key_count] { unset arrow 9000+key_k; unset label 9000+key_k } }
labelled = 1
