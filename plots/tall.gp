# tall.gp -- panels as high as a size leaves room for; scripts call it once they have added up their
# height.
#
#   call here."tall.gp" ROWS
#
# In:  H, PH, ROWS rows of which add to H. Out: H, PH. Where not even low panels fit, both stay.
if (fit_tall > 0 && PH + (fit_tall-H)/real(@ARG1) >= (PH < 40 ? PH : 40)) {
  PH = PH + (fit_tall-H)/real(@ARG1); H = int(fit_tall+0.5)
}
