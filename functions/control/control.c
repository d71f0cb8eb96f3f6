/* control.c -- what a control task is made of: its policy, its checks, its levels, its starts; see
 * control.h. */
#include "functions/control/control_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/number.h"

const char *const control_inits[] = {"zero", "normal", NULL};
const char *const control_resets[] = {"fixed", "fresh", NULL};

static const double start_deviation = 0.5;
/* More than this is more than a machine can hold many of. */
static const double parameters_most = 1e7, recorded_most = 2e7;

/* The sizes of hidden layers, "0", "16" or "16-16": false where it is none of these. */
static bool parse_hidden(const char *text, size_t *size, size_t most, size_t *count)
{
  *count = 0;
  if (!strcmp(text, "0")) return true;
  for (;;) {
    char number[8];
    double value;
    size_t length = strcspn(text, "-");
    if (!length || length >= sizeof number || *count == most) return false;
    memcpy(number, text, length);
    number[length] = '\0';
    if (strspn(number, "0123456789") != length || !number_parse(number, &value) || value < 1)
      return false;
    size[(*count)++] = (size_t)value;
    if (!text[length]) return true;
    text += length + 1;
  }
}

/* False where `hidden` is no list of units. */
static bool shape_of(const struct environment *env, const struct control_config *c,
                     struct policy_shape *shape)
{
  size_t hidden, most = env->policy == POLICY_RECURRENT ? 1 : POLICY_SIZES_MOST - 2;
  *shape = (struct policy_shape){.kind = env->policy};
  shape->size[0] = env->inputs(c);
  if (!parse_hidden(c->hidden, shape->size + 1, most, &hidden)) return false;
  if (env->policy == POLICY_RECURRENT) {
    shape->layers = 1;
    shape->size[1] += 1;
  } else {
    shape->layers = hidden + 1;
    shape->size[hidden + 1] = env->outputs;
  }
  return true;
}

size_t control_dimension(const struct environment *env, const struct control_config *c)
{
  struct policy_shape shape;
  return shape_of(env, c, &shape) ? policy_parameters(&shape) : 0;
}

size_t control_decisions(const struct control_config *c)
{
  return ((size_t)c->limit + (size_t)c->skip - 1) / (size_t)c->skip;
}

static double episodes_of(const struct control_config *c) { return c->episodes ? c->episodes : 1; }

int control_check(const struct environment *env, const struct control_config *c, struct error *err)
{
  struct policy_shape shape;
  if (!shape_of(env, c, &shape))
    return error_set(err, STATUS_USAGE,
                     env->policy == POLICY_RECURRENT
                         ? "%s: hidden=%.60s is no number of units; write 0, or 3, or up to 9999999"
                         : "%s: hidden=%.60s is no list of layers; write 0 for a linear policy, "
                           "16 or 16-16: at most 6 layers of up to 9999999 units",
                     env->name, c->hidden);
  double parameters = (double)policy_parameters(&shape);
  if (parameters > parameters_most)
    return error_set(err, STATUS_USAGE,
                     "%s: hidden=%.60s makes %.3g parameters, more than %g; take fewer units",
                     env->name, c->hidden, parameters, parameters_most);
  double recorded = episodes_of(c) * (double)control_decisions(c) *
                    (double)(shape.size[0] + 2 * env->outputs + 1);
  if (c->deviation > 0 && recorded > recorded_most)
    return error_set(err, STATUS_USAGE,
                     "%s: a gradient keeps %.3g numbers of its episodes, more than %g; take fewer "
                     "episodes or a lower limit",
                     env->name, recorded, recorded_most);
  return STATUS_OK;
}

double control_solved(const struct environment *env, const struct control_config *c)
{
  double bound = env->bound(c), level = bound - env->solved;
  if (env->share > 0) level = bound - env->share * c->limit;
  if (env->lasting) level = 0.5;
  /* Where episodes are so short that every policy would count, none does. */
  return level > 0 && level < bound - env->worst(c) ? level : NAN;
}

static int falling(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x < y) - (x > y);
}

