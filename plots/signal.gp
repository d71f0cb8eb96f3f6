# signal.gp -- how many evaluations a gradient takes until its noise is no longer than itself, against
# a parameter that the functions differ in: median and quartiles over starts; a panel a function.
#
# Reads signal.csv, signal-curves.csv (a row a curve), signal-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/signal.csv"
curves = ARG1."/signal-curves.csv"
panels = ARG1."/signal-panels.csv"

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array key[total]; array logs[total]; array left[total]
array right[total]; array bottom[total]; array top[total]; array from[total]; array many[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), dim[k]=int($2), key[k]=strcol(3), logs[k]=int($4), \
  left[k]=$5, right[k]=$6, bottom[k]=$7, top[k]=$8, starts=int($9), from[k]=int($10), many[k]=int($11), 0) nooutput
stats curves using 4 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]; array last[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), \
  first[k]=int($4), last[k]=int($5), longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput
stats data using 7 nooutput; points = int(STATS_records)
array height[points]; array at[points]
stats data using (k=int($0)+1, height[k]=$7, at[k]=$5, 0) nooutput

columns = total < 3 ? total : 3
rows = ceil(real(total)/columns)
small = 9; face = sprintf(",%d", small)
PW = total == 1 ? 420 : 260; PH = total == 1 ? 280 : 200
LEFT = 66; ROOM = 36 + 0.78*small*longest; ABOVE = 30; BELOW = 42
call here."text.gp"
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
W = int(columns*(LEFT+PW+ROOM))
head_points = 11
head_bold = "Evaluations until a gradient is as long as its noise"
head_rest = sprintf("median and quartiles of %d starts", starts)
call here."heading.gp"
HEAD = 28 + head_more
suffix(p) = sprintf(", d = %d", dim[p])
lines = 1
do for [p=1:total] { if (title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1) { lines = 2 } }
if (lines > 1) { ABOVE = ABOVE + 13 }
H = int(HEAD + rows*(ABOVE+PH+BELOW) + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  c = (p-1)%columns; r = (p-1)/columns
  x0 = LEFT + c*(LEFT+PW+ROOM)
  y0 = H - HEAD - r*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (right[p] <= left[p]) { half = left[p] == 0 ? 1 : 0.1*abs(left[p]); left[p] = left[p]-half; right[p] = right[p]+half }
  wide = logs[p] ? log10(right[p]/left[p]) : real(right[p]-left[p])
  if (logs[p]) {
    set logscale x; set xrange [left[p]*10**(-0.04*wide):right[p]*10**(0.04*wide)]
  } else {
    unset logscale x; set xrange [left[p]-0.04*wide:right[p]+0.04*wide]
  }
  set xtics nomirror () font face; set mxtics 1; set ytics font face
  span_low = bottom[p]; span_high = top[p]
  load here."span.gp"
  count = many[p]
  base = from[p]+1; most = 0
  array ey[count]
  do for [i=1:count] {
    k = from[p]+i
    if (last[k]-first[k]+1 > most) { base = k; most = last[k]-first[k]+1 }
    ey[i] = span_log ? log10(clip(height[last[k]+1])) : clip(height[last[k]+1])
  }
  gap = (ceil_y-floor_y)*1.75*small/PH
  under_title = title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1
  load here."labels.gp"
  set xlabel key[p] noenhanced offset 0,0.5 font face
  set ylabel (c == 0 ? "evaluations" : "") offset 1.4,0 font face
  set label 2 panel_title(name[p], suffix(p), 10, PW+ROOM-8) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1 ? 13 : 0))/H font ",10" textcolor rgb ink
  do for [i=1:(keyed ? 0 : count)] {
    k = from[p]+i; end = span_log ? 10**ey[i] : ey[i]
    set label 10+i title[k] noenhanced at screen (x0+PW+20.0)/W, first (span_log ? 10**ly[i] : ly[i]) \
        textcolor rgb legible(tint[k]) font face
    # A curve may end before the panel does: a leader runs on from there.
    set arrow 200+i from first at[last[k]+1],first end to graph 1,first end nohead lc rgb tint[k] lw 0.6 dt 3
    set arrow 10+i from graph 1.003,first end to screen (x0+PW+17.0)/W,first (span_log ? 10**ly[i] : ly[i]) \
        nohead lc rgb tint[k] lw 0.8
  }
  plot for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:(clip($6)):(clip(strcol(8) eq "inf" ? 1e300 : $8)) with filledcurves fc rgb tint[from[p]+i] fs transparent solid 0.13 noborder, \
       for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:(clip($7)) with linespoints pt 7 ps 0.5 lw 1.9 dt dash[from[p]+i] lc rgb tint[from[p]+i], \
       data every ::first[base]::last[base] using 5:(lowest/10-1):xtic(sprintf("%g", $5)) with points
  do for [i=1:count] { unset label 10+i; unset arrow 10+i; unset arrow 200+i }
  unset label 1
  undefine ey ly order
}
unset multiplot
set output
