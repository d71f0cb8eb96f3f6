/* points.c -- see points.h. */
#include "bench/scale/points.h"

#include <math.h>
#include <string.h>

#include "bench/driver/run.h"
#include "bench/driver/team.h"
#include "bench/io/csv.h"
#include "bench/io/csv_write.h"
#include "bench/scale/measure.h"

enum { TURNS = 4 };
#define ENOUGH      0.3 /* seconds of turns, at least */
#define COUNT_LIMIT 9007199254740992.0

const char points_name[] = "measured.csv";

/* What one timed run needs. */
struct rig {
  struct problem *problem;
  struct method method;
  struct team *team;
  struct run_workspace workspace;
  struct text text;
};

static int time_run(struct rig *rig, double generations, double population, double *seconds,
                    struct error *err)
{
  struct run_record record;
  atomic_bool halt = false;
  struct run_setup setup = {.problem = rig->problem,
                            .method = &rig->method,
                            .budget = generations * population,
                            .gradient_cost = 1,
                            .targets.aim = -INFINITY,
                            .trace = TRACE_NONE,
                            .start = rig->problem->canonical,
                            .search = stream_root(1),
                            .noise = stream_root(2),
                            .team = rig->team,
                            .halt = &halt};
  text_clear(&rig->text);
  double start = measure_now();
  int status = run_once(&setup, &rig->workspace, &rig->text, &record, err);
  *seconds = fmin(*seconds, measure_now() - start);
  return status;
}

/* A longer run less a shorter one: what a run begins and ends with is in neither. */
static int time_generation(struct rig *rig, double generations, double population, double *seconds,
                           struct error *err)
{
  double brief = INFINITY, whole = INFINITY;
  double until = measure_now() + ENOUGH;
  int status = STATUS_OK;
  for (int turn = 0; (turn < TURNS || measure_now() < until) && !status; turn++) {
    status = time_run(rig, generations, population, &brief, err);
    if (!status) status = time_run(rig, 3 * generations, population, &whole, err);
  }
  *seconds = fmax(whole - brief, 0) / (2 * generations);
  return status;
}

static int rig_make(struct rig *rig, const struct libraries *l, const char *function,
                    const struct point *p, struct error *err)
{
  struct function_spec spec;
  char text[100];
  snprintf(text, sizeof text, "%s:population=%.0f", p->method, p->population);
  *rig = (struct rig){0};
  int status = function_parse(l->functions, function, &spec, err);
  if (status) return status;
  status = l->functions->problem_new(&spec, (size_t)p->dim, 0, NULL, &rig->problem, err);
  function_spec_free(&spec);
  if (status) return status;
  status = method_parse(l->optimizers, text, &rig->method, err);
  if (!status) {
    status = team_new((size_t)p->ranks, &rig->team, err);
    if (!status) return STATUS_OK;
    method_free(&rig->method);
  }
  problem_free(rig->problem);
  return status;
}

static void rig_free(struct rig *rig)
{
  team_free(rig->team);
  text_free(&rig->text);
  run_workspace_free(&rig->workspace);
  method_free(&rig->method);
  problem_free(rig->problem);
}

int points_measure(const struct libraries *libraries, const char *function, struct points *points,
                   struct error *err)
{
  static const struct {
    double dim, population, generations;
  } loads[] = {{100, 2000, 20}, {1e4, 256, 3}, {1e6, 16, 1}};
  enum { LOADS = sizeof loads / sizeof *loads, THREADS = 2 };
  for (size_t i = 0; i < LOADS; i++)
    for (int threads = 1; threads <= THREADS; threads++) {
      struct rig rig;
      struct point p = {.ranks = threads,
                        .dim = loads[i].dim,
                        .population = loads[i].population,
                        .method = "adam@es",
                        .scheme = SCHEME_THREADS};
      int status = rig_make(&rig, libraries, function, &p, err);
      if (status) return status;
      status = time_generation(&rig, loads[i].generations, p.population, &p.seconds, err);
      rig_free(&rig);
      if (status) return status;
      if (p.seconds > 0 && points->count < POINTS_MOST) points->at[points->count++] = p;
    }
  return STATUS_OK;
}

