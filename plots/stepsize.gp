# stepsize.gp -- the first iterates of descent on a function of one variable, a panel an optimizer.
#
# Reads stepsize.csv, stepsize-panels.csv (a row a panel) and stepsize-function.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/stepsize.csv"
panels = ARG1."/stepsize-panels.csv"
line   = ARG1."/stepsize-function.csv"

stats panels using 6 nooutput; total = int(STATS_records)
array title[total]; array tint[total]; array first[total]; array last[total]
array end[total]; array rate[total]
stats panels using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), rate[k]=strcol(4), bound=strcol(5), \
  first[k]=int($6), last[k]=int($7), end[k]=strcol(8), function=strcol(9), 0) nooutput
stats line using 1:2 nooutput; left = STATS_min_x; right = STATS_max_x
bottom = STATS_min_y; top = STATS_max_y; margin = 0.06*(top-bottom)

columns = total < 4 ? total : (total == 4 ? 4 : 3); rows = ceil(total/real(columns))
LEFT = 48; PW = columns == 1 ? 520 : (columns == 4 ? 230 : 300); ROOM = 14
rated = 0
do for [k=1:total] { rated = rated || rate[k] ne "nan" }
ABOVE = rated ? 60 : 46; PH = columns == 1 ? 360 : 220; BELOW = 40
call here."text.gp"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
title_out = tight ? LEFT-12.0 : 0.0; title_room = PW+ROOM+title_out-4
W = int(columns*(LEFT+PW+ROOM))
limit = bound eq "nan" ? "" : sprintf("; gradient descent converges for rates below 2/L = %s", brief(number(bound)))
head_bold = "The first iterates"; head_rest = sprintf("function: %s%s", phrase(function), limit); head_points = 11
call here."heading.gp"
HEAD = 30 + head_more; H = int(HEAD + rows*(ABOVE+PH+BELOW))
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font ",11" textcolor rgb ink
set xrange [left:right]; set yrange [bottom-margin:top+margin]
set xtics tic_step(right-left) font tiny; set mxtics 2
set xlabel "x" offset 0,0.6 font tiny
do for [p=1:total] {
  x0 = ((p-1)%columns)*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - ((p-1)/columns)*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set ytics nomirror out tic_step(top-bottom) font tiny
  set ylabel (p-1)%columns == 0 ? "f" : "" offset 1.6,0 font ",8.5"
  steps = last[p]-first[p]
  face = sprintf(",%g", fit(10, strlen(title[p]), title_room))
  set label 2 sprintf(lead."{/:Bold %s}", plain(shortened(title[p], 0, title_room))) at graph -title_out/PW, screen (y0+(rated ? 41.0 : 26.0))/H textcolor rgb legible(tint[p]) \
      font face
  at = strstrt("nan inf -inf", end[p]) ? end[p] : brief(number(end[p]))
  # The rate, and what share of the bound it is.
  pace_of = rate[p] eq "nan" ? "" : "rate ".brief(number(rate[p])).(bound eq "nan" ? "" : \
      sprintf(" = %s × 2/L", brief(number(rate[p])/number(bound))))."\n"
  after = sprintf(tight ? "x = %s, %d steps" : "x = %s after %d steps", at, steps)
  set label 3 pace_of.after at graph -title_out/PW, screen (y0+(strlen(pace_of) ? 24.0 : 10.0))/H textcolor rgb ink \
      font sprintf(",%g", fit(8.5, 0.85*(strlen(pace_of) > strlen(after) ? strlen(pace_of) : strlen(after)), title_room))
  plot line using 1:2 with lines lw 1 lc rgb soft, \
       data every ::first[p]::last[p] using 3:4 with linespoints pt 7 ps 0.4 lw 1.3 lc rgb tint[p], \
       data every ::first[p]::first[p] using 3:4 with points pt 7 ps 0.8 lc rgb ink
  unset label 1
}
unset multiplot
set output
