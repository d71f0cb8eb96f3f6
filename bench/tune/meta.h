/* meta.h -- trains a learned optimizer: the weights of its network are what an evolution strategy
 * (es.c, stepped by Adam) makes better, and what a set of weights is worth are runs of it.
 *
 * A generation is META_PAIRS antithetic pairs. Each has fresh problems of its own, the same for
 * both signs, on which the network is unrolled as a whole; pairs weigh by the difference of their
 * two scores over the root mean square of all, cut at 2. Every so often the mean is scored on a
 * fixed validation batch, and the best of these is the result.
 *
 * Instances from META_FIRST on are training's, in their order, then those from META_VALIDATION on;
 * each is begun as repetition 0 of a campaign of the same seed begins. Nothing hangs on the number
 * of threads, and what was evaluated is all that it takes to go on: the scores. */
#ifndef OPTBENCH_BENCH_TUNE_META_H
#define OPTBENCH_BENCH_TUNE_META_H

#include <stdio.h>

#include "bench/data/weights.h"
#include "bench/plan/campaign.h"
#include "bench/tune/unroll.h"

enum {
  META_PAIRS_MOST = 128,
  META_TASKS_MOST = 256,
  META_FIRST = 1000000,
  META_VALIDATION = 900000000,
  META_VALIDATION_TASKS = 128,
  META_GENERATIONS_MOST = 1000000
};

struct meta_setup {
  const struct libraries *libraries;
  const struct function_entry *function; /* that it is trained on */
  size_t dim;
  size_t steps; /* of an unroll: so many after the start */
  enum metric metric;
  size_t hidden; /* these three are from->network's if there is a `from` */
  enum network_inputs inputs;
  enum network_result output;
  double log_scale;           /* where it begins */
  const struct weights *from; /* to go on from; NULL: random ones */
  size_t generations, stop;   /* the schedule's length; to end after, at most `generations` */
  size_t pairs, tasks, every; /* tasks of a pair; generations between validations */
  double rate, sigma;
  uint64_t seed;
  double seconds; /* to stop after; 0: never */
  size_t threads;
};

/* What one generation came to. */
struct meta_row {
  double score[2 * META_PAIRS_MOST]; /* of the pairs' signs, +, -, +, -, ... */
  double validation;                 /* of the mean after it; NaN where it was not scored */
};

/* Where rows are kept, so that training can go on from them. */
struct meta_record {
  /* Row number `generation` of an earlier training; false: there is none. */
  bool (*earlier)(void *context, size_t generation, struct meta_row *row);
  /* A new row. STATUS_OK or STATUS_IO. */
  int (*keep)(void *context, size_t generation, const struct meta_row *row, struct error *err);
  void *context;
};

struct meta_result {
  double number[NETWORK_MOST]; /* the best weights */
  double score;                /* on the validation batch */
  size_t best;                 /* after so many generations */
  size_t generations;          /* made */
  bool interrupted, out_of_time;
  double seconds;
};

/* Train. STATUS_OK, also when a signal or the time ended it, or STATUS_USAGE, STATUS_NOMEM, or what
 * record->keep says. */
int meta_train(const struct meta_setup *setup, const struct meta_record *record,
               struct meta_result *result, struct error *err);

#endif
