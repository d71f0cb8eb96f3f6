/* loop.h -- what the files of run.h share: a run under way. */
#ifndef OPTBENCH_BENCH_DRIVER_LOOP_H
#define OPTBENCH_BENCH_DRIVER_LOOP_H

#include "bench/driver/run.h"
#include "bench/driver/stopwatch.h"

/* The trajectory so far, for its metric. */
struct curve {
  double first;       /* v_0, if begun */
  double worth;       /* what v is worth at the step under way */
  double total;       /* over what was charged */
  bool begun, within; /* within a step whose value is known */
};

/* The lowest values of a search, for a tolerance. */
struct flat {
  double lowest; /* so far */
  double *past;  /* what it was after the last so many steps, in turn; NULL: nobody asks */
  size_t steps;  /* of the search */
};

struct loop {
  const struct run_setup *setup;
  const struct problem *problem;
  const struct optimizer_type *type;
  void *optimizer;
  struct run_workspace *workspace;
  struct text *trace;
  struct run_record *record;
  struct error *err;
  bool stochastic;
  bool dear;  /* truth is asked for where the optimizer stands, now and then */
  bool apart; /* the run is judged by the incumbents, not by what is evaluated */
  bool counts_work;
  uint64_t step;       /* of the optimizer, as functions know it */
  bool step_over;      /* the next query begins another one, unless it is joined to this */
  size_t capacity;     /* points that the buffers hold */
  size_t at_once;      /* points that scratch is for */
  unsigned extras;     /* of enum room, what the buffers hold beside values */
  size_t part_scratch; /* of each part of a batch that the team shares */
  double *f, *truth, *gradient, *scratch; /* truth is f unless the function is stochastic */
  double *work;                           /* NULL unless the function counts it */
  double *hessian;
  double *behaviour; /* NULL: not wanted, or the points themselves */
  double *residual, *jacobian;
  size_t *begin; /* of what processes in step know, for crew_gather */
  double cost, trigger, target;
  double level; /* what targets are compared with: the error, or best_f where f* is not known */
  double begun; /* values when the optimizer began */
  double incumbent_f; /* valid if incumbent_known */
  bool incumbent_known;
  bool measured;          /* the record's measures are those of the incumbent */
  double best_measure;    /* the lowest of those that judge epochs */
  bool row_due;           /* something happened since the last trace row */
  struct flat flat;       /* where it asks for a tolerance */
  struct curve curve;     /* where the setup asks for a metric */
  size_t begun_text;      /* bytes that the trace had before the run */
  struct stopwatch times; /* where the setup asks for them */
};

enum room {
  ROOM_GRADIENTS = 1,
  ROOM_HESSIANS = 2,
  ROOM_BEHAVIOURS = 4,
  ROOM_RESIDUALS = 8,
  ROOM_JACOBIANS = 16
};

/* In evaluate.c. Buffers for batches of `count` points, with so many of enum room, of which at_once
 * are evaluated at once. STATUS_OK or STATUS_NOMEM. */
int loop_room(struct loop *loop, size_t count, size_t at_once, unsigned extras);
/* So many of the query's first `count` points are evaluated at once. */
size_t loop_at_once(const struct loop *loop, const struct query *query, size_t count);
/* Evaluate the query's first `count` points into the buffers; what was evaluated. */
struct batch loop_evaluate(struct loop *loop, const struct query *query, size_t count);
/* Point k of the query. Valid until the next one, or the next evaluation. */
const double *loop_point(const struct loop *loop, const struct query *query, size_t k);

/* Steps that are over. */
static inline double loop_steps(const struct loop *l) { return (double)l->step + l->step_over; }

/* In incumbent.c. x is where the optimizer stands. Its true value: known if that is the point just
 * evaluated, else found out without a charge, for the trace only; loop_value takes the function's
 * measures there as well. */
double loop_answer(struct loop *loop, const double *x);
double loop_value(struct loop *loop, const double *x);
/* The optimizer may stand elsewhere by now. */
void loop_forget(struct loop *loop);
/* A lower true value was found, at these counts. x: NULL where the caller will keep the point. */
void loop_improve(struct loop *loop, const double *x, double truth, struct counts counts);
/* Now and then, whatever the trace shows: look at the point where the optimizer stands. Sets *ended
 * with the outcome if it stands nowhere, or a dear truth there reached the target. */
void loop_look(struct loop *loop, struct counts counts, bool *ended);
/* In curve.c, where there is a metric: `cost` was charged to a query; what the whole run comes to,
 * once its final_f is known. */
void curve_charge(struct loop *loop, double cost);
double curve_metric(const struct loop *loop);
/* In flat.c, where there is a tolerance: room for it, STATUS_OK or STATUS_NOMEM; a search begins; a
 * step of it is over: is it flat? */
int flat_room(struct loop *loop);
void flat_begin(struct loop *loop);
bool flat_step(struct loop *loop);
void flat_free(struct loop *loop);
/* Append a row to the trace. STATUS_OK, STATUS_NOMEM or STATUS_IO, as of those below. */
int loop_trace(struct loop *loop, struct counts counts, double cost);
/* Append the best point, unless no evaluation had a finite value, and the last one, x; and which
 * test rows are told as what there: those that there are. */
int loop_keep_points(struct loop *loop, const double *x);
int loop_keep_confusion(struct loop *loop, const double *x);

#endif
