# scan.gp -- cost to the target against a parameter that a campaign varies, a column a parameter, a
# row a function and dimension: median and quartiles of all runs. On top, what was not reached.
#
# Reads scan.csv, scan-curves.csv (a row a curve), scan-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/scan.csv"
curves = ARG1."/scan-curves.csv"
panels = ARG1."/scan-panels.csv"

stats panels using 1:2 nooutput; total = int(STATS_records)
rows = int(STATS_max_x)+1; columns = int(STATS_max_y)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array key[total]
array logs[total]; array left[total]; array right[total]; array bottom[total]; array top[total]
array from[total]; array many[total]; array value[total]; array aim[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), key[k]=strcol(5), logs[k]=int($6), left[k]=$7, right[k]=$8, \
  bottom[k]=strcol(9) eq "nan" || $9 <= 0 ? 1 : $9, top[k]=strcol(10) eq "nan" || $10 <= 0 ? 10 : $10, runs=int($11), \
  aim[k]=$12, 0) nooutput
stats panels using (k=int($0)+1, from[k]=int($13), many[k]=int($14), axis=strcol(15), value[k]=strcol(16), 0) nooutput

stats curves using 4 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]; array last[listed]; array held[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), \
  first[k]=int($4), last[k]=int($5), held[k]=strcol(6), \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

# A method stands in the key once.
array shown[listed]
entries = 0
do for [c=1:listed] {
  known = 0
  do for [e=1:entries] { if (title[shown[e]] eq title[c]) { known = 1 } }
  if (!known) { entries = entries+1; shown[entries] = c }
}

