# schedule.gp -- the rate of a learned optimizer against the step, on its path without gradient from
# h0: what it does by the clock alone.
#
# Reads schedule.csv, -panels (a row a network).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/schedule.csv"
panels = ARG1."/schedule-panels.csv"

LEFT = 56; PW = 420; RIGHT = 26; PH = 240; FOOT = 42
head_bold = "Schedule"; head_rest = "the rate against the step, without gradient from h_0 on"
call here."dissect.gp"
H = int(HEAD + PH + FOOT)
call here."style.gp" ARG1 ARG2

mine(x) = strcol(1) eq name[p] ? x : NaN
array at[total]; array rest[total]
stats panels using (k=int($0)+1, at[k]=$6, rest[k]=strcol(7), 0) nooutput
stats data using 2 nooutput; right = STATS_max > 0 ? STATS_max : 1
stats data using 3 nooutput
bottom = STATS_min < 0 ? STATS_min : 0; top = STATS_max > 0 ? STATS_max : 0
room = top > bottom ? top-bottom : 1.0

set multiplot
call here."dissect-heads.gp"
set tmargin at screen 1-real(HEAD)/H; set bmargin at screen real(FOOT)/H
set xrange [0:right]; set yrange [bottom-0.03*room:top+0.08*room]
set xtics tic_step(right) font ",9"; set ytics tic_step(room) font ",9"
set xlabel "step" offset 0,0.5 font ",9"
do for [p=1:total] {
  set lmargin at screen x0(p)/W; set rmargin at screen (x0(p)+PW)/W
  set label 30 sprintf("rate, at a gradient of ±%g", at[p]) at screen (x0(p)-42)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  if (rest[p] ne "nan") {
    set arrow 1 from graph 0,first number(rest[p]) to graph 1,first number(rest[p]) nohead lw 1.0 dt 2 lc rgb soft
    set label 31 "where the state rests" at graph 0.98,first number(rest[p]) offset 0,(number(rest[p]) > bottom+0.2*room ? -0.7 : 0.7) right font ",9" textcolor rgb soft front
  }
  plot data using (mine($2)):3 with lines lw 1.9 lc rgb ink
  unset label; unset arrow
}
unset multiplot
set output
