# momentum.gp -- the modes of a learned optimizer where its state rests: above, their eigenvalues in
# the complex plane, each with an area as its weight; below, the steps that follow one gradient.
#
# Reads momentum.csv, -impulse, -panels (a row a network).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
modes   = ARG1."/momentum.csv"
impulse = ARG1."/momentum-impulse.csv"
panels  = ARG1."/momentum-panels.csv"

LEFT = 64; PW = 356; RIGHT = 150; BETWEEN = 62; PH2 = 190; FOOT = 42
head_bold = "Momentum"; head_rest = "modes where the state rests, and the steps after one gradient"
call here."dissect.gp"

size_of(x, y) = sqrt(x**2 + y**2)
mine(x) = strcol(1) eq name[p] ? x : NaN
array ball[total]
stats panels using (k=int($0)+1, ball[k]=strcol(7), 0) nooutput
stats modes using 3 nooutput
left = STATS_min < 0 ? STATS_min-0.05 : -0.03; right = STATS_max > 1 ? STATS_max+0.05 : 1.06
stats modes using 4 nooutput; half = STATS_max < 0.25 ? 0.3 : 1.15*STATS_max
if (half < 0.27*(right-left)) { half = 0.27*(right-left) }
strongest = 0
stats modes using (strcol(5) eq "nan" ? 0 : size_of($5, $6)) nooutput
if (STATS_max > 0) { strongest = STATS_max }
PH = PW*2.0*half/(right-left); PH = PH > 1.2*PW ? 1.2*PW : PH
H = int(HEAD + PH + BETWEEN + PH2 + FOOT)
call here."style.gp" ARG1 ARG2

# Steps until nothing much is left; on a logarithmic axis, where a series is a line, if all are above 0.
last = 10; first = 0; lowest = 0; highest = 0
# Where the modes have no weight, the network's own steps.
response(all, given) = strcol(3) eq "nan" ? given : all
stats impulse using (first = abs(response($3, $5)) > first ? abs(response($3, $5)) : first, 0) nooutput
stats impulse using ($2 > last && abs(response($3, $5)) > 0.01*first ? (last=$2, 0) : 0) nooutput
take(x) = (lowest = x < lowest ? x : lowest, highest = x > highest ? x : highest, 0)
stats impulse using ($2 <= last ? (take(response($3, $5)), strcol(4) eq "nan" ? 0 : take($4)) : 0) nooutput
positive = 1
stats impulse using ($2 <= last && response($3, $5) <= 0 ? (positive=0, 0) : 0) nooutput

