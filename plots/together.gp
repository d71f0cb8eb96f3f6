# together.gp -- who ends together, in a panel whose names are in a key: letters at the end of curves that
# nobody could tell apart there, which convergence.gp loads after groups.gp.
#
# In:  groups, opens, closes, order, has_end, group_end, group_height, what groups.gp has; seq and
#      seq_rest; letter[] of curves, letter_at(n); hides(n, c), do n curves of which c is drawn last hide one?;
#      data, first, last, clip; lowest, floor_y, ceil_y, span_log, PW, PH, right[p], small, face.
# Out: labels and, behind them, objects from tag 10 on. Above the curves' end or below it, where fewer points are, and off those that
#      are there.
array tg_taken[groups > 0 ? groups : 1]
tg_placed = 0
do for [g=1:groups] {
  tg_count = closes[g]-opens[g]+1; tg_over = 0
  do for [a=opens[g]:closes[g]] { tg_over = seq[seq_rest+order[a]] > tg_over ? seq[seq_rest+order[a]] : tg_over }
  if (has_end(order[opens[g]]) && group_end(order[opens[g]]) > lowest && hides(tg_count, tg_over)) {
    # a, c, d, e as "a, c–e".
    tg_who = ""
    if (lettered) {
      array tg_there[27]
      do for [k=1:27] { tg_there[k] = 0 }
      do for [a=opens[g]:closes[g]] { tg_there[letter[seq[seq_rest+order[a]]]] = 1 }
      k = 1
      while (k < 27) {
        if (tg_there[k]) {
          b = k
          while (tg_there[b+1]) { b = b+1 }
          tg_who = tg_who.(strlen(tg_who) ? ", " : "").letter_at(k).(b > k ? (b > k+1 ? "–" : ", ").letter_at(b) : "")
          k = b
        }
        k = k+1
      }
      undefine tg_there
    } else { tg_who = sprintf("%d", tg_count) }
    if (0.68*small*(strlen(tg_who)+9) < 0.96*PW) { tg_who = tg_who." end here" }
    if (0.68*small*strlen(tg_who) > 0.96*PW) { tg_who = sprintf("%d end here", tg_count) }
    # The axis is log10 of what tg_y is, or not; the text is so wide and high.
    tg_y = span_log ? log10(group_end(order[opens[g]])) : group_end(order[opens[g]])
    tg_high = (ceil_y-floor_y)*1.7*small/PH
    tg_from = right[p]**(1-0.62*small*(strlen(tg_who)+2)/PW); tg_up = 0; tg_down = 0
    tg_first = first[from[p]+1]; tg_last = last[from[p]+1]
    do for [i=1:many[p]] {
      if (last[from[p]+i] > tg_last) { tg_last = last[from[p]+i] }
      if (first[from[p]+i] < tg_first) { tg_first = first[from[p]+i] }
    }
    tg_near(y) = (span_log ? (y > 0 ? log10(y) : -400) : y) - tg_y
    unset logscale; set xrange [*:*]; set yrange [*:*]
    stats data every ::tg_first::tg_last using (tg_d = tg_near($6), tg_in = $4 >= tg_from && $4 <= right[p], \
      tg_up = tg_up + (tg_in && tg_d > 0.15*tg_high && tg_d < tg_high), tg_down = tg_down + (tg_in && tg_d < -0.15*tg_high && tg_d > -tg_high), 0) nooutput
    set logscale x
    if (span_log) { set logscale y }
    set yrange [lowest:highest]
    tg_below = tg_y+1.1*tg_high > ceil_y || (tg_down < tg_up && tg_y-1.1*tg_high > floor_y)
    tg_at = tg_y; tg_found = 0; k = 0
    while (!tg_found && k < 12) {
      tg_side = (k%2 == 0) == (tg_below == 0) ? 1 : -1
      tg_at = tg_y + tg_side*(0.6 + 0.5*(k/2))*tg_high; k = k+1
      tg_found = tg_at+0.4*tg_high < ceil_y && tg_at-0.4*tg_high > floor_y
      do for [b=1:tg_placed] { tg_found = tg_found && abs(tg_taken[b]-tg_at) > 0.95*tg_high }
    }
    if (tg_found) {
      tg_placed = tg_placed+1; tg_taken[tg_placed] = tg_at
      # Curves that pass under the text shine through.
      set object 10+g rectangle from graph 0.975-0.6*small*strlen(tg_who)/PW,first group_height(tg_at-0.36*tg_high) \
        to graph 0.99,first group_height(tg_at+0.36*tg_high) front fillstyle transparent solid 0.75 noborder fillcolor rgb ground
      set label 10+g tg_who at graph 0.98,first group_height(tg_at) right font face textcolor rgb ink front
    }
  }
}
set xrange [1:right[p]]
undefine tg_taken
