/* paths.h -- where the program's own data and the user's results are. */
#ifndef OPTBENCH_BENCH_IO_PATHS_H
#define OPTBENCH_BENCH_IO_PATHS_H

#include <stddef.h>

#include "src/error.h"

enum { PATH_SIZE = 4096 };

/* The path of `relative` (such as "plots/style.gp" or "bench/campaigns/card.ini") in the program's
 * data: under $OPTBENCH_DATA if it is set, else under ../share/optbench beside the program's own
 * folder, else in the source tree that it was built in. STATUS_OK or STATUS_IO. */
int paths_data(const char *relative, char path[PATH_SIZE], struct error *err);

/* The path of a campaign's file: `word` itself if it looks like a path, else the campaign of that
 * name that comes with the program. STATUS_OK or STATUS_USAGE. */
int paths_campaign(const char *word, char path[PATH_SIZE], struct error *err);

/* Join with a slash; STATUS_USAGE if it is too long. */
int paths_join(char path[PATH_SIZE], const char *folder, const char *name, struct error *err);

/* Make a folder and those above it. STATUS_OK or STATUS_IO. */
int paths_make_folder(const char *folder, struct error *err);
/* How much of a folder's path is there already; and to take away again what is not among the first
 * `there` bytes of it, as far as it is empty. */
size_t paths_there(const char *folder);
void paths_drop_folder(const char *folder, size_t there);

#endif