down = seen("#029a98"); up = seen("#d73976"); heavy = seen("#9055ed")
set multiplot
call here."dissect-heads.gp"
do for [p=1:total] {
  set lmargin at screen x0(p)/W; set rmargin at screen (x0(p)+PW)/W
  set tmargin at screen 1-real(HEAD)/H; set bmargin at screen 1-real(HEAD+PH)/H
  unset logscale; set format "%g"; set xrange [left:right]; set yrange [-half:half]
  set xtics 0.2 font ",9"; set ytics tic_step(2*half) font ",9"
  set xlabel "real part of β" offset 0,0.5 font ",9"; set label 98 "imaginary part" at screen (x0(p)-52)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  # The modes as a table beside the plane: a pair is one row, with what both carry.
  count = 0
  stats modes using (strcol(1) eq name[p] && $4 >= 0 ? (count=count+1, 0) : 0) nooutput
  array beta[count+1]; array alpha[count+1]; array turn[count+1]
  k = 0
  stats modes using (strcol(1) eq name[p] && $4 >= 0 ? (k=k+1, beta[k]=$3, turn[k]=$4, alpha[k]=strcol(5), 0) : 0) nooutput
  shown = count > 11 ? 11 : count
  set label 100 "β" at screen (x0(p)+PW+82)/W, screen 1-(HEAD+6.0)/H right font ",9" textcolor rgb soft
  set label 101 "α" at screen (x0(p)+PW+138)/W, screen 1-(HEAD+6.0)/H right font ",9" textcolor rgb soft
  do for [i=1:shown] {
    tint = alpha[i] eq "nan" ? soft : number(alpha[i]) < 0 ? down : up
    told = turn[i] == 0 ? minus(number(sprintf("%.3f", beta[i]))) : sprintf("%s±%.3fi", minus(number(sprintf("%.3f", beta[i]))), turn[i])
    weight = alpha[i] eq "nan" ? "" : minus(number(sprintf("%.3g", number(alpha[i])*(turn[i] > 0 ? 2 : 1))))
    set label 100+2*i told at screen (x0(p)+PW+82)/W, screen 1-(HEAD+6.0+15*i)/H right font tiny textcolor rgb legible(tint)
    set label 101+2*i weight at screen (x0(p)+PW+138)/W, screen 1-(HEAD+6.0+15*i)/H right font tiny textcolor rgb legible(tint)
  }
  if (count > shown) { set label 99 sprintf("and %d more", count-shown) at screen (x0(p)+PW+138)/W, screen 1-(HEAD+21.0+15*shown)/H right font tiny textcolor rgb soft }
  if (ball[p] ne "nan") {
    set arrow 1 from first number(ball[p]),first -half to first number(ball[p]),first half nohead lw 1.2 dt 2 lc rgb heavy
    set label 97 sprintf("tuned momentum %.3f", number(ball[p])) at first number(ball[p]),graph 0.94 offset -0.6,0 right font ",9" textcolor rgb legible(heavy)
  }
  round(x, y) = 0.04*(right-left)*sqrt(size_of(x, y)/(strongest > 0 ? strongest : 1))
  circle(x) = strongest > 0 ? x : NaN
  plot sample [t=0:6.3:0.02] '+' using (cos($1)):(sin($1)) with lines lw 1 lc rgb soft, \
    modes using (mine($5 < 0 ? $3 : NaN)):4:(round($5, $6)) with circles fc rgb down fs transparent solid 0.35 border lc rgb down, \
    modes using (mine($5 > 0 ? $3 : NaN)):4:(round($5, $6)) with circles fc rgb up fs transparent solid 0.35 border lc rgb up, \
    modes using (mine($3)):4 with points pt 7 ps 0.25 lc rgb ink
  unset label; unset arrow
  undefine beta alpha turn

  set tmargin at screen 1-real(HEAD+PH+BETWEEN)/H; set bmargin at screen real(FOOT)/H
  set xrange [0:last]; set xtics tic_step(last); set xlabel "steps after the gradient" offset 0,0.5 font ",9"
  set label 98 "− step / gradient" at screen (x0(p)-52)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  if (positive) {
    set logscale y; set yrange [0.008*first:1.2*highest]; set ytics auto; set format y "%g"
  } else {
    room = highest > lowest ? highest-lowest : 1
    set yrange [lowest-0.08*room:highest+0.08*room]; set ytics tic_step(room); set format y "%g"
  }
  # A line each: what the modes give together, the leading one alone, the network itself.
  set label 111 "all modes" at screen (x0(p)+PW+34)/W, screen (FOOT+PH2-10.0)/H font ",9" textcolor rgb ink
  set label 112 "leading mode" at screen (x0(p)+PW+34)/W, screen (FOOT+PH2-26.0)/H font ",9" textcolor rgb legible(down)
  set label 113 "g = 0.01, once" at screen (x0(p)+PW+34)/W, screen (FOOT+PH2-42.0)/H font ",9" textcolor rgb soft
  set arrow 111 from screen (x0(p)+PW+10)/W, screen (FOOT+PH2-10.0)/H rto screen 18.0/W,0 nohead lw 1.9 lc rgb ink
  set arrow 112 from screen (x0(p)+PW+10)/W, screen (FOOT+PH2-26.0)/H rto screen 18.0/W,0 nohead lw 1.9 dt 2 lc rgb down
  set label 114 "" at screen (x0(p)+PW+19)/W, screen (FOOT+PH2-42.0)/H point pt 7 ps 0.5 lc rgb soft
  if (ball[p] ne "nan") {
    set label 115 "tuned momentum" at screen (x0(p)+PW+34)/W, screen (FOOT+PH2-58.0)/H font ",9" textcolor rgb legible(heavy)
    set arrow 115 from screen (x0(p)+PW+10)/W, screen (FOOT+PH2-58.0)/H rto screen 18.0/W,0 nohead lw 1.4 dt 2 lc rgb heavy
  }
  plot impulse using (mine($2)):5 with points pt 7 ps 0.45 lc rgb soft, \
    impulse using (mine($2)):(strcol(6) eq "nan" ? NaN : $6) with lines lw 1.4 dt 2 lc rgb heavy, \
    impulse using (mine($2)):3 with lines lw 1.9 lc rgb ink, \
    impulse using (mine($2)):4 with lines lw 1.9 dt 2 lc rgb down
  unset label; unset arrow
}
unset multiplot
set output
