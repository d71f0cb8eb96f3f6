/* made.c -- see made.h.
 *
 * With e standard normal, and t or s equally spaced over a class's rows i = 0 ... n - 1:
 *   moons    (cos t, sin t) and (1 - cos t, 1/2 - sin t), t in [0, pi], + noise e
 *   circles  (cos t, sin t) and factor (cos t, sin t), t = 2 pi i / n, + noise e
 *            (scikit-learn's make_moons and make_circles; Pedregosa et al., JMLR 12, 2011)
 *   blobs    centre + noise e, centres uniform in [-10, 10]^2 (scikit-learn's make_blobs)
 *   spiral   (s sin v, s cos v), s in [0, 1], v = 4 (class + s) + noise e
 *            (Karpathy, Stanford CS231n, "Putting it together: minimal neural network case study")
 *   linear   y = x . w + 1/2 + noise e, x standard normal, w uniform in [-2, 2]^inputs */
#include "functions/learning/made.h"

#include <stdint.h>
#include <stdlib.h>

#include "src/draws/random.h"
#include "src/numeric/elementary.h"
#include "src/numeric/vec.h"

static const double pi = 0x1.921fb54442d18p+1;

/* A split: `rows` rows of x, with their labels or targets. */
struct split {
  const struct made_config *config;
  struct stream common, own; /* of both splits, of this one */
  size_t classes;
  double *x, *target;
  int *label;
};

/* Where row `row` stands in its class. */
struct place {
  size_t class, index, count;
};

/* The first row of a class. Where two curves share, the second has the odd row, as the moons of
 * scikit-learn have it. */
static size_t first_of(const struct split *s, size_t class)
{
  size_t each = s->config->rows / s->classes, odd = s->config->rows % s->classes;
  if (s->config->kind == MADE_MOONS || s->config->kind == MADE_CIRCLES) return class * each;
  return class * each + (class < odd ? class : odd);
}

static struct place place_of(const struct split *s, size_t class, size_t row)
{
  size_t first = first_of(s, class);
  size_t end = class + 1 < s->classes ? first_of(s, class + 1) : s->config->rows;
  return (struct place){class, row - first, end - first};
}

/* i / (n - 1), 0 for a class of one. */
static double share(const struct place *p)
{
  return p->count > 1 ? (double)p->index / (double)(p->count - 1) : 0;
}

static void put_moon(const struct split *s, const struct place *p, double *x)
{
  double t = pi * share(p), c = repro_cos(t), h = repro_sin(t);
  x[0] = s->config->noise * x[0] + (p->class ? 1 - c : c);
  x[1] = s->config->noise * x[1] + (p->class ? 0.5 - h : h);
}

static void put_circle(const struct split *s, const struct place *p, double *x)
{
  double t = 2 * pi * ((double)p->index / (double)p->count);
  double radius = p->class ? s->config->factor : 1;
  x[0] = s->config->noise * x[0] + radius * repro_cos(t);
  x[1] = s->config->noise * x[1] + radius * repro_sin(t);
}

static void put_blob(const struct split *s, const struct place *p, double *x)
{
  struct stream centre = stream_named(s->common, "centres");
  for (size_t j = 0; j < 2; j++)
    x[j] = s->config->noise * x[j] + (20 * stream_uniform(centre, 2 * p->class + j) - 10);
}

static void put_arm(const struct split *s, const struct place *p, double *x)
{
  double radius = share(p), v = 4 * ((double)p->class + radius) + s->config->noise * x[0];
  x[0] = radius * repro_sin(v);
  x[1] = radius * repro_cos(v);
}

/* x holds standard normals, which the point takes for its noise. */
static void put_points(const struct split *s)
{
  static void (*const put[])(const struct split *, const struct place *, double *) = {
      [MADE_MOONS] = put_moon,
      [MADE_CIRCLES] = put_circle,
      [MADE_BLOBS] = put_blob,
      [MADE_SPIRAL] = put_arm,
  };
  size_t class = 0;
  for (size_t row = 0; row < s->config->rows; row++) {
    while (class + 1 < s->classes && row >= first_of(s, class + 1)) class ++;
    struct place place = place_of(s, class, row);
    put[s->config->kind](s, &place, s->x + 2 * row);
    s->label[row] = (int)class;
  }
}

/* `weight` has room for `inputs`. */
static void put_targets(const struct split *s, double *weight)
{
  size_t n = s->config->rows, inputs = s->config->inputs;
  random_uniforms(stream_named(s->common, "weights"), 0, 0, 1, inputs, weight);
  for (size_t j = 0; j < inputs; j++) weight[j] = 4 * weight[j] - 2;
  random_normals(stream_named(s->own, "noise"), 0, 0, n, 1, s->target);
  for (size_t i = 0; i < n; i++)
    s->target[i] =
        vec_dot(s->x + i * inputs, weight, inputs) + 0.5 + s->config->noise * s->target[i];
}

static size_t classes_of(const struct made_config *config)
{
  if (config->kind == MADE_LINEAR) return 0;
  return config->kind == MADE_MOONS || config->kind == MADE_CIRCLES ? 2 : config->classes;
}

struct dataset *made_set(const struct made_config *config, struct stream stream)
{
  bool linear = config->kind == MADE_LINEAR;
  size_t n = config->rows, inputs = linear ? config->inputs : 2, doubles, size;
  if (__builtin_mul_overflow(2 * n, inputs + linear, &doubles) ||
      __builtin_mul_overflow(doubles + inputs, sizeof(double), &size) ||
      __builtin_add_overflow(size, sizeof(struct dataset) + 2 * n * sizeof(int), &size))
    return NULL;
  struct dataset *set = malloc(size);
  if (!set) return NULL;
  double *x = (double *)(set + 1), *target = x + 2 * n * inputs, *weight = target + 2 * n * linear;
  int *label = (int *)(weight + inputs);
  *set = (struct dataset){.inputs = inputs,
                          .classes = classes_of(config),
                          .train_rows = n,
                          .test_rows = n,
                          .values = x,
                          .label = linear ? NULL : label,
                          .target = linear ? target : NULL};
  for (size_t k = 0; k < 2; k++) {
    struct split split = {.config = config,
                          .common = stream,
                          .own = stream_named(stream, k ? "test" : "train"),
                          .classes = set->classes,
                          .x = x + k * n * inputs,
                          .target = target + k * n,
                          .label = label + k * n};
    random_normals(stream_named(split.own, linear ? "inputs" : "noise"), 0, 0, n, inputs, split.x);
    if (linear)
      put_targets(&split, weight);
    else
      put_points(&split);
  }
  return set;
}
