# method-cost.gp -- what optimizers themselves take an evaluation against the dimension, every curve
# named at its end; below, from which evaluation time on the ranking by time is that by evaluations, a
# curve a function.
#
# Reads method-cost.csv, method-cost-curves.csv (a row a curve above), method-cost-ranking.csv,
# method-cost-functions.csv (a row a curve below).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data      = ARG1."/method-cost.csv"
curves    = ARG1."/method-cost-curves.csv"
ranking   = ARG1."/method-cost-ranking.csv"
functions = ARG1."/method-cost-functions.csv"

# Seconds in two digits.
two(x) = x < 99.5 ? sprintf("%.2g", x) : sprintf("%.0f", x)
seconds(s) = s <= 0 ? "0" : s < 999.5e-9 ? two(s*1e9)." ns" : s < 999.5e-6 ? two(s*1e6)." µs" : \
  s < 999.5e-3 ? two(s*1e3)." ms" : two(s)." s"

stats curves using 4 nooutput; many = int(STATS_records)
array title[many]; array tint[many]; array dash[many]; array first[many]; array last[many]; array until[many]; array end[many]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), first[k]=int($4), last[k]=int($5), \
  until[k]=$6, end[k]=$7, longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput
stats functions using 4 nooutput; kinds = int(STATS_records)
array name[kinds]; array hue[kinds]; array style[kinds]; array begin[kinds]; array final[kinds]; array reach[kinds]; array from[kinds]
# One that has no ranking is not named; of those without a hue none is.
ranked = 0; named = 0
stats functions using (k=int($0)+1, name[k]=strcol(1), hue[k]=strcol(2), style[k]=int($3), begin[k]=int($4), final[k]=int($5), \
  reach[k]=(strcol(6) eq "nan" ? 0 : $6), from[k]=(strcol(7) eq "nan" ? -1 : $7), \
  ranked=ranked+(from[k] >= 0), 0) nooutput
array which[kinds]
do for [k=1:kinds] {
  if (from[k] >= 0 && hue[k] ne "#8a8a8a") {
    named = named+1; which[named] = k
    if (strlen(name[k])+8 > longest) { longest = strlen(name[k])+8 }
  }
}
if (longest > 34) { longest = 34 }

stats data using 2 nooutput; left = STATS_min; right = STATS_max
stats data using 4 nooutput; low = STATS_min
stats data using 6 nooutput; high = STATS_max
least = 1e300; most = 0
stats ranking using (least=($3 > 0 && $3 < least ? $3 : least), most=($3 > most ? $3 : most), \
  least=($9 > 0 && $9 < least ? $9 : least), most=($9 > most ? $9 : most), 0) nooutput

small = 9; face = sprintf(",%d", small)
PW = 420; PH = 230; LEFT = 68; ROOM = 26 + 0.74*small*longest; GAP = 74; FOOT = 40
taller(n) = n*1.75*small > PH ? n*1.75*small : PH
call here."text.gp"
columns = 1
if (fit_wide > 0) {
  # Names stand in as much as leaves the panel its half.
  longest = longest > 12 && 0.74*small*longest > 0.41*fit_wide ? int(0.41*fit_wide/(0.74*small)) : longest
  ROOM = 26 + 0.74*small*longest; LEFT = 56
  PW = fit_wide-LEFT-ROOM > 100 ? fit_wide-LEFT-ROOM : 100; PH = PW < 300 ? 180 : 230
}
PA = taller(many); PB = ranked ? taller(named) : 0
W = int(LEFT+PW+ROOM)
head_bold = "What optimizers themselves take"; head_points = 11
head_rest = "processor time an evaluation, without the function's   bands: quartiles over runs"
call here."heading.gp"
HEAD = 30 + head_more
# What stands above the second panel, broken in a width that is asked for.
array second[2]
second[1] = "From which evaluation time on the ranking by time is that by evaluations"
second[2] = "crosses, dotted: what an evaluation of the function itself took here"
# Markup ends with its line.
each_bold(s) = strstrt(s, "\n") ? "{/:Bold ".s[:strstrt(s, "\n")-1]."}\n".lead.each_bold(s[strstrt(s, "\n")+1:]) : "{/:Bold ".s."}"
second_high = 26.0; second_low = 11.0; second_face = fit(10, 74, W-LEFT-8)
if (fit_wide > 0) {
  second_face = 9
  do for [k=1:2] {
    second_fits = int((W-LEFT-8)/((k == 1 ? 0.8 : 0.66)*9))
    second_high = second_high + 13*(broken_lines(second[k], second_fits)-1)
    if (k == 2) { second_low = second_low + 13*(broken_lines(second[k], second_fits)-1) }
    second[k] = broken(second[k], second_fits)
  }
  GAP = 48 + second_high
}
H = int(HEAD + PA + (ranked ? GAP + PB : 0) + FOOT)
call here."style.gp" ARG1 ARG2

