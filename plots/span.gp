# span.gp -- an axis of heights that its values fill: logarithmic from a factor of three on, linear
# below, and where there are values below zero.
#
# In:  span_low, span_high, the least and the largest value; span_linear = 1: linear in any case; maybe
#      PH, how high the panel is.
# Out: the y axis with its tics; span_log, is it logarithmic?; lowest and highest, its ends, which
#      values are clipped to; floor_y and ceil_y, the same in axis units (after log10 on a log axis).
#
# Zero has no logarithm: beside positive values it is drawn at the floor, as what is below 1e-8.
if (!exists("span_linear")) { span_linear = 0 }
span_tall = exists("PH") ? PH : 190.0
span_log = !span_linear && span_low >= 0 && span_high > 1e-8 && span_high > 3*span_low
if (span_log) {
  floor_y = span_low > 1e-8 ? log10(span_low) : -8
  ceil_y = log10(span_high)
  span_room = ceil_y - floor_y
  if (floor_y > -8) { floor_y = floor_y - 0.04*span_room }
  ceil_y = ceil_y + 0.04*span_room
  if (ceil_y > 308) { ceil_y = 308 }
  lowest = 10.0**floor_y; highest = 10.0**ceil_y
  set logscale y; set yrange [lowest:highest]
  if (span_room < 2.5) {
    set format y "%g"; set mytics 1
    set ytics (lowest lowest)
    set ytics ()
    do for [span_e=floor(floor_y):ceil(ceil_y)] {
      do for [span_k in (span_room < 0.9 && span_tall > 90 ? "1 1.5 2 3 5 7" : span_room*45 < span_tall || span_room < 0.9 ? "1 2 5" : span_room*30 < span_tall ? "1 3" : "1")] {
        span_at = real(span_k)*10.0**span_e
        if (span_at >= lowest && span_at <= highest) { set ytics add (brief(span_at) span_at) }
      }
    }
  } else {
    span_step = ceil(span_room/5); span_i = tic_decades(span_room, span_tall, 15)
    if (span_i > span_step) { span_step = span_i }
    set format y "10^{%T}"; set mytics default
    set ytics 10.0**ceil(floor_y-1e-9),10.0**span_step
  }
} else {
  span_room = span_high > span_low ? span_high - span_low : (span_high == 0 ? 1 : abs(span_high))
  lowest = span_low >= 0 && span_low < 0.05*span_room ? 0 : span_low - 0.05*span_room
  highest = span_high + 0.05*span_room
  floor_y = lowest; ceil_y = highest
  unset logscale y; set yrange [lowest:highest]
  set format y "%g"; set ytics tic_fitting(highest-lowest, span_tall, 14); set mytics 1
}
