# groups.gp -- which labels name curves that end together: called after labels.gp.
#
# In:  count, ey, ly, order, of labels.gp; same, up to which distance two ends are one.
# Out: groups, how many there are; opens[g] and closes[g], the group's first and last place in
#      `order`, from the lowest on; one_of[i], the group of curve i.
#
# Such labels stand beside one stroke with one connector: a fan of connectors would look as if the
# curves had come apart.
array opens[count]
array closes[count]
array one_of[count]
groups = 0
do for [a=1:count] {
  if (a == 1 || ey[order[a]] - ey[order[opens[groups > 0 ? groups : 1]]] > same) { groups = groups+1; opens[groups] = a }
  closes[groups] = a; one_of[order[a]] = groups
}
