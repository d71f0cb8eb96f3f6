/* setting.c -- the table of settings, see setting.h. */
#include "bench/plan/setting_parts.h"

#include <string.h>

#include "src/names.h"
#include "src/number.h"

static int set_name(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                    const char *value, struct error *err)
{
  (void)s, (void)libraries;
  size_t length = strlen(value);
  if (!length || length >= NAME_SIZE ||
      strspn(value, "abcdefghijklmnopqrstuvwxyz"
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "0123456789._-") != length ||
      value[0] == '.')
    return error_set(err, STATUS_USAGE,
                     "name: '%.40s' cannot name a folder; use letters, digits, '.', '_' and '-'",
                     value);
  strcpy(c->name, value);
  return STATUS_OK;
}

static void write_name(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  fputs(c->name, out);
}

static void tell_runs(const struct campaign *c, FILE *out)
{
  fprintf(out, "%zu a cell", c->runs);
  if (c->until_successes)
    fprintf(out, "; more where fewer than %zu reached the target, up to %zu", c->until_successes,
            campaign_runs_most(c));
}

/* A repetition is the same however many there are, but for those on a grid. */
static void define_runs(const struct setting *s, const struct campaign *c, const struct cell *cell,
                        FILE *out)
{
  (void)cell;
  if (c->start_mode == START_GRID) fprintf(out, " %s=%zu", s->key, c->runs);
}

static int set_seed(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                    const char *value, struct error *err)
{
  (void)libraries;
  double number;
  if (!number_parse_count(value, &number))
    return error_set(err, STATUS_USAGE,
                     "%s: '%.40s' is not a whole number from 0 to 2^53 = 9007199254740992", s->key,
                     value);
  c->seed = (uint64_t)number;
  return STATUS_OK;
}

static void write_seed(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  fprintf(out, "%llu", (unsigned long long)c->seed);
}

static void define_seed(const struct setting *s, const struct campaign *c, const struct cell *cell,
                        FILE *out)
{
  (void)cell;
  fprintf(out, " %s=%llu", s->key, (unsigned long long)c->seed);
}

static void tell_gradient_cost(const struct campaign *c, FILE *out)
{
  fputs("values + ", out);
  setting_put_number(c->gradient_cost, out);
  fputs(" × gradients", out);
}

static void define_trace_x(const struct setting *s, const struct campaign *c,
                           const struct cell *cell, FILE *out)
{
  (void)s, (void)cell;
  fprintf(out, "%d", (int)c->trace_x);
}

static int set_figures(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err)
{
  (void)s;
  enum { FIGURES_LIMIT = 64 };
  bool marks[FIGURES_LIMIT];
  size_t count = 0;
  while (libraries->figures[count] && count < FIGURES_LIMIT) count++;
  if (strlen(value) >= sizeof c->figures)
    return error_set(err, STATUS_USAGE, "figures: the list is too long; shorten it");
  if (strspn(value, "abcdefghijklmnopqrstuvwxyz-, ") != strlen(value))
    return error_set(err, STATUS_USAGE, "figures: '%.60s' is no list of names; write them as A,B",
                     value);
  int status = names_mark(value, "figure", "plot", libraries->figures, count, marks, err);
  if (!status) strcpy(c->figures, value);
  return status;
}

static void write_figures(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  fputs(c->figures, out);
}

/* Said only where there is one, as what had none before is what it was. */
static void define_metric(const struct setting *s, const struct campaign *c,
                          const struct cell *cell, FILE *out)
{
  (void)cell;
  if (c->metric) fprintf(out, " %s=%s", s->key, metric_names[c->metric]);
}

static void tell_metric(const struct campaign *c, FILE *out)
{
  static const char *const words[] = {
      [METRIC_NONE] = "",
      [METRIC_RATIO] = "ratio: the mean of f/f0 over all steps, f less its minimum where that is "
                       "known, each step weighing what it costs, each value at most 1e3",
      [METRIC_LOG] = "log: the mean of log10 f over all steps, f less its minimum where that is "
                     "known, each step weighing what it costs, each value within 1e-12 and 1e6"};
  fputs(words[c->metric], out);
}

