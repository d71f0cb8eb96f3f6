/* expansions.c -- sums of squares from expansions in polynomials: Watson's and Chebyquad.
 *
 * Regions: Watson's holds start, ten times that, and minimisers; Chebyquad's points are those of an
 * interval. The minimisers were computed with 90 digits, from the best of several hundred searches
 * of Chebyquad's. */
#include <string.h>

#include "functions/classic/squares/squares.h"

/* From tables that have 1, 2, ... numbers for dimensions from 1 on. */
static const double *row_of(const double *triangle, size_t dim)
{
  return triangle + dim * (dim - 1) / 2;
}

enum { WATSON_MOST = 12, CHEBYQUAD_MOST = 11 };

static void split_watson(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  size_t last = count - 2;
  for (size_t j = 0; j < last; j++) {
    double t = (double)(j + 1) / (double)last, power = 1, slope = 0, value = x[0];
    for (size_t i = 1; i < dim; i++) {
      slope += (double)i * x[i] * power;
      power *= t;
      value += x[i] * power;
    }
    r[j] = slope - value * value - 1;
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    row[0] = -2 * value;
    power = 1;
    for (size_t i = 1; i < dim; i++, power *= t) row[i] = (double)i * power - 2 * value * power * t;
  }
  r[last] = x[0];
  r[last + 1] = x[1] - x[0] * x[0] - 1;
  if (!jacobian) return;
  jacobian[last * dim] = 1;
  jacobian[(last + 1) * dim] = -2 * x[0];
  jacobian[(last + 1) * dim + 1] = 1;
}

static bool solve_watson(size_t dim, size_t count, double *x, double *minimum)
{
  (void)count;
  static const double value[WATSON_MOST + 1] = {0,
                                                0,
                                                0.5466078558746469,
                                                0.47139972252095674,
                                                0.06958772678589437,
                                                0.017154366269018683,
                                                0.0022876700535524363,
                                                0.00022420710116242558,
                                                1.8162282123290187e-05,
                                                1.39976013809902e-06,
                                                1.0193951822515345e-07,
                                                7.108383641856468e-09,
                                                4.722381105891757e-10};
  static const double at[] = {
      0,
      -0.5013670075219627,
      1.0736498384595432,
      -0.3757330057951052,
      0.9277884537947423,
      0.1716430245881916,
      -0.1830480790751187,
      1.080738694631855,
      -0.45265880850875534,
      0.6144563386645558,
      -0.07140517010518785,
      0.9700247047203899,
      0.26616884651979517,
      -0.5398931870568662,
      0.7107112218473483,
      -0.015725086401458456,
      1.0124348693691099,
      -0.2329916259567377,
      1.2604300877996084,
      -1.5137289227222797,
      0.9929964324311346,
      -0.0019422477734162675,
      0.9962238201286631,
      0.10234677221518577,
      -0.3499104847662237,
      1.8277254905033757,
      -2.0774943914655997,
      1.0541344055268347,
      -0.00017990618582750057,
      1.0009160874870482,
      -0.04091689212337013,
      0.7123356189866678,
      -1.4792837659048244,
      2.9680521210676867,
      -2.6719733114018855,
      1.067789837514676,
      -1.5307036521394342e-05,
      0.9997897039319483,
      0.014763963693556958,
      0.14634232829936222,
      1.0008211030047092,
      -2.617731140519015,
      4.104403164478857,
      -3.1436122785564424,
      1.0526264080101668,
      -1.222489868281421e-06,
      1.0000445056463398,
      -0.005084900593391747,
      0.41742934014826355,
      -0.5884434848596963,
      2.3019728017792627,
      -4.562454099553693,
      5.591973718994012,
      -3.6404071475659388,
      1.0423710465777989,
      -9.254461017947649e-08,
      0.9999911484720206,
      0.001703860775085223,
      0.29765297650007827,
      0.3151402212276988,
      -1.3572260522267294,
      4.153428969552049,
      -7.001388525163009,
      7.216109166078087,
      -4.095013974984264,
      1.0270121878048146,
      -6.638060464520687e-09,
      1.000001644117862,
      -0.0005639322103423058,
      0.34782054050404243,
      -0.15673150409616513,
      1.0528151772071777,
      -3.2472711534596677,
      7.288434897938061,
      -10.271848241321724,
      9.074113647075317,
      -4.541375466692512,
      1.0120118885528104,
  };
  memcpy(x, row_of(at, dim), dim * sizeof *x);
  *minimum = value[dim];
  return true;
}

static const struct squares_kind watson = {
    .residuals = 31, .split = split_watson, .start_of = squares_halves, .solve = solve_watson};

static void split_chebyquad(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  double share = 1 / (double)dim;
  for (size_t j = 0; j < count; j++) r[j] = 0;
  for (size_t i = 0; i < dim; i++) {
    /* T_{j+1} = 2 y T_j - T_{j-1}, y = 2 x - 1, and their slopes. */
    double y = 2 * x[i] - 1, before = 1, here = y, slope_before = 0, slope = 2;
    for (size_t j = 0; j < count; j++) {
      r[j] += here;
      if (jacobian) jacobian[j * dim + i] = share * slope;
      double next = 2 * y * here - before, slope_next = 4 * here + 2 * y * slope - slope_before;
      before = here;
      here = next;
      slope_before = slope;
      slope = slope_next;
    }
  }
  for (size_t j = 0; j < count; j++) {
    double degree = (double)(j + 1);
    r[j] = share * r[j] + (j % 2 ? 1 / (degree * degree - 1) : 0);
  }
}

