# wins.gp -- in how many pairs of runs one optimizer has the lower metric: a row a function and
# dimension, a mark a rival, and the numbers beside; its own in bold. Grey: what a tossed coin comes
# to.
#
# Reads wins.csv (a row a mark), wins-rivals.csv, wins-rows.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/wins.csv"
rivals = ARG1."/wins-rivals.csv"
rows   = ARG1."/wins-rows.csv"

stats rivals using 3 nooutput; others = int(STATS_records)
array title[others]; array tint[others]
widest = 10
stats rivals using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), \
  widest=(strlen(title[k]) > widest ? strlen(title[k]) : widest), 0) nooutput

stats rows using 2 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array pairs[total]; array low[total]; array high[total]
array mean[total]; array error[total]
longest = 0
stats rows using (k=int($0)+1, name[k]=strcol(1), dim[k]=int($2), pairs[k]=int($3), low[k]=$4, \
  high[k]=$5, mean[k]=$6, error[k]=(strcol(7) eq "nan" ? -1 : $7), reference=strcol(8), metric=strcol(9), \
  n=strlen(name[k]) + strlen(sprintf(", d = %d", dim[k])), longest=(n > longest ? n : longest), 0) nooutput

stats data using 1 nooutput; marks = int(STATS_records)
array at[marks]; array of[marks]; array wins[marks]; array ties[marks]; array among[marks]
array p[marks]; array theirs[marks]; array off[marks]
stats data using (k=int($0)+1, at[k]=int($1)+1, of[k]=int($2)+1, among[k]=int($6), wins[k]=int($7), \
  ties[k]=int($9), p[k]=$12, theirs[k]=$15, off[k]=(strcol(16) eq "nan" ? -1 : $16), 0) nooutput

# Below a row's first line, one for each of its marks.
LINE = 17; SPACE = 22
face = ",9"
call here."text.gp"
NAMES = 0.66*9*(widest > 12 ? widest : 12) + 26; PW = 300; NUMBERS = 330; LEFT = 16
HEAD = 52; FOOT = 44
TITLES = NAMES+PW
x_wins = LEFT+NAMES+PW+16; x_mean = x_wins + 112; x_p = x_mean + 122
# In a width that is asked for, the numbers stand beneath each mark's line.
under = 0
if (fit_wide > 0 && fit_tall == 0) {
  NAMES = NAMES > 0.45*fit_wide ? 0.45*fit_wide : NAMES
  PW = fit_wide-LEFT-NAMES-NUMBERS
  if (PW < 120) {
    under = 1; LINE = 31; NUMBERS = 22; PW = fit_wide-LEFT-NAMES-NUMBERS
  }
  PW = PW < 100 ? 100 : PW
  TITLES = NAMES+PW
  x_wins = LEFT+NAMES+PW+16; x_mean = x_wins + 112; x_p = x_mean + 122
}
suffix(r) = sprintf(", d = %d", dim[r])
do for [r=1:total] { if (title_lines(name[r], suffix(r), 9, TITLES) > 1) { SPACE = 36 } }
two_lines = SPACE > 22
if (under) { SPACE = two_lines ? 50 : 36 }
block = others*LINE + SPACE
W = fit_wide > 0 ? int(LEFT + NAMES + PW + NUMBERS) : LEFT + NAMES + PW + NUMBERS; H = int(HEAD + total*block + FOOT)
head_bold = sprintf("Wins of %s", plain(reference)); head_points = 11
head_rest = sprintf("pairs in which its %s is the lower (bold: its own); grey: what a tossed coin comes to (sign test, 5%%)", metric).(under ? sprintf("; numbers: pairs won, %s, p", metric) : "")
# Names are cut in their middle where there is little room: parameters at their ends tell them apart.
middle(s, n) = strlen(s) <= n ? s : s[1:n/2]."…".s[strlen(s)-n+n/2+2:]
array short_title[others]
do for [k=1:others] { short_title[k] = fit_wide > 0 && fit_tall == 0 ? middle(title[k], int((NAMES-4)/(0.74*9))) : title[k] }
listed = others; rest_named = 0
load here."rest.gp"
load here."heading.gp"
HEAD = HEAD + head_more; H = H + head_more
call here."style.gp" ARG1 ARG2

