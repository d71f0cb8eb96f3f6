/* provenance.h -- what differs between machines and runs, in a file that is never compared. */
#ifndef OPTBENCH_BENCH_RECORD_PROVENANCE_H
#define OPTBENCH_BENCH_RECORD_PROVENANCE_H

#include <stddef.h>

#include "src/error.h"

/* Write FOLDER/provenance.csv: version, compiler, flags, vector level, machine, date, wall time. */
int provenance_write(const char *folder, const char *level, size_t threads, double seconds,
                     struct error *err);

#endif
