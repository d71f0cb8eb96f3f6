/* control_run.c -- a control task at work: values, gradients, measures, episodes; see control.h. */
#include <string.h>

#include "functions/control/control_state.h"
#include "functions/control/reinforce.h"
#include "src/draws/random.h"

const char *const control_measures[] = {"return", "length", "reached", NULL};

static size_t largest(size_t a, size_t b) { return a > b ? a : b; }

/* Doubles that so many episodes need for their ends, and for starts of their own. */
static size_t ends_size(const struct control *s, size_t episodes)
{
  return episodes * (2 + 2 * s->environment->states);
}

/* And for noise and what gradients are made of. */
static size_t gaussian_size(const struct control *s)
{
  if (!s->gaussian) return 0;
  size_t each = s->shape.size[0] + s->environment->outputs + s->environment->actions + 1;
  return s->episodes * s->decisions * each + 3 * policy_memory(&s->shape) + s->decisions;
}

size_t control_scratch(const void *state, size_t count)
{
  const struct control *s = state;
  size_t episodes = largest(s->gaussian ? s->episodes : count * s->episodes, s->tests);
  return rollout_scratch(&s->shape, s->dim) + ends_size(s, episodes) + gaussian_size(s);
}

/* Episodes of `points` points, whose ends lie in `*memory`, which is moved behind them. */
static struct rollout prepare(const struct control *s, const double *x, size_t points,
                              size_t episodes, double **memory)
{
  size_t jobs = points * episodes;
  struct rollout r = {.environment = s->environment,
                      .config = &s->config,
                      .shape = &s->shape,
                      .x = x,
                      .points = points,
                      .dim = s->dim,
                      .episodes = episodes,
                      .starts = s->starts,
                      .decisions = s->decisions,
                      .returns = *memory,
                      .steps = *memory + jobs,
                      .last = *memory + 2 * jobs};
  *memory = r.last + jobs * s->environment->states;
  return r;
}

/* Starts that a step's points share, or that each draws for itself. */
static void draw_fresh(const struct control *s, const struct batch *batch, size_t first,
                       struct rollout *r, double **memory)
{
  const struct environment *env = s->environment;
  struct stream stream = stream_named(batch->stream, "episodes");
  double *starts = *memory;
  bool share = s->config.share == SHARE_YES;
  size_t sets = share ? 1 : r->points;
  for (size_t k = 0; k < sets; k++)
    for (size_t e = 0; e < s->episodes; e++) {
      double uniform[DRAWS_MOST];
      random_uniforms(stream, share ? batch->step : batch->index + first + k, (uint32_t)e, 1,
                      env->draws, uniform);
      env->begin(&s->config, uniform, starts + (k * s->episodes + e) * env->states);
    }
  r->starts = starts;
  r->own_starts = !share;
  *memory = starts + sets * s->episodes * env->states;
}

static void draw_noise(const struct control *s, const struct batch *batch, size_t point,
                       struct rollout *r, double **memory)
{
  size_t actions = s->environment->actions, count = s->episodes * s->decisions;
  uint64_t generation = s->config.share == SHARE_YES ? batch->step : batch->index + point;
  double *noise = *memory;
  random_normals(stream_named(batch->stream, "actions"), generation, 0, count, actions, noise);
  for (size_t i = 0; i < count * actions; i++) noise[i] *= s->config.deviation;
  r->noise = noise;
  *memory = noise + count * actions;
}

/* What is over, as the batch wants it: points from `first` on. */
static void enter(const struct control *s, const struct rollout *r, const struct batch *batch,
                  size_t first)
{
  const struct environment *env = s->environment;
  double bound = env->bound(&s->config);
  for (size_t k = 0; k < r->points; k++) {
    double total = 0, steps = 0;
    for (size_t e = 0; e < r->episodes; e++) {
      size_t job = k * r->episodes + e;
      total += r->returns[job];
      steps += r->steps[job];
      if (batch->behaviour)
        env->place(&s->config, r->last + job * env->states,
                   batch->behaviour + ((first + k) * r->episodes + e) * env->places);
    }
    batch->f[first + k] = bound - total / (double)r->episodes;
    if (batch->work) batch->work[first + k] = steps;
  }
}

