/* points.c -- see points.h. */
#include "bench/scale/points.h"

#include <math.h>
#include <string.h>

#include "bench/driver/crew.h"
#include "bench/driver/run.h"
#include "bench/driver/team.h"
#include "bench/io/csv.h"
#include "bench/io/csv_write.h"
#include "bench/scale/measure.h"

#define ENOUGH      0.3 /* seconds of turns, at least */
#define COUNT_LIMIT 9007199254740992.0

const char points_name[] = "measured.csv";

/* What generations are timed on: runs of so many, a short one and a long one by turns. */
static const struct load {
  double dim, population, brief, whole;
  int turns; /* at least */
} loads[] = {{100, 2000, 20, 60, 4}, {1e4, 256, 3, 9, 4}, {1e6, 256, 1, 2, 2}};
enum { LOADS = sizeof loads / sizeof *loads, KINDS = 2 };

/* What one timed run needs, on each of the ranks that share it. */
struct rig {
  struct ranks *ranks;
  struct step_crew crew;
  struct problem *problem;
  struct method method;
  struct team *team;
  struct run_workspace workspace;
  struct text text;
  atomic_bool halt;
};

static int time_run(struct rig *rig, double generations, double population, double *seconds,
                    struct error *err)
{
  struct run_record record;
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
                            .halt = &rig->halt};
  text_clear(&rig->text);
  double start = measure_now();
  int status = run_once(&setup, &rig->workspace, &rig->text, &record, err);
  /* The others wait for this rank in the midst of a generation. */
  if (status && rig->ranks->size > 1) ranks_starve(rig->ranks, "a generation to measure");
  *seconds = fmin(*seconds, measure_now() - start);
  return status;
}

/* Whether there is another turn, as the first rank's clock has it; all begin it together. */
static bool goes_on(struct rig *rig, double until)
{
  double on = measure_now() < until;
  ranks_tell(rig->ranks, &on, 1);
  return on > 0;
}

/* A longer run less a shorter one: what a run begins and ends with is in neither. */
static int time_generation(struct rig *rig, const struct load *load, double *seconds,
                           struct error *err)
{
  double brief = INFINITY, whole = INFINITY;
  double until = measure_now() + ENOUGH;
  int status = STATUS_OK;
  for (int turn = 0; !status && (goes_on(rig, until) || turn < load->turns); turn++) {
    status = time_run(rig, load->brief, load->population, &brief, err);
    if (!status) status = time_run(rig, load->whole, load->population, &whole, err);
  }
  *seconds = fmax(whole - brief, 0) / (load->whole - load->brief);
  return status;
}

/* The threads of this process, or the ranks, which tell each other what the scheme has them tell.
 */
static int rig_team(struct rig *rig, const struct point *p, struct error *err)
{
  bool alone = p->scheme == SCHEME_THREADS;
  int status = team_new(alone ? (size_t)p->ranks : 1, &rig->team, err);
  if (status || alone) return status;
  crew_begin(&rig->crew, rig->ranks, p->scheme == SCHEME_SUMS ? EXCHANGE_SUMS : EXCHANGE_VALUES,
             &rig->halt);
  rig->team->crew = &rig->crew.crew;
  return STATUS_OK;
}

static int rig_make(struct rig *rig, const struct libraries *l, const char *function,
                    const struct point *p, struct error *err)
{
  struct function_spec spec;
  char text[100];
  snprintf(text, sizeof text, "%s:population=%.0f", p->method, p->population);
  *rig = (struct rig){.ranks = l->ranks};
  int status = function_parse(l->functions, function, &spec, err);
  if (status) return status;
  status = l->functions->problem_new(&spec, (size_t)p->dim, 0, NULL, &rig->problem, err);
  function_spec_free(&spec);
  if (!status) status = method_parse(l->optimizers, text, &rig->method, err);
  if (!status) {
    status = rig_team(rig, p, err);
    if (!status) return STATUS_OK;
    method_free(&rig->method);
  }
  if (rig->problem) problem_free(rig->problem);
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

static int measure_point(const struct libraries *l, const char *function, const struct load *load,
                         struct point *p, struct error *err)
{
  struct rig rig;
  int status = rig_make(&rig, l, function, p, err);
  bool made = !status;
  status = ranks_agree(l->ranks, status, err);
  if (!status) status = time_generation(&rig, load, &p->seconds, err);
  if (made) rig_free(&rig);
  return status;
}

static void forget(struct points *points, double ranks, enum scheme scheme)
{
  size_t kept = 0;
  for (size_t i = 0; i < points->count; i++) {
    const struct point *p = &points->at[i];
    if (p->ranks != ranks || p->scheme != scheme) points->at[kept++] = *p;
  }
  points->count = kept;
}

int points_measure(const struct libraries *libraries, const char *function, struct points *points,
                   struct error *err)
{
  struct ranks *ranks = libraries->ranks;
  bool alone = ranks->size == 1;
  struct point kind[KINDS];
  int status = STATUS_OK;
  for (int k = 0; k < KINDS; k++) {
    kind[k] = alone ? (struct point){.ranks = k + 1, .scheme = SCHEME_THREADS}
                    : (struct point){.ranks = (double)ranks->size,
                                     .scheme = k ? SCHEME_SUMS : SCHEME_VALUES};
    forget(points, kind[k].ranks, kind[k].scheme);
  }
  if (points->count > POINTS_MOST - LOADS * KINDS)
    status = error_set(err, STATUS_IO, "no room for %d more rows in %s of the folder; remove some",
                       LOADS * KINDS, points_name);
  status = ranks_agree(ranks, status, err);
  for (int i = 0; i < LOADS * KINDS && !status; i++) {
    const struct load *load = &loads[i / KINDS];
    struct point p = kind[i % KINDS];
    p.dim = load->dim;
    p.population = load->population;
    strcpy(p.method, "adam@es");
    status = measure_point(libraries, function, load, &p, err);
    if (!status && p.seconds > 0) points->at[points->count++] = p;
  }
  return status;
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
  if (s == SCHEMES) return damaged(csv, "a scheme is values, sums or threads", err);
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
