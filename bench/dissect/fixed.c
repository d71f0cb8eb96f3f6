/* fixed.c -- see fixed.h. The linear algebra is GSL's. */
#include "bench/dissect/fixed.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS = 200, HALVINGS = 20 };
static const double converged = 1e-13, polished = 1e-11; /* largest change of a component */
static const double inside = 1 - 1e-6;                   /* beyond it a state is saturated */
static const double same_within = 1e-6;
static const double spans = 1e-6; /* of alphas that add up to d step / dg, relative */

/* The largest component of next - state, into `change`. */
static double change_of(const struct recurrence *r, double g, const double *state, double *change)
{
  double largest = 0;
  recurrence_step(r, g, state, change);
  for (size_t j = 0; j < r->hidden; j++) {
    change[j] -= state[j];
    if (!(fabs(change[j]) <= largest)) largest = fabs(change[j]);
  }
  return largest;
}

/* move = (1 - d next / d state)^-1 change; false where there is none. */
static bool newton_move(const struct recurrence *r, double g, const double *state,
                        const double *change, double *move)
{
  struct slopes slopes;
  size_t place[HIDDEN_MOST], n = r->hidden;
  gsl_permutation order = {n, place};
  int sign;
  recurrence_slopes(r, g, state, &slopes);
  for (size_t i = 0; i < n * n; i++) slopes.state[i] = (i % (n + 1) ? 0 : 1) - slopes.state[i];
  gsl_matrix_view matrix = gsl_matrix_view_array(slopes.state, n, n);
  gsl_vector_const_view right = gsl_vector_const_view_array(change, n);
  gsl_vector_view left = gsl_vector_view_array(move, n);
  if (gsl_linalg_LU_decomp(&matrix.matrix, &order, &sign) ||
      gsl_linalg_LU_solve(&matrix.matrix, &order, &right.vector, &left.vector))
    return false;
  for (size_t j = 0; j < n; j++)
    if (!isfinite(move[j])) return false;
  return true;
}

/* As far along the move as makes the change smaller; the whole of it where it can be. */
static bool go(const struct recurrence *r, double g, const double *move, double *state,
               double *change, double *size)
{
  double trial[HIDDEN_MOST], there[HIDDEN_MOST], share = 1;
  for (int i = 0; i < HALVINGS; i++, share /= 2) {
    for (size_t j = 0; j < r->hidden; j++) trial[j] = state[j] + share * move[j];
    double largest = change_of(r, g, trial, there);
    if (!(largest < *size)) continue;
    memcpy(state, trial, r->hidden * sizeof *state);
    memcpy(change, there, r->hidden * sizeof *change);
    *size = largest;
    return true;
  }
  return false;
}

static double radius_of(const struct recurrence *r, double *matrix)
{
  double data[2 * HIDDEN_MOST], largest = NAN;
  size_t n = r->hidden;
  gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(n);
  if (!work) return NAN;
  gsl_matrix_view view = gsl_matrix_view_array(matrix, n, n);
  gsl_vector_complex_view values = gsl_vector_complex_view_array(data, n);
  if (!gsl_eigen_nonsymm(&view.matrix, &values.vector, work)) {
    largest = 0;
    for (size_t j = 0; j < n; j++) largest = fmax(largest, hypot(data[2 * j], data[2 * j + 1]));
  }
  gsl_eigen_nonsymm_free(work);
  return largest;
}

bool fixed_find(const struct recurrence *r, double g, const double *from, struct fixed_point *p)
{
  double change[HIDDEN_MOST], move[HIDDEN_MOST];
  struct slopes slopes;
  memcpy(p->state, from, r->hidden * sizeof *from);
  double size = change_of(r, g, p->state, change);
  for (int i = 0; i < ITERATIONS && size > converged; i++)
    if (!newton_move(r, g, p->state, change, move) || !go(r, g, move, p->state, change, &size))
      break;
  if (!(size <= polished)) return false;
  for (size_t j = 0; j < r->hidden; j++)
    if (!(fabs(p->state[j]) < inside)) return false;
  recurrence_slopes(r, g, p->state, &slopes);
  p->residual = size;
  p->step = recurrence_step(r, g, p->state, NULL);
  p->slope = slopes.step;
  p->radius = radius_of(r, slopes.state);
  p->starts = 1;
  return true;
}

