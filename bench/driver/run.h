/* run.h -- one run: ask -> evaluate -> tell until it ends. The driver alone counts evaluations,
 * watches targets, logs and stops. */
#ifndef OPTBENCH_BENCH_DRIVER_RUN_H
#define OPTBENCH_BENCH_DRIVER_RUN_H

#include <stdatomic.h>

#include "bench/driver/outcome.h"
#include "bench/io/text.h"
#include "bench/plan/campaign.h"
#include "src/team.h"

/* Somebody who looks on: called after each evaluation, before the optimizer is told. `batch` holds
 * the query's first points and their values, and what these were drawn from, so that the same can
 * be evaluated again for more; `cost` includes it. */
struct run_watch {
  void (*evaluated)(void *context, const void *optimizer, const struct query *query,
                    const struct batch *batch, double cost);
  void *context;
};

struct run_setup {
  const struct problem *problem;
  const struct method *method;
  double budget, gradient_cost;
  double tolerance;           /* it ends when the lowest value of a search falls by no more */
  size_t tolerance_steps;     /* in so many steps; 0: it goes on */
  double steps;               /* that it makes at the most; 0: however many the budget buys */
  struct target_list targets; /* whose costs are noted */
  enum metric metric;         /* of the whole trajectory; METRIC_NONE: nobody asks */
  enum trace_mode trace;
  bool trace_x;
  size_t repetition;
  const double *start; /* dim values */
  double *next_start;  /* room for dim values: where an optimizer ends before its budget, it begins
                       again from the next start of `starts`; NULL: it does not */
  bool confusion;      /* keep which rows are told as what, where the function can tell */
  double *best_x;      /* room for dim values: the best and the last point are kept; NULL: they
                          are not */
  double *final_x;     /* room for dim values: where the run ended; NULL: nobody asks */
  struct stream starts;
  struct stream search, noise; /* randomness of the optimizer and of the function */
  const struct team *team;     /* threads for the work of this one run; NULL: the caller's alone */
  const atomic_bool *halt;     /* the run ends soon after it becomes true */
  const struct run_watch *watch; /* NULL: nobody */
  bool timed; /* the record tells processor times, unless a team shares the work */
};

/* What a run leaves as text: rows of its trace, of the points that are kept, of its confusions. */
enum run_text { TEXT_TRACE, TEXT_X, TEXT_CONFUSION, RUN_TEXTS };

struct run_record {
  enum outcome outcome;
  size_t text[RUN_TEXTS]; /* bytes of each */
  double steps, restarts;
  double stops[ASK_KINDS]; /* what ended the searches of the run, see optimizer_type.stops */
  struct counts counts;
  double final_f; /* true value at the last incumbent */
  double best_f;  /* lowest true value among all evaluations; of a method that ANSWERS_APART among
                     the incumbents; of a DEAR_TRUTH, among those whose truth was asked for */
  double error;   /* best_f - f*; NaN where f* is not known */
  double metric;  /* of the whole trajectory, see metric.h; NaN where nobody asked for one */
  double work;    /* what the function counts */
  double measured[MEASURES_MOST]; /* at the last incumbent */
  double best_epoch;              /* that of the lowest measure that judges epochs; NaN: none */
  /* Processor seconds of the optimizer, which was asked and told, and of the function: no result,
   * as they differ from run to run; see stopwatch.h. NaN where they were not taken. */
  double method_seconds, function_seconds;
  size_t reached; /* targets 0 ... reached - 1 were reached, at these counts: */
  struct counts at[TARGETS_MOST];
};

/* What runs are compared by: the metric of their trajectory, if there is one; else best_f - f*, or
 * best_f itself where f* is not known. */
double run_height(const struct run_record *record);

/* Buffers that a thread keeps from run to run. Zero-initialise; run_workspace_free gives back. */
struct run_workspace {
  size_t doubles;
  double *block;
};
void run_workspace_free(struct run_workspace *workspace);

/* Append the run's rows to `text`, those of each kind together. STATUS_OK or STATUS_NOMEM or
 * STATUS_IO. */
int run_once(const struct run_setup *setup, struct run_workspace *workspace, struct text *text,
             struct run_record *record, struct error *err);

#endif
