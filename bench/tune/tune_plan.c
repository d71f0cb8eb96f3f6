/* tune_plan.c -- what is tuned, over which ranges, and the candidates. */
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/tune/tune.h"

#include "bench/plan/problems.h"
#include "bench/plan/tasks.h"
#include "src/names.h"
#include "src/number.h"
#include "src/numeric/elementary.h"

enum { FIRST_RUNS = 3 };

double tune_value(const struct tune_axis *a, double share)
{
  double x, low = a->low, high = a->high;
  char text[NUMBER_TEXT];
  int digits = 3;
  if (a->scale == PARAM_LOG) {
    x = low * repro_exp(share * repro_log(high / low));
  } else if (a->scale == PARAM_LOG_REST) {
    x = 1 - (1 - low) * repro_exp(share * repro_log((1 - high) / (1 - low)));
    digits = 5; /* most of them may be nines */
  } else {
    x = low + share * (high - low);
  }
  if (a->whole) return floor(x + 0.5);
  snprintf(text, sizeof text, "%.*g", digits, x);
  number_parse(text, &x);
  return x < low ? low : x > high ? high : x;
}

const char *const tune_edges[3] = {"low", "", "high"};

int tune_edge(const struct tune_axis *a, double value)
{
  static const double share = 0.02;
  if (value <= tune_value(a, share)) return -1;
  return value >= tune_value(a, 1 - share);
}

/* The next name of a comma-separated list, with *list advanced; an empty list has none. */
static int next_name(const char **list, char name[NAME_SIZE], struct error *err)
{
  size_t length = strcspn(*list, ",");
  int status = names_item("parameters", *list, length, name, NAME_SIZE, err);
  *list += length + ((*list)[length] == ',');
  return status;
}

/* Of a list that check_names takes; it refuses others once the cells are made. */
static bool is_listed(const char *list, const char *key)
{
  char name[NAME_SIZE];
  struct error none;
  while (*list && !next_name(&list, name, &none))
    if (param_keys_clash(name, strlen(name), key, strlen(key))) return true;
  return false;
}

static const struct tune_range *find_range(const struct tune_setup *s, const char *key)
{
  for (size_t i = 0; i < s->range_count; i++)
    if (param_keys_clash(s->ranges[i].key, strlen(s->ranges[i].key), key, strlen(key)))
      return &s->ranges[i];
  return NULL;
}

/* The axis of a parameter, if it is to be tuned. */
static int make_axis(const struct tune_setup *s, const struct cell *cell, const struct param *p,
                     const char *key, struct tune_axis *axis, bool *wanted, struct error *err)
{
  const struct tune_range *range = find_range(s, key);
  *wanted = !label_sets(cell->optimizer->label, key) &&
            (range || (p->scale && (!*s->parameters || is_listed(s->parameters, key))));
  if (!*wanted) return STATUS_OK;
  *axis = (struct tune_axis){.whole = p->kind == PARAM_KIND_INT,
                             .scale = p->scale,
                             .low = p->tune_low,
                             .high = p->tune_high};
  strcpy(axis->key, key);
  if (!range) return STATUS_OK;
  if (p->kind == PARAM_KIND_CHOICE)
    return error_set(err, STATUS_USAGE, "%s: %s is a choice, not a number, and has no range",
                     cell->optimizer->label, p->name);
  if (range->low < p->low || range->high > p->high)
    return error_set(err, STATUS_USAGE,
                     "%s: %s lies between %g and %g; give --range %s=LOW:HIGH within",
                     cell->optimizer->label, p->name, p->low, p->high, p->name);
  axis->low = range->low;
  axis->high = range->high;
  bool fits = axis->scale != PARAM_NOT_TUNED;
  if (axis->scale == PARAM_LOG && axis->low <= 0) fits = false;
  if (axis->scale == PARAM_LOG_REST && axis->high >= 1) fits = false;
  if (!fits) axis->scale = axis->low > 0 ? PARAM_LOG : PARAM_LINEAR;
  return STATUS_OK;
}

