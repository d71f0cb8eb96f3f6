# dimension.gp -- average running time to the target against dimension, a panel a function and
# instance, every curve labelled at its end with the slope of its last points.
#
# Reads dimension.csv, dimension-curves.csv (a row a curve), dimension-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/dimension.csv"
curves = ARG1."/dimension-curves.csv"
panels = ARG1."/dimension-panels.csv"

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array turned[total]; array left[total]; array right[total]
array bottom[total]; array top[total]; array from[total]; array many[total]; array value[total]; array aim[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), turned[k]=int($2), runs=int($3), aim[k]=$4, \
  left[k]=$5, right[k]=$6, bottom[k]=$7, top[k]=$8, from[k]=int($9), many[k]=int($10), \
  axis=strcol(11), value[k]=strcol(12), 0) nooutput

call here."text.gp"
stats curves using 7 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array until[listed]; array end[listed]; array slope[listed]
longest = 0
# A curve that ends at infinity has no points: it is named, behind those that have.
stats curves using (k=int($0)+1, title[k]=strcol(4), tint[k]=strcol(5), dash[k]=int($6), \
  first[k]=int($7), last[k]=int($8), until[k]=strcol(9) eq "nan" ? 1 : $9, \
  end[k]=strcol(10) eq "inf" ? 1e300 : $10, slope[k]=end[k] < 1e300 ? strcol(11) : "none", \
  length=strlen(title[k])+(end[k] < 1e300 ? 0 : 8), longest=(!rest(k) && length > longest ? length : longest), 0) nooutput

least = left[1]; most = right[1]; low = bottom[1]; high = top[1]
do for [k=1:total] {
  if (left[k] < least) { least = left[k] }
  if (right[k] > most) { most = right[k] }
  if (bottom[k] < low) { low = bottom[k] }
  if (top[k] > high) { high = top[k] }
}
# A target that the start is below costs nothing.
low = 10.0**floor(log10(low > 0 ? low : 1)); high = 10.0**ceil(log10(high > 0 ? high : 1))
if (high <= low) { high = 10*low }

# What is to be reached: in the heading where it is the same everywhere, else above each panel.
goal(k) = sprintf("%s ≤ %s", value[k], aim[k] > 0 ? power(aim[k]) : brief(aim[k]))
same = 1
do for [k=2:total] { if (goal(k) ne goal(1)) { same = 0 } }
aimed(k) = same ? "" : ", to ".goal(k)
columns = total == 1 ? 1 : 2; rows = ceil(total/real(columns))
small = 9; face = sprintf(",%d", small)
PW = columns == 1 ? 480 : 226; PH = columns == 1 ? 360 : 226
LEFT = 68; ROOM = 28 + 0.74*small*(longest+5); ABOVE = 30; BELOW = 36; HEAD = 30; FOOT = 12
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
title_out = tight ? LEFT-12.0 : 0.0; title_room = PW+ROOM-8+title_out
suffix(p) = (turned[p] ? sprintf("  instance %d", turned[p]) : "").aimed(p)
do for [p=1:total] { if (title_lines(name[p], suffix(p), 10, title_room) > 1) { ABOVE = 43 } }
if (tight) { ABOVE = ABOVE+8 }
W = int(columns*(LEFT+PW+ROOM))
load here."rest.gp"
head_bold = "Cost against dimension"; head_points = 11
head_rest = sprintf("average running time to %s, %d runs%s%s;  open: some runs missed;  bars: 95 %% intervals", same ? goal(1) : "the target", runs, tight ? ";  cost: ".axis : "", keyed ? "" : ";  number: exponent of d at the end")
call here."heading.gp"
HEAD = HEAD + head_more
H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
set logscale xy
set xrange [least/1.12:most*1.06]; set yrange [low:high]
set format y "10^{%T}"
set ytics 10 font face; set mxtics 1; set xtics font face
set xtics (1, 2, 5, 10, 20, 40, 80, 160, 320, 640, 1280)
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  x0 = ((p-1)%columns)*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - ((p-1)/columns)*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen x0/W; set rmargin at screen (x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  # Grey curves are named in the heading.
  seq_from = from[p]; seq_many = many[p]
  load here."sequence.gp"
  count = many[p]-seq_rest
  array ey[count > 0 ? count : 1]
  do for [i=1:count] {
    c = seq[seq_rest+i]
    ey[i] = end[c] < 1e300 ? log10(end[c] > low ? end[c] : low) : log10(high)
  }
  drawn = 0
  do for [i=1:many[p]] { if (end[from[p]+i] < 1e300) { drawn = drawn+1 } }
  # The panel's title ends where the labels begin: these stay below it.
  gap = (log10(high)-log10(low))*1.75*small/PH; floor_y = log10(low); ceil_y = log10(high)-gap/3
  under_title = title_lines(name[p], suffix(p), 10, title_room) > 1
  load here."labels.gp"
  set xlabel ((p-1)/columns == rows-1 || p+columns > total ? "dimension" : "") offset 0,0.6 font face
  set ylabel (p%columns == 1 || columns == 1 ? (tight ? "cost" : axis) : "") offset 0.8,0 font face
  set label 2 panel_title(name[p], suffix(p), 10, title_room) \
      at graph -title_out/PW, screen (y0+(tight ? 17.0 : 9.0)+(title_lines(name[p], suffix(p), 10, title_room) > 1 ? 13 : 0))/H font ",10" textcolor rgb ink
  do for [i=1:(keyed ? 0 : count)] {
    c = seq[seq_rest+i]
    exponent_text = slope[c] eq "nan" ? "" : slope[c] eq "none" ? sprintf("  {/*%.3f not reached}", lesser(small)) : sprintf("  {/*%.3f %s%.1f}", lesser(small), number(slope[c]) <= -0.05 ? "−" : "", abs(number(slope[c])))
    set label 10+i plain(title[c]).exponent_text at screen (x0+PW+16)/W, first 10**ly[i] textcolor rgb legible(tint[c]) font face
    near = end[c] < 1e300 && log10(until[c]) > 0.6*log10(most)+0.4*log10(least)
    if (near) { set arrow 10+i from first until[c], first end[c] to screen (x0+PW+13)/W,first 10**ly[i] \
        nohead lc rgb soft lw 0.5 back }
  }
  inside(v) = v < low ? low : (v < high ? v : high)
  # Only those with points are drawn, which come first in a panel.
  seq_from = from[p]; seq_many = drawn
  load here."sequence.gp"
  plot for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:(inside($8)):(0):(inside($9)-inside($8)) with vectors nohead lw (rest(seq[i]) ? 0.6 : 1.1) lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:5 with lines lw (rest(seq[i]) ? 0.7 : 1.7) dt dash[seq[i]] lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($6 == $7 ? $5 : NaN) with points pt 7 ps 0.5 lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($6 < $7 ? $5 : NaN) with points pt 7 ps 0.55 lc rgb ground, \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($6 < $7 ? $5 : NaN) with points pt 6 ps 0.55 lw (rest(seq[i]) ? 0.6 : 1.1) lc rgb tint[seq[i]]
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1
  undefine ey ly order seq
}
unset multiplot
set output
