# profile.gp -- runtime profile: the share of all targets reached within a cost, which is counted in
# multiples of the dimension; overall above, each function below.
#
# Reads profile.csv, profile-curves.csv (a row a curve), profile-panels.csv (the overall panel is
# the first). restarts.gp and performance.gp have it draw other distributions in the same way: they
# set `figure`, the name of the files, and what else is a default here.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
if (!exists("figure")) {
  figure = "profile"
  heading(n) = sprintf(lead."{/:Bold %s}   %d pairs of run and target, d = %s; %s", titled("Runtime profile"), n, phrase(dims[1]), value[1] eq "f" ? \
    "targets are levels of f" : "targets from 10^{2} to 10^{−8}".(value[1] eq "both" ? ", or levels of f" : ""))
}
if (!exists("upward")) {
  across(axis) = "cost / dimension,  cost: ".axis
  upward = "share of targets reached"
}
if (!exists("beyond")) { beyond = 1 }
if (!exists("of_costs")) { of_costs = 1 }
data   = ARG1."/".figure.".csv"
curves = ARG1."/".figure."-curves.csv"
panels = ARG1."/".figure."-panels.csv"
bands  = ARG1."/".figure."-band.csv"

stats panels using 3 nooutput; total = int(STATS_records)
array name[total]; array axis[total]; array cases[total]; array low[total]; array high[total]
array from[total]; array many[total]
portfolio = ""
array value[total]; array poor[total]; array rich[total]; array poor_dim[total]; array rich_dim[total]; array dims[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), axis[k]=strcol(2), cases[k]=int($3), \
  low[k]=$4, high[k]=$5, from[k]=int($6), many[k]=int($7), \
  poor[k]=$8, rich[k]=$9, poor_dim[k]=int($10), rich_dim[k]=int($11), value[k]=strcol(12), \
  portfolio=(k > 1 ? portfolio : strcol(14) eq "none" ? "" : strcol(14)), dims[k]=strcol(13), 0) nooutput

