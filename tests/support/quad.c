/* quad.c -- see quad.h. Series of Taylor after a reduction of the argument; roots and logarithms by
 * a step of Newton or Halley from the double's, which doubles or trebles its digits. */
#include "tests/support/quad.h"

#include <math.h>

/* ln 2 and pi / 2 in parts that add up to 159 bits. */
static quad ln_2(void)
{
  return (quad)0x1.62e42fefa39efp-1 + ((quad)0x1.abc9e3b39803fp-56 + (quad)0x1.7b57a079a1934p-111);
}

static quad half_pi(void)
{
  return (quad)0x1.921fb54442d18p+0 + ((quad)0x1.1a62633145c07p-54 - (quad)0x1.f1976b7ed8fbcp-110);
}

quad quad_pi(void) { return 2 * half_pi(); }

quad quad_absolute(quad x) { return x < 0 ? -x : x; }

quad quad_larger(quad x, quad y) { return x > y ? x : y; }

quad quad_floor(quad x)
{
  quad whole = (quad)(long long)x;
  return whole > x ? whole - 1 : whole;
}

quad quad_root(quad x)
{
  if (!(x > 0)) return 0;
  quad root = (quad)sqrt((double)x);
  return root + (x - root * root) / (2 * root);
}

/* exp(x) - 1 of a 256th of the rest, doubled as often as that needs. */
quad quad_exp(quad x)
{
  enum { TERMS = 11, DOUBLINGS = 8 };
  if (x < -745) return 0;
  if (x > 710) return (quad)INFINITY;
  quad whole = quad_floor(x / ln_2() + (quad)0.5);
  quad rest = (x - whole * ln_2()) / (1 << DOUBLINGS), sum = 0;
  for (int i = TERMS; i > 0; i--) sum = rest / i * (1 + sum);
  for (int i = 0; i < DOUBLINGS; i++) sum = sum * (2 + sum);
  int power = (int)whole, half = power / 2;
  return (1 + sum) * (quad)ldexp(1, half) * (quad)ldexp(1, power - half);
}

quad quad_log(quad x)
{
  quad log_x = (quad)log((double)x), back = quad_exp(log_x);
  return log_x + 2 * (x - back) / (x + back);
}

quad quad_power(quad x, quad y) { return x > 0 ? quad_exp(y * quad_log(x)) : 0; }

/* sin(x + turns pi / 2) */
static quad turned_sin(quad x, int turns)
{
  enum { TERMS = 14 };
  quad whole = quad_floor(x / half_pi() + (quad)0.5), rest = x - whole * half_pi(), sum = 0;
  int quarter = (int)(((long long)whole % 4 + 4 + turns) % 4), odd = quarter % 2;
  /* 1 - rest^2 / 2 + ..., or rest - rest^3 / 6 + ... */
  for (int i = TERMS; i > 0; i--)
    sum = -rest * rest / ((2 * i - odd) * (2 * i + 1 - odd)) * (1 + sum);
  sum = odd ? 1 + sum : rest * (1 + sum);
  return quarter > 1 ? -sum : sum;
}

quad quad_sin(quad x) { return turned_sin(x, 0); }
quad quad_cos(quad x) { return turned_sin(x, 1); }
