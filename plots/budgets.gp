# budgets.gp -- median and quartiles of the error, or of the best f where the minimum is not known, at
# a few budgets; a panel a function and dimension, every optimizer named at the right.
#
# Reads budgets.csv, budgets-curves.csv (a row a curve), budgets-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/budgets.csv"
curves = ARG1."/budgets-curves.csv"
panels = ARG1."/budgets-panels.csv"
least  = 1e-8                                         # errors are clipped here

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array from[total]; array many[total]; array places[total]
array bottom[total]; array top[total]; array value[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), dim[k]=int($2), from[k]=int($3), many[k]=int($4), \
  places[k]=int($5), bottom[k]=$6, top[k]=$7, value[k]=strcol(8), axis=strcol(9), dims=int($10), 0) nooutput
call here."text.gp"
stats curves using 7 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]; array last[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(4), tint[k]=strcol(5), dash[k]=int($6), \
  first[k]=int($7), last[k]=int($8), \
  longest=(!rest(k) && strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput
stats data using 5 nooutput; points = int(STATS_records)
array median[points]; array place[points]
stats data using (k=int($0)+1, place[k]=$6, median[k]=$9, 0) nooutput

columns = total < 3 ? total : (dims > 1 && dims < 5 ? dims : 3)
rows = ceil(total/real(columns))
small = 8.3; face = sprintf(",%g", small)
PW = total == 1 ? 460 : 240; PH = total == 1 ? 320 : 190
LEFT = 62; ROOM = 37 + 0.73*small*longest; ABOVE = 30; BELOW = 38; FOOT = 4
call here."text.gp"
call here."key.gp" "0.75*PW"
fit_narrow = 0
do for [p=1:total] { fit_narrow = 32*places[p] > fit_narrow ? 32*places[p] : fit_narrow }
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
W = int(columns*(LEFT+PW+ROOM))
head_bold = "Error at budgets"; head_points = 11
head_rest = sprintf("median and quartiles   d: the dimension   cost: %s", axis)
load here."rest.gp"
call here."heading.gp"
HEAD = 28 + head_more
suffix(p) = sprintf(", d = %d", dim[p])
do for [p=1:total] { if (title_lines(name[p], suffix(p), 9, PW+ROOM-8) > 1) { ABOVE = 43 } }
H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font sprintf(",%d", head_points) textcolor rgb ink
do for [p=1:total] {
  x0 = ((p-1)%columns)*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - ((p-1)/columns)*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (value[p] eq "f") {
    span_low = bottom[p]; span_high = top[p]
    load here."span.gp"
  } else {
    floor_y = floor(log10(bottom[p] > least ? bottom[p] : least)); ceil_y = ceil(log10(top[p] > least ? top[p] : least)+0.01)
    if (ceil_y > 308) { ceil_y = 308 }
    if (floor_y >= ceil_y) { floor_y = ceil_y-1 }
    span_log = 1; lowest = 10.0**floor_y; highest = 10.0**ceil_y
    set logscale y; set yrange [lowest:highest]
    set format y "10^{%T}"; set ytics 10.0**(ceil((ceil_y-floor_y)/6.0)) font face; set mytics 1
  }
  set ytics font face
  # Where budgets are too close for their names, every second one or so has its own.
  every_label = int(ceil(30.0*places[p]/PW))
  # Marks of a budget stand beside each other.
  drawn = many[p]
  apart = drawn > 1 ? 0.62/drawn : 0
  x(k, i) = k + (apart < 0.12 ? apart : 0.12)*(i-0.5*(drawn+1))
  set xrange [-0.5:places[p]-0.5]
  set xtics () nomirror font face
  # As many names as there is room for, those of the lowest.
  array height[drawn]
  do for [i=1:drawn] { v = clip(median[last[from[p]+i]+1]); height[i] = span_log ? log10(v) : v }
  room = int(PH/(1.75*small)); count = 0
  do for [i=1:drawn] { count = count + !rest(from[p]+i) }
  count = count < room ? count : room
  array ey[count > 0 ? count : 1]; array named[count > 0 ? count : 1]
  picked = 0
  do for [i=1:drawn] {
    better = rest(from[p]+i) ? drawn : 0
    do for [k=1:drawn] { if (!rest(from[p]+k) && (height[k] < height[i] || (height[k] == height[i] && k < i))) { better = better+1 } }
    if (better < count) { picked = picked+1; named[picked] = i; ey[picked] = height[i] }
  }
  gap = (ceil_y-floor_y)*1.75*small/PH
  ceil_y = ceil_y - 0.6*gap                            # below the title, which may reach as far
  under_title = title_lines(name[p], suffix(p), 9, PW+ROOM-8) > 1
  load here."labels.gp"
  set xlabel ((p-1)/columns == rows-1 ? "budget" : "") offset 0,0.5 font face
  said = (p-1)%columns && value[p > 1 ? p-1 : 1] eq value[p]
  set ylabel said ? "" : "best ".value[p] offset 1.0,0 font face
  set label 2 panel_title(name[p], suffix(p), 9, PW+ROOM-8) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], suffix(p), 9, PW+ROOM-8) > 1 ? 13 : 0))/H font ",9" textcolor rgb ink
  do for [i=1:(keyed ? 0 : count)] {
    c = from[p]+named[i]
    at = span_log ? 10**ly[i] : ly[i]; ends = span_log ? 10**ey[i] : ey[i]
    set label 10+i title[c] noenhanced at screen (x0+PW+18.0)/W, first at textcolor rgb legible(tint[c]) font face
    set arrow 10+i from first x(place[last[c]+1], named[i]),first ends to screen (x0+PW+15.0)/W,first at nohead lc rgb soft lw 0.4 dt 3 back
  }
  base = 1
  do for [i=1:drawn] { if (last[from[p]+i]-first[from[p]+i] > last[from[p]+base]-first[from[p]+base]) { base = i } }
  seq_from = from[p]; seq_many = drawn
  load here."sequence.gp"
  plot for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using (x($6, seq[i]-from[p])):(clip($9)) with lines lw (rest(seq[i]) ? 0.4 : 0.7) dt dash[seq[i]] lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using (x($6, seq[i]-from[p])):(clip($8)):(0):(clip($10)-clip($8)) with vectors nohead lw (rest(seq[i]) ? 0.8 : 1.6) lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using (x($6, seq[i]-from[p])):(clip($9)) with points pt 7 ps (rest(seq[i]) ? 0.3 : 0.55) lc rgb tint[seq[i]], \
       data every ::first[from[p]+base]::last[from[p]+base] using 6:(lowest/10):xtic(int($6)%every_label ? "" : strcol(4)) with points pt 7 ps 0.01
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1
  undefine ey ly order height named seq
}
unset multiplot
set output
