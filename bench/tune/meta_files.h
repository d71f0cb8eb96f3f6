/* meta_files.h -- the folder of a training: campaign.ini (the mark and what is trained),
 * scores.csv (what each generation was worth: with it a training that ended early goes on),
 * training.csv (a row a generation, for people and figures), NAME.weights and provenance.csv. */
#ifndef OPTBENCH_BENCH_TUNE_META_FILES_H
#define OPTBENCH_BENCH_TUNE_META_FILES_H

#include "bench/io/csv.h"
#include "bench/io/file.h"
#include "bench/tune/meta.h"

struct meta_files {
  char folder[PATH_SIZE];
  size_t scores;        /* a generation */
  size_t rows;          /* of an earlier training */
  struct meta_row *row; /* those, owned */
  FILE *out;            /* scores.csv, to append to */
};

/* The folder's, which is made: rows of an earlier training of the same `about` (what is trained, as
 * lines of text) are read, of any other are refused unless `force`, when they are forgotten.
 * STATUS_OK, STATUS_USAGE, STATUS_IO or STATUS_NOMEM; on an error nothing is open. */
int meta_files_open(const char *folder, const char *about, size_t scores, bool force,
                    struct meta_files *files, struct error *err);
/* For struct meta_record, of which it is the context. */
bool meta_files_earlier(void *files, size_t generation, struct meta_row *row);
int meta_files_keep(void *files, size_t generation, const struct meta_row *row, struct error *err);
/* What a training's figure tells besides its rows. */
struct meta_told {
  const char *name;
  enum metric metric;
  size_t generations;
  double evaluations; /* a generation */
  size_t best;        /* after so many generations */
  double score;
};
/* training.csv, of the rows so far, and training-panels.csv for the figure. */
int meta_files_training(struct meta_files *files, const struct meta_told *told, struct error *err);
void meta_files_close(struct meta_files *files);

#endif
