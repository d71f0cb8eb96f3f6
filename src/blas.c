/* blas.c -- the sums that GSL's minimisers do by the BLAS, without fused multiply-adds.
 *
 * A program's own definition of a function goes before a library's, also where another library
 * calls it, so that GSL adds here. Its own BLAS does the same sums in the same order, but may have
 * been compiled with fused multiply-adds, as Debian's for aarch64 is, and then rounds otherwise.
 * What the minimisers compute between these calls stays as GSL was compiled. The linker takes this
 * file from the archive since gsl_gradient.c calls it.
 *
 * Contract: Lawson, Hanson, Kincaid and Krogh, ACM Transactions on Mathematical Software 5, 1979.
 * A negative increment begins at the far end. */
#include <gsl/gsl_cblas.h>
#include <math.h>

static int first(int n, int increment) { return increment < 0 ? (1 - n) * increment : 0; }

/* total of x_i y_i, term after term */
double cblas_ddot(int n, const double *x, int x_by, const double *y, int y_by)
{
  double sum = 0;
  int i = first(n, x_by), j = first(n, y_by);
  for (int k = 0; k < n; k++, i += x_by, j += y_by) sum += x[i] * y[j];
  return sum;
}

/* y += a x; where a is zero y stays, whatever x is */
void cblas_daxpy(int n, double a, const double *x, int x_by, double *y, int y_by)
{
  int i = first(n, x_by), j = first(n, y_by);
  for (int k = 0; k < n && a != 0; k++, i += x_by, j += y_by) y[j] += a * x[i];
}

/* The length of x as largest (sum of (x_i / largest)^2)^(1/2), which cannot overflow on the way;
 * `largest` is that of the terms so far. */
double cblas_dnrm2(int n, const double *x, int x_by)
{
  if (n < 1 || x_by < 1) return 0;
  if (n == 1) return fabs(x[0]);
  double largest = 0, sum = 1;
  for (int k = 0, i = 0; k < n; k++, i += x_by) {
    double size = fabs(x[i]);
    if (size == 0) continue;
    if (largest < size) {
      double ratio = largest / size;
      sum = 1 + sum * ratio * ratio;
      largest = size;
    } else {
      double ratio = size / largest;
      sum += ratio * ratio;
    }
  }
  return largest * sqrt(sum);
}