static const char *const traces[] = {"log", "every", "none", NULL};

/* The field, whose own type gives the kind; any other than these is a compile error. */
#define SETTING(field)                                                                             \
  .kind = _Generic(((struct campaign *)0)->field, size_t                                           \
                   : FIELD_COUNT, bool                                                             \
                   : FIELD_YES, double                                                             \
                   : FIELD_REAL, int                                                               \
                   : FIELD_CHOICE),                                                                \
  .offset = offsetof(struct campaign, field)

const struct setting settings[] = {
    {.key = "name", .set = set_name, .write = write_name},
    {.key = "suite",
     .argument = "NAME",
     .help = "functions, dimensions, instances, runs and targets of bbob, bbob-noisy, ...",
     .early = true,
     .quiet = true,
     .tuned = true,
     .term = "Suite",
     .set = setting_set_suite,
     .write = setting_write_suite,
     .tell = setting_tell_suite},
    {.key = "year",
     .argument = "YEAR",
     .help = "of whose workshop the suite's instances are",
     .early = true,
     .quiet = true,
     .tuned = true,
     .set = setting_set_year,
     .write = setting_write_year},
    {.key = "functions",
     .letter = 'f',
     .argument = "LIST",
     .help = "functions, NAME[:key=value,...] each, a range f1-f5, a group, or all",
     .list = true,
     .tuned = true,
     .set = setting_set_functions,
     .write = setting_write_functions},
    {.key = "dimensions",
     .letter = 'd',
     .argument = "LIST",
     .help = "dimensions; auto: each function has its own",
     .fallback = "2",
     .list = true,
     .tuned = true,
     .set = setting_set_dims,
     .write = setting_write_dims},
    {.key = "data-dimensions",
     .list = true,
     .quiet = true,
     .set = setting_set_data_dims,
     .write = setting_write_data_dims},
    {.key = "instances",
     .letter = 'i',
     .argument = "LIST",
     .help = "instances, as 0,1 or 1-128; 0 is the function itself, others are shifted and rotated",
     .fallback = "0",
     .list = true,
     .tuned = true,
     .set = setting_set_instances,
     .write = setting_write_instances},
    {.key = "tune-instances",
     .list = true,
     .quiet = true,
     .set = setting_set_tune_instances,
     .write = setting_write_tune_instances},
    {.key = "optimizers",
     .letter = 'o',
     .argument = "LIST",
     .help = "optimizers, NAME[@SOURCE][:key=value,...] each, or all",
     .list = true,
     .tuned = true,
     .set = setting_set_optimizers,
     .write = setting_write_optimizers},
    {.key = "cover", .fallback = "0", .quiet = true, SETTING(cover), .high = 1000},
    {.key = "runs",
     .argument = "N",
     .help = "repetitions of each cell",
     .fallback = "25",
     .place = 1,
     .term = "Repetitions",
     .define = define_runs,
     .tell = tell_runs,
     SETTING(runs),
     .low = 1,
     .high = 1e9},
    {.key = "budget",
     .argument = "N",
     .help = "cost that a run may spend: 10k, 3000d for 3000 x dimension, or auto; 100 steps; "
             "2: 1k, 10: 5k by dimension",
     .fallback = "3000d",
     .list = true,
     .tuned = true,
     .compared = true,
     .place = 2,
     .term = "Budget",
     .set = setting_set_budget,
     .write = setting_write_budget,
     .define = setting_define_budget,
     .tell = setting_tell_budget},
    {.key = "until-successes",
     .argument = "K",
     .help = "more runs of a cell until K reached the target",
     .fallback = "0",
     .quiet = true,
     SETTING(until_successes),
     .high = 1e9},
    {.key = "runs-limit",
     .argument = "N",
     .help = "but N at most (default: 4 x runs)",
     .quiet = true,
     SETTING(runs_limit),
     .low = 1,
     .high = 1e9},
    {.key = "restarts",
     .help = "begin again where an optimizer ends before its budget",
     .fallback = "no",
     .quiet = true,
     .compared = true,
     .place = 9,
     SETTING(restarts)},
    {.key = "seed",
     .argument = "N",
     .help = "seed of all starts and random draws",
     .fallback = "1",
     .tuned = true,
     .place = 3,
     .term = "Seed",
     .set = set_seed,
     .write = write_seed,
     .define = define_seed},
    {.key = "start",
     .argument = "WHERE",
     .help = "random, canonical, grid, a point X1,X2,..., or a box to draw from, LOW:HIGH,...",
     .fallback = "random",
     .list = true,
     .tuned = true,
     .compared = true,
     .place = 8,
     .term = "Start",
     .set = setting_set_start,
     .write = setting_write_start,
     .define = setting_define_start,
     .tell = setting_tell_start},
    {.key = "region",
     .argument = "BOX",
     .help = "search region of all functions, LOW:HIGH or one a coordinate; own: each has its own",
     .fallback = "own",
     .list = true,
     .quiet = true,
     .tuned = true,
     .compared = true,
     .place = 12,
     .term = "Search region",
     .set = setting_set_region,
     .write = setting_write_region,
     .define = setting_define_region,
     .tell = setting_tell_region},
    {.key = "gradient-cost",
     .argument = "C",
     .help = "cost of a gradient, a value costing 1",
     .fallback = "1",
     .tuned = true,
     .compared = true,
     .place = 4,
     .term = "Cost",
     .tell = tell_gradient_cost,
     SETTING(gradient_cost),
     .high = 1e9,
     .hint = "; 1 is a value's cost"},
    {.key = "target",
     .argument = "ERROR",
     .help = "a run ends when f - f* is this small; none: it goes on",
     .fallback = "1e-8",
     .tuned = true,
     .compared = true,
     .place = 5,
     .term = "Target",
     .set = setting_set_target,
     .write = setting_write_target,
     .tell = setting_tell_target,
     SETTING(target)},
    {.key = "tolerance",
     .argument = "WHAT",
     .help = "a run ends when its lowest f fell by less: '1e-8 over 100 steps', or none",
     .fallback = "none",
     .quiet = true,
     .tuned = true,
     .compared = true,
     .place = 13,
     .term = "Tolerance",
     .set = setting_set_tolerance,
     .write = setting_write_tolerance,
     .define = setting_define_tolerance,
     .tell = setting_tell_tolerance},
    {.key = "targets",
     .argument = "LIST",
     .help =
         "errors f - f* to note the cost of (usual: 5 a decade, 100 to 1e-8), besides the target",
     .fallback = "usual",
     .list = true,
     .quiet = true,
     .compared = true,
     .place = 10,
     .set = setting_set_targets,
     .write = setting_write_targets,
     .define = setting_define_targets},
    {.key = "metric",
     .argument = "WHAT",
     .help =
         "judge runs by the whole trajectory: the mean of f/f0 (ratio) or of log10 f (log); none",
     .fallback = "none",
     .quiet = true,
     .tuned = true,
     .compared = true,
     .place = 11,
     .term = "Metric",
     .define = define_metric,
     .tell = tell_metric,
     SETTING(metric),
     .choices = metric_names},
    {.key = "trace",
     .argument = "WHAT",
     .help = "log (20 rows a decade of cost), every (each step) or none",
     .fallback = "log",
     .place = 6,
     SETTING(trace),
     .choices = traces},
    {.key = "trace-x",
     .help = "write the iterate into the trace",
     .fallback = "no",
     .place = 7,
     .define = define_trace_x,
     SETTING(trace_x)},
    {.key = "save-x",
     .help = "keep the best and the last point of each run, in x/",
     .fallback = "no",
     .quiet = true,
     SETTING(save_x)},
    {.key = "figures", .fallback = "", .quiet = true, .set = set_figures, .write = write_figures},
    {0}};
_Static_assert(sizeof settings / sizeof *settings <= SETTINGS_MOST, "room for the settings");
