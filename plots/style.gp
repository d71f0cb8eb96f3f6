# style.gp -- the look that all figures share; called first by each script.
#
#   gnuplot [-e SETTINGS] -c NAME.gp DATA_FOLDER OUTPUT.(png|svg|gif|pdf|eps|tikz|tex)
#
# In:  W, H, the figure's size; a unit is 1/96 inch, and a font of 10 points is 13 units high.
#      form.gp has the settings.
# The extension of the output picks the terminal: PNG has two pixels a unit. A GIF moves: its script
# draws a page a frame, each after `set output frame(NUMBER)`, from 1 on, as OUTPUT.gif.NNNN.png, at
# least 1000 pixels wide; `optbench plot` joins them. Without a size of their own, PDF, EPS and TeX
# have 0.6 points a unit, with one 0.75, as much as an inch has.

if (ARGC < 2 || !strlen(ARG2)) { exit error "usage: gnuplot -c NAME.gp DATA_FOLDER OUTPUT.(png|svg|gif|pdf|eps|tikz|tex)" }
call here."form.gp"
kind = ARG2[strlen(ARG2)-2:]
terminal = kind eq "ikz" ? "lua" : kind eq "png" || kind eq "gif" ? "pngcairo" : kind eq "pdf" ? "pdfcairo" : \
  kind eq "eps" ? "epscairo" : kind eq "tex" ? "cairolatex" : kind
if (!strstrt(" ".GPVAL_TERMINALS." ", " ".terminal." ")) {
  exit error sprintf("this gnuplot was built without the terminal '%s'; install another, such as gnuplot-nox, or take --format svg", terminal)
}
# Where a script has not fitted itself into the size that is asked for, all of it shrinks or grows,
# and what the height leaves over is spread.
zoom = form_zoom
if (form_wide > 0) { zoom = real(form_wide)/W; if (abs(W-fit_wide) < 2 && form_tall > 0 && zoom < 1.02*form_wide/fit_wide) { zoom = form_wide/fit_wide } }
if (form_tall > 0 && zoom*H > 1.005*form_tall) { zoom = real(form_tall)/H }
CW = form_wide > 0 ? form_wide : zoom*W; CH = form_tall > 0 ? form_tall : zoom*H
whole = form_wide > 0 ? 0.5 : 0
# Inches a unit of print.
inch = form_wide > 0 || form_zoom != 1 ? 1/96.0 : 1/120.0
# TeX has no memory for every pixel of a landscape.
thin = kind eq "ikz" ? 3 : 1
# What C tells people of a size that does not suit the figure.
if (form_wide > 0 && zoom < 0.97*form_zoom) {
  print sprintf("SMALL %.1f %.1f %.0f %.0f", 8.3*zoom, 8.3*form_zoom, ceil(W*form_zoom*2.54/96), form_tall > 0 ? ceil(H*form_zoom*2.54/96) : 0)
}
if (form_wide > 0 && form_tall <= 0 && CH > 29*96/2.54) { print sprintf("TALL %.0f", CH*2.54/96) }
face_of_all = form_font.",10"; bold_lines = form_theme eq "slides" ? 1.3 : 1.0

ground = "#ffffff"; ink = "#222222"; soft = "#757575"; rule = "#e4e4e4"
if (form_theme eq "dark") { ground = "#16181d"; ink = "#e6e6e6"; soft = "#9a9aa2"; rule = "#33363d" }
if (form_theme eq "slides") { soft = "#6e6e6e" }

call here."contrast.gp"
call here."theme.gp"
if (kind eq "png") {
  set terminal pngcairo size int(2*CW+whole),int(2*CH+whole) font face_of_all fontscale 2*zoom linewidth 2*zoom*bold_lines pointscale 2*zoom rounded enhanced background ground
}
if (kind eq "svg") {
  # Distances in characters do not grow with the fonts of this terminal: `plot` gives the whole its size.
  svg_zoom = exists("form_grows") ? zoom : 1.0
  if (svg_zoom != 1) { print sprintf("GROWN %.0f %.0f", floor(CW), floor(CH)) }
  set terminal svg size CW/svg_zoom,CH/svg_zoom font face_of_all fontscale 1.3333*zoom/svg_zoom linewidth zoom/svg_zoom*bold_lines \
      rounded enhanced background ground
}
if (kind eq "gif") {
  film_zoom = CW < 800 ? 1000.0/CW : 1.25
  set terminal pngcairo size int(film_zoom*CW+0.5),int(film_zoom*CH+0.5) font face_of_all fontscale film_zoom*zoom \
      linewidth film_zoom*zoom*bold_lines pointscale film_zoom*zoom rounded enhanced background ground
}
# On paper a light page is left as it is.
page = form_theme eq "dark" ? sprintf("background '%s'", ground) : ""
cairo = sprintf("size %.9fin,%.9fin fontscale %.9f linewidth %.9f pointscale %.9f rounded %s", \
  inch*CW, inch*CH, 72*inch*zoom, 144*inch*zoom*bold_lines, 72*inch*zoom, page)
