# multiples.gp -- a table of small curves, a row an optimizer, a column a function and dimension:
# the median error, or best f where the minimum is not known, against cost, over the field of all
# optimizers. Columns that have no room side by side stand in several tables below each other.
#
# Reads multiples.csv, multiples-curves.csv (a row a curve), multiples-panels.csv (a row a column),
# multiples-field.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/multiples.csv"
curves = ARG1."/multiples-curves.csv"
panels = ARG1."/multiples-panels.csv"
field  = ARG1."/multiples-field.csv"

stats panels using 1 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array runs[total]; array axis[total]; array value[total]
array aim[total]; array right[total]; array low[total]; array high[total]
array from[total]; array until[total]
stats panels using (k=int($0)+1, name[k]=strcol(2), dim[k]=int($3), runs[k]=int($4), \
  axis[k]=strcol(5), value[k]=strcol(6), aim[k]=$7, right[k]=$8, low[k]=$9, 0) nooutput
stats panels using (k=int($0)+1, high[k]=$10, from[k]=int($11), until[k]=int($12), 0) nooutput

stats curves using 7 nooutput; rows = int(STATS_max)+1
array title[rows]; array tint[rows]
array first[rows*total]; array last[rows*total]; array reached[rows*total]; array end[rows*total]
do for [i=1:rows*total] { last[i] = -2 }
at(r, c) = int(r)*total + int(c) + 1
stats curves using (r=int($7)+1, title[r]=strcol(4), tint[r]=strcol(5), k=at($7, $8), \
  first[k]=int($9), last[k]=strcol(12) eq "inf" ? -1 : int($10), \
  reached[k]=strcol(11) eq "inf" ? -1 : $11, end[k]=strcol(12) eq "inf" ? 0 : $12, 0) nooutput

call here."text.gp"
# Two digits of a number: as it is, in powers of ten, or in thousands and millions.
digits(x) = x == 0 ? 0.0 : number(sprintf("%.1e", x))
short(x) = x == 0 ? "0" : abs(digits(x)) >= 0.001 && abs(digits(x)) < 9999 ? minus(digits(x)) : \
  minus(number(sprintf("%.2g", digits(x)/10.0**exponent(digits(x)))))."e".minus(exponent(digits(x)))
scaled(x, k) = sprintf("%g%s", x/1000.0**k, k ? "kMGTPE"[k:k] : "")
# One digit of it.
about(x) = short(x == 0 ? 0.0 : number(sprintf("%.0e", x)))
amount(x) = abs(x) < 999.5 ? sprintf("%.3g", x) : exponent(digits(x)) > 20 ? short(x) : \
  scaled(digits(x), exponent(digits(x))/3)
goal(c) = sprintf("%s ≤ %s", value[c], aim[c] > 0 ? power(aim[c]) : brief(aim[c]))

one_aim = 1; one_value = 1
do for [c=2:total] {
  if (goal(c) ne goal(1)) { one_aim = 0 }
  if (value[c] ne value[1]) { one_value = 0 }
}
# Where two rows would have the same colour, none says anything: but grey ones say that.
plain_ink = 0
do for [r=1:rows] { do for [q=1:r-1] { if (tint[r] eq tint[q] && !rest(r)) { plain_ink = 1 } } }

