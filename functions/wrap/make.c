/* make.c -- puts a function at one dimension and instance into its wrappers. */
#include <math.h>

#include "functions/wrap/wrap.h"

/* The innermost problem: the function itself. */
struct bare {
  const struct function_type *type;
  void *state;
};

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  const struct bare *s = problem->state;
  s->type->evaluate(s->state, batch);
}

static size_t scratch(const struct problem *problem, size_t count)
{
  const struct bare *s = problem->state;
  return s->type->scratch ? s->type->scratch(s->state, count) : 0;
}

static void smoothed(const struct problem *problem, const double *x, double sigma, double *work,
                     double *value, double *gradient, double *log_sigma_derivative)
{
  const struct bare *s = problem->state;
  (void)work;
  s->type->smoothed(s->state, x, sigma, value, gradient, log_sigma_derivative);
}

static void hessian(const struct problem *problem, const double *x, double *work, double *out)
{
  const struct bare *s = problem->state;
  (void)work;
  s->type->hessian(s->state, x, out);
}

static void start(const struct problem *problem, struct stream stream, double *x)
{
  const struct bare *s = problem->state;
  s->type->start(s->state, stream, x);
}

static void measure(const struct problem *problem, const double *x, double *work, double *truth,
                    double *values)
{
  const struct bare *s = problem->state;
  s->type->measure(s->state, x, work, truth, values);
}

static void confuse(const struct problem *problem, const double *x, double *work, size_t *table)
{
  const struct bare *s = problem->state;
  s->type->confuse(s->state, x, work, table);
}

static void episode(const struct problem *problem, const double *x, size_t number, double *work,
                    const struct episode_sink *sink)
{
  const struct bare *s = problem->state;
  s->type->episode(s->state, x, number, work, sink);
}

static void draw(const struct problem *problem, const double *row, struct sketch *sketch)
{
  const struct bare *s = problem->state;
  s->type->draw(s->state, row, sketch);
}

static void release(struct problem *problem)
{
  struct bare *s = problem->state;
  s->type->free(s->state);
}

static void describe(struct problem *p, const struct function_spec *spec, const void *state)
{
  const struct function_type *type = spec->type;
  for (size_t i = 0; i < p->dim; i++) {
    struct extent search = {type->search_low, type->search_high};
    struct extent begin = {type->start_low, type->start_high};
    if (type->region) type->region(spec->config, i, &search, &begin);
    p->low[i] = search.low;
    p->high[i] = search.high;
    p->start_low[i] = begin.low;
    p->start_high[i] = begin.high;
    p->canonical[i] = (begin.low + begin.high) / 2;
  }
  if (type->canonical) type->canonical(state, p->canonical);
  if (type->minimiser)
    type->minimiser(state, p->minimiser);
  else
    p->minimiser = NULL;
  p->minimum = type->minimum ? type->minimum(state) : type->traits & UNKNOWN_MINIMUM ? NAN : 0;
  p->epoch = type->epoch ? type->epoch(state) : 0;
  if (type->layers) p->layers = type->layers(state, &p->layer_count);
  p->name = type->name;
  p->measures = type->measures;
  p->best_of = type->best_of;
  p->work = type->work;
  p->epochs = type->epoch != NULL;
  p->classes = type->classes ? type->classes(state) : 0;
  p->behaviours = type->behaviours ? type->behaviours(state) : 0;
  p->episodes = type->episodes ? type->episodes(state) : 0;
  p->episode_columns = type->episode_columns;
  p->residuals = type->residuals ? type->residuals(state) : 0;
  /* What noise makes of it, its own or the user's, is the noise's to say. */
  p->traits = type->wrap ? type->traits & ~(unsigned)(STOCHASTIC | NO_GRADIENT) : type->traits;
  if (type->config_traits) p->traits |= type->config_traits(spec->config);
  if (type->extra_traits) p->traits |= type->extra_traits(state);
}

static struct problem *make_bare(const struct function_spec *spec,
                                 const struct function_setup *setup)
{
  struct problem *p = problem_blank(setup->dim, sizeof(struct bare));
  if (!p) return NULL;
  struct bare *s = p->state;
  s->type = spec->type;
  s->state = spec->type->alloc(setup, spec->config);
  if (!s->state) {
    problem_free(p);
    return NULL;
  }
  p->evaluate = evaluate;
  p->scratch = scratch;
  if (spec->type->smoothed) p->smoothed = smoothed;
  if (spec->type->start) p->start = start;
  if (spec->type->measure) p->measure = measure;
  if (spec->type->confuse) p->confuse = confuse;
  if (spec->type->episode) p->episode = episode;
  if (spec->type->draw) p->draw = draw;
  p->release = release;
  describe(p, spec, s->state);
  if (spec->type->hessian && !(p->traits & STOCHASTIC)) p->hessian = hessian;
  return p;
}

static int check_instance(const struct function_type *type, unsigned instance, struct error *err)
{
  if (instance >= type->instance_low) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%s has no instance %u: they begin with %u; ask for %u or more", type->name,
                   instance, type->instance_low, type->instance_low);
}

static int check_dimension(const struct function_spec *spec, size_t dim, const struct dataset *data,
                           struct error *err)
{
  const struct function_type *type = spec->type;
  size_t own = type->dimension ? type->dimension(spec->config, data) : dim;
  if (own != dim)
    return error_set(err, STATUS_USAGE,
                     "%s has %zu parameters here, not %zu; give the dimension %zu, or auto",
                     type->name, own, dim, own);
  if (dim >= type->dim_low && (!type->dim_high || dim <= type->dim_high)) return STATUS_OK;
  if (type->dim_low == type->dim_high)
    return error_set(err, STATUS_USAGE, "%s has dimension %zu only, not %zu; ask for %zu",
                     type->name, type->dim_low, dim, type->dim_low);
  if (!type->dim_high)
    return error_set(err, STATUS_USAGE, "%s has no dimension %zu; ask for %zu or more", type->name,
                     dim, type->dim_low);
  return error_set(err, STATUS_USAGE, "%s has no dimension %zu; ask for %zu to %zu", type->name,
                   dim, type->dim_low, type->dim_high);
}

int problem_make(const struct function_spec *spec, size_t dim, unsigned instance,
                 const struct dataset *data, struct problem **problem, struct error *err)
{
  const struct function_type *type = spec->type;
  struct stream stream = stream_named(stream_root(0), type->name);
  struct stream first = stream_numbered(stream_numbered(stream, dim), 0);
  stream = stream_numbered(stream_numbered(stream, dim), instance);
  struct function_setup setup = {
      .dim = dim, .instance = instance, .data = data, .stream = stream, .first = first};
  int status = check_dimension(spec, dim, data, err);
  if (!status) status = check_instance(type, instance, err);
  if (!status && type->check) status = type->check(spec->config, &setup, err);
  if (status) return status;
  struct problem *p = make_bare(spec, &setup);
  if (p && instance > 0 && !(p->traits & OWN_INSTANCES)) p = problem_transform(p, stream);
  if (p && type->wrap) p = problem_noise(p, type->wrap);
  if (p && spec->wrap.multiply != 1) p = problem_multiply(p, spec->wrap.multiply);
  if (p && spec->wrap.noise > 0) p = problem_noise(p, &spec->wrap);
  if (!p) return error_memory(err, type->name);
  *problem = p;
  return STATUS_OK;
}
