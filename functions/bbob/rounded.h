/* rounded.h -- ln and cos rounded as well as can be: sums and products of pairs of doubles, high +
 * low, without fused multiply-add (Dekker, 1971; Knuth, TAOCP 2, 4.2.2).
 *
 * C libraries round nearly all values right, one in a thousand otherwise, SLEEF one in thirty; what
 * BBOB makes of a draw's last bit can be told in f, so these draws are rounded right, but for one
 * value in 2^40 or so. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_ROUNDED_H
#define OPTBENCH_FUNCTIONS_BBOB_ROUNDED_H

#include <math.h>

struct pair {
  double high, low;
};

static inline struct pair pair_of(double high, double low)
{
  double sum = high + low;
  return (struct pair){sum, low - (sum - high)};
}

static inline struct pair pair_add(struct pair a, struct pair b)
{
  double sum = a.high + b.high, part = sum - a.high;
  double rest = (a.high - (sum - part)) + (b.high - part);
  return pair_of(sum, rest + (a.low + b.low));
}

/* a b, exactly. */
static inline struct pair pair_product(double a, double b)
{
  const double split = 134217729; /* 2^27 + 1 */
  double a_high = a * split - (a * split - a), a_low = a - a_high;
  double b_high = b * split - (b * split - b), b_low = b - b_high, product = a * b;
  double rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
  return (struct pair){product, rest};
}

static inline struct pair pair_multiply(struct pair a, struct pair b)
{
  struct pair product = pair_product(a.high, b.high);
  return pair_of(product.high, product.low + (a.high * b.low + a.low * b.high));
}

static inline struct pair pair_divide(struct pair a, struct pair b)
{
  double quotient = a.high / b.high;
  struct pair taken = pair_multiply(b, (struct pair){quotient, 0});
  struct pair left = pair_add(a, (struct pair){-taken.high, -taken.low});
  return pair_of(quotient, (left.high + left.low) / b.high);
}

/* ln x of a normal x > 0: x = 2^e m, sqrt(1/2) <= m < sqrt(2), ln m = 2 atanh((m - 1) / (m + 1)).
 */
static inline double rounded_log(double x)
{
  const struct pair ln_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  int e;
  double m = frexp(x, &e);
  if (m < 0.70710678118654752) {
    m *= 2;
    e--;
  }
  struct pair s =
      pair_divide((struct pair){m - 1, 0}, pair_add((struct pair){m, 0}, (struct pair){1, 0}));
  struct pair z = pair_multiply(s, s), sum = {0, 0};
  for (int k = 14; k >= 0; k--)
    sum = pair_add(pair_multiply(sum, z),
                   pair_divide((struct pair){1, 0}, (struct pair){2 * k + 1, 0}));
  sum = pair_multiply(sum, (struct pair){2 * s.high, 2 * s.low});
  struct pair whole = pair_multiply(ln_2, (struct pair){e, 0});
  struct pair all = pair_add(whole, sum);
  return all.high + all.low;
}

/* cos x, 0 <= x <= 7: x = k pi / 2 + r, |r| <= pi / 4, and Taylor's series of cos or sin r. */
static inline double rounded_cos(double x)
{
  /* pi / 2 in three parts, the first two of 33 bits, so that their multiples by k are exact. */
  const double first = 0x1.921fb544p0, second = 0x1.0b4611a6p-34, third = 0x1.3198a2e037073p-69;
  double k = floor(x * 0.63661977236758134 + 0.5);
  struct pair r = pair_add(pair_of(x - k * first, -k * second), (struct pair){-k * third, 0});
  int turn = (int)k % 4;
  int odd = turn % 2;
  struct pair z = pair_multiply(r, r), sum = {1, 0};
  for (int n = 13; n >= 1; n--) {
    double below = odd ? 2 * n * (2 * n + 1) : (2 * n - 1) * 2 * n;
    sum = pair_multiply(pair_multiply(sum, z),
                        pair_divide((struct pair){-1, 0}, (struct pair){below, 0}));
    sum = pair_add(sum, (struct pair){1, 0});
  }
  if (odd) sum = pair_multiply(sum, r);
  double value = sum.high + sum.low;
  return turn == 1 || turn == 2 ? -value : value;
}

#endif
