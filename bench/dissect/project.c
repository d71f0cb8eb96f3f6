/* project.c -- see project.h. */
#include "bench/dissect/project.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

/* The sign of an axis means nothing: choose it, lest a rounding does. */
static void turn_up(const gsl_matrix *axes, size_t k, struct plane *p)
{
  double largest = 0;
  for (size_t j = 0; j < p->hidden; j++) {
    double v = gsl_matrix_get(axes, j, k);
    if (fabs(v) > fabs(largest)) largest = v;
  }
  for (size_t j = 0; j < p->hidden; j++)
    p->axis[k][j] = gsl_matrix_get(axes, j, k) * (largest < 0 ? -1 : 1);
}

static void take_axes(const gsl_vector *size, const gsl_matrix *axes, struct plane *p)
{
  double all = 0;
  for (size_t j = 0; j < p->hidden; j++) {
    double s = gsl_vector_get(size, j);
    all += s * s;
  }
  if (!isfinite(all)) return;
  for (size_t k = 0; k < 2 && k < p->hidden && all > 0; k++) {
    double s = gsl_vector_get(size, k);
    p->share[k] = s * s / all;
    turn_up(axes, k, p);
  }
}

int plane_find(const struct visits *v, size_t hidden, struct plane *p, struct error *err)
{
  *p = (struct plane){.hidden = hidden};
  for (size_t i = 0; i < v->count; i++)
    for (size_t j = 0; j < hidden; j++) p->mean[j] += v->visit[i].state[j] / (double)v->count;
  /* GSL wants at least as many rows as columns: rows of zeros change nothing. */
  size_t rows = v->count > hidden ? v->count : hidden;
  gsl_matrix *states = gsl_matrix_calloc(rows, hidden), *axes = gsl_matrix_alloc(hidden, hidden);
  gsl_vector *size = gsl_vector_alloc(hidden), *work = gsl_vector_alloc(hidden);
  int status = states && axes && size && work ? STATUS_OK : error_memory(err, "a projection");
  for (size_t i = 0; !status && i < v->count; i++)
    for (size_t j = 0; j < hidden; j++)
      gsl_matrix_set(states, i, j, v->visit[i].state[j] - p->mean[j]);
  if (!status && !gsl_linalg_SV_decomp(states, axes, size, work)) take_axes(size, axes, p);
  if (work) gsl_vector_free(work);
  if (size) gsl_vector_free(size);
  if (axes) gsl_matrix_free(axes);
  if (states) gsl_matrix_free(states);
  return status;
}

void plane_at(const struct plane *p, const double *state, double at[2])
{
  for (int k = 0; k < 2; k++) {
    at[k] = 0;
    for (size_t j = 0; j < p->hidden; j++) at[k] += p->axis[k][j] * (state[j] - p->mean[j]);
  }
}
