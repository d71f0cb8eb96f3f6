/* recipe.c -- see recipe.h. */
#include "bench/tune/recipe.h"

#include <stdio.h>
#include <string.h>

#define ROW(kind_, field_, name_, low_, high_, names_, help_)                                      \
  {                                                                                                \
    .kind = PARAM_KIND_##kind_, .name = (name_), .offset = offsetof(struct recipe, field_),        \
    .low = (low_), .high = (high_), .choices = (names_), .help = (help_)                           \
  }

const struct param recipe_params[] = {
    ROW(INT, generations, "generations", 1, META_GENERATIONS_MOST, NULL,
        "generations of the whole training"),
    ROW(CHOICE, metric, "metric", 0, 1, metric_names + 1,
        "make the mean f/f0 (ratio), or the mean log10 f (log), of the trajectory small"),
    ROW(CHOICE, inputs, "inputs", 0, INPUTS_TENSOR, network_inputs,
        "what the network sees: gradient, log, adam or tensor"),
    ROW(CHOICE, output, "output", 0, OUTPUT_ADAM, network_outputs,
        "what comes of what it says: direct, scaled or adam"),
    ROW(INT, hidden, "hidden", 1, HIDDEN_MOST, NULL, "units of the network (8)"),
    ROW(REAL, log_scale, "log-scale", -100, 100, NULL, "where the log of the step's scale begins"),
    ROW(INT, steps, "steps", 1, 1e6, NULL, "steps of an unroll (200)"),
    ROW(INT, pairs, "pairs", 1, META_PAIRS_MOST, NULL, "antithetic pairs a generation"),
    ROW(INT, tasks, "tasks", 1, META_TASKS_MOST, NULL, "fresh problems of each pair"),
    ROW(REAL, rate, "rate", 1e-6, 10, NULL, "learning rate at first; it falls by a cosine"),
    ROW(REAL, sigma, "sigma", 1e-6, 10, NULL,
        "deviation of the weights at first; it falls to half"),
    PARAM_TABLE_END,
};

bool recipe_shapes(const struct param *row)
{
  static const char *const names[] = {"inputs", "output", "hidden", "log-scale"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!strcmp(row->name, names[i])) return true;
  return false;
}

static const struct preset presets[] = {
    {"quadratic",
     "loguniform",
     5,
     {.generations = 12000,
      .metric = METRIC_RATIO - 1,
      .inputs = INPUTS_GRADIENT,
      .output = OUTPUT_DIRECT,
      .hidden = 8,
      .steps = 200,
      .pairs = 32,
      .tasks = 4,
      .rate = 0.015,
      .sigma = 0.03}},
    {"rosenbrock",
     "rosenbrock:signs=random",
     2,
     {.generations = 16000,
      .metric = METRIC_LOG - 1,
      .inputs = INPUTS_LOG,
      .output = OUTPUT_SCALED,
      .hidden = 8,
      .steps = 200,
      .pairs = 32,
      .tasks = 2,
      .rate = 0.02,
      .sigma = 0.03}},
    /* It begins as Adam of the rate 0.1. */
    {"moons",
     "mlp:data=moons,rows=1024,data_noise=0.1,hidden=16-16,activation=tanh,output=logistic,"
     "norm_penalty=0.005,init=glorot-normal,one_set=yes,batch=128",
     0,
     {.generations = 1200,
      .metric = METRIC_LOG - 1,
      .inputs = INPUTS_ADAM,
      .output = OUTPUT_ADAM,
      .hidden = 8,
      .log_scale = -2.3,
      .steps = 200,
      .pairs = 16,
      .tasks = 2,
      .rate = 0.04,
      .sigma = 0.05}},
};

const struct preset *preset_find(const char *name, bool *task)
{
  *task = true;
  for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
    if (!strcmp(presets[i].name, name)) return &presets[i];
  *task = false;
  return presets;
}

void recipe_setup(const struct recipe *r, struct meta_setup *s)
{
  s->generations = (size_t)r->generations;
  s->metric = (enum metric)(r->metric + 1);
  s->inputs = (enum network_inputs)r->inputs;
  s->output = (enum network_result)r->output;
  s->hidden = (size_t)r->hidden;
  s->log_scale = r->log_scale;
  s->steps = (size_t)r->steps;
  s->pairs = (size_t)r->pairs;
  s->tasks = (size_t)r->tasks;
  s->rate = r->rate;
  s->sigma = r->sigma;
}

static void add(char *text, size_t size, size_t *used, const char *name, const char *value)
{
  size_t room = *used < size ? size - *used : 0;
  *used += (size_t)snprintf(text + (room ? *used : 0), room, " --%s %s", name, value);
}

size_t recipe_command(const struct recipe *recipe, const struct preset *preset, uint64_t seed,
                      const struct recipe_typed *typed, char *text, size_t size)
{
  char value[PARAM_TEXT_MOST], usual[PARAM_TEXT_MOST];
  size_t used = (size_t)snprintf(text, size, "optbench meta-train %s", typed->word);
  if (typed->dimension) add(text, size, &used, "dimension", typed->dimension);
  for (const struct param *p = recipe_params; p->kind; p++) {
    param_format(p, recipe, value, sizeof value);
    param_format(p, &preset->recipe, usual, sizeof usual);
    bool first = p == recipe_params; /* the generations, which are always told, then the seed */
    if (typed->from && recipe_shapes(p)) continue;
    if (first || strcmp(value, usual) != 0) add(text, size, &used, p->name, value);
    if (!first) continue;
    snprintf(value, sizeof value, "%llu", (unsigned long long)seed);
    add(text, size, &used, "seed", value);
  }
  if (typed->from) add(text, size, &used, "from", typed->from);
  return used;
}
