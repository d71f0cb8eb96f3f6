/* landscape.c -- see landscape.h. */
#include "bench/plot/landscape.h"

#include "bench/plan/problems.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "src/numeric/elementary.h"

static int add_scratch(struct landscape *l, struct error *err)
{
  size_t doubles = l->problem->scratch ? l->problem->scratch(l->problem, 1) : 0;
  l->scratch = malloc((doubles + MEASURES_MOST) * sizeof *l->scratch);
  if (!l->scratch) return error_memory(err, "a landscape");
  l->measured = l->scratch + doubles;
  return STATUS_OK;
}

int landscape_open(struct landscape *l, const struct plot *plot, const struct cell *cell,
                   struct error *err)
{
  *l = (struct landscape){0};
  int status = cell_problem(plot->libraries, plot->campaign, cell, &l->problem, err);
  if (status) return status;
  l->floor = l->problem->minimum;
  status = add_scratch(l, err);
  if (status) landscape_close(l);
  return status;
}

void landscape_close(struct landscape *l)
{
  if (l->problem) problem_free(l->problem);
  free(l->scratch);
  *l = (struct landscape){0};
}

int landscape_twin(const struct landscape *l, struct landscape *twin, struct error *err)
{
  *twin = *l;
  return add_scratch(twin, err);
}

void landscape_untwin(struct landscape *twin) { free(twin->scratch); }

double landscape_value(const struct landscape *l, const double *x, double *gradient)
{
  double f = 0, truth = 0;
  if (l->problem->traits & DEAR_TRUTH && !gradient) {
    l->problem->measure(l->problem, x, l->scratch, &truth, l->measured);
    return truth;
  }
  struct batch batch = {
      .x = x, .count = 1, .f = &f, .truth = &truth, .gradient = gradient, .scratch = l->scratch};
  l->problem->evaluate(l->problem, &batch);
  return l->problem->traits & STOCHASTIC ? truth : f;
}

double landscape_log_error(void *context, double x1, double x2)
{
  /* Added to an error before its logarithm is taken, so that the minimum has a depth. */
  static const double depth = 1e-4;
  const struct landscape *l = context;
  double x[] = {x1, x2}, error = landscape_value(l, x, NULL) - l->floor;
  return repro_log10(isfinite(error) ? fmax(error, 0) + depth : DBL_MAX);
}

double landscape_smoothed(const struct landscape *l, double x, double sigma)
{
  double value = 0, gradient = 0, log_sigma_derivative = 0;
  l->problem->smoothed(l->problem, &x, sigma, l->scratch, &value, &gradient, &log_sigma_derivative);
  return value;
}

double drawn_normal(struct stream stream, uint64_t number)
{
  static const double turn = 6.283185307179586;
  return sqrt(-2 * repro_log(stream_uniform(stream, 2 * number))) *
         repro_cos(turn * stream_uniform(stream, 2 * number + 1));
}

bool field_holds(double x1, double x2)
{
  return fabs(x1) < 0.1 * FLT_MAX && fabs(x2) < 0.1 * FLT_MAX;
}

double axis_at(const struct axis *axis, size_t i)
{
  if (i + 1 >= axis->count) return axis->high;
  return axis->low + (axis->high - axis->low) * (double)i / (double)(axis->count - 1);
}

void landscape_sound(struct landscape *l, const struct axis *columns, const struct axis *rows)
{
  if (isfinite(l->problem->minimum)) return;
  l->floor = INFINITY;
  for (size_t k = 0; k < rows->count; k++)
    for (size_t i = 0; i < columns->count; i++) {
      double x[] = {axis_at(columns, i), axis_at(rows, k)}, f = landscape_value(l, x, NULL);
      if (isfinite(f)) l->floor = fmin(l->floor, f);
    }
}

int write_field(const struct plot *plot, const char *figure, const char *part,
                const struct axis *columns, const struct axis *rows,
                double (*value)(void *context, double column, double row), void *context,
                struct error *err)
{
  struct csv_file csv = {0};
  char name[2 * NAME_SIZE];
  snprintf(name, sizeof name, "%s-%s.csv", figure, part);
  int status = file_create(&csv.file, plot->out, name, err);
  if (status) return status;
  put_number(&csv, (double)columns->count, ',');
  for (size_t i = 0; i < columns->count; i++)
    put_number(&csv, axis_at(columns, i), i + 1 < columns->count ? ',' : '\n');
  for (size_t k = 0; k < rows->count; k++) {
    double row = axis_at(rows, k);
    put_number(&csv, row, ',');
    for (size_t i = 0; i < columns->count; i++)
      fprintf(csv.file.stream, "%.6g%c", value(context, axis_at(columns, i), row),
              i + 1 < columns->count ? ',' : '\n');
  }
  return file_commit(&csv.file, err);
}
