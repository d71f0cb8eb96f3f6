/* shekel.c -- narrow pits of different depths in a plain, the foxholes.
 *
 *   f(x) = -sum_{j=1..m} 1 / (|x - a_j|^2 + c_j),   x in [0, 10]^4
 *
 * The nearest point of the region is no further from any a_j, as they all lie in it, so that f is
 * no lower anywhere than in the region. The minimum is beside a_1 = (4, 4, 4, 4), whose pit has the
 * least c. Where the gradient is 0, x is the mean of the a_j, weighted by w_j = 1 / (|x - a_j|^2 +
 * c_j)^2. w_1 is so much the largest that taking x for that mean again and again gains two or three
 * digits each time. */
#include "functions/classic/plain/points.h"

struct config {
  int m;
};

static const struct param params[] = {
    PARAM(struct config, m, 10, 1, 10, "pits, the first so many of ten; 5, 7 and 10 are usual"),
    PARAM_TABLE_END,
};

enum { DIM = 4, PITS = 10, ROUNDS = 30 };

static const double centre[PITS][DIM] = {{4, 4, 4, 4}, {1, 1, 1, 1},    {8, 8, 8, 8}, {6, 6, 6, 6},
                                         {3, 7, 3, 7}, {2, 9, 2, 9},    {5, 5, 3, 3}, {8, 1, 8, 1},
                                         {6, 2, 6, 2}, {7, 3.6, 7, 3.6}};
static const double width[PITS] = {0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5};

static double pit(const double *x, int j)
{
  double square = 0;
  for (int i = 0; i < DIM; i++) square += (x[i] - centre[j][i]) * (x[i] - centre[j][i]);
  return 1 / (square + width[j]);
}

static double value(const struct points *s, const double *x, double *g)
{
  double f = 0;
  for (int i = 0; i < DIM; i++) f += x[i] * 0; /* not finite where x is not */
  for (int i = 0; g && i < DIM; i++) g[i] = 0;
  for (int j = 0; j < s->parameter; j++) {
    double depth = pit(x, j);
    f -= depth;
    for (int i = 0; g && i < DIM; i++) g[i] += 2 * depth * depth * (x[i] - centre[j][i]);
  }
  return f;
}

static void find_minimiser(int m, double *x)
{
  memcpy(x, centre[0], sizeof centre[0]);
  for (int round = 0; round < ROUNDS; round++) {
    double sum[DIM] = {0}, total = 0;
    for (int j = 0; j < m; j++) {
      double depth = pit(x, j), weight = depth * depth;
      total += weight;
      for (int i = 0; i < DIM; i++) sum[i] += weight * (centre[j][i] - centre[0][i]);
    }
    for (int i = 0; i < DIM; i++) x[i] = centre[0][i] + sum[i] / total;
  }
}

static void *alloc(const struct function_setup *setup, const void *config)
{
  struct points with = {
      .dim = setup->dim, .parameter = ((const struct config *)config)->m, .value = value};
  find_minimiser(with.parameter, with.minimiser);
  return points_new(with);
}

static void hessian(const void *state, const double *x, double *out)
{
  memset(out, 0, DIM * DIM * sizeof *out);
  for (int j = 0; j < ((const struct points *)state)->parameter; j++) {
    double depth = pit(x, j), square = 2 * depth * depth, away[DIM];
    for (int i = 0; i < DIM; i++) away[i] = x[i] - centre[j][i];
    for (int i = 0; i < DIM; i++)
      for (int k = 0; k < DIM; k++)
        out[i * DIM + k] += square * ((i == k) - 4 * depth * (away[i] * away[k]));
  }
}

extern const struct function_type function_shekel;
const struct function_type function_shekel = {
    .name = "shekel",
    .title = "Shekel",
    .summary = "narrow pits of different depths in a plain, the foxholes",
    .formula = "f(x) = -sum_{j=1..m} 1 / (|x - a_j|^2 + c_j)",
    .reference = "Shekel, Princeton Conference on Information Sciences and Systems 5, 1971; a, c:\n"
                 "Dixon and Szegoe, Towards Global Optimisation 2, North-Holland, 1978",
    .traits = SMOOTH | MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .search_low = 0,
    .search_high = 10,
    .start_low = 0,
    .start_high = 10,
    .config_size = sizeof(struct config),
    .params = params,
    .hessian = hessian,
};
