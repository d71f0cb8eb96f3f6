/* tune.h -- looks for better parameters of the optimizers of a campaign.
 *
 * Every optimizer, function and dimension (a tune_cell) gets the same number of candidates: number
 * 0 is what the campaign says, the others are points of a Sobol sequence (USSR Computational
 * Mathematics and Mathematical Physics 7, 1967) over the ranges in which its parameters are tuned.
 * All run a few times, the better half runs again as often, and so on: successive halving (Jamieson
 * and Talwalkar, AISTATS 2016), on repetitions instead of steps, since a rate that is best for a
 * short run is not best for a long one. Candidate 0 always stays to the end.
 *
 * The best of many candidates was lucky too. So the finalists, which are the best few and candidate
 * 0, run as often as they did in all rounds once more, from fresh starts and with fresh draws, and
 * the order among them is that of these runs alone.
 *
 * The order of runs, total: one that reached the target comes before one that did not, and one that
 * diverged comes last, however low it was before; among those that reached the target, the cheaper
 * first; among the others, the lower best error. The order of candidates: by the run at a quantile,
 * the median unless told otherwise (of two, the worse), then by the run half-way from there to the
 * worst, then the number. So a tie keeps what the campaign says: where nothing moves a step
 * function's descent, nothing is found. Where the campaign has a metric, which tells of a run that
 * diverged as well, candidates are judged by the mean of their runs' metrics instead.
 *
 * Starts and draws come from seeds made of the campaign's and a name, "tune" and for the fresh ones
 * "confirm", which are larger than any that a campaign can have: a campaign never runs what its
 * parameters were chosen on. */
#ifndef OPTBENCH_BENCH_TUNE_TUNE_H
#define OPTBENCH_BENCH_TUNE_TUNE_H

#include "bench/driver/run.h"

enum {
  TUNE_AXES = 8,
  TUNE_ROUNDS = 16,
  TUNE_CANDIDATES = 4096,
  TUNE_RUNS = 1000,
  TUNE_FINALISTS = 8 /* candidate 0 among them */
};

/* A range asked for by hand: it makes any number a parameter that is tuned. */
struct tune_range {
  char key[NAME_SIZE];
  double low, high;
};

struct tune_setup {
  const struct libraries *libraries;
  const struct campaign *campaign;
  size_t candidates;      /* of each cell, from 2 to TUNE_CANDIDATES */
  size_t runs;            /* of those that stay to the end, up to TUNE_RUNS */
  double quantile;        /* of a candidate's runs: the one that it is judged by, 0 to 1; of no
                             use with a metric */
  const char *parameters; /* those to tune, comma-separated; "" for all that have a range */
  const struct tune_range *ranges;
  size_t range_count;
  size_t threads;
};

/* A run of a candidate. */
struct trial {
  enum outcome outcome;
  struct counts counts;
  double cost;
  double error; /* best f itself where f* is not known: */
  bool level;
};

struct tune_axis {
  char key[PARAM_KEY];
  bool whole;
  enum param_scale scale;
  double low, high;
};

/* Runs, and what they come to. With a metric, `judged` and `upper` are no runs, but their means. */
struct tune_score {
  size_t runs, reached;       /* made so far; how many of them reached the target */
  struct trial judged, upper; /* the run at the quantile; the one half-way to the worst */
  double standard_error;      /* of the mean of a metric; NaN without one, or of one run */
  struct trial *trial;        /* room for setup.runs of them */
};

struct tune_candidate {
  double value[TUNE_AXES];
  struct method method;
  struct trial first;              /* the run at the quantile of the first round's */
  struct tune_score search, fresh; /* of all rounds; of a finalist's fresh runs, else none */
};

struct tune_cell {
  struct cell cell; /* of the first instance; repetition r runs on instance r modulo their number */
  struct problem **problems; /* one an instance, shared among the optimizers */
  struct tune_axis axis[TUNE_AXES];
  size_t axes;                      /* 0: there is nothing to tune, and no candidate */
  struct tune_candidate *candidate; /* setup.candidates of them */
  size_t *order;                    /* their numbers, the best first: the finalists by their fresh
                                       runs, then the others */
  size_t found;                     /* the best of the rounds, before the fresh runs */
};

/* How many candidates run, and how often each of them has run at the end of the round. */
struct tune_round {
  size_t candidates, runs;
};

struct tuning {
  struct tune_setup setup;
  struct campaign campaign; /* with the seed of the rounds, and the instances that are tuned on;
                               borrows the lists of setup's */
  struct campaign fresh;    /* with the seed of the fresh runs */
  struct tune_cell *cell;
  size_t cells;
  struct tune_round round[TUNE_ROUNDS];
  size_t rounds, finalists;
  size_t trials; /* of each cell, in all rounds and fresh */
  struct problem **problems;
  size_t problem_count;
  double evaluations, seconds; /* spent, once it has run */
};

/* The seed of a campaign's trials for a purpose, "tune" or "confirm": above 2^53, where no
 * campaign's own seed is. */
uint64_t tune_seed(uint64_t campaign_seed, const char *purpose);

/* The order of two runs: negative if a comes before b, 0 if neither does. */
int trial_compare(const struct trial *a, const struct trial *b);

/* The value at `share`, from 0 to 1, of an axis: three digits of it. */
double tune_value(const struct tune_axis *axis, double share);

/* Is a value at an end of its axis, within 2% of its length, so that better ones may lie beyond?
 * -1: at the lower; 1: at the upper; 0: no. */
int tune_edge(const struct tune_axis *axis, double value);
extern const char *const tune_edges[3]; /* their names by 1 + edge: "low", "", "high" */

/* Choose axes and candidates. STATUS_OK, STATUS_USAGE or STATUS_NOMEM; on an error nothing is
 * owned. The setup's pointers are borrowed, and the tuning is not to be moved. */
int tune_plan(const struct tune_setup *setup, struct tuning *tuning, struct error *err);
/* What is said where a signal ended it. */
extern const char tune_interrupted[];

/* Run the trials, with a bar. */
int tune_run(struct tuning *tuning, bool *interrupted, struct error *err);
void tune_free(struct tuning *tuning);

/* The best candidate, or NULL if the fresh runs found none better than what the campaign says. */
const struct tune_candidate *tune_best(const struct tune_cell *cell);

#endif