small = 8.3; face = sprintf(",%g", small)
longest = 8
do for [r=1:rows] {
  title[r] = cut(title[r], fit_wide > 0 ? int((0.42*fit_wide-30)/(0.74*small)) : 60)
  if (strlen(title[r]) > longest) { longest = strlen(title[r]) }
}
LEFT = 8; NAMES = int(2*LEFT + 14 + 0.74*small*longest)
NUMBER = 46; GAP = 12; RIGHT = 4; BETWEEN = 6
# A height that is asked for: all texts are as much smaller as it takes.
if (fit_tall > 0) {
  from_wide = fit_wide; from_tall = fit_tall; found = 0; k = 0
  while (!found && k < 30) {
    fit_wide = from_wide/0.95**k; fit_tall = from_tall/0.95**k; k = k+1
    side = int((fit_wide-RIGHT+GAP-NAMES)/(92.0+NUMBER+GAP)); side = side < 1 ? 1 : side
    found = 97 + ceil(total/real(side))*(90 + rows*(26+BETWEEN)) <= fit_tall
  }
  if (!found) { fit_wide = from_wide; fit_tall = from_tall }
}
room = (fit_wide > 0 ? fit_wide-RIGHT+GAP : 930)-NAMES
fitting = int(room/(92.0+NUMBER+GAP)); fitting = fitting < 2 ? (fit_wide > 0 ? 1 : 2) : fitting
# The dimensions of a function stand side by side, where all have as many.
group = 1
while (group < total && name[group+1] eq name[1]) { group = group+1 }
do for [c=group+1:total] { if (name[c] ne name[c-(c-1)%group]) { group = 1 } }
do for [c=group+1:total:group] { if (name[c] eq name[c-1]) { group = 1 } }
if (group > fitting || total%group) { group = 1 }
blocks = int(ceil(total/group/real(fitting/group))); columns = int(group*ceil(total/group/real(blocks)))
PW = room/columns - NUMBER-GAP
PW = PW > 280 ? 280 : (PW < 92 ? (fit_wide > 0 && PW > 70 ? PW : 92) : PW)
PH = fit_wide > 0 && (blocks > 1 || fit_tall > 0) ? 26 : rows > 8 ? 34 : 48
W = int(NAMES + columns*(PW+NUMBER+GAP) - GAP + RIGHT)
suffix(c) = sprintf(", d = %d", dim[c])
wide = PW+NUMBER-10
ABOVE = 36
do for [c=1:total] { if (title_lines(name[c], suffix(c), 9, wide) > 1) { ABOVE = 48 } }
BELOW = 42

W = W < 420 && fit_wide == 0 ? 420 : W
head_bold = "Convergence, one by one"; head_points = 11
head_rest = sprintf("best %s so far against cost, medians of %d runs; the best mean rank on top", one_value ? value[1] : "value", runs[1])
listed = rows; rest_named = 0
load here."rest.gp"
call here."heading.gp"

# The key, as many entries on a line as there is room for.
array key_text[5]
key_text[1] = "its own median"
key_text[2] = "middle half of the optimizers"
key_text[3] = "best to worst"
key_text[4] = "median cost until ".(one_aim ? goal(1) : "the target")
key_text[5] = "missed: median ".(one_value ? (value[1] eq "f" ? "best f" : "error") : "error or best f")
array key_x[5]; array key_y[5]
reach = LEFT; key_line = 0
do for [k=1:5] {
  key_long = 0.68*small*(strlen(key_text[k])-(strstrt(key_text[k], "^{") ? 3 : 0)) + (k > 3 ? 36 : 30)
  if (reach > LEFT && reach+key_long > W) { reach = LEFT; key_line = key_line+1 }
  key_x[k] = reach; key_y[k] = 32.0 + head_more + 15*key_line
  reach = reach + key_long + 14
}
HEAD = int(48 + head_more + 15*key_line)
H = int(HEAD + blocks*(ABOVE + rows*(PH+BETWEEN) + BELOW))
call here."tall.gp" blocks*rows
call here."style.gp" ARG1 ARG2

range_fill = pale("#e6ebf0"); half_fill = form_theme eq "dark" ? "#434a54" : "#c3cfda"
clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
set multiplot
set border 1 linecolor rgb rule
unset grid
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [k=1:5] {
  set label 100+k key_text[k] at screen (key_x[k]+(k > 3 ? 34.0 : 30.0))/W, screen 1-key_y[k]/H font face textcolor rgb (k == 5 ? soft : ink)
}
set arrow 101 from screen real(key_x[1])/W, screen 1-key_y[1]/H to screen (key_x[1]+24.0)/W, screen 1-key_y[1]/H nohead lw 1.8 lc rgb ink
do for [k=2:3] {
  set object 100+k rectangle from screen real(key_x[k])/W, screen 1-(key_y[k]+5)/H to screen (key_x[k]+24.0)/W, screen 1-(key_y[k]-5)/H \
      fc rgb (k == 2 ? half_fill : range_fill) fs solid noborder
}
set label 111 "12k" at screen real(key_x[4]+6)/W, screen 1-key_y[4]/H font face textcolor rgb ink
set label 112 "3e−4" at screen real(key_x[5])/W, screen 1-key_y[5]/H font face textcolor rgb soft

