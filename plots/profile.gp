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
  heading(n) = sprintf("{/:Bold Runtime profile}   %d pairs of run and target, %s", n, value[1] eq "f" ? \
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
array value[total]; array poor[total]; array rich[total]; array poor_dim[total]; array rich_dim[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), axis[k]=strcol(2), cases[k]=int($3), \
  low[k]=$4, high[k]=$5, from[k]=int($6), many[k]=int($7), \
  poor[k]=$8, rich[k]=$9, poor_dim[k]=int($10), rich_dim[k]=int($11), value[k]=strcol(12), \
  portfolio=(k > 1 ? portfolio : strcol(13) eq "none" ? "" : strcol(13)), 0) nooutput

stats curves using 6 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array share[listed]; array band_first[listed]; array band_last[listed]
longest = 0
call here."text.gp"
stats curves using (k=int($0)+1, title[k]=strcol(3), tint[k]=strcol(4), dash[k]=int($5), \
  first[k]=int($6), last[k]=int($7), share[k]=$8, \
  band_first[k]=(strcol(9) eq "nan" ? -1 : int(number(strcol(9)))), band_last[k]=(strcol(10) eq "nan" ? -1 : int(number(strcol(10)))), \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

# Up to four functions stand in a column beside the overall panel, more in rows of three beneath it.
few = total <= 5
columns = total == 1 ? 0 : (few ? 1 : 3)
rows = total == 1 ? 0 : (few ? total-1 : ceil((total-1)/3.0))
LEFT = 62; ABOVE = 30; BELOW = 48; HEAD = (total > 1 ? 30 : 26) + (strlen(portfolio) ? 16 : 0)
large_room = 40 + 0.75*10*longest + 6*10*0.6; small_room = 40 + 0.75*8.3*longest + 6*8.3*0.6
call here."text.gp"
do for [p=1:total] {
  if (title_lines(name[p], "", p == 1 ? 10 : 9, p == 1 ? 600 : 246) > 1) { ABOVE = 43 }
}
sw = 250; sh = few ? (rows == 1 ? 420 : (rows == 2 ? 210 : 160)) : 190
lh = few && rows > 1 ? rows*sh + (rows-1)*(ABOVE+BELOW) : (few ? 430 : 480)
lw_ = few ? 600 : 3*(LEFT+sw+small_room) - LEFT - large_room
W = int(few ? LEFT+lw_+large_room + columns*(LEFT+sw+small_room) : 3*(LEFT+sw+small_room))
said = "smallest portfolio that is worth 95 % of the virtual best, by average running times: ".portfolio
said_room = int((W-LEFT-4)/(0.663*9))
if (strlen(portfolio)) { HEAD = HEAD + 15*(broken_lines(said, said_room)-1) }
H = int(HEAD + ABOVE + lh + BELOW + (few ? 0 : rows*(ABOVE+sh+BELOW)))
call here."style.gp" ARG1 ARG2

set multiplot
set logscale x
set format x "10^{%T}"; set format y "%.1f"
set ytics 0.2
set yrange [0:1]
do for [p=1:total] {
  large = p == 1
  points = large ? 10 : 8.3
  face = sprintf(",%g", points)
  head = large ? ",10" : ",9"
  k = p-2
  x0 = LEFT + (large ? 0 : (few ? lw_+large_room+LEFT : (k%3)*(LEFT+sw+small_room)))
  y0 = H - HEAD - ABOVE
  if (!large) { y0 = few ? y0 - k*(ABOVE+sh+BELOW) : y0 - lh-BELOW-ABOVE - (k/3)*(ABOVE+sh+BELOW) }
  pw = large ? lw_ : sw; ph = large ? lh : sh
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+pw)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-ph)/H

  # As many labels as there is room for, those of the best: the large panel names the others.
  gap = 1.75*points/ph; floor_y = 0.0; ceil_y = 1.0
  room = int(1/gap)+1
  count = many[p] < room ? many[p] : room
  array ey[count]; array named[count]
  picked = 0
  do for [i=1:many[p]] {
    better = 0
    do for [k_=1:many[p]] {
      ahead = share[from[p]+k_] > share[from[p]+i] || (share[from[p]+k_] == share[from[p]+i] && k_ < i)
      if (ahead) { better = better+1 }
    }
    if (better < count) { picked = picked+1; named[picked] = from[p]+i; ey[picked] = share[from[p]+i] }
  }
  load here."labels.gp"

  if (high[p] <= low[p]) { high[p] = 10*low[p] }
  set xrange [low[p]:high[p]]
  set xtics font face; set ytics font face
  set xlabel across(axis[p]) offset 0,(large ? 0.3 : 0.5) font face
  set ylabel large || few || k%3 == 0 ? upward : "" \
      offset (large ? 0.8 : 1.4),0 font face
  if (large && strlen(portfolio)) {
    set label 5 plain(broken(said, said_room)) at screen real(LEFT)/W, screen 1-35.0/H font ",9" textcolor rgb soft
  }
  if (large) {
    set label 1 heading(cases[1]) at screen real(LEFT)/W, screen 1-18.0/H font ",11" textcolor rgb ink
  }
  set label 2 panel_title(name[p], "", large ? 10 : 9, large ? 600 : 246) at graph 0, \
    screen (y0+10.0+(title_lines(name[p], "", large ? 10 : 9, large ? 600 : 246) > 1 ? 13 : 0))/H font head \
      textcolor rgb ink
  # The budget, where it is not the end of the axis. One that does not grow with the dimension is
  # another multiple of each: the least and the largest are shown.
  one = rich[p] <= poor[p]*(1+1e-9)
  if (beyond > 1) { set arrow 1 from rich[p],0 to rich[p],1 nohead lc rgb soft dt 3 lw 0.8 }
  if (of_costs && !one) { set arrow 2 from poor[p],0 to poor[p],1 nohead lc rgb soft dt 3 lw 0.8 }
  if (beyond > 1 && large && one) { set label 3 "budget" at first rich[p], screen (y0+8.0)/H center textcolor rgb soft font face }
  if (of_costs && large && !one) {
    # Above the panel's title, which may reach as far.
    set label 3 sprintf("budget, d = %d ", poor_dim[p]) at first poor[p], screen (y0+22.0)/H right textcolor rgb soft font tiny
    set label 4 sprintf(" d = %d", rich_dim[p]) at first rich[p], screen (y0+22.0)/H left textcolor rgb soft font tiny
  }
  do for [i=1:count] {
    c = named[i]
    set label 10+i sprintf("%s  {/*%.3f %.0f %%}", plain(title[c]), lesser(points), 100*share[c]) \
        at screen (x0+pw+20.0)/W, first ly[i] textcolor rgb tint[c] font face
    set arrow 10+i from graph 1.003,first share[c] to screen (x0+pw+17.0)/W,first ly[i] \
        nohead lc rgb tint[c] lw 0.8
  }
  # Bands lie below all curves.
  banded = 0
  do for [i=1:many[p]] { banded = banded || band_first[from[p]+i] >= 0 }
  if (banded) {
    plot for [i=many[p]:1:-1] bands \
        every ::(band_first[from[p]+i] < 0 ? 0 : band_first[from[p]+i])::(band_first[from[p]+i] < 0 ? 0 : band_last[from[p]+i]) \
        using 3:(band_first[from[p]+i] < 0 ? NaN : $4):5 with filledcurves \
        fc rgb tint[from[p]+i] fs transparent solid 0.2 noborder, \
      for [i=many[p]:1:-1] data every ::first[from[p]+i]::last[from[p]+i] using 3:4 with lines \
      lw (large ? 2.1 : 1.6) dt dash[from[p]+i] lc rgb tint[from[p]+i]
  } else { plot for [i=many[p]:1:-1] data every ::first[from[p]+i]::last[from[p]+i] using 3:4 with lines \
      lw (large ? 2.1 : 1.6) dt dash[from[p]+i] lc rgb tint[from[p]+i] }
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1; unset label 3; unset label 4; unset label 5; unset arrow 1; unset arrow 2
  undefine ey ly order named
}
unset multiplot
set output