/* One point of a Gaussian policy. */
static void evaluate_gaussian(const struct control *s, const struct batch *batch, size_t k)
{
  double *memory = batch->scratch + rollout_scratch(&s->shape, s->dim);
  struct rollout r = prepare(s, batch->x + k * s->dim, 1, s->episodes, &memory);
  if (s->fresh) draw_fresh(s, batch, k, &r, &memory);
  draw_noise(s, batch, k, &r, &memory);
  size_t count = s->episodes * s->decisions;
  struct recording recording = {.input = memory, .output = memory + count * s->shape.size[0]};
  recording.reward = recording.output + count * s->environment->outputs;
  memory = recording.reward + count;
  if (batch->gradient) r.recording = &recording;
  rollout_run(&r, batch->scratch);
  enter(s, &r, batch, k);
  if (batch->gradient) reinforce_gradient(&r, memory, batch->gradient + k * s->dim);
}

static void evaluate_plain(const struct control *s, const struct batch *batch, size_t first,
                           size_t count)
{
  double *memory = batch->scratch + rollout_scratch(&s->shape, s->dim);
  struct rollout r = prepare(s, batch->x + first * s->dim, count, s->episodes, &memory);
  if (s->fresh) draw_fresh(s, batch, first, &r, &memory);
  rollout_run(&r, batch->scratch);
  enter(s, &r, batch, first);
}

static bool finite(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += x[i] - x[i];
  return sum == 0;
}

/* A point that is not finite lives through nothing. */
static void refuse(const struct control *s, const struct batch *batch, size_t k)
{
  size_t places = control_behaviours(s);
  batch->f[k] = NAN;
  if (batch->work) batch->work[k] = 0;
  for (size_t i = 0; batch->gradient && i < s->dim; i++) batch->gradient[k * s->dim + i] = NAN;
  for (size_t i = 0; batch->behaviour && i < places; i++) batch->behaviour[k * places + i] = NAN;
}

void control_evaluate(const void *state, const struct batch *batch)
{
  const struct control *s = state;
  size_t dim = s->dim, k = 0;
  while (k < batch->count) {
    size_t first = k, most = s->gaussian ? k + 1 : batch->count;
    while (k < most && finite(batch->x + k * dim, dim)) k++;
    if (k == first)
      refuse(s, batch, k++);
    else if (s->gaussian)
      evaluate_gaussian(s, batch, first);
    else
      evaluate_plain(s, batch, first, k - first);
  }
}

void control_measure(const void *state, const double *x, double *scratch, double *truth,
                     double *values)
{
  const struct control *s = state;
  const struct environment *env = s->environment;
  bool random = s->fresh || s->gaussian;
  double *memory = scratch + rollout_scratch(&s->shape, s->dim);
  struct rollout r = prepare(s, x, 1, random ? s->tests : s->episodes, &memory);
  values[0] = values[1] = values[2] = *truth = NAN;
  if (!finite(x, s->dim)) return;
  if (random) r.starts = s->test_starts;
  rollout_run(&r, scratch);
  double total = 0, steps = 0, reached = 0, episodes = (double)r.episodes;
  for (size_t e = 0; e < r.episodes; e++) {
    total += r.returns[e];
    steps += r.steps[e];
    reached += env->reached && env->reached(&s->config, r.last + e * env->states);
  }
  values[0] = total / episodes;
  values[1] = steps / episodes;
  if (env->reached) values[2] = reached / episodes;
  *truth = env->bound(&s->config) - values[0];
}

/* Of an episode that is told. */
struct told {
  const struct environment *environment;
  const struct episode_sink *sink;
};

static void tell(void *context, const double *state, const double *action, double reward)
{
  const struct told *t = context;
  const struct environment *env = t->environment;
  double row[STATES_MOST + ACTIONS_MOST];
  memcpy(row, state, env->states * sizeof *row);
  for (size_t i = 0; i < env->actions; i++) row[env->states + i] = action ? action[i] : NAN;
  t->sink->row(t->sink->context, row, action ? reward : NAN);
}

void control_episode(const void *state, const double *x, size_t episode, double *scratch,
                     const struct episode_sink *sink)
{
  const struct control *s = state;
  struct told told = {s->environment, sink};
  double *memory = scratch + rollout_scratch(&s->shape, s->dim);
  struct rollout r = prepare(s, x, 1, 1, &memory);
  r.starts = s->starts + episode * s->environment->states;
  r.watch = tell;
  r.context = &told;
  if (finite(x, s->dim)) rollout_run(&r, scratch);
}
