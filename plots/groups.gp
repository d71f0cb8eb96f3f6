# groups.gp -- connectors from curves' ends to their labels: called after labels.gp, in a panel.
#
# In:  count, ey, ly, order, gap, of labels.gp; same, up to which distance two ends are one; stroke_x,
#      where connectors end, a screen coordinate; functions of a label's index: has_end(i), is there a
#      curve, group_end(i), the height on the axis at which it ends, group_tint(i), its colour; and
#      group_height(y), the height on the axis of what labels.gp has as y.
#      group_drawn = 0: no connectors, where a key has the names.
# Out: groups, how many there are; opens[g] and closes[g], the group's first and last place in
#      `order`, from the lowest on; one_of[i], the group of curve i. Arrows from tag 10 on.
#
# Labels whose curves end together stand beside one stroke with one connector: a fan of connectors
# would look as if the curves had come apart.
if (!exists("group_drawn")) { group_drawn = 1 }
array opens[count > 0 ? count : 1]
array closes[count > 0 ? count : 1]
array one_of[count > 0 ? count : 1]
groups = 0
do for [a=1:count] {
  if (a == 1 || ey[order[a]] - ey[order[opens[groups > 0 ? groups : 1]]] > same) { groups = groups+1; opens[groups] = a }
  closes[groups] = a; one_of[order[a]] = groups
}
do for [g=1:groups] {
  lower = order[opens[g]]; upper = order[closes[g]]
  if (group_drawn && has_end(lower)) {
    set arrow 10+2*g from graph 1.003,first group_end(lower) to screen stroke_x,first group_height((ly[lower]+ly[upper])/2) \
        nohead lc rgb (lower == upper ? group_tint(lower) : soft) lw 0.8
    if (lower != upper) {
      set arrow 11+2*g from screen stroke_x,first group_height(ly[lower]-0.3*gap) to screen stroke_x,first group_height(ly[upper]+0.3*gap) \
          nohead lc rgb soft lw 1.2
    }
  }
}
