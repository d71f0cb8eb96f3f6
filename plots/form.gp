# form.gp -- what is asked of a figure's form; style.gp calls it, and scripts that fit themselves into
# a size before.
#
# In, each as -e "NAME=VALUE" or not at all:
#   form_wide, form_tall, the size in units of 1/96 inch (0: as the script has it);
#   form_zoom, how much larger than usual texts and lines are; form_font, a family;
#   form_theme, light, dark or slides; form_title, in place of the heading's bold part, with
#   markup; form_tex, texts are meant for TeX; form_grows, an SVG is given its size by who called.
# Out: the same, and fit_wide and fit_tall, the size in the units of a script (0: none).
if (!exists("form_theme")) { form_theme = "light" }
if (!exists("form_zoom")) { form_zoom = 1.0 }
if (!exists("form_font")) { form_font = "DejaVu Sans" }
if (!exists("form_title")) { form_title = "" }
if (!exists("form_wide")) { form_wide = 0 }
if (!exists("form_tall")) { form_tall = 0 }
# A slide is 10 inches wide, has the shape of screens and texts a third larger.
if (form_theme eq "slides" && !exists("form_slide")) {
  form_slide = 1; form_zoom = 1.3333*form_zoom
  if (form_wide == 0) { form_wide = 960; form_tall = 540 }
}
if (!exists("fit_wide")) { fit_wide = form_wide/form_zoom; fit_tall = form_tall/form_zoom }
# What a text begins with: terminals of TeX take one that begins with a brace for a box of its own.
lead = exists("form_tex") ? "~" : ""
if (!exists("keyed")) { keyed = 0; key_room = 0; tight = 0 }            # key.gp, fit.gp
# The heading's bold part.
titled(s) = strlen(form_title) ? form_title : s
