/* rollout.c -- see rollout.h. */
#include "functions/control/rollout.h"

#include <string.h>

enum {
  PARTS = 2
}; /* registers full of episodes that are run in turn, to fill each other's waits */

/* LANE_WIDTH episodes. */
struct lanes {
  lane_part state[STATES_MOST];
  lane_part steps, total;
  lane_bits alive;
  size_t job[LANE_WIDTH], decision[LANE_WIDTH];
  double *weights, *memory;
};

static size_t lane_doubles(const struct policy_shape *shape, size_t dim)
{
  return (dim + policy_memory(shape)) * LANE_WIDTH;
}

size_t rollout_scratch(const struct policy_shape *shape, size_t dim)
{
  return PARTS * lane_doubles(shape, dim);
}

static inline bool any(lane_bits mask)
{
  int64_t all = 0;
  for (size_t i = 0; i < LANE_WIDTH; i++) all |= mask[i];
  return all != 0;
}

static void tell(const struct rollout *r, const struct lanes *p, size_t lane,
                 const lane_part *action, double reward)
{
  double state[STATES_MOST], done[ACTIONS_MOST];
  for (size_t i = 0; i < r->environment->states; i++) state[i] = p->state[i][lane];
  for (size_t i = 0; action && i < r->environment->actions; i++) done[i] = action[i][lane];
  r->watch(r->context, state, action ? done : NULL, reward);
}

/* Begin an episode in a lane. */
static void load(const struct rollout *r, struct lanes *p, size_t lane, size_t job)
{
  size_t states = r->environment->states, units = policy_memory(r->shape);
  const double *x = r->x + job / r->episodes * r->dim;
  const double *start = r->starts + (r->own_starts ? job : job % r->episodes) * states;
  for (size_t i = 0; i < r->dim; i++) p->weights[i * LANE_WIDTH + lane] = x[i];
  for (size_t i = 0; i < units; i++) p->memory[i * LANE_WIDTH + lane] = 0;
  for (size_t i = 0; i < states; i++) p->state[i][lane] = start[i];
  p->steps[lane] = p->total[lane] = 0;
  p->alive[lane] = -1;
  p->job[lane] = job;
  p->decision[lane] = 0;
  if (r->watch && !job) tell(r, p, lane, NULL, 0);
}

static void unload(const struct rollout *r, const struct lanes *p, size_t lane)
{
  size_t states = r->environment->states, job = p->job[lane];
  double *last = r->last + job * states;
  for (size_t i = 0; i < states; i++) last[i] = p->state[i][lane];
  double worth = r->environment->worth ? r->environment->worth(last) : p->total[lane];
  r->returns[job] = worth;
  r->steps[job] = p->steps[lane];
  if (r->recording && r->environment->worth)
    r->recording->reward[job * r->decisions + p->decision[lane] - 1] = worth;
}

static void disturb(const struct rollout *r, const struct lanes *p, lane_bits alive,
                    lane_part *action)
{
  size_t actions = r->environment->actions;
  for (size_t lane = 0; lane < LANE_WIDTH; lane++) {
    if (!alive[lane]) continue;
    const double *noise = r->noise + (p->job[lane] * r->decisions + p->decision[lane]) * actions;
    for (size_t i = 0; i < actions; i++) action[i][lane] += noise[i];
  }
}

static void record(const struct rollout *r, const struct lanes *p, lane_bits alive,
                   const lane_part *input, const lane_part *output, lane_part reward)
{
  size_t inputs = r->shape->size[0], outputs = r->environment->outputs;
  for (size_t lane = 0; lane < LANE_WIDTH; lane++) {
    if (!alive[lane]) continue;
    size_t at = p->job[lane] * r->decisions + p->decision[lane];
    for (size_t i = 0; i < inputs; i++) r->recording->input[at * inputs + i] = input[i][lane];
    for (size_t i = 0; i < outputs; i++) r->recording->output[at * outputs + i] = output[i][lane];
    r->recording->reward[at] = r->environment->worth ? 0 : reward[lane];
  }
}

/* One decision in every lane: an action, held for config->skip steps. */
static void decide(const struct rollout *r, struct lanes *p)
{
  const struct environment *e = r->environment;
  const double limit = r->config->limit;
  const lane_part zero = {0}, one = zero + 1;
  lane_part input[SEEN_MOST], output[OUTPUTS_MOST], action[ACTIONS_MOST];
  e->observe(r->config, p->state, input);
  policy_act(r->shape, p->weights, p->memory, input, output);
  e->act(output, action);
  lane_bits begun = p->alive, alive = begun;
  if (r->noise) disturb(r, p, begun, action);
  lane_part gained = zero;
  for (int k = 0; k < r->config->skip && (!k || any(alive)); k++) {
    lane_part next[STATES_MOST], reward;
    for (size_t i = 0; i < e->states; i++) next[i] = p->state[i];
    lane_bits over = e->step(r->config, next, action, &reward);
    for (size_t i = 0; i < e->states; i++) p->state[i] = lane_select(alive, next[i], p->state[i]);
    gained += lane_select(alive, reward, zero);
    p->steps += lane_select(alive, one, zero);
    for (size_t lane = 0; r->watch && lane < LANE_WIDTH; lane++)
      if (alive[lane] && !p->job[lane]) tell(r, p, lane, action, reward[lane]);
    alive &= ~(over | (lane_bits)(p->steps >= limit));
  }
  p->total += gained;
  if (r->recording) record(r, p, begun, input, output, gained);
  for (size_t lane = 0; (r->noise || r->recording) && lane < LANE_WIDTH; lane++)
    p->decision[lane] += begun[lane] != 0;
  p->alive = alive;
}

void rollout_run(const struct rollout *r, double *scratch)
{
  size_t jobs = r->points * r->episodes, next = 0, running = 0;
  size_t parts = jobs > LANE_WIDTH ? PARTS : 1, each = lane_doubles(r->shape, r->dim);
  struct lanes lanes[PARTS];
  memset(scratch, 0, parts * each * sizeof *scratch);
  for (size_t k = 0; k < parts; k++) {
    struct lanes *p = lanes + k;
    *p = (struct lanes){.weights = scratch + k * each};
    p->memory = p->weights + r->dim * LANE_WIDTH;
  }
  for (size_t lane = 0; lane < LANE_WIDTH; lane++)
    for (size_t k = 0; k < parts && next < jobs; k++, running++) load(r, lanes + k, lane, next++);
  while (running)
    for (size_t k = 0; k < parts; k++) {
      struct lanes *p = lanes + k;
      lane_bits begun = p->alive;
      if (!any(begun)) continue;
      decide(r, p);
      lane_bits over = begun & ~p->alive;
      if (!any(over)) continue;
      for (size_t lane = 0; lane < LANE_WIDTH; lane++) {
        if (!over[lane]) continue;
        unload(r, p, lane);
        if (next < jobs)
          load(r, p, lane, next++);
        else
          running--;
      }
    }
}