/* 40 returns from the worst to the bound, evenly spread, or by equal factors where all are above
 * 0; and those that count as solved. */
size_t control_levels(const struct environment *env, const struct control_config *c, double *levels)
{
  enum { SPREAD = 40 };
  double bound = env->bound(c), worst = env->worst(c);
  size_t count = 0, kept = 0;
  for (size_t i = 0; i < SPREAD; i++) {
    double share = (double)i / SPREAD;
    levels[count++] =
        worst > 0 ? bound - worst * repro_pow(bound / worst, share) : (bound - worst) * (1 - share);
  }
  const double solved[] = {control_solved(env, c), bound - env->further};
  for (size_t i = 0; i < 2; i++)
    if (solved[i] > 0) levels[count++] = solved[i];
  qsort(levels, count, sizeof *levels, falling);
  for (size_t i = 0; i < count; i++)
    if (levels[i] > 0 && (!kept || levels[i] < levels[kept - 1])) levels[kept++] = levels[i];
  return kept;
}

/* Starts of `count` episodes of a stream. */
static void draw_starts(const struct control *s, struct stream stream, size_t count, double *starts)
{
  const struct environment *env = s->environment;
  for (size_t e = 0; e < count; e++) {
    double uniform[DRAWS_MOST];
    stream_uniforms(stream, e * DRAWS_MOST, env->draws, uniform);
    env->begin(&s->config, uniform, starts + e * env->states);
  }
}

static bool is_fresh(const struct environment *env, const struct control_config *c)
{
  return c->reset == RESET_FRESH && env->draws;
}

static bool is_gaussian(const struct control_config *c) { return c->deviation > 0; }

unsigned control_traits(const struct environment *env, const struct control_config *c)
{
  unsigned traits = is_fresh(env, c) || is_gaussian(c) ? STOCHASTIC | DEAR_TRUTH : 0;
  return traits | (is_gaussian(c) ? GRADIENT_INCLUDED : NO_GRADIENT);
}

void *control_alloc(const struct environment *env, const struct control_config *c,
                    const struct function_setup *setup)
{
  size_t episodes = (size_t)episodes_of(c), tests = env->draws ? TEST_EPISODES : 1;
  struct control *s = malloc(sizeof *s + (episodes + tests) * env->states * sizeof *s->block);
  if (!s) return NULL;
  *s = (struct control){.environment = env,
                        .config = *c,
                        .dim = setup->dim,
                        .episodes = episodes,
                        .tests = tests,
                        .decisions = control_decisions(c),
                        .fresh = is_fresh(env, c),
                        .gaussian = is_gaussian(c),
                        .canonical = stream_named(setup->stream, "canonical start")};
  s->starts = s->block;
  s->test_starts = s->block + episodes * env->states;
  shape_of(env, c, &s->shape);
  draw_starts(s, stream_named(setup->stream, "episodes"), episodes, s->starts);
  draw_starts(s, stream_named(setup->stream, "test episodes"), tests, s->test_starts);
  return s;
}

void control_free(void *state) { free(state); }

static void draw_policy(const struct control *s, struct stream stream, double *x)
{
  memset(x, 0, s->dim * sizeof *x);
  if (s->config.init == POLICY_ZERO) return;
  random_normals(stream, 0, 0, 1, s->dim, x);
  for (size_t i = 0; i < s->dim; i++) x[i] *= start_deviation;
}

void control_canonical(const void *state, double *x)
{
  const struct control *s = state;
  draw_policy(s, s->canonical, x);
}

void control_start(const void *state, struct stream stream, double *x)
{
  draw_policy(state, stream, x);
}

size_t control_behaviours(const void *state)
{
  const struct control *s = state;
  return s->episodes * s->environment->places;
}

size_t control_episodes(const void *state) { return ((const struct control *)state)->episodes; }

void control_draw(const void *state, const double *row, struct sketch *sketch)
{
  const struct control *s = state;
  s->environment->draw(&s->config, row, row + s->environment->states, sketch);
}