if (kind eq "pdf") { eval sprintf("set terminal pdfcairo enhanced font '%s' %s", face_of_all, cairo) }
if (kind eq "eps") { eval sprintf("set terminal epscairo enhanced font '%s' %s", face_of_all, cairo) }
# All texts of a picture whose lines cairo draws have one size in TeX.
if (kind eq "tex") {
  eval "set terminal cairolatex pdf input colourtext ".cairo." font ',10'".sprintf(' header "\\fontsize{%.2f}{%.2f}\\selectfont"', 864*inch*zoom, 1037*inch*zoom)
}
if (kind eq "ikz") {
  eval sprintf("set terminal tikz size %.4fin,%.4fin font ',10' fontscale %.4f linewidth %.4f %s", \
    inch*CW, inch*CH, 96*inch*zoom, 96*inch*zoom*bold_lines, page)
}
film = ARG2
frame(n) = sprintf("%s.%04d.png", film, n)
if (kind ne "gif") { set output ARG2 }
set encoding utf8
set minussign
set datafile separator comma columnheaders

# Dashes with short gaps, so that a curve's course stays seen.
set dashtype 2 (15,9)
set dashtype 3 (2,7)
set dashtype 4 (15,7,2,7)
set dashtype 5 (15,7,2,7,2,7)

# gnuplot's own format has a blank for a sign, which puts labels beside their tics.
set format "%h"
if (form_theme eq "dark") { set xlabel textcolor rgb ink; set ylabel textcolor rgb ink }
set border 3 linecolor rgb ink linewidth 0.8          # left and bottom only
set tics nomirror out scale 0.6,0.3 textcolor rgb ink
set grid xtics ytics linetype 1 linecolor rgb rule linewidth 0.6
unset key
unset colorbox

# Every landscape is pale, so that the paths carry the colour.
if (form_theme eq "dark") {
  set palette defined (0 "#33506a", 0.3 "#2a4155", 0.65 "#212f3c", 1 "#1a1f26")
} else {
  set palette defined (0 "#7f9cb3", 0.3 "#adc1d1", 0.65 "#d9e3eb", 1 "#f7f9fb")
}

call here."text.gp"

if (exists("rest_foot")) {
  set label 9000 rest_foot at screen real(LEFT)/W, screen (14.0*rest_lines-2)/H font tiny textcolor rgb soft
}
if (keyed) {
  do for [key_k=1:key_count] {
    key_high = (key_room-12.0-16*key_y[key_k])/H
    set arrow 9000+key_k from screen real(key_x[key_k])/W, screen key_high to screen (key_x[key_k]+20.0)/W, screen key_high \
      nohead lc rgb key_tint[key_k] lw 1.8 dt key_dash[key_k]
    set label 9000+key_k escaped(key_title[key_k]) at screen (key_x[key_k]+25.0)/W, screen key_high font ",8.5" textcolor rgb legible(key_tint[key_k])
  }
}

# TeX is not told which texts have no markup: there all names have it, and no script puts it in twice.
if (exists("form_tex")) {
  if (exists("title")) { do for [tex_i=1:|title|] { title[tex_i] = escaped(title[tex_i]) } }
  if (exists("named") && exists("listed")) { do for [tex_i=1:|named|] { named[tex_i] = escaped(named[tex_i]) } }
  if (exists("said") && exists("judged")) { do for [tex_i=1:|said|] { said[tex_i] = escaped(said[tex_i]) } }
  if (exists("who")) { do for [tex_i=1:|who|] { who[tex_i] = escaped(who[tex_i]) } }
  if (exists("key")) { do for [tex_i=1:|key|] { key[tex_i] = escaped(key[tex_i]) } }
  if (exists("other")) { do for [tex_i=1:|other|] { other[tex_i] = escaped(other[tex_i]) } }
  if (exists("one")) { one = escaped(one) }
  plain(s) = s
}
