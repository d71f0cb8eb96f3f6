/* weights.h -- trained networks in files, each read once in a process. */
#ifndef OPTBENCH_BENCH_DATA_WEIGHTS_H
#define OPTBENCH_BENCH_DATA_WEIGHTS_H

#include <stdint.h>

#include "src/error.h"
#include "src/network.h"

enum { WEIGHTS_TEXT = 400, WEIGHTS_VERSION = 1 };

/* A network, and how it came to be. */
struct weights {
  struct network network;
  double *number;             /* owned: network.number */
  char task[WEIGHTS_TEXT];    /* the function that it was trained on, NAME[:key=value,...] */
  size_t dim;                 /* at this dimension */
  size_t steps;               /* of an unroll in training */
  char metric[16];            /* "ratio" or "log": what was made small */
  double score;               /* the metric's mean over the validation batch */
  uint64_t seed;              /* of training */
  char command[WEIGHTS_TEXT]; /* that makes the file again */
  char digest[17];            /* 16 hexadecimal digits that stand for all of the file */
};

/* The weights that `word` names: a path where it has a '/' or a '.', else those of that name that
 * come with the program. STATUS_OK, or STATUS_IO where the file is missing, damaged, cut short or
 * of another kind or version; STATUS_NOMEM. On an error nothing is owned. */
int weights_read(const char *word, struct weights *weights, struct error *err);
void weights_free(struct weights *weights);
/* The file's text, as weights_read takes it; malloc'ed, or NULL. digest is of no account. */
char *weights_text(const struct weights *weights);

#endif
