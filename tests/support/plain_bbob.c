/* plain_bbob.c -- see plain_bbob.h. Formulas and their names are those of Hansen, Finck, Ros,
 * Auger: Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions,
 * INRIA RR-6829. Where COCO's code does otherwise, as said here, it is followed. */
#include "tests/support/plain_bbob.h"

/* base^share for each coordinate. */
static void grade(const struct plain_bbob *p, quad base, quad *grades)
{
  quad ratio = quad_power(base, plain_bbob_share(p, 1));
  grades[0] = 1;
  for (size_t i = 1; i < p->dim; i++) grades[i] = grades[i - 1] * ratio;
}

static quad square(quad x) { return x * x; }

/* x - x_opt */
static void centre(const struct plain_bbob *p, quad *z)
{
  for (size_t i = 0; i < p->dim; i++) z[i] -= (quad)p->x_opt[i];
}

/* Lambda^alpha */
static void stretch(const struct plain_bbob *p, double alpha, quad *z)
{
  quad grades[PLAIN_BBOB_DIM];
  grade(p, quad_root((quad)alpha), grades);
  for (size_t i = 0; i < p->dim; i++) z[i] *= grades[i];
}

/* A number in [-1, 1). */
static double any(unsigned seed, size_t i)
{
  unsigned long long bits = (seed * 1000003ULL + i + 1) * 0x9e3779b97f4a7c15ULL;
  bits = (bits ^ bits >> 29) * 0xbf58476d1ce4e5b9ULL;
  return (double)(bits >> 11) * 0x1p-52 - 1;
}

static void rotate(const struct plain_bbob *p, const double *rotation, quad *z)
{
  quad turned[PLAIN_BBOB_DIM];
  for (size_t i = 0; i < p->dim; i++) {
    quad sum = 0, size = 0;
    for (size_t j = 0; j < p->dim; j++) {
      quad term = (quad)rotation[i * p->dim + j] * z[j];
      sum += term;
      if (p->shake > 0) size += quad_absolute(term);
    }
    turned[i] = sum + (quad)(p->shake * any(p->shake_seed, i)) * size;
  }
  for (size_t i = 0; i < p->dim; i++) z[i] = turned[i];
}

/* R (x - x_opt) */
static void turn(const struct plain_bbob *p, quad *z)
{
  centre(p, z);
  rotate(p, p->r, z);
}

/* R Lambda^alpha Q */
static void condition(const struct plain_bbob *p, double alpha, quad *z)
{
  rotate(p, p->q, z);
  stretch(p, alpha, z);
  rotate(p, p->r, z);
}

static quad oscillated(quad x)
{
  if (!(x > 0 || x < 0)) return 0;
  quad t = quad_log(quad_absolute(x)), a = x > 0 ? 10 : (quad)55 / 10;
  quad b = (quad)(x > 0 ? 79 : 31) / 10;
  quad size = quad_exp(t + (quad)49 / 1000 * (quad_sin(a * t) + quad_sin(b * t)));
  return x > 0 ? size : -size;
}

/* T_osz */
static void oscillate(const struct plain_bbob *p, quad *z)
{
  for (size_t i = 0; i < p->dim; i++) z[i] = oscillated(z[i]);
}

/* T_asy^(tenths / 10) */
static void skew(const struct plain_bbob *p, int tenths, quad *z)
{
  for (size_t i = 0; i < p->dim; i++)
    if (z[i] > 0)
      z[i] = quad_power(z[i], 1 + (quad)tenths / 10 * plain_bbob_share(p, i) * quad_root(z[i]));
}

/* f_pen */
static quad beyond(const struct plain_bbob *p, const quad *z, int border)
{
  quad sum = 0;
  for (size_t i = 0; i < p->dim; i++) sum += square(quad_larger(0, quad_absolute(z[i]) - border));
  return sum;
}

static quad sum_of_squares(const struct plain_bbob *p, const quad *z, size_t from)
{
  quad sum = 0;
  for (size_t i = from; i < p->dim; i++) sum += square(z[i]);
  return sum;
}

static quad waves(const struct plain_bbob *p, const quad *z)
{
  quad sum = 0;
  for (size_t i = 0; i < p->dim; i++) sum += 1 - quad_cos(2 * quad_pi() * z[i]);
  return 10 * sum;
}

static quad rastrigin(const struct plain_bbob *p, const quad *z)
{
  return waves(p, z) + sum_of_squares(p, z, 0);
}

static quad ellipsoid(const struct plain_bbob *p, double cond, const quad *z)
{
  quad grades[PLAIN_BBOB_DIM], sum = 0;
  grade(p, (quad)cond, grades);
  for (size_t i = 0; i < p->dim; i++) sum += grades[i] * z[i] * z[i];
  return sum;
}

static quad valley(const quad *z) { return 100 * square(z[0] * z[0] - z[1]) + square(z[0] - 1); }

/* Each takes x in z, which it may change. */
#define VALUE(name) static quad name(const struct plain_bbob *p, quad *z)

