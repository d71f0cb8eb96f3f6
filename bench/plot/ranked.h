/* ranked.h -- the styles of a campaign that has results: which of many optimizers have a colour. */
#ifndef OPTBENCH_BENCH_PLOT_RANKED_H
#define OPTBENCH_BENCH_PLOT_RANKED_H

#include "bench/plot/style.h"
#include "bench/record/results_read.h"

/* As styles_new. Of more than COLOURS_MOST optimizers only the COLOURS_BEST that rank best over the
 * cells of the whole campaign have one, as `compare` ranks them; all have where no cell was run by
 * all of them. Free *styles with free. */
int styles_of_set(const struct libraries *libraries, const struct results_set *set,
                  struct style **styles, struct error *err);
/* The same of the campaign whose results are in a folder; NULL, or one that cannot be read: there
 * are none. */
int styles_of_folder(const struct libraries *libraries, const struct campaign *campaign,
                     const char *folder, struct style **styles, struct error *err);

#endif
