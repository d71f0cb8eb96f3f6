# scaling.gp -- average running time against the target, with bands; a panel a function and dimension,
# every curve named at the right. Thin where some runs missed.
#
# Reads scaling.csv, scaling-curves.csv (a row a curve), scaling-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/scaling.csv"
curves = ARG1."/scaling-curves.csv"
panels = ARG1."/scaling-panels.csv"

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array from[total]; array many[total]; array hardest[total]; array easiest[total]
array bottom[total]; array top[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), dim[k]=int($2), from[k]=int($3), many[k]=int($4), \
  hardest[k]=$5, easiest[k]=$6, bottom[k]=$7, top[k]=$8, axis=strcol(9), dims=int($10), 0) nooutput
call here."text.gp"
stats curves using 7 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]; array last[listed]
array until[listed]; array end[listed]; array named[listed]
longest = 0; missing = 0
# A curve that ends at infinity has no points.
stats curves using (k=int($0)+1, title[k]=strcol(4), tint[k]=strcol(5), dash[k]=int($6), first[k]=int($7), last[k]=int($8), \
  until[k]=(strcol(9) eq "nan" ? 1 : $9), end[k]=(strcol(10) eq "inf" ? 1e300 : $10), \
  missing=missing || end[k] == 1e300, \
  named[k]=title[k].(end[k] < 1e300 ? "" : "  none"), \
  longest=(!rest(k) && strlen(named[k]) > longest ? strlen(named[k]) : longest), 0) nooutput

columns = total < 3 ? total : (dims > 1 && dims < 5 ? dims : 3)
rows = ceil(total/real(columns))
small = 8.3; face = sprintf(",%g", small)
PW = total == 1 ? 460 : 240; PH = total == 1 ? 320 : 190
LEFT = 62; ROOM = 37 + 0.73*small*longest; ABOVE = 30; BELOW = 38; FOOT = 4
call here."text.gp"
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
W = int(columns*(LEFT+PW+ROOM))
head_bold = "Average running time against the target"; head_points = 11
head_rest = sprintf("cost: %s   bands: 95 %% intervals   thin: some runs missed   a curve ends where none got further", axis).(missing ? "   none: no target was reached" : "")
load here."rest.gp"
call here."heading.gp"
HEAD = 28 + head_more
suffix(p) = sprintf(", d = %d", dim[p])
do for [p=1:total] { if (title_lines(name[p], suffix(p), 9, PW+ROOM-8) > 1) { ABOVE = 43 } }
H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
set logscale xy
set format x "10^{%T}"; set format y "10^{%T}"
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font sprintf(",%d", head_points) textcolor rgb ink
do for [p=1:total] {
  x0 = ((p-1)%columns)*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - ((p-1)/columns)*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  floor_y = floor(log10(bottom[p])+1e-9); ceil_y = ceil(log10(top[p])-1e-9)
  if (ceil_y <= floor_y) { ceil_y = floor_y+1 }
  low = 10.0**floor_y; high = 10.0**ceil_y
  if (easiest[p] <= hardest[p]) { easiest[p] = 10*hardest[p] }
  set xrange [easiest[p]:hardest[p]]; set yrange [low:high]
  # An axis that goes down has its tics one by one.
  step = larger(int(ceil(log10(easiest[p]/hardest[p])/5.0)), tic_decades(log10(easiest[p]/hardest[p]), PW, 30)); most = floor(log10(easiest[p])+1e-9)
  set xtics () font face; set mxtics 1
  do for [k=0:5] { e = most - k*step; if (10.0**e >= 0.999*hardest[p]) { set xtics add (sprintf("10^{%s}", minus(e)) 10.0**e) } }
  set ytics 10.0**larger(int(ceil((ceil_y-floor_y)/5.0)), tic_decades(ceil_y-floor_y, PH, 15)) font face; set mytics 1
  inside(v) = v < low ? low : (v < high ? v : high)
  # As many names as there is room for, those that got furthest.
  drawn = many[p]
  array place[drawn]
  do for [i=1:drawn] {
    c = from[p]+i
    place[i] = end[c] < 1e300 ? 1000*log10(until[c]) + log10(inside(end[c])) : 1e6
  }
  room = int(PH/(1.75*small)); count = 0
  do for [i=1:drawn] { count = count + !rest(from[p]+i) }
  count = count < room ? count : room
  array ey[count > 0 ? count : 1]; array which[count > 0 ? count : 1]
  picked = 0
  do for [i=1:drawn] {
    better = rest(from[p]+i) ? drawn : 0
    do for [k=1:drawn] { if (!rest(from[p]+k) && (place[k] < place[i] || (place[k] == place[i] && k < i))) { better = better+1 } }
    if (better < count) {
      picked = picked+1; which[picked] = from[p]+i
      ey[picked] = end[from[p]+i] < 1e300 ? log10(inside(end[from[p]+i])) : ceil_y
    }
  }
  gap = (ceil_y-floor_y)*1.75*small/PH
  ceil_y = ceil_y - 0.6*gap                            # below the title, which may reach as far
  under_title = title_lines(name[p], suffix(p), 9, PW+ROOM-8) > 1
  load here."labels.gp"
  set xlabel ((p-1)/columns == rows-1 ? "target: f − f*" : "") offset 0,0.5 font face
  set ylabel ((p-1)%columns ? "" : "cost / dimension") offset 1.0,0 font face
  set label 2 panel_title(name[p], suffix(p), 9, PW+ROOM-8) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], suffix(p), 9, PW+ROOM-8) > 1 ? 13 : 0))/H font ",9" textcolor rgb ink
  do for [i=1:(keyed ? 0 : count)] {
    c = which[i]
    set label 10+i named[c] noenhanced at screen (x0+PW+18.0)/W, first 10**ly[i] textcolor rgb legible(tint[c]) font face
    near = log10(until[c]/hardest[p]) < 0.35*log10(easiest[p]/hardest[p])
    if (end[c] < 1e300 && near) {
      set arrow 10+i from first until[c],first inside(end[c]) to screen (x0+PW+15.0)/W,first 10**ly[i] nohead lc rgb soft lw 0.4 dt 3 back
    }
  }
  seq_from = from[p]; seq_many = drawn
  load here."sequence.gp"
  plot for [i=seq_rest+1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using (end[seq[i]] < 1e300 ? $4 : NaN):(inside($6)):(inside($7)) with filledcurves fc rgb tint[seq[i]] fs transparent solid 0.13 noborder, \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using (end[seq[i]] < 1e300 ? $4 : NaN):5 with lines lw (rest(seq[i]) ? 0.3 : 0.6) lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using (end[seq[i]] < 1e300 ? $4 : NaN):($8 == $9 ? $5 : NaN) with lines lw (rest(seq[i]) ? 0.7 : 1.7) dt dash[seq[i]] lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::last[seq[i]]::last[seq[i]] \
         using (end[seq[i]] < 1e300 ? $4 : NaN):5 with points pt 7 ps 0.4 lc rgb tint[seq[i]]
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1
  undefine ey ly order place which seq
}
unset multiplot
set output
