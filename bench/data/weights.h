/* weights.h -- trained networks in files: a few lines of how they came to be, the numbers in the
 * shortest form that reads back, and a checksum of all that stands above it. */
#ifndef OPTBENCH_BENCH_DATA_WEIGHTS_H
#define OPTBENCH_BENCH_DATA_WEIGHTS_H

#include <stdint.h>

#include "src/error.h"
#include "src/network.h"

enum { WEIGHTS_TEXT = 180, WEIGHTS_VERSION = 1 };

/* A network, and how it came to be. */
struct weights {
  struct network network;
  double *number;             /* owned: network.number */
  char task[WEIGHTS_TEXT];    /* the function that it was trained on, NAME[:key=value,...] */
  size_t dim;                 /* at this dimension */
  size_t steps;               /* of an unroll in training */
  char metric[16];            /* "ratio" or "log": what was made small */
  double score;               /* the metric's mean over the validation batch */
  uint64_t seed;              /* of training, below 2^53 */
  char command[WEIGHTS_TEXT]; /* that makes the file again */
  char digest[17];            /* 16 hexadecimal digits that stand for all of the file */
};

/* The weights that `word` names: a path where it has a '/' or a '.', else those of that name that
 * come with the program. STATUS_OK, or STATUS_IO where the file is missing, damaged, cut short or
 * of another kind or version; STATUS_NOMEM. On an error nothing is owned. */
int weights_read(const char *word, struct weights *weights, struct error *err);
/* The same of a text; `name` is what errors call it. */
int weights_parse(const char *name, const char *text, struct weights *weights, struct error *err);
void weights_free(struct weights *weights);
/* The file's text, as weights_parse takes it; malloc'ed, or NULL. The digest is made anew. */
char *weights_text(const struct weights *weights);

#endif
