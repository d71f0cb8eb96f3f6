# area.gp -- area over the convergence curve: a row an optimizer, the best first, a panel for all
# functions and for each; small dots are single dimensions.
#
# Reads area.csv, area-cells.csv, area-panels.csv, area-optimizers.csv (a row a row).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/area.csv"
cells  = ARG1."/area-cells.csv"
panels = ARG1."/area-panels.csv"
names  = ARG1."/area-optimizers.csv"

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array first[total]; array count[total]; array first_cell[total]; array cell_count[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), first[k]=int($2), count[k]=int($3), first_cell[k]=int($4), \
  cell_count[k]=int($5), low=$6, high=$7, axis=strcol(8), 0) nooutput
stats names using 3 nooutput; rows = int(STATS_records)
array title[rows]; array tint[rows]
longest = 0
stats names using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

columns = total < 4 ? total : (total == 4 ? 2 : 3)
lines = ceil(total/real(columns))
small = 9; face = sprintf(",%d", small)
NAMES = 26 + 0.74*small*longest; PW = total == 1 ? 380 : 230; ROOM = 50; LINE = 19
ABOVE = 28; BELOW = 40; PH = LINE*rows + 6; FOOT = 6; LEFT = 16
call here."text.gp"
if (fit_wide > 0) { NAMES = 32 + 0.66*small*longest; ROOM = 40 }
fit_own = PH; fit_low = 13*rows
call here."fit.gp" "NAMES+ROOM" 0 100 "ABOVE+BELOW"
PH = fit_own; lines = ceil(total/real(columns))
W = int(columns*(NAMES+PW+ROOM))
head_bold = "Area over the convergence curve"; head_points = 11
head_rest = sprintf("1: at 10^{%s} from the first evaluation on; 0: never below 10^{%s}   bars: 95 %% intervals%s   cost: %s, up to the budget", \
  minus(low), minus(high), cell_count[total] ? "   rings: single dimensions" : "", axis)
listed = rows; rest_named = 0
load here."rest.gp"
call here."heading.gp"
HEAD = 30 + head_more
do for [p=1:total] { if (title_lines(name[p], "", 10, NAMES+PW) > 1) { ABOVE = 41 } }
H = int(HEAD + lines*(ABOVE+PH+BELOW) + FOOT)
call here."tall.gp" lines
call here."style.gp" ARG1 ARG2

set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font sprintf(",%d", head_points) textcolor rgb ink
set xrange [0:1]; apart = PW < 140 ? 0.5 : 0.2; set xtics apart font face; set format x "%g"
set yrange [rows-0.35:-0.65]; unset ytics; set border 1
unset grid; set grid xtics linetype 1 linecolor rgb rule linewidth 0.6
do for [p=1:total] {
  x0 = ((p-1)%columns)*(NAMES+PW+ROOM) + NAMES
  y0 = H - HEAD - ((p-1)/columns)*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set xlabel (p+columns > total ? "area" : "") offset 0,0.5 font face
  set label 2 panel_title(name[p], "", 10, NAMES+PW) at screen real(x0-NAMES+LEFT)/W, \
      screen (y0+9.0+(title_lines(name[p], "", 10, NAMES+PW) > 1 ? 13 : 0))/H font ",10" textcolor rgb ink
  do for [k=1:rows] {
    set label 10+k title[k] noenhanced at screen (x0-9.0)/W, first k-1 right font face textcolor rgb legible(tint[k])
  }
  # The number stands behind the dot's interval.
  array said[rows]; array here_[rows]
  stats data every ::first[p]::first[p]+count[p]-1 using (k=int($4)+1, said[k]=$6, here_[k]=1, 0) nooutput
  do for [k=1:rows] {
    if (here_[k] == 1) { set label 500+k sprintf("%.2f", said[k]) at screen (x0+PW+8.0)/W, first k-1 font face textcolor rgb legible(tint[k]) }
  }
  last = first[p]+count[p]-1
  if (cell_count[p]) {
    plot cells every ::first_cell[p]::first_cell[p]+cell_count[p]-1 using 6:4 with points pt 6 ps 0.5 lw 0.9 lc rgb seen("#9a9a9a"), \
      for [k=1:rows] data every ::first[p]::last using ($4 == k-1 ? $7 : NaN):4:($8-$7):(0) with vectors nohead lw 1.6 lc rgb tint[k], \
      for [k=1:rows] data every ::first[p]::last using ($4 == k-1 ? $6 : NaN):4 with points pt 7 ps 0.95 lc rgb tint[k]
  } else {
    plot for [k=1:rows] data every ::first[p]::last using ($4 == k-1 ? $7 : NaN):4:($8-$7):(0) with vectors nohead lw 1.6 lc rgb tint[k], \
      for [k=1:rows] data every ::first[p]::last using ($4 == k-1 ? $6 : NaN):4 with points pt 7 ps 0.95 lc rgb tint[k]
  }
  do for [k=1:rows] { unset label 10+k; unset label 500+k }
  unset label 1
  undefine said here_
}
unset multiplot
set output
