# scale.gp -- predicted speed-up of a generation against ranks, a panel a dimension (down) and a
# function, cheap and dear (across); what was measured here as dots, the same predicted as rings, in
# the colour of its scheme, of threads black.
#
# Reads speedup.csv, scale-curves.csv (a row a curve), scale-panels.csv, compared.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data     = ARG1."/speedup.csv"
curves   = ARG1."/scale-curves.csv"
panels   = ARG1."/scale-panels.csv"
compared = ARG1."/compared.csv"

stats panels using 3 nooutput; total = int(STATS_records)
array cost[total]; array dim[total]; array many[total]
stats panels using (k=int($0)+1, cost[k]=$2, dim[k]=$3, population=$4, most=$5, many[k]=int($6), \
  network=strcol(7), others=strcol(8), points=int($9), 0) nooutput
cheap = ""
stats panels using ($2 == 0 ? (cheap=strcol(1), 0) : 0) nooutput
stats curves using 5 nooutput; listed = int(STATS_records)
array label[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array end[listed]
stats curves using (k=int($0)+1, label[k]=strcol(2), tint[k]=strcol(3), dash[k]=int($4), \
  first[k]=int($5), last[k]=int($6), end[k]=$7, 0) nooutput

small = 9; face = sprintf(",%d", small)
rows = total/2
LEFT = 58; PW = 268; ROOM = 82; PH = 158; ABOVE = 26; BELOW = 22; HEAD = points > 0 ? 58 : 44; FOOT = 26
W = int(2*(LEFT+PW+ROOM)); H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT)
call here."style.gp" ARG1 ARG2

set multiplot
set logscale xy
top = 10.0**ceil(log10(most)-1e-9); if (top < 10) { top = 10.0 }
low = 0.4; high = 1.2*top
set xrange [1:top]; set yrange [low:high]
set format x "10^{%T}"; set format y "10^{%T}"
set xtics 10 font face; set ytics 1,10,top font face; set mxtics 1; set mytics 1
set label 1 sprintf(lead."{/:Bold %s}   adam\\@es with %s points", titled("Speed-up of a generation, as predicted"), count_of(population)) \
  at screen real(LEFT)/W, screen 1-15.0/H font ",11" textcolor rgb ink
set label 2 sprintf("network: %s%s;  grey: as many times as fast as there are ranks%s", escaped(network), \
  strlen(others) ? ", ".phrase(others) : "", \
  points > 0 ? "\ndots: measured on this machine, with fewer points (black: threads);  rings: predicted for the same" : "") \
  at screen real(LEFT)/W, screen 1-33.0/H font ",9" textcolor rgb ink
at = 0
do for [p=1:total] {
  column = (p-1)/rows; row = (p-1)%rows
  x0 = column*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - row*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  labelled = 0
  do for [i=1:many[p]] { if (strlen(label[at+i])) { labelled = labelled+1 } }
  count = labelled
  array ey[count]; array own[count]
  n = 0
  do for [i=1:many[p]] {
    if (strlen(label[at+i])) {
      n = n+1; own[n] = at+i
      ey[n] = log10(end[at+i] > low ? (end[at+i] < high ? end[at+i] : high) : low)
    }
  }
  gap = (log10(high)-log10(low))*1.6*small/PH; floor_y = log10(low)+gap/3; ceil_y = log10(high)-gap/3
  load here."labels.gp"
  set xlabel (row == rows-1 ? "ranks" : "") offset 0,0.7 font face
  set ylabel (column == 0 ? "speed-up" : "") offset 0.6,0 font face
  set label 3 sprintf(lead."{/:Bold d = %s}   %s", power(dim[p]), cost[p] > 0 ? sprintf("%s s a point", brief(cost[p])) : escaped(cheap)) \
    at graph 0, screen (y0+9.0)/H font ",10" textcolor rgb ink
  do for [i=1:count] {
    set label 10+i plain(label[own[i]]) at screen real(x0+PW+16)/W, first 10**ly[i] textcolor rgb legible(tint[own[i]]) font face
    set arrow 10+i from first most, first 10**ey[i] to screen real(x0+PW+13)/W, first 10**ly[i] nohead lc rgb soft lw 0.5 back
  }
  here_only(s, x) = cost[p] == 0 && column("dimension") == dim[p] && column("ranks") > 1 && \
    strcol("scheme") eq s ? x : NaN
  array scheme[count+1]; array tone[count+1]
  do for [i=1:count] { scheme[i] = label[own[i]]; tone[i] = tint[own[i]] }
  scheme[count+1] = "threads"; tone[count+1] = ink
  plot x with lines lw 1 lc rgb soft, \
       for [i=1:many[p]] data every ::first[at+i]::last[at+i] using "ranks":"speedup" with lines \
         lw (dash[at+i] > 1 ? 1 : 1.7) dt dash[at+i] lc rgb tint[at+i], \
       for [i=1:count+1] compared using "ranks":(here_only(scheme[i], column("predicted_speedup"))) with points \
         pt 6 ps 0.7 lw 1.2 lc rgb tone[i], \
       for [i=1:count+1] compared using "ranks":(here_only(scheme[i], column("measured_speedup"))) with points \
         pt 7 ps 0.5 lc rgb tone[i]
  do for [i=1:count] { unset label 10+i; unset arrow 10+i }
  unset label 1; unset label 2
  undefine ey ly order own scheme tone
  at = at + many[p]
}
unset multiplot
set output