do for [c=1:total] {
  block = (c-1)/columns
  x0 = NAMES + ((c-1)%columns)*(PW+NUMBER+GAP)
  top = H - HEAD - block*(ABOVE + rows*(PH+BETWEEN) + BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  if (right[c] < 10) { right[c] = 10 }
  set logscale x; set xrange [1:right[c]]
  # Errors are clipped at the floor, and rounding may take one below zero.
  span_low = value[c] eq "f" || low[c] > 0 ? low[c] : 0; span_high = high[c]
  load here."span.gp"
  unset ytics
  # Room for the line of what lies on the floor.
  base = floor_y - 0.05*(ceil_y-floor_y)
  set yrange [(span_log ? 10.0**base : base):highest]
  bottom_text = span_log && span_low <= 1e-8 ? "≤ 1e−8" : about(span_low)
  decades = ceil(log10(right[c])*27/PW); decades = decades < 1 ? 1 : decades
  do for [r=1:rows] {
    k = at(r-1, c-1)
    y0 = top - (r-1)*(PH+BETWEEN)
    set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
    if (r == 1) {
      two = title_lines(name[c], suffix(c), 9, wide) > 1
      set label 2 panel_title(name[c], suffix(c), 9, wide) at graph 0, screen real(y0+24+(two ? 12 : 0))/H font ",9" textcolor rgb ink
      scale = sprintf("%s: %s … %s%s%s", value[c], about(span_high), bottom_text, (span_log ? "" : ", linear"), \
          (one_aim ? "" : sprintf(", to %s", short(aim[c]))))
      set label 3 cut(scale, int(wide/(0.6*small))) at graph 0, screen real(y0+10)/H font tiny textcolor rgb soft
    } else { unset label 2; unset label 3 }
    if (r == rows) {
      set border 1 linecolor rgb ink
      set xtics nomirror out 10.0**decades font tiny offset 0,0.4; set format x "10^{%T}"; set mxtics 1
      if ((c-1)%columns == 0) { set label 4 "cost: ".axis[c] at graph 0, screen real(y0-PH-28)/H font tiny textcolor rgb soft } else { unset label 4 }
    } else { unset xtics; unset label 4; set border 1 linecolor rgb rule }
    if ((c-1)%columns == 0) {
      set label 5 title[r] noenhanced at screen real(NAMES-8)/W, graph 0.5 right font face textcolor rgb (plain_ink ? ink : legible(tint[r]))
    } else { unset label 5 }
    if (last[k] < 0) {
      set label 6 (last[k] == -2 ? "not run" : "no finite value") at graph 0.02, graph 0.5 font tiny textcolor rgb soft
    } else {
      set label 6 (reached[k] >= 0 ? amount(reached[k]) : short(end[k])) \
          at screen real(x0+PW+5)/W, graph 0.5 font face textcolor rgb (reached[k] >= 0 ? ink : soft)
    }
    plot field every ::from[c]::until[c] using 3:(clip($4)):(clip($7)) with filledcurves fc rgb range_fill fs solid noborder, \
         field every ::from[c]::until[c] using 3:(clip($5)):(clip($6)) with filledcurves fc rgb half_fill fs solid noborder, \
         for [i=1:(last[k] < 0 ? 0 : 1)] data every ::first[k]::last[k] using 4:(clip($5)) with lines lw 1.7 lc rgb (plain_ink ? ink : tint[r]), \
         for [i=1:(last[k] >= 0 && first[k] == last[k] ? 1 : 0)] data every ::first[k]::last[k] using 4:(clip($5)) with points pt 7 ps 0.3 lc rgb (plain_ink ? ink : tint[r])
    unset label 1
    do for [i=1:5] { unset label 100+i; unset object 100+i }
    unset label 111; unset label 112; unset arrow 101
  }
}
unset multiplot
set output
