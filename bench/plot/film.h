/* film.h -- joins the frames of a film, which gnuplot draws as PNG, into a GIF: gnuplot's own
 * terminal for it draws edges in steps. */
#ifndef OPTBENCH_BENCH_PLOT_FILM_H
#define OPTBENCH_BENCH_PLOT_FILM_H

#include <stdbool.h>

#include "src/error.h"

/* PATH.0001.png, PATH.0002.png and so on become PATH, each shown for `pace` hundredths of a second,
 * the last for two seconds more. The frames go in any case. STATUS_OK; STATUS_IO (there is none, or
 * their sizes differ, or PATH cannot be written) or STATUS_NOMEM, and then there is no PATH. */
int film_join(const char *path, unsigned pace, struct error *err);

/* Is there a first frame? */
bool film_is(const char *path);

/* Remove the frames. */
void film_drop(const char *path);

#endif
