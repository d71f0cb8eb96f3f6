/* siman.c -- GSL's simulated annealing.
 *
 *   y = x + step (2 u - 1), u uniform in every coordinate
 *   x <- y with probability min(1, exp(-(f(y) - f(x)) / T));  every `tries` steps T <- T / cooling
 *                (Metropolis et al., 1953; Kirkpatrick, Gelatt and Vecchi, 1983)
 *
 * GSL would compare a uniform with the C library's exp, which picks a version by processor, and
 * whose last bit differs between them: a decision would flip once in some 1e16. So the generator
 * that GSL asks for that uniform decides by elementary.h, and answers 0 or 1, which are on the
 * right side of any exp.
 *
 * Stalled: steps lead to points alone whose value is known, as those that are too short to show.
 *
 * Numbers come one after the other from the run's stream: number n is coordinate n mod BLOCK of
 * generation n / BLOCK. */
#include <math.h>
#include <stdint.h>

#include <gsl/gsl_machine.h>
#include <gsl/gsl_siman.h>

#include "src/draws/random.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/search/gsl/gsl_objective.h"

enum { BLOCK = 64 }; /* uniforms drawn at once */

struct config {
  double step, temperature, coldest, cooling;
  int tries;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, step, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "furthest that a step goes in each coordinate"),
    PARAM_TUNED(struct config, temperature, 1, PARAM_ABOVE_ZERO, 1e9, 1e-3, 1e3, PARAM_LOG,
                "temperature at the start, in units of f"),
    PARAM(struct config, coldest, 1e-8, PARAM_ABOVE_ZERO, 1e9,
          "the schedule ends below this temperature"),
    PARAM(struct config, cooling, 1, 1, 1e6,
          "what the temperature is divided by; 1: so that the schedule ends with the budget"),
    PARAM(struct config, tries, 10, 1, 1e9, "steps at each temperature"),
    PARAM_TABLE_END,
};

/* A point as GSL hands it around. */
struct place {
  struct state *owner;
  double *x;
};

struct state {
  struct config config;
  struct gsl_objective objective;
  struct stream stream;
  uint64_t drawn; /* uniforms so far */
  double uniform[BLOCK];
  bool deciding;     /* the next uniform is to decide on y */
  double f, trial_f; /* at x, at y */
  double temperature, factor;
  int tried;          /* steps at this temperature */
  struct place start; /* GSL leaves its best point there in the end */
  struct place place[3];
  size_t places; /* in use: x, then y, then the best point */
  bool ended;
  double block[];
};

static double draw(struct state *s)
{
  size_t at = (size_t)(s->drawn % BLOCK);
  if (at == 0) random_uniforms(s->stream, s->drawn / BLOCK, 0, 1, BLOCK, s->uniform);
  s->drawn++;
  return s->uniform[at];
}

static double next_double(void *generator)
{
  struct state *s = *(struct state **)generator;
  double u = draw(s);
  if (!s->deciding) return u;
  double x = -(s->trial_f - s->f) / s->temperature;
  return x >= GSL_LOG_DBL_MIN && u < repro_exp(x) ? 0 : 1;
}

static unsigned long next_integer(void *generator)
{
  return (unsigned long)(draw(*(struct state **)generator) * 0x1p32);
}

/* The stream is the seed. */
static void set_seed(void *generator, unsigned long seed)
{
  (void)generator;
  (void)seed;
}

static const gsl_rng_type generator_type = {
    .name = "stream",
    .max = 0xffffffff,
    .min = 0,
    .size = sizeof(struct state *),
    .set = set_seed,
    .get = next_integer,
    .get_double = next_double,
};

static double energy(void *place)
{
  struct place *p = place;
  struct state *s = p->owner;
  s->trial_f = gsl_objective_value(&s->objective, p->x);
  if (s->places == 0) s->f = s->trial_f; /* of the start */
  return s->trial_f;
}

