# fit.gp -- panels in as many columns as a size leaves room for; scripts call it before they add up
# their width. Nothing changes where no size is asked for.
#
#   call here."fit.gp" EACH ONCE LEAST ROW
#
# EACH: what a column has beside its panel; ONCE: what the figure has beside its columns; LEAST: how
# wide a panel is at least, unless the figure would be higher than a page; ROW: what a row has beside
# its panels. All are expressions, in units.
# In:  total, columns, PW, PH. Out: columns, PW, PH, fit_flow: there are fewer columns than there were;
#      tight: panels are narrow.
fit_flow = 0; tight = 0
if (fit_wide > 0) {
  fit_shape = real(PH)/PW; fit_columns = columns
  fit_room(n) = (fit_wide-(@ARG2))/n - (@ARG1)
  fit_rows(n) = (total+n-1)/int(n)
  fit_height(n) = fit_rows(n)*(fit_room(n)*fit_shape + (@ARG4))
  while (columns > 1 && fit_room(columns) < (@ARG3)) { columns = columns-1 }
  while (columns < fit_columns && fit_height(columns) > (fit_tall > 0 ? fit_tall : 860) && fit_room(columns+1) > 70) { columns = columns+1 }
  PW = fit_room(columns) > 70 ? fit_room(columns) : 70
  PH = int(fit_shape*PW > 1.3*PH ? 1.3*PH : fit_shape*PW)
  PH = PH > 56 ? PH : 56
  tight = PW < 170
  fit_flow = columns < fit_columns
}
