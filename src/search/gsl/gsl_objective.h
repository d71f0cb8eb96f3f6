/* gsl_objective.h -- the objective as a solver sees it that calls it: each call suspends the solver
 * until the driver has the answer.
 *
 * The last points are remembered, so that a point asked for twice is charged once: a value that is
 * known costs nothing, a gradient there costs the gradient alone. A gradient at a new point is
 * asked for with its value, which is then known. Points are the same if their bytes are.
 *
 * Of a sum of squares a solver may ask for the residuals in place of the value, and for their
 * Jacobian in place of the gradient. The Jacobian is not remembered: once at each point is all. */
#ifndef OPTBENCH_SRC_SEARCH_GSL_GSL_OBJECTIVE_H
#define OPTBENCH_SRC_SEARCH_GSL_GSL_OBJECTIVE_H

#include <stdlib.h>
#include <string.h>

#include "src/coroutine.h"
#include "src/optimizer.h"

/* Points; with their residuals, which are many, where the solver stands and the last two. */
enum { GSL_REMEMBERED = 16, GSL_REMEMBERED_RESIDUALS = 3 };

struct gsl_objective {
  struct coroutine *co;
  struct query query; /* what the suspended solver waits for */
  size_t dim;
  size_t asking;     /* place of the point that was asked for */
  size_t next, kept; /* place to be used next; place not to be used */
  size_t queries;    /* so far */
  size_t asked;      /* when the last iteration began */
  int idle;          /* iterations in a row that asked for nothing */
  bool stalled;      /* the solver is suspended for good */
  enum ask end;      /* why the solver ended */
  size_t places;     /* that there are, */
  size_t known;      /* and those in use */
  size_t residuals;  /* 0: the value alone is asked for */
  struct {
    double f;
    bool gradient; /* is known too */
  } at[GSL_REMEMBERED];
  double first[GSL_REMEMBERED]; /* coordinate of each place */
  double *x, *gradient;         /* dim values each place; gradient NULL: of values alone */
  double *residual;             /* residuals each place */
  double *jacobian;             /* the solver's, to be filled */
  double *block;                /* owned */
};

/* false: no memory. body runs at the first ask, and sets `end` before it returns. */
static inline bool gsl_objective_init(struct gsl_objective *o, size_t dim, bool gradients,
                                      void (*body)(struct coroutine *, void *), void *arg)
{
  size_t size = GSL_REMEMBERED * dim;
  *o = (struct gsl_objective){
      .dim = dim, .places = GSL_REMEMBERED, .kept = GSL_REMEMBERED, .end = ASK_STALLED};
  o->block = malloc((gradients ? 2 : 1) * size * sizeof *o->block);
  o->x = o->block;
  if (o->block && gradients) o->gradient = o->x + size;
  o->co = coroutine_new(body, arg);
  return o->block && o->co;
}

/* The same for a solver that asks for so many residuals. */
static inline bool gsl_objective_init_residuals(struct gsl_objective *o, size_t dim,
                                                size_t residuals,
                                                void (*body)(struct coroutine *, void *), void *arg)
{
  *o = (struct gsl_objective){.dim = dim,
                              .places = GSL_REMEMBERED_RESIDUALS,
                              .kept = GSL_REMEMBERED,
                              .residuals = residuals,
                              .end = ASK_STALLED};
  o->block = malloc(GSL_REMEMBERED_RESIDUALS * (dim + residuals) * sizeof *o->block);
  o->x = o->block;
  if (o->block) o->residual = o->x + GSL_REMEMBERED_RESIDUALS * dim;
  o->co = coroutine_new(body, arg);
  return o->block && o->co;
}

static inline void gsl_objective_free(struct gsl_objective *o)
{
  coroutine_free(o->co);
  free(o->block);
}

/* An iteration begins. One that asks for nothing new costs nothing, so that a solver which goes
 * round among points it knows would never come back: false if it is stalled. */