VALUE(f1)
{
  centre(p, z);
  return sum_of_squares(p, z, 0);
}

VALUE(f2)
{
  centre(p, z);
  oscillate(p, z);
  return ellipsoid(p, 1e6, z);
}

VALUE(f3)
{
  centre(p, z);
  oscillate(p, z);
  skew(p, 2, z);
  stretch(p, 10, z);
  return rastrigin(p, z);
}

VALUE(f4)
{
  quad penalty = 100 * beyond(p, z, 5);
  centre(p, z);
  oscillate(p, z);
  stretch(p, 10, z);
  for (size_t i = 0; i < p->dim; i += 2) z[i] *= z[i] > 0 ? 10 : 1;
  return rastrigin(p, z) + penalty;
}

VALUE(f5)
{
  quad slopes[PLAIN_BBOB_DIM], sum = 0;
  grade(p, 10, slopes);
  for (size_t i = 0; i < p->dim; i++) {
    quad best = (quad)p->x_opt[i];
    sum += slopes[i] * (5 - (best > 0 ? 1 : -1) * (z[i] * best < 25 ? z[i] : best));
  }
  return sum;
}

VALUE(f6)
{
  centre(p, z);
  condition(p, 10, z);
  for (size_t i = 0; i < p->dim; i++) z[i] *= z[i] * (quad)p->x_opt[i] > 0 ? 100 : 1;
  return quad_power(oscillated(sum_of_squares(p, z, 0)), (quad)9 / 10);
}

static quad nearest(quad x) { return quad_floor(x + (quad)0.5); }

VALUE(f7)
{
  quad penalty = beyond(p, z, 5);
  centre(p, z);
  rotate(p, p->q, z);
  stretch(p, 10, z);
  quad first = quad_absolute(z[0]) / 10000;
  /* Large ones are told by |z|, not by z. */
  for (size_t i = 0; i < p->dim; i++)
    z[i] = quad_absolute(z[i]) > (quad)0.5 ? nearest(z[i]) : nearest(10 * z[i]) / 10;
  rotate(p, p->r, z);
  return quad_larger(first, ellipsoid(p, 100, z)) / 10 + penalty;
}

static quad rosenbrock(const struct plain_bbob *p, const quad *z)
{
  quad sum = 0;
  for (size_t i = 0; i + 1 < p->dim; i++) sum += valley(z + i);
  return sum;
}

VALUE(f8)
{
  centre(p, z);
  for (size_t i = 0; i < p->dim; i++) z[i] = plain_bbob_widening(p) * z[i] + 1;
  return rosenbrock(p, z);
}

/* f9, f19 */
static void turn_and_widen(const struct plain_bbob *p, quad *z)
{
  rotate(p, p->q, z);
  for (size_t i = 0; i < p->dim; i++) z[i] = plain_bbob_widening(p) * z[i] + (quad)0.5;
}

VALUE(f9)
{
  turn_and_widen(p, z);
  return rosenbrock(p, z);
}

VALUE(f10)
{
  turn(p, z);
  oscillate(p, z);
  return ellipsoid(p, 1e6, z);
}

VALUE(f11)
{
  turn(p, z);
  oscillate(p, z);
  return 1000000 * z[0] * z[0] + sum_of_squares(p, z, 1);
}

VALUE(f12)
{
  turn(p, z);
  skew(p, 5, z);
  rotate(p, p->r, z);
  return z[0] * z[0] + 1000000 * sum_of_squares(p, z, 1);
}

VALUE(f13)
{
  centre(p, z);
  condition(p, 10, z);
  return z[0] * z[0] + 100 * quad_root(sum_of_squares(p, z, 1));
}

VALUE(f14)
{
  quad sum = 0;
  turn(p, z);
  for (size_t i = 0; i < p->dim; i++)
    sum += quad_power(quad_absolute(z[i]), 2 + 4 * plain_bbob_share(p, i));
  return quad_root(sum);
}

VALUE(f15)
{
  turn(p, z);
  oscillate(p, z);
  skew(p, 2, z);
  condition(p, 10, z);
  return rastrigin(p, z);
}

VALUE(f16)
{
  quad penalty = 10 / (quad)p->dim * beyond(p, z, 5), sum = 0;
  turn(p, z);
  oscillate(p, z);
  condition(p, 0.01, z);
  for (size_t i = 0; i < p->dim; i++) {
    quad half = 1, three = 1;
    for (int k = 0; k < 12; k++, half /= 2, three *= 3) /* f_0: cos(pi 3^k) = -1 */
      sum += half * (1 + quad_cos(2 * quad_pi() * three * (z[i] + (quad)0.5)));
  }
  sum /= (quad)p->dim;
  return 10 * sum * sum * sum + penalty;
}

