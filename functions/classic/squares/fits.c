/* fits.c -- sums of squares that fit a model to data: rational functions and exponentials.
 *
 * Their coordinates have scales and signs of their own, and models have poles or overflow where
 * those are mixed. So every instance is the function itself, and regions are boxes around start
 * and minimiser where the model is smooth. */
#include "functions/classic/squares/squares.h"
#include "src/numeric/elementary.h"

static void split_bard(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  static const double y[] = {0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39,
                             0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39};
  for (size_t j = 0; j < count; j++) {
    double u = (double)(j + 1), v = (double)(count - j), w = u < v ? u : v;
    double below = v * x[1] + w * x[2], slope = u / (below * below);
    r[j] = y[j] - (x[0] + u / below);
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    row[0] = -1;
    row[1] = v * slope;
    row[2] = w * slope;
  }
}

static void region_bard(const void *config, size_t i, struct extent *search, struct extent *begin)
{
  (void)config;
  *search = *begin = i ? (struct extent){0.5, 5} : (struct extent){-2, 2};
}

static const struct squares_kind bard = {
    .residuals = 15,
    .split = split_bard,
    .start = (const double[]){1, 1, 1},
    .minimiser = (const double[]){0.08241055974978899, 1.1330360920297224, 2.3436951786425366},
    .minimum = 0.00821487730657898};

static void split_kowalik(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  static const double y[] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627,
                             0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
  static const double at[] = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
  for (size_t j = 0; j < count; j++) {
    double u = at[j], above = u * (u + x[1]), below = u * (u + x[2]) + x[3];
    r[j] = y[j] - x[0] * above / below;
    if (!jacobian) continue;
    double *row = jacobian + j * dim, slope = x[0] * above / (below * below);
    row[0] = -above / below;
    row[1] = -x[0] * u / below;
    row[2] = u * slope;
    row[3] = slope;
  }
}

static const struct squares_kind kowalik = {
    .residuals = 11,
    .split = split_kowalik,
    .start = (const double[]){0.25, 0.39, 0.415, 0.39},
    .minimiser = (const double[]){0.1928069345790379, 0.19128232873436676, 0.12305650692632074,
                                  0.13606233068379475},
    .minimum = 0.0003075056038492378};

static void split_meyer(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  static const double y[] = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
                             8261,  7030,  6005,  5147,  4427,  3820,  3307,  2872};
  for (size_t j = 0; j < count; j++) {
    double below = 45 + 5 * (double)(j + 1) + x[2], e = repro_exp(x[1] / below);
    r[j] = x[0] * e - y[j];
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    row[0] = e;
    row[1] = x[0] * e / below;
    row[2] = -x[0] * x[1] * e / (below * below);
  }
}

static void region_meyer(const void *config, size_t i, struct extent *search, struct extent *begin)
{
  (void)config;
  static const struct extent box[] = {{0, 0.05}, {3000, 8000}, {200, 500}};
  *search = *begin = box[i];
}

static const struct squares_kind meyer = {
    .residuals = 16,
    .split = split_meyer,
    .start = (const double[]){0.02, 4000, 250},
    .minimiser = (const double[]){0.005609636471028053, 6181.346346286372, 345.2236346241365},
    .minimum = 87.94585517085112};

static void split_osborne1(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  static const double y[] = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818,
                             0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558,
                             0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438,
                             0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
  for (size_t j = 0; j < count; j++) {
    double t = 10 * (double)j, a = repro_exp(-t * x[3]), b = repro_exp(-t * x[4]);
    r[j] = y[j] - (x[0] + x[1] * a + x[2] * b);
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    row[0] = -1;
    row[1] = -a;
    row[2] = -b;
    row[3] = t * x[1] * a;
    row[4] = t * x[2] * b;
  }
}

static void region_osborne1(const void *config, size_t i, struct extent *search,
                            struct extent *begin)
{
  (void)config;
  *search = *begin = i < 3 ? (struct extent){-3, 3} : (struct extent){0, 0.1};
}

static const struct squares_kind osborne1 = {
    .residuals = 33,
    .split = split_osborne1,
    .start = (const double[]){0.5, 1.5, 1, 0.01, 0.02},
    .minimiser = (const double[]){0.37541005210695194, 1.9358469127123559, -1.4646871366134115,
                                  0.012867534640057266, 0.02212269966167266},
    .minimum = 5.464894697482912e-05};

static void split_osborne2(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  static const double y[] = {
      1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
      0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
      0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
      0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
      0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054};
  for (size_t j = 0; j < count; j++) {
    double t = (double)j / 10, e[4], away[4] = {0};
    e[0] = repro_exp(-t * x[4]);
    r[j] = y[j] - x[0] * e[0];
    for (size_t k = 1; k < 4; k++) {
      away[k] = t - x[7 + k];
      e[k] = repro_exp(-away[k] * away[k] * x[4 + k]);
      r[j] -= x[k] * e[k];
    }
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    for (size_t k = 0; k < 4; k++) row[k] = -e[k];
    row[4] = t * x[0] * e[0];
    for (size_t k = 1; k < 4; k++) {
      row[4 + k] = x[k] * away[k] * away[k] * e[k];
      row[7 + k] = -2 * x[k] * x[4 + k] * away[k] * e[k];
    }
  }
}