PW = columns == 1 ? 460 : 330; PH = 190; TOP = 26; LEFT = 66; GAP = 20; RIGHT = 14
ABOVE = 26; BELOW = 44
call here."text.gp"
call here."fit.gp" "LEFT+GAP" "RIGHT" 150 "ABOVE+BELOW"
if (fit_flow) { do for [p=1:total] { row[p] = (p-1)/columns; col[p] = (p-1)%columns }; rows = (total-1)/columns+1 }
W = int(columns*(LEFT+PW+GAP) + RIGHT)
# What is to be reached: in the heading where it is the same everywhere, else above each panel.
goal(k) = sprintf("%s ≤ %s", value[k], aim[k] > 0 ? power(aim[k]) : brief(aim[k]))
same = 1
do for [k=2:total] { if (goal(k) ne goal(1)) { same = 0 } }
aimed(k) = same ? "" : ", to ".goal(k)
head_bold = "Sensitivity"; head_points = 11
head_rest = sprintf("cost until %s: %s", same ? goal(1) : "the target", runs_said(runs))
call here."heading.gp"
HEAD = 30 + head_more
# The key: as many methods on a line as there is room for.
array key_x[entries]; array key_y[entries]
at = LEFT; KEY = 22
do for [e=1:entries] {
  wide = 30 + 8.2*strlen(title[shown[e]])
  if (at > LEFT && at+wide > W) { at = LEFT; KEY = KEY + 18 }
  key_x[e] = at; key_y[e] = HEAD + KEY - 12.0
  at = at + wide + 26
}
suffix(p) = sprintf(", d = %d%s", dim[p], aimed(p))
do for [p=1:total] { if (title_lines(name[p], suffix(p), 10, PW) > 1) { ABOVE = 39 } }
# What each curve holds fixed: a line each, below the panel's title.
fixed(c) = strlen(held[c]) ? "held: ".held[c] : ""
lines = 0
do for [p=1:total] {
  here_lines = 0
  do for [i=1:many[p]] { here_lines = here_lines + (strlen(held[from[p]+i]) > 0) }
  if (here_lines > lines) { lines = here_lines }
}
BELOW_TITLE = 13*lines
ABOVE = ABOVE + BELOW_TITLE
H = int(HEAD + KEY + rows*(ABOVE+PH+BELOW))
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [e=1:entries] {
  set arrow 100+e from screen real(key_x[e])/W, screen 1-key_y[e]/H to screen real(key_x[e]+24)/W, screen 1-key_y[e]/H \
      nohead lw 2 dt dash[shown[e]] lc rgb tint[shown[e]]
  set label 100+e title[shown[e]] noenhanced at screen real(key_x[e]+30)/W, screen 1-key_y[e]/H \
      textcolor rgb legible(tint[shown[e]]) font ",10"
}
do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+GAP) + LEFT
  y0 = H - HEAD - KEY - row[p]*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  # The strip above `never` is for what the median run did not reach.
  low = floor(log10(bottom[p])+1e-9); high = ceil(log10(top[p])-1e-9)
  if (high <= low) { high = low+1 }
  never = high + (0.11*PH > 19 || fit_wide == 0 ? 0.11 : 19.0/PH)*(high-low)
  if (logs[p]) { set logscale x; set format x "%g" } else { unset logscale x; set format x "%g" }
  if (right[p] <= left[p]) {
    half = left[p] == 0 ? 1 : 0.1*abs(left[p])
    left[p] = left[p]-half; right[p] = right[p]+half
  }
  span = logs[p] ? (right[p]/left[p])**0.03 : 0.03*(right[p]-left[p])
  set xrange [(logs[p] ? left[p]/span : left[p]-span):(logs[p] ? right[p]*span : right[p]+span)]
  apart = logs[p] ? (right[p]/left[p] > 200 ? 10 : 2) : tic_step(right[p]-left[p])
  begin = logs[p] ? left[p] : 0
  # From the first value on, or where that is no short number in powers of ten and between.
  if (logs[p] && strlen(sprintf("%g", begin)) > 5) { begin = 10.0**floor(log10(begin)); apart = 10 }
  set xtics begin,apart font ",9"
  if (logs[p] && begin < left[p] && right[p]/left[p] < 100) {
    do for [k=0:2] { set xtics add (2*begin*10**k, 5*begin*10**k) }
  }
  set mxtics 1
  every_y = high-low > 4 ? 2 : 1
  set yrange [low:never+0.06*(high-low)]; set ytics font ",9"
  set format y "10^{%g}"; set ytics low,every_y,high; set mytics 1
  set ytics add ("never" never)
  set label 2 panel_title(name[p], suffix(p), 10, PW) at graph 0, \
      screen (y0+9.0+BELOW_TITLE+(title_lines(name[p], suffix(p), 10, PW) > 1 ? 13 : 0))/H \
      font ",10" textcolor rgb ink
  line = 0
  do for [i=1:many[p]] {
    c = from[p]+i
    if (strlen(held[c])) {
      line = line+1
      set label 50+i fixed(c) noenhanced at graph 0, screen (y0+8.0+13*(lines-line))/H textcolor rgb legible(tint[c]) \
          font sprintf(",%.1f", fit(8.5, 0.85*strlen(fixed(c)), PW))
    }
  }
  set xlabel key[p] noenhanced offset 0,0.4 font ",9"
  set ylabel (col[p] ? "" : "cost") offset 1.6,0 font ",9"
  set arrow 1 from graph 0, first high+0.04*(high-low) to graph 1, first high+0.04*(high-low) nohead lc rgb rule lw 1 back
  y(v) = v > 0 && v < 1e300 ? log10(v) : never
  plot for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:(y($6)):(y($8)) with filledcurves fc rgb tint[from[p]+i] fs transparent solid 0.13 noborder, \
       for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:(y($7)) with lines lw 1.9 dt dash[from[p]+i] lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:(y($7)) with points pt 7 ps 0.5 lc rgb tint[from[p]+i]
  unset label 1
  do for [i=1:many[p]] { unset label 50+i }
  do for [e=1:entries] { unset label 100+e; unset arrow 100+e }
}
unset multiplot
set output