VALUE(f17)
{
  quad penalty = 10 * beyond(p, z, 5), sum = 0;
  turn(p, z);
  skew(p, 5, z);
  rotate(p, p->q, z);
  stretch(p, p->number == 17 ? 10 : 1000, z);
  for (size_t i = 0; i + 1 < p->dim; i++) {
    quad s = quad_root(z[i] * z[i] + z[i + 1] * z[i + 1]);
    sum += quad_root(s) * (1 + square(quad_sin(50 * quad_power(s, (quad)1 / 5))));
  }
  return square(sum / (quad)(p->dim - 1)) + penalty;
}

VALUE(f19)
{
  quad sum = 0;
  turn_and_widen(p, z);
  for (size_t i = 0; i + 1 < p->dim; i++) {
    quad s = valley(z + i);
    sum += s / 4000 - quad_cos(s);
  }
  return 10 + 10 * sum / (quad)(p->dim - 1);
}

VALUE(f20)
{
  const quad best = 2 * quad_absolute((quad)p->x_opt[0]);
  quad sum = 0;
  for (size_t i = 0; i < p->dim; i++) z[i] *= p->x_opt[i] > 0 ? 2 : -2;
  for (size_t i = p->dim; i-- > 1;) z[i] += (z[i - 1] - best) / 4;
  for (size_t i = 0; i < p->dim; i++) z[i] -= best;
  stretch(p, 10, z);
  for (size_t i = 0; i < p->dim; i++) {
    z[i] = 100 * (z[i] + best);
    sum += z[i] * quad_sin(quad_root(quad_absolute(z[i])));
  }
  /* 418.98... is added once, and the penalty is divided by 100, too. */
  return ((quad)418.9828872724339 - sum / (quad)p->dim + beyond(p, z, 500)) / 100;
}

VALUE(f21)
{
  quad penalty = beyond(p, z, 5), highest = 0;
  rotate(p, p->q, z);
  for (size_t i = 0; i < p->peaks; i++) {
    quad sum = 0;
    for (size_t j = 0, at = i * p->dim; j < p->dim; j++)
      sum += p->stretches[at + j] * square(z[j] - p->places[at + j]);
    highest = quad_larger(highest, p->heights[i] * quad_exp(-sum / (quad)(2 * p->dim)));
  }
  return square(oscillated(10 - highest)) + penalty;
}

VALUE(f23)
{
  quad dim = (quad)p->dim, penalty = beyond(p, z, 5), log_product = 0;
  centre(p, z);
  condition(p, 100, z);
  for (size_t i = 0; i < p->dim; i++) {
    quad sum = 0, two = 2;
    for (int j = 1; j <= 32; j++, two *= 2)
      sum += quad_absolute(two * z[i] - nearest(two * z[i])) / two;
    log_product += quad_log(1 + (quad)(i + 1) * sum);
  }
  quad power = 10 / quad_power(dim, (quad)12 / 10);
  return 10 / (dim * dim) * (quad_exp(power * log_product) - 1) + penalty;
}

VALUE(f24)
{
  quad dim = (quad)p->dim, penalty = 10000 * beyond(p, z, 5), near = 0, far = 0;
  quad s = 1 - 1 / (2 * quad_root(dim + 20) - (quad)82 / 10), m_0 = (quad)2.5;
  quad m_1 = -quad_root((m_0 * m_0 - 1) / s);
  for (size_t i = 0; i < p->dim; i++) {
    quad u = (p->x_opt[i] > 0 ? 2 : -2) * z[i];
    near += square(u - m_0);
    far += square(u - m_1);
    z[i] = u - m_0;
  }
  condition(p, 100, z);
  return (near < dim + s * far ? near : dim + s * far) + waves(p, z) + penalty;
}

static quad (*const values[])(const struct plain_bbob *p, quad *z) = {
    f1,  f2,  f3,  f4,  f5,  f6,  f7,  f8,  f9,  f10, f11, f12,
    f13, f14, f15, f16, f17, f17, f19, f20, f21, f21, f23, f24};

quad plain_bbob_value(const struct plain_bbob *p, const quad *x)
{
  quad z[PLAIN_BBOB_DIM];
  for (size_t i = 0; i < p->dim; i++) z[i] = x[i];
  return values[p->number - 1](p, z);
}

double plain_bbob_clearance(const struct plain_bbob *p, const quad *x)
{
  const quad grid = (quad)0x1p33;
  quad z[PLAIN_BBOB_DIM], sizes[PLAIN_BBOB_DIM] = {0}, least = 1;
  for (size_t i = 0; i < p->dim; i++) z[i] = x[i];
  centre(p, z);
  for (size_t k = 0; k < p->dim; k++)
    for (size_t j = 0; j < p->dim; j++)
      sizes[k] += quad_absolute((quad)p->q[k * p->dim + j] * z[j]);
  stretch(p, 100, sizes);
  condition(p, 100, z);
  for (size_t i = 0; i < p->dim; i++) {
    quad size = 0, near = quad_absolute(grid * z[i] - nearest(grid * z[i])) / grid;
    for (size_t k = 0; k < p->dim; k++)
      size += quad_absolute((quad)p->r[i * p->dim + k]) * sizes[k];
    least = near < least * size ? near / size : least;
  }
  return (double)least;
}