static int find_axes(const struct tune_setup *s, struct tune_cell *c, struct error *err)
{
  struct method method;
  struct param_group groups[METHOD_GROUPS];
  int status = cell_method(s->libraries, s->campaign, &c->cell, &method, err);
  if (status) return status;
  size_t count = method_groups(&method, groups);
  status = task_check(s->campaign, &c->cell, &method, c->problems[0], err);
  for (size_t g = 0; g < count && !status; g++)
    for (const struct param *p = groups[g].params; p->kind && !status; p++) {
      bool wanted;
      struct tune_axis axis;
      char key[PARAM_KEY];
      param_groups_key(groups, count, g, p, key);
      status = make_axis(s, &c->cell, p, key, &axis, &wanted, err);
      if (status || !wanted) continue;
      if (c->axes == TUNE_AXES)
        status = error_set(err, STATUS_USAGE,
                           "%s: more than %d parameters at once; name some with --parameters",
                           c->cell.optimizer->label, TUNE_AXES);
      else
        c->axis[c->axes++] = axis;
    }
  method_free(&method);
  return status;
}

/* A name that is typed must belong to a number of some optimizer. */
static int check_name(const struct tuning *t, const char *name, bool has_range, struct error *err)
{
  struct nearest near = nearest_begin(name);
  bool found = false, tuned = false;
  for (size_t i = 0; i < t->cells; i++) {
    struct method method;
    struct param_group groups[METHOD_GROUPS];
    int status = cell_method(t->setup.libraries, t->setup.campaign, &t->cell[i].cell, &method, err);
    if (status) return status;
    size_t count = method_groups(&method, groups);
    for (size_t g = 0; g < count; g++)
      for (const struct param *p = groups[g].params; p->kind; p++) {
        char key[PARAM_KEY];
        param_groups_key(groups, count, g, p, key);
        if (p->scale || has_range) nearest_try(&near, p->name);
        if (!param_keys_clash(name, strlen(name), key, strlen(key))) continue;
        found = true;
        tuned |= p->scale != PARAM_NOT_TUNED;
      }
    method_free(&method);
  }
  if (found && (tuned || has_range || find_range(&t->setup, name))) return STATUS_OK;
  if (found)
    return error_set(err, STATUS_USAGE,
                     "%s has no range that tuning looks in; give one with --range %s=LOW:HIGH",
                     name, name);
  return error_set(err, STATUS_USAGE, "no optimizer here has a parameter '%.60s'%s%s%s", name,
                   near.name ? "; did you mean '" : "; `optbench describe NAME` lists them",
                   near.name ? near.name : "", near.name ? "'?" : "");
}

static int check_names(const struct tuning *t, struct error *err)
{
  const char *list = t->setup.parameters;
  char name[NAME_SIZE];
  int status = STATUS_OK;
  while (!status && *list) {
    status = next_name(&list, name, err);
    if (!status) status = check_name(t, name, false, err);
  }
  for (size_t i = 0; i < t->setup.range_count && !status; i++)
    status = check_name(t, t->setup.ranges[i].key, true, err);
  return status;
}

static int set_values(const struct tune_cell *cell, struct tune_candidate *c, struct error *err)
{
  int status = STATUS_OK;
  for (size_t a = 0; a < cell->axes && !status; a++) {
    char text[NUMBER_TEXT];
    number_format(c->value[a], text);
    status = method_set(&c->method, cell->axis[a].key, text, err);
  }
  return status;
}

static void get_values(const struct tune_cell *cell, struct tune_candidate *c)
{
  struct param_group groups[METHOD_GROUPS];
  size_t count = method_groups(&c->method, groups), g;
  for (size_t a = 0; a < cell->axes; a++) {
    const struct param *p;
    struct error err; /* the axes were made of these groups */
    if (!param_groups_find(groups, count, c->method.name, cell->axis[a].key, &g, &p, &err))
      c->value[a] = param_get(p, groups[g].config);
  }
}

static int make_candidates(const struct tuning *t, struct tune_cell *cell, struct error *err)
{
  const struct tune_setup *s = &t->setup;
  cell->candidate = calloc(s->candidates, sizeof *cell->candidate);
  cell->order = calloc(s->candidates, sizeof *cell->order);
  struct trial *trials = calloc(2 * s->candidates * s->runs, sizeof *trials);
  gsl_qrng *points = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)cell->axes);
  if (cell->candidate) cell->candidate[0].search.trial = trials; /* owns the block */
  if (!cell->candidate || !cell->order || !trials || !points) {
    if (!cell->candidate) free(trials);
    if (points) gsl_qrng_free(points);
    return error_memory(err, "the candidates");
  }
  int status = STATUS_OK;
  for (size_t i = 0; i < s->candidates && !status; i++) {
    struct tune_candidate *c = &cell->candidate[i];
    double point[TUNE_AXES];
    cell->order[i] = i;
    c->search.trial = trials + i * s->runs;
    c->fresh.trial = trials + (s->candidates + i) * s->runs;
    status = cell_method(s->libraries, s->campaign, &cell->cell, &c->method, err);
    if (status) break;
    if (i == 0) {
      get_values(cell, c);
      continue;
    }
    gsl_qrng_get(points, point);
    for (size_t a = 0; a < cell->axes; a++) c->value[a] = tune_value(&cell->axis[a], point[a]);
    status = set_values(cell, c, err);
  }
  gsl_qrng_free(points);
  return status;
}