static const struct squares_kind osborne2 = {
    .residuals = 65,
    .split = split_osborne2,
    .start = (const double[]){1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5},
    .minimiser = (const double[]){1.3099771546273007, 0.431553794602989, 0.633661698960724,
                                  0.5994305347859163, 0.7541832263280115, 0.9042885798596334,
                                  1.3658118352370285, 4.8236988172271555, 2.3986848661317546,
                                  4.568874597667672, 5.6753414705806415},
    .minimum = 0.04013773629354774};

SQUARES_ALLOC(bard, bard)
SQUARES_ALLOC(kowalik, kowalik)
SQUARES_ALLOC(meyer, meyer)
SQUARES_ALLOC(osborne1, osborne1)
SQUARES_ALLOC(osborne2, osborne2)

extern const struct function_type function_bard;
const struct function_type function_bard = {
    .name = "bard",
    .title = "Bard",
    .summary = "a rational function fitted to 15 data",
    .formula = "f(x) = sum_{j<=15} (y_j - x_1 - j / ((16 - j) x_2 + min(j, 16 - j) x_3))^2\n"
               "f* = 0.0082149 at (0.08241, 1.1330, 2.3437); every instance is the same",
    .reference = "Bard, SIAM Journal on Numerical Analysis 7, 1970",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 3,
    .dim_high = 3,
    .search_low = -2,
    .search_high = 5,
    .start_low = -2,
    .start_high = 5,
    .region = region_bard,
    .params = squares_params,
    SQUARES_HOOKS(bard),
};

extern const struct function_type function_kowalik_osborne;
const struct function_type function_kowalik_osborne = {
    .name = "kowalik-osborne",
    .title = "Kowalik-Osborne",
    .summary = "a rational function fitted to 11 data of an enzyme",
    .formula =
        "f(x) = sum_{j<=11} (y_j - x_1 (u_j^2 + u_j x_2) / (u_j^2 + u_j x_3 + x_4))^2\n"
        "f* = 0.00030751 at (0.19281, 0.19128, 0.12306, 0.13606); every instance is the same",
    .reference = "Kowalik and Osborne, Methods for Unconstrained Optimization Problems, 1968",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 4,
    .dim_high = 4,
    .search_low = 0.05,
    .search_high = 0.5,
    .start_low = 0.05,
    .start_high = 0.5,
    .params = squares_params,
    SQUARES_HOOKS(kowalik),
};

extern const struct function_type function_meyer;
const struct function_type function_meyer = {
    .name = "meyer",
    .title = "Meyer",
    .summary = "an exponential fitted to 16 data of a thermistor, very badly scaled",
    .formula = "f(x) = sum_{j<=16} (x_1 exp(x_2 / (45 + 5 j + x_3)) - y_j)^2\n"
               "f* = 87.946 at (0.0056096, 6181.3, 345.22); every instance is the same",
    .reference = "Meyer, Theoretical and Computational Aspects of Nonlinear Regression, in Rosen, "
                 "Mangasarian and Ritter (editors), Nonlinear Programming, 1970",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 3,
    .dim_high = 3,
    .search_low = 0,
    .search_high = 8000,
    .start_low = 0,
    .start_high = 8000,
    .region = region_meyer,
    .params = squares_params,
    SQUARES_HOOKS(meyer),
};

extern const struct function_type function_osborne1;
const struct function_type function_osborne1 = {
    .name = "osborne1",
    .title = "Osborne 1",
    .summary = "two exponentials fitted to 33 data",
    .formula =
        "f(x) = sum_{j<=33} (y_j - x_1 - x_2 exp(-t x_4) - x_3 exp(-t x_5))^2,  t = 10 (j - 1)\n"
        "f* = 0.000054649 at (0.37541, 1.9358, -1.4647, 0.012868, 0.022123), and with both\n"
        "exponentials exchanged; every instance is the same",
    .reference = "Osborne, Some Aspects of Nonlinear Least Squares Calculations, in Lootsma "
                 "(editor), Numerical Methods for Nonlinear Optimization, 1972",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 5,
    .dim_high = 5,
    .search_low = -3,
    .search_high = 3,
    .start_low = -3,
    .start_high = 3,
    .region = region_osborne1,
    .params = squares_params,
    SQUARES_HOOKS(osborne1),
};

extern const struct function_type function_osborne2;
const struct function_type function_osborne2 = {
    .name = "osborne2",
    .title = "Osborne 2",
    .summary = "an exponential and three Gaussian bells fitted to 65 data",
    .formula =
        "f(x) = sum_{j<=65} (y_j - x_1 exp(-t x_5) - sum_{k=2,3,4} x_k exp(-(t - x_{7+k})^2\n"
        "       x_{4+k}))^2,  t = (j - 1) / 10\n"
        "f* = 0.040138 at (1.31, 0.4316, 0.6337, 0.5994, 0.7542, 0.9043, 1.366, 4.824,\n"
        "2.399, 4.569, 5.675); every instance is the same",
    .reference = "Osborne, Some Aspects of Nonlinear Least Squares Calculations, in Lootsma "
                 "(editor), Numerical Methods for Nonlinear Optimization, 1972",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 11,
    .dim_high = 11,
    .search_low = 0,
    .search_high = 10,
    .start_low = 0,
    .start_high = 10,
    .params = squares_params,
    SQUARES_HOOKS(osborne2),
};