set multiplot
set logscale xy
set xrange [left/(left < right ? 1.06 : 2.0):right*(left < right ? 1.03 : 2.0)]
set xtics (1, 2, 5, 10, 20, 40, 80, 160, 320, 640, 1280) font face
if (left == right) { set xtics (left) }
set mxtics 1; set mytics 1
set ytics ("1 ns" 1e-9, "10 ns" 1e-8, "100 ns" 1e-7, "1 µs" 1e-6, "10 µs" 1e-5, "100 µs" 1e-4, "1 ms" 1e-3, \
  "10 ms" 1e-2, "100 ms" 1e-1, "1 s" 1, "10 s" 10, "100 s" 100) font face
set lmargin at screen real(LEFT)/W; set rmargin at screen real(LEFT+PW)/W
down(v) = 10.0**floor(log10(v)+1e-9)
up(v) = 10.0**ceil(log10(v)-1e-9)

# Below 1 ns nothing is told.
bottom = down(low > 1e-9 ? low : 1e-9); top = up(high > 0 ? high : 1e-8)
if (top <= bottom) { top = 10*bottom }
inside(v) = v < bottom ? bottom : (v < top ? v : top)
set yrange [bottom:top]
y0 = H - HEAD
set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PA)/H
count = many
array ey[count]
do for [i=1:count] { ey[i] = log10(inside(end[i])) }
floor_y = log10(bottom); ceil_y = log10(top); gap = (ceil_y-floor_y)*1.75*small/PA
load here."labels.gp"
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font sprintf(",%d", head_points) textcolor rgb ink
do for [i=1:count] {
  named_i = fit_wide > 0 ? cut(title[i], longest) : title[i]
  set label 10+i named_i noenhanced at screen (LEFT+PW+16.0)/W, first 10**ly[i] textcolor rgb legible(tint[i]) font face
  set arrow 10+i from first until[i],first inside(end[i]) to screen (LEFT+PW+13.0)/W,first 10**ly[i] nohead lc rgb soft lw 0.5 back
}
set xlabel (ranked ? "" : "dimension") offset 0,0.6 font face
plot for [i=1:many] data every ::first[i]::last[i] using 2:(inside($4)):(inside($6)) \
       with filledcurves fc rgb tint[i] fs transparent solid 0.13 noborder, \
     for [i=1:many] data every ::first[i]::last[i] using 2:(inside($5)) with lines lw 1.7 dt dash[i] lc rgb tint[i], \
     for [i=1:many] data every ::first[i]::last[i] using 2:(inside($5)) with points pt 7 ps 0.5 lc rgb tint[i]
unset label 1
do for [i=1:count] { unset label 10+i; unset arrow 10+i }
undefine ey ly order

if (ranked) {
  # What holds from no time on stands at the lower edge.
  bottom = down(least < 1e300 && least > 1e-9 ? least : 1e-9)/10; top = up(most > 0 ? most : 1e-8)
  if (top <= bottom) { top = 10*bottom }
  set yrange [bottom:top]
  set ytics add ("always" bottom) font face
  y0 = y0 - PA - GAP
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PB)/H
  count = named
  if (count) { array ey[count] }
  do for [i=1:count] { ey[i] = log10(inside(from[which[i]])) }
  floor_y = log10(bottom); ceil_y = log10(top); gap = (ceil_y-floor_y)*1.75*small/PB
  if (count) { load here."labels.gp" }
  do for [i=1:count] {
    k = which[i]
    set label 10+i sprintf("%s  {/*%.3f %s}", phrase(cut(name[k], fit_wide > 0 ? longest-8 : 26)), lesser(small), from[k] > 0 ? seconds(from[k]) : "always") \
      at screen (LEFT+PW+16.0)/W, first 10**ly[i] textcolor rgb legible(hue[k]) font face
    if (reach[k] > 0.8*right) { set arrow 10+i from first reach[k],first inside(from[k]) to screen (LEFT+PW+13.0)/W,first 10**ly[i] nohead lc rgb soft lw 0.5 back }
  }
  set label 2 lead.each_bold(second[1]) \
    at screen real(LEFT)/W, screen (y0+second_high)/H font sprintf(",%.1f", second_face) textcolor rgb ink
  set label 3 second[2] \
    at screen real(LEFT)/W, screen (y0+second_low)/H font face textcolor rgb ink
  set xlabel "dimension" offset 0,0.6 font face
  plot for [k=1:kinds] ranking every ::begin[k]::final[k] using 2:(inside($9)) with lines lw 1.0 dt 3 lc rgb hue[k], \
       for [k=1:kinds] ranking every ::begin[k]::final[k] using 2:(inside($9)) with points pt 2 ps 0.4 lc rgb hue[k], \
       for [k=1:kinds] ranking every ::begin[k]::final[k] using 2:($3 > 0 ? inside($3) : NaN) with lines lw 1.7 dt style[k] lc rgb hue[k], \
       for [k=1:kinds] ranking every ::begin[k]::final[k] using 2:($3 > 0 ? inside($3) : NaN) with points pt 7 ps 0.55 lc rgb hue[k], \
       for [k=1:kinds] ranking every ::begin[k]::final[k] using 2:($3 > 0 || $3 < 0 || $3 != $3 ? NaN : bottom) with points pt 6 ps 0.7 lw 1.1 lc rgb hue[k]
}
unset multiplot
set output
