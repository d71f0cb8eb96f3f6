/* inputs.h -- what a learned optimizer sees of the gradient, for the coordinates in the lanes of a
 * register; see learned.c. */
#ifndef OPTBENCH_SRC_RULES_INPUTS_H
#define OPTBENCH_SRC_RULES_INPUTS_H

#include "src/network.h"
#include "src/numeric/elementary.h"
#include "src/numeric/vec.h"
#include "src/numeric/veclog.h"
#include "src/rules/moments.h"

/* Running means of the gradient and of its square, named by how slowly they forget. */
enum running { M5, M9, M99, V9, V999, RUNNING };
static const double running_rate[RUNNING] = {0.5, 0.9, 0.99, 0.9, 0.999};

enum { CLOCKS = 6 };

/* What is the same for all coordinates of a step. */
struct step_inputs {
  double unbias[RUNNING];           /* 1 / (1 - beta^t) */
  double clock[CLOCKS];             /* tanh(t / scale - 1) */
  double g, x, m5, m9, m99, square; /* INPUTS_TENSOR: 1 / root mean square of each in the vector;
                                            ln of the mean square of g, over 10 */
};

static inline lane_part lane_sqrt(lane_part x)
{
  for (size_t i = 0; i < LANE_WIDTH; i++) x[i] = sqrt(x[i]);
  return x;
}

/* The running means one step on: of register `part` of the block whose means these are. */
static inline void running_step(double *mean, size_t part, lane_part g)
{
  const lane_part zero = {0};
  for (int k = 0; k < RUNNING; k++) {
    double *at = mean + (size_t)k * LANES + part * LANE_WIDTH;
    lane_part old = lane_load(at), rest = (1 - running_rate[k]) * g;
    lane_part now = running_rate[k] * old + (k >= V9 ? rest * g : rest);
    /* As flushed() of moments.h: what decays is not to end in the subnormal numbers. */
    lane_bits small = (lane_bits)((now < 0x1p-1000) & (now > -0x1p-1000));
    lane_store(at, lane_select(small, zero, now));
  }
}

/* 1 / (sqrt v + 1e-10) of a mean square freed of its bias. */
static inline lane_part inverse_root(lane_part v) { return 1 / (lane_sqrt(v) + 1e-10); }

static inline lane_part log_tenth(lane_part v) { return lane_log(v + 1e-20) * 0.1; }

/* What INPUTS_LOG sees. */
static inline void inputs_log(lane_part g, lane_part *v)
{
  const lane_part zero = {0}, one = zero + 1;
  const double least = 0x1.7cd79b5647c9bp-15, inverse = 0x1.5829dcf950560p+14; /* e^-10, e^10 */
  lane_bits sign = (lane_bits)g & INT64_MIN;
  lane_part size = (lane_part)((lane_bits)g & ~sign);
  lane_bits large = (lane_bits)(size > least);
  v[0] = lane_select(large, lane_log(lane_select(large, size, one)) * 0.1, -one);
  v[1] = lane_select(large, (lane_part)((lane_bits)one | sign), g * inverse);
}

/* The means freed of their bias, of a register. */
static inline void running_now(const struct step_inputs *s, const double *mean, size_t part,
                               lane_part now[RUNNING])
{
  for (size_t k = 0; k < RUNNING; k++)
    now[k] = lane_load(mean + k * LANES + part * LANE_WIDTH) * s->unbias[k];
}

/* What INPUTS_ADAM sees, and Adam's step m9 r999. */
static inline void inputs_adam(const struct step_inputs *s, const lane_part now[RUNNING],
                               lane_part g, lane_part *v)
{
  lane_part r9 = inverse_root(now[V9]), r999 = inverse_root(now[V999]);
  v[0] = g * r9;
  v[1] = now[M5] * r9;
  v[2] = now[M9] * r9;
  v[3] = now[M99] * r999;
  v[4] = g * r999;
  v[5] = log_tenth(now[V9]);
  v[6] = log_tenth(now[V999]);
  for (size_t k = 0; k < 3; k++) v[7 + k] = s->clock[k] + (lane_part){0};
  v[10] = log_tenth(g * g);
}

static inline void inputs_tensor(const struct step_inputs *s, const lane_part now[RUNNING],
                                 lane_part g, lane_part x, lane_part *v)
{
  v[0] = g * s->g;
  v[1] = x * s->x;
  v[2] = now[M5] * s->m5;
  v[3] = now[M9] * s->m9;
  v[4] = now[M99] * s->m99;
  v[5] = now[M9] * inverse_root(now[V999]);
  v[6] = s->square + (lane_part){0};
  for (size_t k = 0; k < CLOCKS; k++) v[7 + k] = s->clock[k] + (lane_part){0};
}

#endif