/* Candidates halve while their runs nearly double: 3, 5, 9, 17, ... */
static void plan_rounds(struct tuning *t)
{
  size_t candidates = t->setup.candidates, runs = 0, most = t->setup.runs;
  while (runs < most) {
    size_t next = runs ? 2 * runs - 1 : FIRST_RUNS;
    if (next > most || t->rounds + 1 == TUNE_ROUNDS) next = most;
    t->round[t->rounds++] = (struct tune_round){candidates, next};
    t->trials += candidates * (next - runs);
    runs = next;
    if (candidates > 2) candidates = (candidates + 1) / 2;
  }
  candidates = t->round[t->rounds - 1].candidates;
  t->finalists = candidates < TUNE_FINALISTS ? candidates : TUNE_FINALISTS;
  t->trials += t->finalists * most;
}

static int make_cells(struct tuning *t, struct error *err)
{
  const struct tune_setup *s = &t->setup;
  struct campaign one = t->campaign; /* a cell for all instances */
  one.instance_count = 1;
  t->cells = campaign_cell_count(&one);
  size_t instances = t->campaign.instance_count, optimizers = s->campaign->optimizer_count;
  t->cell = calloc(t->cells, sizeof *t->cell);
  t->problems = calloc(t->cells / optimizers * instances, sizeof *t->problems);
  if (!t->cell || !t->problems) return error_memory(err, "the campaign's cells");
  int status = STATUS_OK;
  for (size_t i = 0; i < t->cells && !status; i++) {
    struct tune_cell *c = &t->cell[i];
    c->cell = campaign_cell(&one, i);
    c->problems = t->problems + i / optimizers * instances;
    for (size_t k = 0; k < instances && i % optimizers == 0 && !status; k++) {
      struct cell cell = c->cell;
      cell.instance = t->campaign.instances[k];
      status = cell_problem(s->libraries, &t->campaign, &cell, &c->problems[k], err);
      if (!status) t->problem_count++;
      if (!status && c->problems[k]->traits & HELD_OUT)
        status =
            error_set(err, STATUS_USAGE,
                      "%.120s is judged by test rows, which nothing may be tuned on; tune with "
                      "judge=validation_loss",
                      c->cell.function->label);
    }
    if (!status) status = find_axes(s, c, err);
  }
  return status;
}

int tune_plan(const struct tune_setup *setup, struct tuning *t, struct error *err)
{
  *t = (struct tuning){.setup = *setup, .campaign = *setup->campaign};
  t->campaign.runs = setup->runs; /* a grid has as many starts */
  if (t->campaign.tune_instance_count) {
    t->campaign.instances = t->campaign.tune_instances;
    t->campaign.instance_count = t->campaign.tune_instance_count;
  }
  t->fresh = t->campaign;
  t->campaign.seed = tune_seed(setup->campaign->seed, "tune");
  t->fresh.seed = tune_seed(setup->campaign->seed, "confirm");
  plan_rounds(t);
  size_t axes = 0;
  int status = make_cells(t, err);
  if (!status) status = check_names(t, err);
  for (size_t i = 0; i < t->cells && !status; i++) {
    axes += t->cell[i].axes;
    if (t->cell[i].axes) status = make_candidates(t, &t->cell[i], err);
  }
  if (!status && !axes)
    status = error_set(err, STATUS_USAGE,
                       "there is nothing to tune: the optimizers have no such parameter, or their "
                       "labels set it; `optbench describe NAME` shows which are tuned");
  if (status) tune_free(t);
  return status;
}

void tune_free(struct tuning *t)
{
  for (size_t i = 0; t->cell && i < t->cells; i++) {
    struct tune_cell *c = &t->cell[i];
    for (size_t k = 0; c->candidate && k < t->setup.candidates; k++)
      method_free(&c->candidate[k].method);
    if (c->candidate) free(c->candidate[0].search.trial);
    free(c->candidate);
    free(c->order);
  }
  for (size_t i = 0; i < t->problem_count; i++) problem_free(t->problems[i]);
  free(t->cell);
  free(t->problems);
  *t = (struct tuning){0};
}