bool fixed_same(const struct recurrence *r, const struct fixed_point *a,
                const struct fixed_point *b)
{
  for (size_t j = 0; j < r->hidden; j++)
    if (fabs(a->state[j] - b->state[j]) > same_within) return false;
  return true;
}

bool fixed_stable(const struct fixed_point *p) { return p->radius < 1; }

static double alpha_size(const struct mode *m) { return hypot(m->alpha_re, m->alpha_im); }

/* The largest first; of a pair, whose sizes may differ by a rounding, that with the positive
 * imaginary part. */
static int by_alpha(const void *a, const void *b)
{
  const struct mode *x = a, *y = b;
  double p = alpha_size(x), q = alpha_size(y);
  if (x->beta_re == y->beta_re && x->beta_im == -y->beta_im)
    return (x->beta_im < y->beta_im) - (x->beta_im > y->beta_im);
  return (p < q) - (p > q);
}

/* alpha of each eigenvector: readout . vector times its share in d next / dg, which are the
 * coordinates of that in the basis of the eigenvectors. */
static bool find_alphas(const struct recurrence *r, const struct slopes *s,
                        gsl_matrix_complex *vectors, struct mode *mode)
{
  size_t place[HIDDEN_MOST], n = r->hidden;
  double right_data[2 * HIDDEN_MOST], share_data[2 * HIDDEN_MOST];
  double told_re[HIDDEN_MOST], told_im[HIDDEN_MOST];
  gsl_permutation order = {n, place};
  int sign;
  gsl_vector_complex_view right = gsl_vector_complex_view_array(right_data, n);
  gsl_vector_complex_view share = gsl_vector_complex_view_array(share_data, n);
  for (size_t i = 0; i < n; i++) {
    told_re[i] = told_im[i] = 0;
    for (size_t j = 0; j < n; j++) {
      gsl_complex v = gsl_matrix_complex_get(vectors, j, i);
      told_re[i] += s->readout[j] * GSL_REAL(v);
      told_im[i] += s->readout[j] * GSL_IMAG(v);
    }
    right_data[2 * i] = s->gradient[i];
    right_data[2 * i + 1] = 0;
  }
  if (gsl_linalg_complex_LU_decomp(vectors, &order, &sign) ||
      gsl_linalg_complex_LU_solve(vectors, &order, &right.vector, &share.vector))
    return false;
  double sum = 0, size = fabs(s->step);
  for (size_t i = 0; i < n; i++) {
    double re = share_data[2 * i], im = share_data[2 * i + 1];
    mode[i].alpha_re = told_re[i] * re - told_im[i] * im;
    mode[i].alpha_im = told_re[i] * im + told_im[i] * re;
    sum += mode[i].alpha_re;
    size = fmax(size, alpha_size(&mode[i]));
  }
  return fabs(sum - s->step) <= spans * size;
}

bool fixed_modes(const struct recurrence *r, double g, const double *state,
                 struct mode mode[HIDDEN_MOST])
{
  struct slopes slopes;
  size_t n = r->hidden;
  recurrence_slopes(r, g, state, &slopes);
  for (size_t i = 0; i < n; i++) mode[i] = (struct mode){NAN, NAN, NAN, NAN};
  gsl_matrix_view matrix = gsl_matrix_view_array(slopes.state, n, n);
  gsl_vector_complex *values = gsl_vector_complex_alloc(n);
  gsl_matrix_complex *vectors = gsl_matrix_complex_alloc(n, n);
  gsl_eigen_nonsymmv_workspace *work = gsl_eigen_nonsymmv_alloc(n);
  bool good =
      values && vectors && work && !gsl_eigen_nonsymmv(&matrix.matrix, values, vectors, work);
  for (size_t i = 0; good && i < n; i++) {
    gsl_complex beta = gsl_vector_complex_get(values, i);
    mode[i].beta_re = GSL_REAL(beta);
    mode[i].beta_im = GSL_IMAG(beta);
  }
  good = good && find_alphas(r, &slopes, vectors, mode);
  if (good) qsort(mode, n, sizeof *mode, by_alpha);
  for (size_t i = 0; !good && i < n; i++) mode[i].alpha_re = mode[i].alpha_im = NAN;
  if (work) gsl_eigen_nonsymmv_free(work);
  if (vectors) gsl_matrix_complex_free(vectors);
  if (values) gsl_vector_complex_free(values);
  return good;
}