int points_write(const struct points *points, const char *folder, struct error *err)
{
  struct csv_file csv;
  int status = csv_create(&csv, folder, points_name,
                          "ranks,dimension,population,method,scheme,seconds_a_generation", err);
  if (status) return status;
  for (size_t i = 0; i < points->count; i++) {
    const struct point *p = &points->at[i];
    put_number(&csv, p->ranks, ',');
    put_number(&csv, p->dim, ',');
    put_number(&csv, p->population, ',');
    put_text(&csv, p->method, ',');
    put_text(&csv, scheme_names[p->scheme], ',');
    put_number(&csv, p->seconds, '\n');
  }
  return file_commit(&csv.file, err);
}

static int damaged(const struct csv *csv, const char *why, struct error *err)
{
  return error_set(err, STATUS_IO, "%.200s, line %zu: %s; mend or remove the file", csv->path,
                   csv->line, why);
}

static bool is_count(double value)
{
  return value >= 1 && value <= COUNT_LIMIT && value == floor(value);
}

enum column { RANKS, DIMENSION, POPULATION, METHOD, SCHEME, SECONDS, COLUMNS };

static int take_row(struct points *points, const struct csv *csv, const size_t column[COLUMNS],
                    struct error *err)
{
  struct point p = {0};
  const char *method = csv->field[column[METHOD]], *scheme = csv->field[column[SCHEME]];
  int status = csv_number(csv, column[RANKS], &p.ranks, err);
  if (!status) status = csv_number(csv, column[DIMENSION], &p.dim, err);
  if (!status) status = csv_number(csv, column[POPULATION], &p.population, err);
  if (!status) status = csv_number(csv, column[SECONDS], &p.seconds, err);
  if (status) return status;
  int s = 0;
  while (s < SCHEMES && strcmp(scheme, scheme_names[s]) != 0) s++;
  if (s == SCHEMES) return damaged(csv, "a scheme is values, sums, exchange or threads", err);
  p.scheme = (enum scheme)s;
  if (!is_count(p.ranks) || !is_count(p.dim) || !is_count(p.population))
    return damaged(csv, "ranks, dimension and population are whole numbers from 1", err);
  if (!(p.seconds > 0 && p.seconds < 1e9))
    return damaged(csv, "a generation takes more than no time", err);
  if (strlen(method) >= sizeof p.method) return damaged(csv, "a method has 63 bytes at most", err);
  strcpy(p.method, method);
  if (points->count == POINTS_MOST) return damaged(csv, "there are 200 rows at most", err);
  points->at[points->count++] = p;
  return STATUS_OK;
}

int points_read(struct points *points, const char *path, struct error *err)
{
  static const char *const names[COLUMNS] = {"ranks",  "dimension", "population",
                                             "method", "scheme",    "seconds_a_generation"};
  struct csv csv;
  size_t column[COLUMNS];
  bool more = true;
  *points = (struct points){.count = 0};
  int status = csv_open(&csv, path, err);
  if (status) return status;
  for (int c = 0; c < COLUMNS && !status; c++) status = csv_column(&csv, names[c], &column[c], err);
  if (!status) status = csv_next(&csv, &more, err);
  while (!status && more) {
    status = take_row(points, &csv, column, err);
    if (!status) status = csv_next(&csv, &more, err);
  }
  csv_close(&csv);
  return status;
}

const struct point *points_on_one(const struct points *points, const struct point *point)
{
  for (size_t i = 0; i < points->count; i++) {
    const struct point *p = &points->at[i];
    if (p->ranks == 1 && p->dim == point->dim && p->population == point->population &&
        !strcmp(p->method, point->method))
      return p;
  }
  return NULL;
}
