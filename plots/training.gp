# training.gp -- how a learned optimizer was trained: what its generations were worth, and what their
# mean was worth on the problems that are kept for validation.
#
# Reads training.csv, training-panels.csv (one row).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data  = ARG1."/training.csv"
panel = ARG1."/training-panels.csv"
stats panel using (name=strcol(1), metric=strcol(2), is_log=$3, best=$4, score=$5, 0) nooutput

LEFT = 62; PW = 520; RIGHT = 96; PH = 280; FOOT = 42
W = int(LEFT+PW+RIGHT)
head_bold = "Training"; head_rest = name
head_points = 11
call here."text.gp"
call here."heading.gp"
HEAD = 34 + head_more
H = int(HEAD+PH+FOOT)
call here."style.gp" ARG1 ARG2

stats data using 1 nooutput; right = STATS_max
stats data using 5 nooutput; low = STATS_min; high = STATS_max
stats data using 4 nooutput; low = low < STATS_min ? low : STATS_min
set lmargin at screen real(LEFT)/W; set rmargin at screen real(LEFT+PW)/W
set tmargin at screen 1-real(HEAD)/H; set bmargin at screen real(FOOT)/H
set xrange [0:right]; set xtics tic_step(right) font ",9"
if (is_log) {
  set yrange [low-0.05*(high-low):high+0.03*(high-low)]; set ytics tic_step(high-low) font ",9"
} else {
  set logscale y; set yrange [low/1.15:high*1.1]
  set ytics font ",9" add (0.02, 0.05, 0.2, 0.5, 2, 5) format "%g"
}
set xlabel "generation" offset 0,0.5 font ",9"
# Single populations may be far above: they end at the frame.
set label 1 metric." over all steps" at screen 16.0/W, screen (FOOT+0.5*PH)/H center rotate by 90 font ",9" textcolor rgb ink
set label 2 head at screen real(LEFT)/W, screen 1-16.0/H font sprintf(",%d", head_points) textcolor rgb ink
set label 3 sprintf("best: %.4g", score) at first best,score offset 0,1.1 right font ",9" textcolor rgb ink front
set label 4 "population" at graph 1.012,0.95 left font ",9" textcolor rgb soft
set label 5 "validation" at graph 1.012,0.89 left font ",9" textcolor rgb ink
plot data using 1:4 with lines lw 0.7 lc rgb "#b9c4cc", \
     data using 1:5 with lines lw 1.8 lc rgb ink, \
     "+" using (best):(score) every ::0::0 with points pt 7 ps 0.8 lc rgb ink
set output
