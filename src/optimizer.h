/* optimizer.h -- the contract of everything that proposes points.
 *
 * An optimizer is an ask/tell machine. The driver loops
 *     ask -> evaluate -> tell
 * and alone counts evaluations, watches targets, logs and stops. An optimizer
 * never sees a file, a clock, a thread or the objective. All memory is taken in
 * alloc: ask and tell cannot fail. */
#ifndef OPTBENCH_SRC_OPTIMIZER_H
#define OPTBENCH_SRC_OPTIMIZER_H

#include <stdbool.h>
#include <stddef.h>

#include "src/layer.h"
#include "src/param.h"
#include "src/stream.h"

enum optimizer_traits {
  USES_GRADIENT = 1,   /* asks for gradients */
  USES_RANDOM = 2,     /* draws from its stream */
  USES_POPULATION = 4, /* asks for several points at once */
  ANSWERS_APART = 8,   /* its incumbent is not where it evaluates, as of an average of the iterates:
                          a run is judged by what the incumbents are worth */
  NEEDS_LAYERS = 16,   /* steps matrices of weights: needs setup.layers */
  STEPS_MORE = 32,     /* of a source: theta is more than the point */
  COUNTS_EPOCHS = 64,  /* some of its durations are epochs: needs setup.epoch */
  USES_RESIDUALS = 128 /* asks for residuals and their Jacobian: needs setup.residuals */
};

struct draw;
struct team;

/* What a run hands to alloc. Borrowed: alloc copies what it keeps. */
struct setup {
  size_t dim;
  const double *start;      /* dim values */
  const double *low, *high; /* dim values each: the search region */
  double budget;            /* cost that the run may spend */
  double steps;             /* that it may make; 0: however many the budget buys */
  double gradient_cost;     /* what a gradient costs, a value costing 1 */
  struct stream stream;
  bool hessians;              /* the function has second derivatives in closed form */
  const struct layer *layers; /* that x is made of, in ascending order without gaps */
  size_t layer_count;         /* 0: they are not known */
  size_t epoch;               /* steps that see all data once; 0: there are no epochs */
  size_t behaviours;          /* values of a point's behaviour, see answer */
  size_t residuals;           /* of a sum of squares, no fewer than dim; 0: the function is none */
  const struct draw *draw;    /* normals from elsewhere, see draw.h, to outlive the optimizer; NULL:
                                 from the stream */
  const struct team *team;    /* threads for the work in ask and tell, see team.h, to outlive the
                                 optimizer; NULL: the caller's alone */
};

/* What an optimizer asks for. The points stay valid and unchanged until tell returns. */
struct query {
  const double *x;     /* count points of dim values, row-major; NULL: see `points` */
  size_t count;        /* at least 1 */
  bool want_gradient;  /* the gradient as well as the value, at every point */
  bool want_hessian;   /* and the Hessian, which counts as dim gradients; needs setup.hessians */
  bool want_behaviour; /* and what the points do, at no charge */
  bool want_residual;  /* and the residuals of a sum of squares, which come with the value */
  bool want_jacobian;  /* and their first derivatives, which count as one gradient */
  bool again;          /* the values were told before: they are not charged, only what is new */
  bool more;           /* the step goes on with another query */
  bool joined;         /* it goes on with the step of the query before, which did not know */
  /* Of a method whose setup.team has a crew, which evaluates some of the points only: makes points
   * first ... first + n - 1, valid until its next call. `first` is a multiple of `piece`, n at most
   * as much. NULL: x holds all of them. */
  const double *(*points)(void *maker, size_t first, size_t n);
  /* May be NULL: after points first ... first + n - 1, the last that were made, were evaluated to
   * f, n values. */
  void (*told)(void *maker, size_t first, size_t n, const double *f);
  void *maker;
  size_t piece;
  size_t unit; /* processes share the points in multiples of this, one of `piece`; 0: of `piece` */
  bool apart;  /* of one with `points`: not all of them are where a source stands */
  /* Of one that would be asked for in several queries, of so many points each but for the last, by
   * a process with one thread: it is accounted for as those are. 0: by all in one. */
  size_t group;
};

