# robustness.gp -- what the best points of runs bear: median, quartiles and mean of their value
# under a Gaussian disturbance of every coordinate, against its deviation; a panel a function and
# dimension.
#
# Reads robustness.csv, robustness-curves.csv (a row a curve), robustness-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/robustness.csv"
curves = ARG1."/robustness-curves.csv"
panels = ARG1."/robustness-panels.csv"
least  = 1e-8                                         # errors are clipped here

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array value[total]; array solved[total]; array low[total]
array high[total]; array from[total]; array many[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), dim[k]=int($2), value[k]=strcol(3), \
  solved[k]=strcol(4), low[k]=strcol(5) eq "inf" ? 0 : $5, high[k]=strcol(6) eq "-inf" ? 1 : $6, \
  runs=int($7), times=int($8), from[k]=int($9), many[k]=int($10), 0) nooutput

stats curves using 4 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array end[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), \
  first[k]=int($4), last[k]=int($5), end[k]=strcol(6) eq "inf" ? 1e300 : $6, \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

columns = total < 3 ? total : 3
rows = ceil(real(total)/columns)
small = 9; face = sprintf(",%d", small)
PW = total == 1 ? 420 : 260; PH = total == 1 ? 300 : 200
LEFT = 68; ROOM = 34 + 0.78*small*longest; ABOVE = 30; BELOW = 40
call here."text.gp"
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
W = int(columns*(LEFT+PW+ROOM))
head_points = 11
head_bold = "What the best points bear"
head_rest = sprintf("a disturbance of every parameter: median (line), quartiles (band) and mean (dots) of %d runs × %d", runs, times)
call here."heading.gp"
HEAD = 28 + head_more
suffix(p) = sprintf(", d = %d", dim[p])
lines = 1
do for [p=1:total] { if (title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1) { lines = 2 } }
if (lines > 1) { ABOVE = ABOVE + 13 }
H = int(HEAD + rows*(ABOVE+PH+BELOW) + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

# No disturbance stands left of the least.
none = 1e-3
x(d) = d > 0 ? d : none
clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  c = (p-1)%columns; r = (p-1)/columns
  x0 = LEFT + c*(LEFT+PW+ROOM)
  y0 = H - HEAD - r*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set logscale x; set xrange [none*0.8:10**0.5*1.05]; set mxtics 1
  set xtics ("0" none) font face
  do for [k=-2:0:(PW < 115 ? 2 : 1)] { set xtics add (power(10.0**k) 10.0**k) }
  set ytics font face
  span_linear = value[p] eq "f"
  span_low = low[p] > least || span_linear ? low[p] : 0; span_high = high[p]
  if (span_linear && solved[p] ne "nan") {
    span_low = span_low < number(solved[p]) ? span_low : number(solved[p])
    span_high = span_high > number(solved[p]) ? span_high : number(solved[p])
  }
  load here."span.gp"
  count = many[p]
  array ey[count]
  do for [i=1:count] { ey[i] = span_log ? log10(clip(end[from[p]+i])) : clip(end[from[p]+i]) }
  gap = (ceil_y-floor_y)*1.75*small/PH
  under_title = title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1
  load here."labels.gp"
  set xlabel (p+columns > total ? (PW < 180 && fit_wide > 0 ? "deviation" : "deviation of the disturbance") : "") offset 0,0.5 font face
  set ylabel (c == 0 || value[p] ne value[p > 1 ? p-1 : 1] ? value[p] : "") offset 1,0 font face
  set label 2 panel_title(name[p], suffix(p), 10, PW+ROOM-8) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1 ? 13 : 0))/H font ",10" textcolor rgb ink
  do for [i=1:(keyed ? 0 : count)] {
    k = from[p]+i
    set label 10+i title[k] noenhanced at screen (x0+PW+20.0)/W, first (span_log ? 10**ly[i] : ly[i]) \
        textcolor rgb legible(tint[k]) font face
    set arrow 10+i from first 10**0.5,first clip(end[k]) to screen (x0+PW+17.0)/W,first (span_log ? 10**ly[i] : ly[i]) \
        nohead lc rgb tint[k] lw 0.8
  }
  # Where the task counts as solved.
  if (span_linear && solved[p] ne "nan") {
    set arrow 1 from graph 0,first number(solved[p]) to graph 1,first number(solved[p]) nohead lc rgb soft lw 0.9 dt 2
    set label 3 "solved" at graph 0.99,first number(solved[p]) right offset 0,0.55 textcolor rgb soft font tiny
  }
  plot for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using (x($4)):(clip($6)):(clip($8)) with filledcurves fc rgb tint[from[p]+i] \
         fs transparent solid (count > 6 ? 0.05 : 0.12) noborder, \
       for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using (x($4)):(clip($7)) with lines lw 1.9 dt dash[from[p]+i] lc rgb tint[from[p]+i], \
       for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using (x($4)):(clip($5)) with points pt 7 ps 0.4 lc rgb tint[from[p]+i]
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1; unset label 3; unset arrow 1
  undefine ey ly order
}
unset multiplot
set output