call here."text.gp"
stats curves using 6 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array share[listed]; array band_first[listed]; array band_last[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(3), tint[k]=strcol(4), dash[k]=int($5), \
  first[k]=int($6), last[k]=int($7), share[k]=$8, \
  band_first[k]=(strcol(9) eq "nan" ? -1 : int(number(strcol(9)))), band_last[k]=(strcol(10) eq "nan" ? -1 : int(number(strcol(10)))), \
  longest=(!rest(k) && strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

# Up to four functions stand in a column beside the overall panel, more in rows of three beneath it.
# More than a dozen are small, six in a row, and the overall panel alone has names.
# Where a size is much wider than high, small panels without names stand beside the overall one.
beside = fit_tall > 0 && total > 1 && fit_wide > 1.25*fit_tall
few = total <= 5 && fit_wide == 0; dense = total > 13 || beside
columns = total == 1 ? (fit_wide > 0 ? 1 : 0) : (few ? 1 : dense ? 6 : fit_wide > 0 && total < 4 ? total-1 : 3)
LEFT = 62; ABOVE = 30; BELOW = 48; HEAD = (total > 1 ? 30 : 26) + (strlen(portfolio) ? 16 : 0)
large_room = 40 + 0.75*10*longest + 6*10*0.6; small_room = dense ? 14 : 40 + 0.75*8.3*longest + 6*8.3*0.6
# The small panels' own: where they are dense, axes are named at the edge alone.
SLEFT = dense ? 48 : LEFT; SBELOW = dense ? 26 : BELOW
sw = dense ? 168 : 216; sh = dense ? 110 : 190
# In a size that is asked for all stand beneath the overall panel, in columns that fit.
if (fit_wide > 0) {
  PW = sw; PH = sh; ROOM = small_room
  if (total > 1) { many_panels = total; total = total-1 }
  call here."key.gp" "beside ? fit_wide : 200"
  if (keyed) { small_room = ROOM; large_room = ROOM; PH = dense ? PH : 140 }
  if (beside) {
    # All of these share half of the figure, and begin and end with the overall panel.
    fit_over = 64; fit_low = 46
    columns = 1
    call here."fit.gp" "SLEFT+small_room" "0.5*fit_wide" 100 "ABOVE+SBELOW"
    tight = 1
  } else { call here."fit.gp" "SLEFT+small_room" 0 "dense ? 80 : 120" "ABOVE+SBELOW" }
  if (exists("many_panels")) { total = many_panels }
  tight = beside || (tight && columns > 1)
  sw = PW; sh = PH
}
rows = total == 1 ? 0 : (few ? total-1 : ceil((total-1)/real(columns)))
if (few) { sh = rows < 2 ? 420 : (rows == 2 ? 210 : 160) }
# A panel's title: a target as a power of ten, a function with its dimensions where they are its own.
room_of(p) = fit_wide > 0 ? (p == 1 ? (beside ? 0.5 : 1)*fit_wide-LEFT-8 : sw+small_room-4) : (p == 1 ? 540 : dense ? 170 : 212)
size_of(p) = p == 1 ? 10 : 9
own_dims(p) = dims[p] eq dims[1] ? "" : ", d = ".phrase(dims[p])
goal_at(s) = strstrt(s, " ≤ ")
lines_of(p) = goal_at(name[p]) ? 1 : title_lines(name[p], own_dims(p), size_of(p), room_of(p))
title_of(p) = goal_at(name[p]) ? sprintf(lead."{/:Bold %s%s}", phrase(name[p][1:goal_at(name[p])+2]), power(number(name[p][goal_at(name[p])+3:]))) : \
  panel_title(name[p], own_dims(p), size_of(p), room_of(p))
do for [p=1:total] { if (lines_of(p) > 1) { ABOVE = 43 } }
best_few = "smallest portfolio that is worth 95 % of the virtual best, by average running times: "
lh = few && rows > 1 ? rows*sh + (rows-1)*(ABOVE+BELOW) : (few ? 430 : 480)
lw_ = few ? 540 : columns*(SLEFT+sw+small_room) - LEFT - large_room
if (beside) { lw_ = 0.5*fit_wide-LEFT-large_room } else { if (fit_wide > 0) { lh = lw_*0.66 > 440 ? 440 : int(lw_*0.66) } }
W = int(few ? LEFT+lw_+large_room + columns*(LEFT+sw+small_room) : columns*(SLEFT+sw+small_room))
if (beside) { W = int(fit_wide) }
# What the axis counts is said in the heading where there is no room for it below the panel.
counted = fit_wide > 0 ? strstrt(across(axis[1]), ",  cost: ") : 0
if (counted && 0.68*8.3*strlen(across(axis[1])) < lw_) { counted = 0 }
factored = fit_wide > 0 && across(axis[1])[1:7] eq "factor " && 0.68*8.3*strlen(across(axis[1])) > lw_+LEFT
across_of(axis) = factored ? "factor" : counted ? across(axis)[1:counted-1] : across(axis)
load here."rest.gp"
whole = heading(cases[1]); k = strstrt(whole, "}   "); head_points = 11
head_bold = whole[strlen(lead)+9:k-1]; head_rest = whole[k+4:]
said = best_few.portfolio; said_room = int((W-LEFT-4)/(0.663*9))
if (fit_wide == 0 && strlen(portfolio)) { HEAD = HEAD + 15*(broken_lines(said, said_room)-1) }
if (fit_wide > 0 && strlen(portfolio)) { head_rest = head_rest."   ".best_few.plain(portfolio) }
if (factored) { head_rest = head_rest."   ".across(axis[1]) }
if (counted) { head_rest = head_rest."   cost: ".axis[1] }
call here."heading.gp"
HEAD = (fit_wide > 0 ? 30 : HEAD) + head_more
H = int(HEAD + ABOVE + lh + BELOW + (few ? 0 : rows*(ABOVE+sh+SBELOW)) + key_room)
if (beside) {
  lh = fit_tall - HEAD-ABOVE-BELOW-key_room; lh = lh > 80 ? lh : 80
  sh = (lh+BELOW-SBELOW-(rows-1)*(ABOVE+SBELOW))/real(rows); sh = sh > 30 ? sh : 30
  H = int(HEAD + key_room + (rows*(ABOVE+sh+SBELOW) > ABOVE+lh+BELOW ? rows*(ABOVE+sh+SBELOW) : ABOVE+lh+BELOW))
}
# All panels grow and shrink alike.
if (fit_tall > 0 && !beside) {
  grown = 1 + (fit_tall-H)/real(lh + rows*sh)
  if (grown*lh > 90 && grown*sh > 40) { lh = grown*lh; sh = grown*sh; H = int(fit_tall+0.5) }
}
call here."style.gp" ARG1 ARG2

set multiplot
set logscale x
set format x "10^{%T}"; set format y "%.1f"
set ytics 0.2
set yrange [0:1]
do for [p=1:total] {
  large = p == 1
  points = fit_wide == 0 && large ? 10 : 8.3
  face = sprintf(",%g", points)
  title_face = large ? ",10" : ",9"
  k = p-2
  x0 = large ? LEFT : (few ? LEFT+lw_+large_room+LEFT : SLEFT + (k%columns)*(SLEFT+sw+small_room))
  y0 = H - HEAD - ABOVE
  if (!large && beside) { x0 = 0.5*fit_wide + x0; y0 = y0 - (k/columns)*(ABOVE+sh+SBELOW) }
  if (!large && !beside) { y0 = few ? y0 - k*(ABOVE+sh+BELOW) : y0 - lh-BELOW-ABOVE - (k/columns)*(ABOVE+sh+SBELOW) }
  pw = large ? lw_ : sw; ph = large ? lh : sh
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+pw)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-ph)/H

  # As many labels as there is room for, those of the best: the large panel names the others.
  gap = 1.75*points/ph; floor_y = 0.0; ceil_y = 1.0
  room = int(1/gap)+1
  count = 0
  do for [i=1:many[p]] { count = count + !rest(from[p]+i) }
  count = dense && !large ? 1 : (count < room ? count : room)
  array ey[count > 0 ? count : 1]; array named[count > 0 ? count : 1]
  picked = 0
  do for [i=1:many[p]] {
    better = rest(from[p]+i) ? many[p] : 0
    do for [k_=1:many[p]] {
      ahead = share[from[p]+k_] > share[from[p]+i] || (share[from[p]+k_] == share[from[p]+i] && k_ < i)
      if (ahead && !rest(from[p]+k_)) { better = better+1 }
    }
    if (better < count) { picked = picked+1; named[picked] = from[p]+i; ey[picked] = share[from[p]+i] }
  }
  load here."labels.gp"

  if (high[p] <= low[p]) { high[p] = 10*low[p] }
  set xrange [low[p]:high[p]]
  set xtics font face; set ytics font face
  if (fit_wide > 0) { set xtics 10.0**tic_decades(log10(high[p]/low[p]), pw, 30) }
  step = dense && !large ? 0.5 : 0.2
  set ytics step
  outer = !dense || large                             # the large panel's axis is that of all
  set xlabel (outer ? (large || !tight ? across_of(axis[p]) : "cost") : "") offset 0,(large ? 0.3 : 0.5) font face
  set ylabel large || few || k%columns == 0 ? (large || !tight ? upward : "share") : "" \
      offset (large ? 0.8 : 1.4),0 font face
  if (large && strlen(portfolio) && fit_wide == 0) {
    set label 5 escaped(broken(said, said_room)) at screen real(LEFT)/W, screen 1-(35.0+head_more)/H font ",9" textcolor rgb soft
  }
  if (large) {
    set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font ",11" textcolor rgb ink
  }
  set label 2 title_of(p) at graph 0, screen (y0+10.0+(lines_of(p) > 1 ? 13 : 0))/H font title_face \
      textcolor rgb ink
  # The budget, where it is not the end of the axis. One that does not grow with the dimension is
  # another multiple of each: the least and the largest are shown.
  one = rich[p] <= poor[p]*(1+1e-9)
  if (beyond > 1) { set arrow 1 from rich[p],0 to rich[p],1 nohead lc rgb soft dt 3 lw 0.8 }
  if (of_costs && !one) { set arrow 2 from poor[p],0 to poor[p],1 nohead lc rgb soft dt 3 lw 0.8 }
  # Above the panel's title where that reaches as far.
  high_up = beyond > 1 && large && one && fit_wide > 0 && log10(rich[p]/low[p])*pw < (26+0.88*10*strlen(name[p]))*log10(high[p]/low[p])
  if (beyond > 1 && large && one) { set label 3 "budget" at first rich[p], screen (y0+(high_up ? lines_of(p) > 1 ? 35 : 24 : 8.0))/H center textcolor rgb soft font face }
  if (of_costs && large && !one) {
    # Above the panel's title, which may reach as far.
    set label 3 sprintf("budget, d = %d ", poor_dim[p]) at first poor[p], screen (y0+22.0)/H right textcolor rgb soft font tiny
    set label 4 sprintf(" d = %d", rich_dim[p]) at first rich[p], screen (y0+22.0)/H left textcolor rgb soft font tiny
    # What has nothing beside its panel ends with it.
    if (keyed && log10(high[p]/rich[p])*pw < 44*log10(high[p]/low[p])) {
      unset label 4
      set label 3 sprintf("budgets, d = %d to %d ", poor_dim[p], rich_dim[p]) at first rich[p], screen (y0+22.0)/H right textcolor rgb soft font tiny
    }
  }
  do for [i=1:(keyed || (dense && !large) ? 0 : count)] {
    c = named[i]
    set label 10+i sprintf("%s  {/*%.3f %.0f %%}", plain(title[c]), lesser(points), 100*share[c]) \
        at screen (x0+pw+20.0)/W, first ly[i] textcolor rgb legible(tint[c]) font face
  }
  if (!keyed && (!dense || large)) {
    same = 0.004; stroke_x = (x0+pw+15.0)/W
    has_end(i) = 1; group_end(i) = share[named[i]]; group_tint(i) = tint[named[i]]; group_height(y) = y
    load here."groups.gp"
    undefine opens closes one_of
  }
  # Bands lie below all curves, and grey ones below the others.
  seq_from = from[p]; seq_many = many[p]; seq_down = 1
  load here."sequence.gp"
  banded = 0
  do for [i=1:many[p]] { banded = banded || band_first[from[p]+i] >= 0 }
  if (banded) {
    plot for [i=1:many[p]] bands \
        every ::(band_first[seq[i]] < 0 ? 0 : band_first[seq[i]])::(band_first[seq[i]] < 0 ? 0 : band_last[seq[i]]) \
        using 3:(band_first[seq[i]] < 0 ? NaN : $4):5 with filledcurves \
        fc rgb tint[seq[i]] fs transparent solid 0.2 noborder, \
      for [i=1:many[p]] data every ::first[seq[i]]::last[seq[i]] using 3:4 with lines \
      lw (rest(seq[i]) ? 0.7 : large ? 2.1 : 1.6) dt dash[seq[i]] lc rgb tint[seq[i]]
  } else { plot for [i=1:many[p]] data every ::first[seq[i]]::last[seq[i]] using 3:4 with lines \
      lw (rest(seq[i]) ? 0.7 : large ? 2.1 : 1.6) dt dash[seq[i]] lc rgb tint[seq[i]] }
  do for [i=1:count] { unset label 10+i }
  unset label 1; unset label 3; unset label 4; unset label 5; unset arrow
  undefine ey ly order named seq
}
unset multiplot
set output
