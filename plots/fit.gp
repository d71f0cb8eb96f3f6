# fit.gp -- panels in as many columns as a size leaves room for; scripts call it before they add up
# their width. Nothing changes where no size is asked for.
#
#   call here."fit.gp" EACH ONCE LEAST ROW
#
# EACH: what a column has beside its panel; ONCE: what the figure has beside its columns; LEAST: how
# wide a panel is at least, unless the figure would be higher than a page; ROW: what a row has beside
# its panels. All are expressions, in units.
# In:  total, columns, PW, PH; maybe fit_low and fit_narrow, how high and how wide a panel is at least
#      where there are more columns than usual; name[], titles of panels; fit_parts, groups of panels
#      of which each begins a row; fit_over, what the figure has above and below its rows, but key_room.
# Out: columns, PW, PH, fit_flow: there are other columns than there were; tight: panels are narrow.
#
# Where a height is asked for too, and the rows would get too low, there are more columns; and where
# no number of them fits, all texts are as much smaller as it takes: fit_wide and fit_tall, the size in
# units, grow by that.
fit_flow = 0; tight = 0
if (!exists("fit_low")) { fit_low = 46 }
if (!exists("fit_narrow")) { fit_narrow = 80 }
if (!exists("fit_parts")) { fit_parts = 1 }
# Parameters may take a title's second line.
fit_line = 0
if (exists("name")) { do for [fit_i=1:|name|] { if (strstrt(name[fit_i], " (")) { fit_line = 13 } } }
if (!exists("fit_over")) { fit_over = 86 }
if (fit_wide > 0) {
  fit_shape = real(PH)/PW; fit_columns = columns
  fit_room(n) = (fit_wide-(@ARG2))/n - (@ARG1)
  fit_rows(n) = fit_parts*((total/fit_parts+int(n)-1)/int(n))
  fit_height(n) = fit_rows(n)*(fit_room(n)*fit_shape + (@ARG4))
  while (columns > 1 && fit_room(columns) < (@ARG3)) { columns = columns-1 }
  while (fit_tall <= 0 && columns < fit_columns && fit_height(columns) > 860 && fit_room(columns+1) > 70) { columns = columns+1 }
  if (fit_tall > 0) {
    fit_fits(n) = (fit_tall-fit_over-key_room)/fit_rows(n) - (@ARG4) - fit_line >= fit_low
    fit_first = columns; fit_from_wide = fit_wide; fit_from_tall = fit_tall; fit_step = 0; fit_found = 0
    while (!fit_found && fit_step < 30) {
      fit_wide = fit_from_wide/0.95**fit_step; fit_tall = fit_from_tall/0.95**fit_step
      columns = fit_first
      while (!fit_fits(columns) && columns < total && fit_room(columns+1) >= fit_narrow) { columns = columns+1 }
      fit_found = fit_fits(columns)
      fit_step = fit_step+1
    }
    if (!fit_found) { fit_wide = fit_from_wide; fit_tall = fit_from_tall; columns = fit_first }
    if (fit_wide > fit_from_wide && keyed) { call here."key.gp" "fit_wide" }
  }
  PW = fit_room(columns) > 70 ? fit_room(columns) : 70
  PH = int(fit_shape*PW > 1.3*PH ? 1.3*PH : fit_shape*PW)
  PH = PH > 56 ? PH : 56
  tight = PW < 170
  fit_flow = columns != fit_columns
}
