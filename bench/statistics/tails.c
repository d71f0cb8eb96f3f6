/* tails.c -- see tails.h. */
#include "bench/statistics/tails.h"

#include <math.h>
#include <stdbool.h>

#include "src/numeric/elementary.h"

static const double root_half = 0.70710678118654752;

double normal_tails(double z) { return repro_erfc(fabs(z) * root_half); }

double chi_square_tail(double x, size_t degrees)
{
  if (!(x > 0)) return 1;
  if (isinf(x)) return 0;
  double half = x / 2, sum = 0;
  bool odd = degrees % 2;
  /* The terms: half^j / Gamma(j + 1), from j = 0 or 1/2 on. */
  double at = odd ? 0.5 : 0, term = repro_exp(-half);
  if (odd) term *= 1.1283791670955126 * sqrt(half); /* 2 / sqrt(pi) */
  for (; at < (double)degrees / 2 - 0.75; at++) {
    sum += term;
    term *= half / (at + 1);
  }
  return odd ? repro_erfc(sqrt(half)) + sum : sum;
}

/* log Gamma(x) by Stirling's series (DLMF 5.11.1), from x >= 15 on. */
static double log_gamma(double x)
{
  double shift = 1;
  for (; x < 15; x++) shift *= x;
  double r = 1 / x, s = r * r;
  double series =
      r * (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188)))));
  return (x - 0.5) * repro_log(x) - x + 0.91893853320467274 + series - repro_log(shift);
}

/* The continued fraction of I_x(a, b), by Lentz's method: it stands below 1. */
static double beta_fraction(double x, double a, double b)
{
  enum { MOST = 20000 };
  const double tiny = 1e-300;
  double value = 1, numerator = 1, denominator = 0;
  for (int i = 1; i < MOST; i++) {
    double m = i / 2, even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double term = i % 2 ? odd : even;
    denominator = 1 + term * denominator;
    numerator = 1 + term / numerator;
    denominator = 1 / (denominator != 0 ? denominator : tiny);
    if (numerator == 0) numerator = tiny;
    double factor = numerator * denominator;
    value *= factor;
    if (fabs(factor - 1) < 1e-15) break;
  }
  return value;
}

double f_tail(double x, double above, double below)
{
  if (!(x > 0)) return 1;
  if (isinf(x)) return 0;
  /* P(F >= x) = I_y(below / 2, above / 2) with y = below / (below + above x). */
  double a = below / 2, b = above / 2, odds = above * x / below;
  double y = 1 / (1 + odds), rest = odds / (1 + odds);
  double log_y = -repro_log1p(odds), log_rest = repro_log(rest);
  double front =
      repro_exp(a * log_y + b * log_rest + log_gamma(a + b) - log_gamma(a) - log_gamma(b));
  /* The fraction converges fast below the mean of the distribution; above it, that of 1 - y does.
   */
  if (y < (a + 1) / (a + b + 2)) return front / (a * beta_fraction(y, a, b));
  return 1 - front / (b * beta_fraction(rest, b, a));
}

/* The largest of the normals lies at z, the others below it, but not all of them within x:
 *   count * integral of phi(z) (Phi(z)^m - (Phi(z) - Phi(z - x))^m) dz, m = count - 1.
 * The difference of powers is a sum of positive terms, so that small tails keep their digits, and
 * the trapezoidal rule converges faster than any power of its step for what is smooth and falls
 * off like this. */
double range_tail(double x, size_t count)
{
  const double step = 1.0 / 16, root_two_pi = 2.5066282746310005;
  if (!(x > 0)) return 1;
  if (x > 60) return 0;
  double total = 0;
  for (double z = -9; z < x + 9; z += step) {
    double below = repro_erfc(-z * root_half) / 2, beyond = repro_erfc((x - z) * root_half) / 2;
    double within = below - beyond, power = 1, sum = 0;
    for (size_t j = 1; j < count; j++) {
      sum = sum * below + power;
      power *= within;
    }
    total += repro_exp(-z * z / 2) * beyond * sum;
  }
  double tail = (double)count * total * step / root_two_pi;
  return tail < 1 ? tail : 1;
}

double range_quantile(double tail, size_t count)
{
  double low = 0, high = 60;
  for (int i = 0; i < 60; i++) {
    double middle = (low + high) / 2;
    *(range_tail(middle, count) > tail ? &low : &high) = middle;
  }
  return (low + high) / 2;
}