struct answer {
  const double *f;        /* count values */
  const double *gradient; /* count * dim values if they were wanted, else NULL */
  const double *hessian;  /* count * dim * dim values if they were wanted, else NULL */
  /* count * setup.behaviours values if they were wanted, else NULL: what the function says of a
   * point apart from its value, such as where a policy ends; where it says nothing, the points. */
  const double *behaviour;
  const double *residual; /* count * setup.residuals values if they were wanted, else NULL */
  const double *jacobian; /* count * setup.residuals * dim values, a row for each residual, if they
                             were wanted, else NULL */
};

enum { DIAGNOSTICS_MAX = 6 };

/* A method that asked for nothing new in so many steps in a row is stalled. It says so, lest it ask
 * for the same until the budget is spent or, where what is known is not asked for again, for ever
 * go round without asking. */
enum { STALL_PATIENCE = 100 };

/* What an ask comes to. Those after ASK_NO_MEMORY only from the wrapper of restart.h: one more
 * start costs more than is left; or the stopping test that fired. */
enum ask {
  ASK_EVALUATE,
  ASK_CONVERGED,
  ASK_STALLED,
  ASK_NO_MEMORY,
  ASK_BUDGET,
#define STOP(id, name, meaning) ASK_##id,
#include "src/stops.def"
#undef STOP
  ASK_KINDS
};

/* How far a population reaches; for stopping tests. Pointers are valid until the next call. */
struct spread {
  double shortest, longest; /* standard deviations along the axes of the search distribution */
  const double *deviation;  /* along the coordinates, dim values */
  const double *axis;       /* one axis, as long as its standard deviation, another at each
                               generation, dim values; NULL: the axes are the coordinates */
};

struct optimizer_type {
  const char *name;      /* as typed */
  const char *title;     /* as printed in a figure */
  const char *summary;   /* one line */
  const char *formula;   /* plain text, a few lines */
  const char *reference; /* author, title or place, year */
  unsigned traits;
  size_t config_size;
  const struct param *params;
  /* State that owns all its memory, or NULL if there is none. config is borrowed. */
  void *(*alloc)(const struct setup *setup, const void *config);
  /* ASK_EVALUATE with query filled (what is not set is 0), or why there is nothing more to ask.
   * ASK_NO_MEMORY only from a wrapper that begins again with a larger population. */
  enum ask (*ask)(void *state, struct query *query);
  /* The answers to the last query, all finite. Not called if some went beyond the budget. */
  void (*tell)(void *state, const struct answer *answer);
  /* Where it stands: dim values (mean, iterate), valid until the next call. */
  const double *(*incumbent)(const void *state);
  /* What else it can tell of itself for the trace, at most DIAGNOSTICS_MAX columns: their names,
   * ended by NULL, and the function that writes their values. Both NULL where there is nothing. */
  const char *const *diagnostics;
  void (*diagnose)(const void *state, double *values);
  /* Only of a method that samples from a normal distribution, else NULL: how far it reaches, and
   * its covariance, dim * dim values, row-major. At the generation that is asked for next. */
  void (*spread)(const void *state, struct spread *spread);
  void (*covariance)(const void *state, double *covariance);
  /* Only of a method without `spread` that samples around where it stands, else NULL: how far, the
   * root mean square of the deviations along the coordinates; 0: it does not. */
  double (*deviation)(const void *state);
  /* Only of a wrapper with stopping tests, else NULL: how often each of them, or the method itself,
   * ended a search so far, by enum ask; ASK_KINDS values. */
  void (*stops)(const void *state, double *counts);
  void (*free)(void *state);
  const char *kin; /* one of those with a hue of their own, see colours.c, whose hue figures draw it
                      in where that is free; NULL: none */
};

#endif