set lmargin at screen (LEFT+NAMES)/W; set rmargin at screen (LEFT+NAMES+PW)/W
set tmargin at screen 1-real(HEAD)/H; set bmargin at screen real(FOOT)/H
set xrange [0:100]; set yrange [H-FOOT:HEAD]           # units from the top
set border 1; unset ytics; unset grid
set xtics 0,(PW < 160 ? 50 : 25),100 font face format "%g%%"
set xlabel "pairs won" font face offset 0,0.4
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font sprintf(",%d", head_points) textcolor rgb ink
if (!under) {
  set label 2 "wins" at screen real(x_wins)/W, screen 1-(HEAD-6.0)/H font tiny textcolor rgb soft
  set label 3 metric at screen real(x_mean)/W, screen 1-(HEAD-6.0)/H font tiny textcolor rgb soft
  set label 4 "p" at screen real(x_p)/W, screen 1-(HEAD-6.0)/H font tiny textcolor rgb soft
}

top(r) = HEAD + (r-1)*block
line(k) = top(at[k]) + SPACE + (under ? (of[k]-1)*LINE + 8.5 : (of[k]-0.5)*LINE)
places(x, e) = metric eq "mean f/f0" && abs(x) < 10 ? "%.4f" : (e >= 0 && e < 0.01 ? (e < 0.001 ? "%.4f" : "%.3f") : "%.2f")
with_error(x, e) = (x < 0 ? "−" : "").sprintf(places(x, e), abs(x)).(e < 0 ? "" : " ± ".sprintf(places(x, e), e))
do for [r=1:total] {
  set label 10+r panel_title(name[r], suffix(r), 9, TITLES) \
      at screen real(LEFT)/W, first top(r)+12 font face textcolor rgb ink
  set label 5000+r lead."{/:Bold ".with_error(mean[r], error[r])."}" at screen real(x_mean)/W, first top(r)+12 font face textcolor rgb ink
  if (under) { set label 5000+r at screen (LEFT+NAMES+PW)/W, first top(r)+(two_lines ? 39 : 26) right }
  if (!under && high[r] >= low[r]) {
    set object r rectangle from first 100*low[r], first top(r)+SPACE to first 100*high[r], first top(r)+block-2 \
        fillcolor rgb pale("#ececec") fillstyle solid noborder behind
  }
  do for [q=0:(under ? -1 : 4)] {
    set arrow 100*r+q from first 25*q, first top(r)+SPACE to first 25*q, first top(r)+block-2 nohead lw 0.6 lc rgb rule
  }
  if (!under) { set arrow 100*r+5 from first 50, first top(r)+SPACE to first 50, first top(r)+block-2 nohead lw 1 lc rgb soft }
}
said(x) = x < 1e-300 ? "< 10^{−300}" : (x >= 0.001 ? sprintf("%.2g", x) : brief(number(sprintf("%.1e", x))))
do for [k=1:marks] {
  set label 1000+k short_title[of[k]] noenhanced at screen (LEFT+NAMES-12.0)/W, first line(k) right font face textcolor rgb legible(tint[of[k]])
  if (under) {
    # Grey and grid beside the mark alone, so that the numbers stand on nothing.
    r = at[k]
    if (high[r] >= low[r]) {
      set object k rectangle from first 100*low[r], first line(k)-7 to first 100*high[r], first line(k)+7 \
          fillcolor rgb pale("#ececec") fillstyle solid noborder behind
    }
    set arrow 20000+k from first 50, first line(k)-7 to first 50, first line(k)+7 nohead lw 1 lc rgb soft
    set label 2000+k sprintf("%d of %d", wins[k], among[k]).(ties[k] ? sprintf(", %d ties", ties[k]) : "").",  ".with_error(theirs[k], off[k]).",  ".said(p[k]) \
        at screen (LEFT+NAMES+PW)/W, first line(k)+15 right font tiny textcolor rgb ink
    continue
  }
  set label 2000+k sprintf("%d of %d", wins[k], among[k]).(ties[k] ? sprintf(", %d ties", ties[k]) : "") \
      at screen real(x_wins)/W, first line(k) font face textcolor rgb ink
  set label 3000+k "".with_error(theirs[k], off[k]) \
      at screen real(x_mean)/W, first line(k) font face textcolor rgb ink
  set label 4000+k said(p[k]) at screen real(x_p)/W, first line(k) font face textcolor rgb ink
}
plot data using (50):(line(int($0)+1)):($10*100-50):(0) with vectors nohead lw 1.2 lc rgb "#bbbbbb", \
     for [o=1:others] data using ($2 == o-1 ? $10*100 : NaN):(line(int($0)+1)) with points pt 7 ps 1.0 lc rgb tint[o]
set output
