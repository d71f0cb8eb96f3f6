# fixed-points.gp -- the states of a learned optimizer that runs visit, projected on their first two
# principal components, its path without gradient, and where that comes to rest.
#
# Reads fixed-points.csv, -visited, -path, -panels (a row a network).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
points  = ARG1."/fixed-points.csv"
visited = ARG1."/fixed-points-visited.csv"
path    = ARG1."/fixed-points-path.csv"
panels  = ARG1."/fixed-points-panels.csv"

LEFT = 64; PW = 430; RIGHT = 26; PH = 330; FOOT = 66
head_bold = "Where the state rests"; head_rest = "of one coordinate, in 128 runs"
call here."dissect.gp"
H = int(HEAD + PH + FOOT)
call here."style.gp" ARG1 ARG2

array one[total]; array two[total]
stats panels using (k=int($0)+1, one[k]=$6, two[k]=$7, 0) nooutput
# The first state, h0, is often far from all others: the path may come from beyond the frame.
left = NaN; right = NaN; bottom = NaN; top = NaN
least(a, b) = a <= b ? a : b; most(a, b) = a >= b ? a : b
take(x, y) = (left=least(left, x), right=most(right, x), bottom=least(bottom, y), top=most(top, y), 0)
stats visited using ($3 > 0 ? take($6, $7) : 0) nooutput
stats path using ($2 > 0 ? take($4, $5) : 0) nooutput
wide = right > left ? right-left : 1.0; tall = top > bottom ? top-bottom : 1.0
set xrange [left-0.05*wide:right+0.05*wide]; set yrange [bottom-0.05*tall:top+0.05*tall]
mine(x) = strcol(1) eq name[p] ? x : NaN
up = seen("#d73976"); down = seen("#029a98")

set multiplot
call here."dissect-heads.gp"
set tmargin at screen 1-real(HEAD)/H; set bmargin at screen real(FOOT)/H
set xtics tic_step(wide) font ",9"; set ytics tic_step(tall) font ",9"
key(n, x, text) = sprintf("set label %d '%s' at screen %g, screen 14.0/H font tiny textcolor rgb ink", n, text, (LEFT+x+12.0)/W)
mark(n, x, type, size, tint) = sprintf("set label %d '' at screen %g, screen 14.0/H point pt %d ps %g lw 1.4 lc rgb '%s'", n, (LEFT+x+3.0)/W, type, size, tint)
eval mark(31, 0, 7, 0.5, up);     eval key(41, 0, "gradient above 0")
eval mark(32, 118, 7, 0.5, down); eval key(42, 118, "below 0")
eval mark(33, 184, 7, 0.4, ink);  eval key(43, 184, "none, step by step")
eval mark(34, 310, 3, 0.7, ink);  eval key(44, 310, "fixed point")
eval mark(35, 390, 6, 0.7, ink);  eval key(45, 390, "unstable")
do for [p=1:total] {
  from_x = NaN; from_y = NaN; next_x = NaN; next_y = NaN
  stats path using (strcol(1) ne name[p] || $2 > 1 ? 0 : $2 == 0 ? (from_x=$4, from_y=$5, 0) : (next_x=$4, next_y=$5, 0)) nooutput
  seen = from_x > left-0.05*wide && from_x < right+0.05*wide && from_y > bottom-0.05*tall && from_y < top+0.05*tall
  set label 30 seen ? "h_0" : "from h_0" at first (seen ? from_x : next_x), first (seen ? from_y : next_y) offset 0.8,0.8 font ",10" textcolor rgb ink front
  set lmargin at screen x0(p)/W; set rmargin at screen (x0(p)+PW)/W
  set xlabel sprintf("first principal component, %.0f %% of the variance", 100*one[p]) offset 0,0.4 font ",9"
  set label 36 sprintf("second, %.0f %%", 100*two[p]) at screen (x0(p)-50)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  plot visited using (mine($5 > 0 ? $6 : NaN)):7 with points pt 7 ps 0.25 lc rgb "#b0d73976", \
       visited using (mine($5 < 0 ? $6 : NaN)):7 with points pt 7 ps 0.25 lc rgb "#b0029a98", \
       path using (mine($4)):5 with lines lw 3.2 lc rgb ground, \
       path using (mine($4)):5 with linespoints pt 7 ps 0.3 lw 1.2 lc rgb ink, \
       points using (mine($6 == 1 ? $9 : NaN)):10 with points pt 7 ps 1.3 lc rgb ground, \
       points using (mine($6 == 1 ? $9 : NaN)):10 with points pt 3 ps 1.2 lw 1.6 lc rgb ink, \
       points using (mine($6 == 0 ? $9 : NaN)):10 with points pt 6 ps 1.0 lw 1.4 lc rgb ink
  unset label
}
unset multiplot
set output
