# labels.gp -- heights of the labels at the curves' ends, so that none overlap.
#
# In:  count; ey[i], the height at which curve i ends; gap, floor_y, ceil_y.
#      Heights are in axis units, after log10 on a log axis.
#      under_title = 1: the second line of a panel's title may end right above the names; they keep
#      below the panel's top then. Set for the next panel alone.
# Out: ly[i], the height of label i: in the order of the curves, at least gap apart (less where
#      there is no room), as near to its curve as that allows.
#
# Label k of the order is at ly + (k-1) x gap for an ly that does not fall with k: of all such heights,
# those with the least squares of distances, which pooling neighbours that fall finds (isotonic
# regression; Ayer, Brunk, Ewing, Reid and Silverman 1955).
array order[count]
array ly[count]
array pool_at[count]
array pool_many[count]
do for [a=1:count] {
  b = a
  while (b > 1 && ey[order[b > 1 ? b-1 : 1]] > ey[a]) { order[b] = order[b-1]; b = b-1 }
  order[b] = a
}
lb_top = ceil_y - (exists("under_title") && under_title ? 0.4*gap : 0)
under_title = 0
if (count > 1 && gap*(count-1) > lb_top-floor_y) { gap = (lb_top-floor_y)/(count-1.0) }
pools = 0
do for [a=1:count] {
  pools = pools+1
  pool_at[pools] = ey[order[a]] - (a-1)*gap; pool_many[pools] = 1
  b = pools > 1 ? pools-1 : 1
  while (pools > 1 && pool_at[b] > pool_at[pools]) {
    pool_at[b] = (pool_many[b]*pool_at[b] + pool_many[pools]*pool_at[pools])/(pool_many[b]+pool_many[pools])
    pool_many[b] = pool_many[b]+pool_many[pools]
    pools = b; b = pools > 1 ? pools-1 : 1
  }
}
a = 0
do for [b=1:pools] {
  do for [moved=1:pool_many[b]] {
    a = a+1
    y_ = pool_at[b] > floor_y ? pool_at[b] : floor_y
    y_ = y_ < lb_top-(count-1)*gap ? y_ : lb_top-(count-1)*gap
    ly[order[a]] = y_ + (a-1)*gap
  }
}
undefine pool_at pool_many
# The key was drawn with the first panel.
if (!exists("labelled")) { labelled = 0 }
if (exists("keyed") && keyed && labelled) { do for [key_k=1:key_count] { unset arrow 9000+key_k; unset label 9000+key_k } }
if (exists("rest_foot") && labelled) { unset label 9000 }
labelled = 1
