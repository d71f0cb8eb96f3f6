# scatter.gp -- average running times of one optimizer (across) against each other's (upwards), a point
# a function, dimension and target; what one of them alone reaches stands on an edge.
#
# Reads scatter.csv, scatter-panels.csv, scatter-functions.csv (a row a function, its colour).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data      = ARG1."/scatter.csv"
panels    = ARG1."/scatter-panels.csv"
functions = ARG1."/scatter-functions.csv"

stats panels using 7 nooutput; total = int(STATS_records)
array other[total]; array tint[total]; array first[total]; array last[total]; array lower[total]; array higher[total]
stats panels using (k=int($0)+1, one=strcol(1), one_tint=strcol(2), other[k]=strcol(4), tint[k]=strcol(5), \
  first[k]=int($7), last[k]=int($8), lower[k]=int($9), higher[k]=int($10), least=$11, most=$12, axis=strcol(13), 0) nooutput
stats functions using 3 nooutput; kinds = int(STATS_records)
array name[kinds]; array hue[kinds]
stats functions using (k=int($0)+1, name[k]=strcol(1), hue[k]=strcol(2), 0) nooutput
stats data using 4 nooutput; small_dim = STATS_min; large_dim = STATS_max

columns = total < 4 ? total : (total == 4 ? 2 : 3); rows = ceil(total/real(columns))
PW = total == 1 ? 380 : 220; PH = PW
LEFT = 66; ROOM = 18; ABOVE = 54; BELOW = 40; FOOT = 8
call here."text.gp"
if (fit_wide > 0) { LEFT = 62; ROOM = 12 }
fit_narrow = 130
call here."fit.gp" "LEFT+ROOM" 0 130 "ABOVE+BELOW"
rows = ceil(total/real(columns))
W = int(columns*(LEFT+PW+ROOM))
if (W < 420 && fit_wide == 0) { W = 420 }
small = 9; face = ",9"
out = tight ? LEFT-14.0 : 0.0
letters = tight ? int((LEFT+PW)/7.8-6) : 18; letters = letters > 18 ? 18 : letters
cheaper = tight ? "  " : " cheaper: "
head_bold = sprintf("Average running times: %s against each other", plain(one)); head_points = 11
if (total == 1) { head_bold = sprintf("Average running times: %s against %s", plain(one), plain(other[1])) }
head_rest = sprintf("over the dimension; cost: %s   above the diagonal %s is the cheaper   on an edge: the other one never gets there%s", \
  axis, plain(one), large_dim > small_dim ? sprintf("   size: d = %d to %d", small_dim, large_dim) : "")
if (tight) { head_rest = head_rest."   numbers: how often it is the cheaper" }
call here."heading.gp"
HEAD = 30 + head_more
# The functions' names, in lines as wide as the figure.
shown = kinds > 10 ? 10 : kinds
array at_x[shown]; array at_y[shown]
x = LEFT+12.0; y = 0.0
do for [k=1:shown] {
  wide = 22 + 0.72*small*strlen(name[k])
  if (k > 1 && x + wide > W) { x = LEFT+12.0; y = y + 17 }
  at_x[k] = x; at_y[k] = y; x = x + wide
}
LIST = kinds > 1 ? y + 20 : 0
H = int(HEAD + LIST + rows*(ABOVE+PH+BELOW) + FOOT)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
low = 10.0**floor(log10(least)+1e-9); high = 10.0**ceil(log10(most)-1e-9)
if (high <= low) { high = 10*low }
edge = high*(high/low)**0.07                          # where what is never reached stands
set logscale xy; set xrange [low:edge]; set yrange [low:edge]
step = 10.0**ceil((log10(high)-log10(low))/(PW < 110 ? 2.0 : PW < 150 ? 3.0 : 5.0))
set xtics low,step,high font face; set ytics low,step,high font face; set mxtics 1; set mytics 1
set format x "10^{%T}"; set format y "10^{%T}"
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font sprintf(",%d", head_points) textcolor rgb ink
if (kinds > 1) { do for [k=1:shown] {
  said = k == 10 && kinds > 10 ? sprintf("and %d more", kinds-9) : phrase(fit_wide > 0 ? cut(name[k], int((W-at_x[k])/(0.72*small))) : name[k])
  set label 100+k said at screen at_x[k]/W, screen 1-(HEAD+6.0+at_y[k])/H font face textcolor rgb legible(hue[k])
  set object 100+k circle at screen (at_x[k]-7.0)/W, screen 1-(HEAD+6.0+at_y[k])/H size screen 3.0/W fillcolor rgb hue[k] fillstyle solid noborder
} }
place(v) = v < 1e300 ? v : edge
size(d) = large_dim > small_dim ? 0.35 + 0.45*log10(d/small_dim)/log10(large_dim/small_dim) : 0.5
do for [p=1:total] {
  x0 = ((p-1)%columns)*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - LIST - ((p-1)/columns)*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set xlabel plain(cut(one, int((LEFT+PW)/(0.72*small)))) offset 0,0.4 font face textcolor rgb legible(one_tint)
  set ylabel plain(cut(other[p], int((PH+8)/(0.72*small)))) offset 1.0,0 font face textcolor rgb legible(tint[p])
  set label 2 sprintf(lead."{/:Bold %s}%s%d", plain(cut(one, letters)), cheaper, lower[p]) at screen (x0-out)/W, screen (y0+30.0)/H font face textcolor rgb legible(one_tint)
  set label 3 sprintf(lead."{/:Bold %s}%s%d", plain(cut(other[p], letters)), cheaper, higher[p]) at screen (x0-out)/W, screen (y0+16.0)/H font face textcolor rgb legible(tint[p])
  set arrow 1 from low,low to edge,edge nohead lc rgb soft lw 0.8 back
  set arrow 2 from edge,low to edge,edge nohead lc rgb rule lw 0.8 back
  set arrow 3 from low,edge to edge,edge nohead lc rgb rule lw 0.8 back
  plot for [k=1:kinds] data every ::first[p]::last[p] \
    using ($3 == k-1 ? place($6) : NaN):(place($7)):(size($4)) with points pt 7 ps variable lc rgb hue[k]
  unset label 1
  do for [k=1:shown] { unset label 100+k; unset object 100+k }
}
unset multiplot
set output
