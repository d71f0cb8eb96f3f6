/* form.h -- the form that a figure is drawn in: its size, font, theme and title, as `plot` is asked
 * for them and as plots/form.gp takes them. */
#ifndef OPTBENCH_BENCH_PLOT_FORM_H
#define OPTBENCH_BENCH_PLOT_FORM_H

#include <stdbool.h>

#include "src/error.h"

enum { FORM_FAMILY = 64, FORM_LETTERS = 150, FORM_TITLE = 8 * FORM_LETTERS, FORM_TEXT = 3072 };

/* All zero: as the scripts have it. */
struct form {
  double wide, tall;        /* units of 1/96 inch; 0: what the figure needs */
  double points;            /* of what has 10 usually; 0: 10 */
  char family[FORM_FAMILY]; /* of letters, digits, blanks and '-'; "": the usual one */
  char title[FORM_TITLE];   /* in gnuplot's markup, which stands for the plain text that was given;
                               "": the figure's own */
  const char *theme;        /* NULL: light */
};

/* What the options --size, --font, --title and --theme say, into the form. STATUS_OK or
 * STATUS_USAGE. */
int form_size(struct form *form, const char *value, struct error *err);
int form_font(struct form *form, const char *value, struct error *err);
int form_title(struct form *form, const char *value, struct error *err);
int form_theme(struct form *form, const char *value, struct error *err);

/* The same as commands of gnuplot that set the variables of plots/form.gp; `tex`: for a terminal
 * whose texts TeX sets. */
void form_commands(const struct form *form, bool tex, char text[FORM_TEXT]);

#endif
