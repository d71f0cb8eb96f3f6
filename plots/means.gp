# means.gp -- mean and standard error of f/f0 (a logarithmic axis), or of log10 f, against steps: a
# panel a function and dimension, every curve labelled at its end, with the mean of its metric.
#
# Reads means.csv, means-curves.csv (a row a curve), means-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/means.csv"
curves = ARG1."/means-curves.csv"
panels = ARG1."/means-panels.csv"

stats panels using 1:2 nooutput
total = int(STATS_records); rows = int(STATS_max_x)+1; columns = int(STATS_max_y)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array runs[total]
array right[total]; array low[total]; array high[total]; array from[total]; array many[total]
array value[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), runs[k]=int($5), right[k]=$6, low[k]=$7, high[k]=$8, from[k]=int($9), \
  many[k]=int($10), logs=int($11), metric=strcol(12), value[k]=strcol(13), 0) nooutput

call here."text.gp"
stats curves using 7 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array end[listed]; array judged[listed]; array error[listed]; array said[listed]
places(x, e) = !logs && abs(x) < 10 ? "%.4f" : (e >= 0 && e < 0.01 ? (e < 0.001 ? "%.4f" : "%.3f") : "%.2f")
with_error(x, e) = (x < 0 ? "−" : "").sprintf(places(x, e), abs(x)).(e < 0 ? "" : " ± ".sprintf(places(x, e), e))
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(4), tint[k]=strcol(5), dash[k]=int($6), \
  first[k]=int($7), last[k]=int($8), end[k]=$9, judged[k]=(strcol(10) eq "nan" ? 0 : $10), \
  error[k]=(strcol(11) eq "nan" ? -1 : $11), \
  said[k]=title[k].(metric eq "" ? "" : "   ".with_error(judged[k], error[k])), \
  longest=(!rest(k) && strlen(said[k]) > longest ? strlen(said[k]) : longest), 0) nooutput

# A panel alone is as large as a figure in a text; several are small multiples.
alone = total == 1
small = alone ? 10 : 8.3
face = sprintf(",%g", small)
head_size = alone ? ",10" : ",9"
PW = alone ? 560 : 235; PH = alone ? 400 : 190
LEFT = alone ? 80 : 66; ROOM = (alone ? 54 : 46) + 0.72*small*longest; ABOVE = 30; BELOW = 34
HEAD = alone ? 30 : 32; FOOT = 14
call here."text.gp"
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
if (fit_flow) { do for [p=1:total] { row[p] = (p-1)/columns; col[p] = (p-1)%columns }; rows = (total-1)/columns+1 }
points = alone ? 10 : 9; lines = 1
suffix(p) = sprintf(", d = %d", dim[p])
do for [p=1:total] { if (title_lines(name[p], suffix(p), points, PW+ROOM-8) > 1) { lines = 2 } }
if (lines > 1) { ABOVE = ABOVE + 13 }
W = int(columns*(LEFT+PW+ROOM)); H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT)
head_bold = "Means"; head_points = 11
head_rest = sprintf("of %s over %d runs, and one standard error", logs ? "log_{10} f" : "f/f_0", runs[1]). \
    (metric eq "" ? "" : sprintf("; numbers: %s of all steps", logs ? "mean log_{10} f" : "mean f/f_0"))
load here."rest.gp"
load here."heading.gp"
HEAD = HEAD + head_more; H = int(H + head_more + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
set xtics font face; set ytics font face
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font sprintf(",%d", head_points) textcolor rgb ink

do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - row[p]*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen x0/W; set rmargin at screen (x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (right[p] <= 0) { right[p] = 1 }
  if (logs) {
    floor_y = low[p]; ceil_y = high[p] > low[p] ? high[p] : low[p]+1
    edge = 0.04*(ceil_y-floor_y); floor_y = floor_y-edge; ceil_y = ceil_y+edge
    unset logscale y; set yrange [floor_y:ceil_y]; set format y "%g"
    set ytics tic_fitting(ceil_y-floor_y, PH, 14) font face
  } else {
    # Little more than what the curves reach, and whole decades where there are some.
    floor_y = log10(low[p]); ceil_y = log10(high[p] > low[p] ? high[p] : 10*low[p])
    edge = 0.04*(ceil_y-floor_y); floor_y = floor_y-edge; ceil_y = ceil_y+edge
    set logscale y; set yrange [10**floor_y:10**ceil_y]
    set format y "10^{%T}"; set ytics 10**larger(int(ceil((ceil_y-floor_y)/5.0)), tic_decades(ceil_y-floor_y, PH, 15)) font face
  }
  height(y) = logs ? y : log10(y > 10**floor_y ? y : 10**floor_y)
  clip(y) = logs ? y : (y > 10**floor_y ? y : 10**floor_y)
  # Grey curves are named in the heading.
  seq_from = from[p]; seq_many = many[p]
  load here."sequence.gp"
  count = many[p]-seq_rest
  array ey[count > 0 ? count : 1]
  do for [i=1:count] { ey[i] = height(end[seq[seq_rest+i]]) }
  gap = (ceil_y-floor_y)*1.75*small/PH
  ceil_y = ceil_y - 0.4*gap                           # room for the title
  under_title = title_lines(name[p], suffix(p), points, PW+ROOM-8) > 1
  load here."labels.gp"

  set xrange [0:right[p]]; set xtics tic_fitting(right[p], PW, 7*strlen(sprintf("%g", right[p]))+8) font face
  last_row = 1
  do for [q=1:total] { if (col[q] == col[p] && row[q] > row[p]) { last_row = 0 } }
  set xlabel last_row ? "steps" : "" offset 0,0.6 font face
  set ylabel col[p] == 0 ? (logs ? sprintf("log_{10} (%s)", value[p]) : (value[p] eq "f" ? "f / f_0" : "(f − f*) / (f_0 − f*)")) : "" \
      offset (logs ? (alone ? -0.4 : -0.9) : alone ? 0.6 : 1.6),0 font face
  set label 2 panel_title(name[p], suffix(p), points, PW+ROOM-8) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], suffix(p), points, PW+ROOM-8) > 1 ? 13 : 0))/H font head_size textcolor rgb ink
  do for [i=1:(keyed ? 0 : count)] {
    c = seq[seq_rest+i]
    at = logs ? ly[i] : 10**ly[i]
    set label 10+i said[c] noenhanced at screen (x0+PW+20)/W, first at textcolor rgb legible(tint[c]) font face
    set arrow 10+i from graph 1.003,first clip(end[c]) to screen (x0+PW+17)/W,first at \
        nohead lc rgb tint[c] lw 0.8
  }
  plot for [i=seq_rest+1:many[p]] data every ::first[seq[i]]::last[seq[i]] \
         using 4:(clip($5)):(clip($7)) with filledcurves fc rgb tint[seq[i]] \
         fs transparent solid 0.16 noborder, \
       for [i=1:many[p]] data every ::first[seq[i]]::last[seq[i]] \
         using 4:(clip($6)) with lines lw (rest(seq[i]) ? 0.7 : alone ? 2.1 : 1.6) dt dash[seq[i]] \
         lc rgb tint[seq[i]]
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1
  undefine ey ly order seq
}
unset multiplot
set output