static inline bool gsl_objective_goes_on(struct gsl_objective *o)
{
  o->idle = o->queries == o->asked ? o->idle + 1 : 0;
  o->asked = o->queries;
  return o->idle < STALL_PATIENCE;
}

/* From inside a solver that cannot be told to end. Does not return. */
static inline void gsl_objective_stall(struct gsl_objective *o)
{
  o->stalled = true;
  coroutine_yield(o->co);
}

/* The place of x, or GSL_REMEMBERED. */
static inline size_t gsl_objective_find(const struct gsl_objective *o, const double *x)
{
  /* Nearly always the first coordinate tells. */
  for (size_t i = 0; i < o->known; i++)
    if (o->first[i] == x[0] && memcmp(o->x + i * o->dim, x, o->dim * sizeof *x) == 0) return i;
  return GSL_REMEMBERED;
}

/* The solver stands at x: not to be forgotten in a line search, however long. */
static inline void gsl_objective_keep(struct gsl_objective *o, const double *x)
{
  o->kept = gsl_objective_find(o, x);
}

/* From inside the solver: the place of x, where its value, and its gradient if wanted, are known
 * by now. */
static inline size_t gsl_objective_at(struct gsl_objective *o, const double *x, bool gradient)
{
  size_t place = gsl_objective_find(o, x);
  bool again = place < GSL_REMEMBERED;
  if (again && (!gradient || o->at[place].gradient)) return place;
  if (!again) {
    if (o->next == o->kept) o->next = (o->next + 1) % o->places;
    place = o->next;
    o->next = (place + 1) % o->places;
    if (place == o->known) o->known++;
    o->first[place] = x[0];
    memcpy(o->x + place * o->dim, x, o->dim * sizeof *x);
  }
  o->asking = place;
  o->queries++;
  o->query = (struct query){.x = o->x + place * o->dim,
                            .count = 1,
                            .want_gradient = gradient && !o->residuals,
                            .want_residual = o->residuals && !again,
                            .want_jacobian = gradient && o->residuals,
                            .again = again,
                            .joined = o->queries - o->asked > 1};
  coroutine_yield(o->co);
  return place;
}

static inline double gsl_objective_value(struct gsl_objective *o, const double *x)
{
  return o->at[gsl_objective_at(o, x, false)].f;
}

/* Returns the value as well. */
static inline double gsl_objective_gradient(struct gsl_objective *o, const double *x, double *g)
{
  size_t place = gsl_objective_at(o, x, true);
  memcpy(g, o->gradient + place * o->dim, o->dim * sizeof *g);
  return o->at[place].f;
}

static inline void gsl_objective_residuals(struct gsl_objective *o, const double *x, double *r)
{
  size_t place = gsl_objective_at(o, x, false);
  memcpy(r, o->residual + place * o->residuals, o->residuals * sizeof *r);
}

/* A row of `dim` values for each residual. */
static inline void gsl_objective_jacobian(struct gsl_objective *o, const double *x,
                                          double *jacobian)
{
  o->jacobian = jacobian;
  gsl_objective_at(o, x, true);
}

static inline enum ask gsl_objective_ask(struct gsl_objective *o, struct query *query)
{
  if (o->stalled || !coroutine_resume(o->co) || o->stalled) return o->end;
  *query = o->query;
  return ASK_EVALUATE;
}

static inline void gsl_objective_tell(struct gsl_objective *o, const struct answer *answer)
{
  size_t place = o->asking;
  /* What was told once stays, even if the function is noisy. */
  if (!o->query.again) o->at[place].f = answer->f[0];
  o->at[place].gradient = o->query.want_gradient;
  if (o->query.want_gradient)
    memcpy(o->gradient + place * o->dim, answer->gradient, o->dim * sizeof *answer->gradient);
  if (o->query.want_residual)
    memcpy(o->residual + place * o->residuals, answer->residual,
           o->residuals * sizeof *answer->residual);
  if (o->query.want_jacobian)
    memcpy(o->jacobian, answer->jacobian, o->residuals * o->dim * sizeof *answer->jacobian);
}

#endif
