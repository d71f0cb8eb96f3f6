# reached.gp -- the share of runs that reached what was asked for against a parameter that a campaign
# varies, with 95% intervals; a panel a function, dimension and parameter, every curve labelled at its
# end.
#
# Reads reached.csv, reached-curves.csv (a row a curve), reached-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/reached.csv"
curves = ARG1."/reached-curves.csv"
panels = ARG1."/reached-panels.csv"

stats panels using 2 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array key[total]; array logs[total]; array words[total]
array left[total]; array right[total]; array from[total]; array many[total]; array goal[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), dim[k]=int($2), key[k]=strcol(3), logs[k]=int($4), \
  words[k]=int($5), left[k]=strcol(6) eq "nan" ? 0 : $6, right[k]=strcol(7) eq "nan" ? 1 : $7, runs=int($8), \
  from[k]=int($9), many[k]=int($10), goal[k]=strcol(11), 0) nooutput

stats curves using 4 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array level[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), \
  first[k]=int($4), last[k]=int($5), level[k]=int($6), \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput
stats data using 9 nooutput; points = int(STATS_records)
array share[points]; array at[points]
stats data using (k=int($0)+1, share[k]=$9, at[k]=strcol(6) eq "nan" ? 0 : $6, 0) nooutput

columns = total < 3 ? total : 3
rows = ceil(real(total)/columns)
small = 9; face = sprintf(",%d", small)
PW = total == 1 ? 420 : 260; PH = total == 1 ? 280 : 200
LEFT = 58; ROOM = 36 + 0.78*small*longest; ABOVE = 30; BELOW = 42
call here."text.gp"
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
rows = ceil(total/real(columns))
W = int(columns*(LEFT+PW+ROOM))
# What is asked for: in the heading where it is the same everywhere, else above each panel.
same = 1
do for [k=2:total] { if (goal[k] ne goal[1]) { same = 0 } }
head_points = 11
head_bold = "Share of runs that reached ".(same ? goal[1] : "the goal")
head_rest = sprintf("%d runs a point; bars: 95%% intervals", runs)
call here."heading.gp"
HEAD = 28 + head_more
suffix(p) = (dim[p] ? sprintf(", d = %d", dim[p]) : "").(same ? "" : ", ".goal[p])
lines = 1
do for [p=1:total] { if (title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1) { lines = 2 } }
if (lines > 1) { ABOVE = ABOVE + 13 }
H = int(HEAD + rows*(ABOVE+PH+BELOW) + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
set yrange [-0.03:1.03]; set ytics 0,0.25,1 font face; set mytics 1; set format y "%g"
floor_y = 0; ceil_y = 1
do for [p=1:total] {
  c = (p-1)%columns; r = (p-1)/columns
  x0 = LEFT + c*(LEFT+PW+ROOM)
  y0 = H - HEAD - r*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (right[p] <= left[p]) { half = left[p] == 0 ? 1 : 0.1*abs(left[p]); left[p] = left[p]-half; right[p] = right[p]+half }
  wide = logs[p] ? log10(right[p]/left[p]) : real(right[p]-left[p])
  if (logs[p]) {
    set logscale x; set xrange [left[p]*10**(-0.06*wide):right[p]*10**(0.06*wide)]
  } else {
    unset logscale x; set xrange [left[p]-0.06*wide:right[p]+0.06*wide]
  }
  # Curves stand beside each other, lest equal shares hide one.
  count = many[p]
  apart = count > 1 ? (0.07/count < 0.02 ? 0.07/count : 0.02) : 0
  x(v, i) = logs[p] ? v*10**(wide*apart*(i-0.5*(count+1))) : v + wide*apart*(i-0.5*(count+1))
  # A tic at each value of the curve that has most of them.
  set xtics nomirror () font face; set mxtics 1
  base = from[p]+1; most = 0
  do for [i=1:count] {
    k = from[p]+i
    if (!level[k] && last[k]-first[k]+1 > most) { base = k; most = last[k]-first[k]+1 }
  }
  array ey[count]
  do for [i=1:count] { ey[i] = share[last[from[p]+i]+1] }
  gap = 1.75*small/PH
  under_title = title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1
  load here."labels.gp"
  set xlabel key[p] noenhanced offset 0,0.5 font face
  set ylabel (c == 0 ? "share of runs" : "") offset 1.4,0 font face
  set label 2 panel_title(name[p], suffix(p), 10, PW+ROOM-8) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], suffix(p), 10, PW+ROOM-8) > 1 ? 13 : 0))/H font ",10" textcolor rgb ink
  do for [i=1:count] {
    k = from[p]+i
    name_at_end = keyed ? "" : title[k]
    set label 10+i name_at_end noenhanced at screen (x0+PW+20.0)/W, first ly[i] textcolor rgb legible(tint[k]) font face
    if (level[k]) {
      set arrow 10+i from graph 0,first ey[i] to graph 1,first ey[i] nohead lw 1.3 dt 3 lc rgb tint[k]
    }
    # A curve may end before the panel does: a leader runs on from there.
    if (!level[k]) {
      set arrow 200+i from first x(at[last[k]+1], i),first ey[i] to graph 1,first ey[i] nohead lc rgb tint[k] lw 0.6 dt 3
    }
  }
  do for [i=1:(keyed ? 0 : count)] {
    set arrow 100+i from graph 1.003,first ey[i] to screen (x0+PW+17.0)/W,first ly[i] nohead lc rgb tint[from[p]+i] lw 0.8
  }
  # A tic's value is told where the one before leaves room.
  told = -1e9
  told_at(v) = PW*((logs[p] ? log10(v/left[p]) : v-left[p])/wide + 0.06)/1.12
  free(v, s) = told_at(v)-0.34*small*strlen(s) > told ? (told = told_at(v)+0.34*small*strlen(s)+5, s) : ""
  plot for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using (level[from[p]+i] ? NaN : x($6, i)):9:10:11 with yerrorbars pt 7 ps 0.01 lw 1 lc rgb tint[from[p]+i], \
       for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using (level[from[p]+i] ? NaN : x($6, i)):9 with lines lw 1.9 dt dash[from[p]+i] lc rgb tint[from[p]+i], \
       for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using (level[from[p]+i] ? NaN : x($6, i)):9 with points pt 7 ps 0.5 lc rgb tint[from[p]+i], \
       data every ::first[base]::last[base] using 6:(-9):xtic(free($6, strcol(5))) with points
  do for [i=1:count] { unset label 10+i; unset arrow 10+i; unset arrow 100+i; unset arrow 200+i }
  unset label 1
  undefine ey ly order
}
unset multiplot
set output