static void start_chebyquad(size_t dim, double *x)
{
  for (size_t i = 0; i < dim; i++) x[i] = (double)(i + 1) / (double)(dim + 1);
}

static bool solve_chebyquad(size_t dim, size_t count, double *x, double *minimum)
{
  (void)count;
  static const double value[CHEBYQUAD_MOST + 1] = {0,
                                                   0,
                                                   0,
                                                   0,
                                                   0,
                                                   0,
                                                   0,
                                                   0,
                                                   0.0035168737256779316,
                                                   0,
                                                   0.004772713696375349,
                                                   0.0027997615518657666};
  static const double at[] = {
      0.5,
      0.2113248654051871,
      0.7886751345948129,
      0.14644660940672624,
      0.5,
      0.8535533905932737,
      0.10267276385411694,
      0.40620376295746,
      0.5937962370425399,
      0.8973272361458831,
      0.08375125649950906,
      0.31272929522320947,
      0.5,
      0.6872707047767905,
      0.9162487435004909,
      0.0668765909460897,
      0.28874067311944424,
      0.36668229924164764,
      0.6333177007583524,
      0.7112593268805558,
      0.9331234090539103,
      0.05806914962097548,
      0.2351716123574216,
      0.3380440947400462,
      0.5,
      0.6619559052599538,
      0.7648283876425784,
      0.9419308503790245,
      0.04315276015101663,
      0.1930908403841861,
      0.26632870689027294,
      0.5,
      0.5,
      0.7336712931097271,
      0.8069091596158139,
      0.9568472398489833,
      0.044205346135782767,
      0.19949067230988096,
      0.23561910847106,
      0.416046907892598,
      0.5,
      0.583953092107402,
      0.76438089152894,
      0.8005093276901191,
      0.9557946538642172,
      0.07474816621460248,
      0.17151817694809265,
      0.286434152584,
      0.3596464506289341,
      0.47075052286659347,
      0.616738335038745,
      0.616738335038745,
      0.7998108015386138,
      0.8448546422409267,
      0.9670066269819255,
      0.02995874477188493,
      0.13731120691981244,
      0.18836638899080269,
      0.3588431173887272,
      0.3588431173887272,
      0.5,
      0.6411568826112728,
      0.6411568826112728,
      0.8116336110091973,
      0.8626887930801875,
      0.970041255228115,
  };
  memcpy(x, row_of(at, dim), dim * sizeof *x);
  *minimum = value[dim];
  return true;
}

static const struct squares_kind chebyquad = {.residuals_of = squares_as_many,
                                              .split = split_chebyquad,
                                              .start_of = start_chebyquad,
                                              .solve = solve_chebyquad};

SQUARES_ALLOC(watson, watson)
SQUARES_ALLOC(chebyquad, chebyquad)

extern const struct function_type function_watson;
const struct function_type function_watson = {
    .name = "watson",
    .title = "Watson",
    .summary = "a differential equation by a polynomial, worse conditioned with each coordinate",
    .formula =
        "f(x) = sum_{j<=29} (p'(t) - p(t)^2 - 1)^2 + x_1^2 + (x_2 - x_1^2 - 1)^2\n"
        "p(t) = sum_i x_i t^(i-1), t = j / 29; f* = 0.0022877, 1.3998e-6, 4.7224e-10 for d =\n"
        "6, 9, 12; the start is More and Wild's (1/2, ..., 1/2), elsewhere often 0",
    .reference = "Kowalik and Osborne, Methods for Unconstrained Optimization Problems, 1968; "
                 "More and Wild, SIAM Journal on Optimization 20, 2009",
    .traits = SMOOTH,
    .dim_low = 2,
    .dim_high = WATSON_MOST,
    .search_low = -15,
    .search_high = 15,
    .start_low = -15,
    .start_high = 15,
    .params = squares_params,
    SQUARES_HOOKS(watson),
};

extern const struct function_type function_chebyquad;
const struct function_type function_chebyquad = {
    .name = "chebyquad",
    .title = "Chebyquad",
    .summary = "points of a quadrature with equal weights, by Chebyshev polynomials",
    .formula =
        "f(x) = sum_{j<=d} (1/d sum_i T_j(2 x_i - 1) - I_j)^2\n"
        "I_j = -1 / (j^2 - 1) for even j, else 0: the integral of T_j(2 x - 1) over (0, 1)\n"
        "f* = 0 for d <= 7 and 9; 0.0035169, 0.0047727, 0.0027998 for d = 8, 10, 11; in any\n"
        "order of the coordinates",
    .reference = "Fletcher, The Computer Journal 8, 1965",
    .traits = SMOOTH | MULTIMODAL,
    .dim_low = 1,
    .dim_high = CHEBYQUAD_MOST,
    .search_low = 0,
    .search_high = 1,
    .start_low = 0,
    .start_high = 1,
    .params = squares_params,
    SQUARES_HOOKS(chebyquad),
};