static void take_step(const gsl_rng *generator, void *place, double step)
{
  struct place *p = place;
  struct state *s = p->owner;
  if (!gsl_objective_goes_on(&s->objective)) gsl_objective_stall(&s->objective);
  if (s->tried == s->config.tries) {
    s->temperature *= s->factor;
    s->tried = 0;
  }
  s->tried++;
  s->deciding = false;
  for (size_t i = 0; i < s->objective.dim; i++)
    p->x[i] += step * (2 * gsl_rng_uniform(generator) - 1);
  s->deciding = true;
}

static void copy(void *source, void *destination)
{
  struct place *from = source, *to = destination;
  struct state *s = from->owner;
  memcpy(to->x, from->x, s->objective.dim * sizeof *to->x);
  if (to == &s->place[0]) s->f = s->trial_f;
}

static void *construct(void *source)
{
  struct state *s = ((struct place *)source)->owner;
  struct place *made = &s->place[s->places++];
  memcpy(made->x, s->start.x, s->objective.dim * sizeof *made->x);
  return made;
}

static void destroy(void *place) { (void)place; } /* the state owns it */

static void solve(struct coroutine *co, void *state)
{
  (void)co;
  struct state *s = state;
  gsl_rng generator = {.type = &generator_type, .state = &s};
  gsl_siman_params_t schedule = {
      .n_tries = 1,
      .iters_fixed_T = s->config.tries,
      .step_size = s->config.step,
      .k = 1,
      .t_initial = s->config.temperature,
      .mu_t = s->config.cooling,
      .t_min = s->config.coldest,
  };
  gsl_siman_solve(&generator, &s->start, energy, take_step, NULL, NULL, copy, construct, destroy, 0,
                  schedule);
  s->objective.end = ASK_CONVERGED;
  s->ended = true;
}

/* So that the temperature would fall below the coldest just after the budget is spent. */
static double fitted_cooling(const struct config *c, double budget)
{
  if (c->temperature <= c->coldest) return 1;
  double temperatures = floor((budget - 1) / c->tries) + 1;
  if (!(temperatures >= 1)) temperatures = 1;
  return repro_pow(c->temperature / c->coldest, 1 / temperatures);
}

static void release(void *state)
{
  struct state *s = state;
  gsl_objective_free(&s->objective);
  free(s);
}

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim;
  struct state *s = calloc(1, sizeof *s + 4 * dim * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  if (s->config.cooling <= 1) s->config.cooling = fitted_cooling(&s->config, setup->budget);
  s->stream = setup->stream;
  s->temperature = s->config.temperature;
  s->factor = 1 / s->config.cooling; /* as GSL has it */
  s->start = (struct place){s, s->block};
  for (size_t i = 0; i < 3; i++) s->place[i] = (struct place){s, s->block + (i + 1) * dim};
  memcpy(s->start.x, setup->start, dim * sizeof *setup->start);
  memcpy(s->place[0].x, setup->start, dim * sizeof *setup->start);
  if (!gsl_objective_init(&s->objective, dim, false, solve, s)) {
    release(s);
    return NULL;
  }
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  return gsl_objective_ask(&((struct state *)state)->objective, query);
}

static void tell(void *state, const struct answer *answer)
{
  gsl_objective_tell(&((struct state *)state)->objective, answer);
}

static const double *incumbent(const void *state)
{
  const struct state *s = state;
  return s->ended ? s->start.x : s->place[0].x;
}

static const char *const diagnostics[] = {"temperature", NULL};

static void diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->temperature;
}

extern const struct optimizer_type LEVELED(optimizer_siman);
const struct optimizer_type LEVELED(optimizer_siman) = {
    .name = "siman",
    .title = "simulated annealing (GSL)",
    .summary = "random steps, uphill too while it is hot; GSL's siman",
    .formula = "y = x + step (2 u - 1), u uniform on (0, 1) in each coordinate\n"
               "x <- y with probability min(1, exp(-(f(y) - f(x)) / T))\n"
               "every `tries` steps T <- T / cooling",
    .reference = "Metropolis et al., The Journal of Chemical Physics 21, 1953; "
                 "Kirkpatrick, Gelatt and Vecchi, Science 220, 1983; "
                 "Galassi et al., GNU Scientific Library Reference Manual, 3rd edition, 2009",
    .traits = USES_RANDOM,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = release,
    .kin = "random",
};
