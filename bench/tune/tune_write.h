/* tune_write.h -- what tuning found: as sections of a campaign file, as CSV, on the screen. */
#ifndef OPTBENCH_BENCH_TUNE_TUNE_WRITE_H
#define OPTBENCH_BENCH_TUNE_TUNE_WRITE_H

#include "bench/tune/tune.h"

/* Where a campaign file's sections by tuning begin: everything from this line on is theirs. */
#define TUNE_MARK "; From here on written by `optbench tune --write`, which replaces it."

/* That every section can be written: names are short enough. STATUS_OK or STATUS_USAGE. */
int tune_check_sections(const struct tuning *tuning, struct error *err);

/* The sections, after a comment on how they were found; malloc'ed, or NULL. */
char *tune_sections(const struct tuning *tuning);
/* The same for every cell that has anything to tune, before it is: to see whether a file takes
 * them. */
char *tune_sections_possible(const struct tuning *tuning);

/* Into the folder: campaign.ini (what was tuned), sections.ini, tuned.ini (the campaign with the
 * sections, to be run), candidates.csv (a row a candidate and parameter), trials.csv (a row a run)
 * and provenance.csv. */
int tune_write(const struct tuning *tuning, const char *folder, struct error *err);

/* The best `top` candidates if there is one cell, else the best of each cell. */
void tune_print(const struct tuning *tuning, size_t top, FILE *out);

#endif
