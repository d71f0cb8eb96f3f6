# plateau.gp -- a function of one variable, and beneath it where each run stands as its evaluations
# are spent, from top to bottom. A column an optimizer.
#
# Reads plateau.csv, plateau-function.csv, plateau-columns.csv (a row an optimizer).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data    = ARG1."/plateau.csv"
line    = ARG1."/plateau-function.csv"
listing = ARG1."/plateau-columns.csv"

stats listing using 4 nooutput; total = int(STATS_records)
array title[total]; array tint[total]; array first[total]; array last[total]
array start[total]; array high[total]; array end[total]; array cost[total]; array error[total]
array least[total]; array most[total]; array spent[total]; array end_error[total]
stats listing using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), first[k]=int($4), \
  last[k]=int($5), start[k]=$6, high[k]=$7, end[k]=$8, cost[k]=$9, error[k]=$10, 0) nooutput
stats listing using (k=int($0)+1, least[k]=$11, most[k]=$12, spent[k]=$13, function=strcol(14), \
  runs=int($15), axis=strcol(16), end_error[k]=$17, 0) nooutput

# What is shown: all paths, and as much to the other side of the lowest point.
left = least[1]; right = most[1]; bottom = 0
do for [k=1:total] {
  if (least[k] < left) { left = least[k] }
  if (most[k] > right) { right = most[k] }
  if (spent[k] > bottom) { bottom = spent[k] }
}
half = (abs(left) > abs(right) ? abs(left) : abs(right))*1.15
stats line using 1 nooutput
if (half < 0.02*(STATS_max-STATS_min)) { half = 0.02*(STATS_max-STATS_min) }
if (bottom <= 0) { bottom = 1 }
stats line using ($1 >= -half && $1 <= half ? $2 : NaN) nooutput; top = STATS_max > 0 ? STATS_max : 1

columns = total < 4 ? total : 4
PW = 180; PH = 120; BETWEEN = 8; SH = 190; LEFT = 52; GAP = 14; ROOM = 12; ABOVE = 38; BELOW = 40
call here."text.gp"
if (fit_tall > 0) { SH = 100 }
call here."fit.gp" "GAP" "LEFT+ROOM-GAP" 150 "ABOVE+BETWEEN+SH+BELOW"
if (tight) { ABOVE = 50 }
rows = ceil(total/real(columns))
block = ABOVE+PH+BETWEEN+SH+BELOW
W = int(LEFT + columns*PW + (columns-1)*GAP + ROOM)
head_bold = "Steps without a slope"; head_points = 10
head_rest = sprintf("above: %s, start and end;  below: %d runs against cost, the first ± its deviation;  cost: %s", phrase(function), runs, axis)
call here."heading.gp"
HEAD = 30 + head_more; H = int(HEAD + rows*block)
call here."tall.gp" rows
# A height that is asked for is shared out as without one.
if (fit_tall > 0) { SH = (PH+100)*0.61; PH = PH+100-SH }
block = ABOVE+PH+BETWEEN+SH+BELOW
call here."style.gp" ARG1 ARG2

set multiplot
set xrange [-half:half]
set xtics tic_step((tight ? 3 : 2)*half) font tiny; set mxtics 1; set ytics font tiny
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",10" textcolor rgb ink
do for [p=1:total] {
  c = (p-1)%columns
  x0 = LEFT + c*(PW+GAP); y0 = H - HEAD - ((p-1)/columns)*block - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W

  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set yrange [-0.04*top:1.04*top]; set ytics tic_step(top)
  set format x ""; set border 3; set xlabel ""
  if (c == 0) { set format y "%g"; set ylabel "f − f*" offset 1.2,0 font ",9" } else { set format y ""; set ylabel "" }
  stayed = abs(end[p]-start[p]) < 1e-9*half
  name_of = fit_wide > 0 ? shortened(title[p], 0, PW+GAP-4) : title[p]
  set label 2 sprintf(lead."{/:Bold %s}", plain(name_of)) at graph 0, screen (y0+(tight ? 36.0 : 24.0))/H textcolor rgb legible(tint[p]) \
      font sprintf(",%g", fit_wide > 0 ? fit(10, strlen(name_of), PW+GAP-4) : 10)
  parted = tight ? "\n".lead : " "
  set label 3 stayed ? sprintf("f − f* stays %s", brief(error[p])) : \
      end_error[p] > error[p] ? sprintf("f − f* = %s,%sonce %s", brief(end_error[p]), parted, brief(error[p])) : \
      sprintf("f − f* = %s%safter %d", brief(error[p]), parted, int(cost[p])) \
      at graph 0, screen (y0+(tight ? 21.0 : 9.0))/H textcolor rgb ink font ",9"
  plot line using 1:2 with lines lw 1.6 lc rgb ink, \
    "+" using (start[p]):(high[p]) every ::0::0 with points pt 7 ps 0.9 lc rgb ink, \
    "+" using (stayed ? NaN : end[p]):(end_error[p]) every ::0::0 with points pt 7 ps 1.1 lc rgb tint[p]
  unset label 1; unset label 2; unset label 3

  set tmargin at screen real(y0-PH-BETWEEN)/H; set bmargin at screen real(y0-PH-BETWEEN-SH)/H
  set yrange [bottom:0]; set ytics tic_step(bottom)
  set format x "%g"; set xlabel "x" offset 0,0.7 font ",9"
  if (c == 0) { set ylabel "cost" offset 1.0,0 font ",9" } else { set ylabel "" }
  plot data every ::first[p]::last[p] using ($2 == 0 ? $5 : NaN):3:($5-$6):($5+$6):3:4 \
         with boxxyerror fc rgb tint[p] fs transparent solid 0.22 noborder, \
    data every ::first[p]::last[p] using 5:3 with lines lw 1.1 lc rgb tint[p], \
    data every ::first[p]::last[p] using ($2 == 0 ? $5 : NaN):3 with lines lw 2 lc rgb tint[p], \
    "+" using (start[p]):(0) every ::0::0 with points pt 7 ps 0.9 lc rgb ink
}
unset multiplot
set output
