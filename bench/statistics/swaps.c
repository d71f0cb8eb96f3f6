/* swaps.c -- see swaps.h. */
#include "bench/statistics/swaps.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "src/numeric/elementary.h"

/* Stages of leaning draws: the value's standard deviations from 0 that each leans to, and its
 * number of draws. */
static const double leanings[] = {2.5, 4, 6.5, 15};
enum { LEANINGS = sizeof leanings / sizeof *leanings, LEANING_DRAWS = 250 };
struct swapper {
  struct stream stream;
  size_t count, bytes;
  swap_statistic *statistic;
  void *context;
  const double *pull;
  struct estimate seen;
  double far;             /* |value| / error as seen */
  double *out;            /* that of each swap, room for all */
  size_t looked, as_far;  /* swaps so far, with what was seen as one of them */
  unsigned char *swapped; /* one swap */
  double *uniform;        /* of DRAWN swaps, so that few calls make many: those from `drawn` on */
  size_t drawn;
};
enum { DRAWN = 32 };

/* Of so many pairs, as far out as that, p is the least that is told: a sum of terms of random sign
 * is x times the root of its summed squares or more with probability exp(-x^2 / 2) at most
 * (Hoeffding, Journal of the American Statistical Association 58, 1963), here 1e-11. Of so many
 * pairs the statistic is such a sum, nearly, and draws would take long. */
enum { MANY = 1000 };
static const double least_far = 7.2;

const double swaps_least = 1e-9;

double errors_away(struct estimate e)
{
  if (e.value == 0) return 0;
  if (isinf(e.value) || !(e.variance > 0)) return INFINITY;
  return fabs(e.value) / sqrt(e.variance);
}

/* Equal swaps may differ by rounding. */
bool is_as_far(double out, double seen) { return !(out < seen * (1 - 1e-9)); }

static bool as_far(const struct swapper *s, double out) { return is_as_far(out, s->far); }

/* So few that p is worked out by leaning draws: at most 1%. */
static bool few_as_far(const struct swapper *s) { return 100 * s->as_far <= s->looked; }

static void note(struct swapper *s, double out)
{
  s->out[s->looked++] = isnan(out) ? INFINITY : out;
  s->as_far += as_far(s, out);
}

/* All swaps but of the last pair: with it, each is one of these the other way round. */
static void look_at_all(struct swapper *s)
{
  for (size_t swap = 0; swap < (size_t)1 << (s->count - 1); swap++) {
    s->swapped[0] = (unsigned char)swap;
    if (s->bytes > 1) s->swapped[1] = (unsigned char)(swap >> 8);
    note(s, errors_away(s->statistic(s->context, s->swapped)));
  }
}

/* The uniforms of a swap, of which each has so many. */
static const double *uniforms_of(struct swapper *s, struct stream stream, size_t swap, size_t each)
{
  if (swap < s->drawn || swap >= s->drawn + DRAWN) {
    s->drawn = swap / DRAWN * DRAWN;
    stream_uniforms(stream, s->drawn * each, DRAWN * each, s->uniform);
  }
  return s->uniform + (swap - s->drawn) * each;
}

/* Those of another stream stand there. */
static void forget_drawn(struct swapper *s) { s->drawn = SIZE_MAX / 2; }

/* Swap number `swap` of the plain ones: six bytes come from each uniform. */
static void draw(struct swapper *s, struct stream plain, size_t swap)
{
  const double *uniform = uniforms_of(s, plain, swap, (s->bytes + 5) / 6);
  for (size_t first = 0; first < s->bytes; first += 6) {
    uint64_t bits = (uint64_t)(uniform[first / 6] * 0x1p48);
    for (size_t i = first; i < s->bytes && i < first + 6; i++, bits >>= 8)
      s->swapped[i] = (unsigned char)bits;
  }
}

/* What weighs a leaning draw. */
struct leaning {
  double rate[LEANINGS], cumulant[LEANINGS];
  double sign;  /* of the value as seen */
  double plain; /* plain draws */
};

/* How far the swap leans towards what was seen. */
static double lean_of(const struct swapper *s)
{
  double lean = 0;
  for (size_t i = 0; i < s->count; i++)
    lean += s->pull[i] * (1 - 2 * (s->swapped[i / 8] >> (i % 8) & 1));
  return lean;
}

/* log cosh x, without overflow */
static double log_cosh(double x)
{
  double size = fabs(x);
  return size + repro_log1p(repro_exp(-2 * size)) - 0.69314718055994531;
}

static void lean(const struct swapper *s, struct leaning *l)
{
  double square = 0;
  for (size_t i = 0; i < s->count; i++) square += s->pull[i] * s->pull[i];
  for (size_t k = 0; k < LEANINGS; k++) {
    l->rate[k] = square > 0 ? leanings[k] / sqrt(square) : 0;
    l->cumulant[k] = 0;
    for (size_t i = 0; i < s->count; i++) l->cumulant[k] += log_cosh(l->rate[k] * s->pull[i]);
  }
  l->sign = s->seen.value > 0 ? 1 : -1;
  l->plain = (double)(s->looked - 1);
}

/* How likely a swap that leans so far is in fair draws, over how many of all draws together lean so
 * far (the balance heuristic: Veach and Guibas, SIGGRAPH 1995). */
static double weight_of(const struct leaning *l, double leans)
{
  double draws = l->plain;
  for (size_t k = 0; k < LEANINGS; k++)
    draws += LEANING_DRAWS * repro_exp(l->sign * l->rate[k] * leans - l->cumulant[k]);
  return 1 / draws;
}

/* The pair stays as it is with probability 1 / (1 + e^(-2 rate pull)), to 17 bits, of which each
 * uniform has three times as many. */
static void draw_leaning(struct swapper *s, struct stream stream, size_t swap, const double *stays)
{
  const double *uniform = uniforms_of(s, stream, swap, (s->count + 2) / 3);
  uint64_t bits = 0;
  for (size_t i = 0; i < s->bytes; i++) s->swapped[i] = 0;
  for (size_t i = 0; i < s->count; i++, bits >>= 17) {
    if (i % 3 == 0) bits = (uint64_t)(uniform[i / 3] * 0x1p51);
    double part = ((double)(bits & 0x1ffff) + 0.5) * 0x1p-17;
    s->swapped[i / 8] |= (unsigned char)((unsigned)(part > stays[i]) << (i % 8));
  }
}

/* The p of what is far out. A plain draw and its mirror image are each as likely, and so are both
 * sides; hence only the side that was seen is counted, twice. */
static int far_out(struct swapper *s, struct stream plain, double *p, struct error *err)
{
  struct leaning l;
  double *stays = malloc(s->count * sizeof *stays), sum = 0;
  if (!stays) return error_memory(err, "a test by swaps");
  lean(s, &l);
  for (size_t swap = 0; swap + 1 < s->looked; swap++) {
    if (!as_far(s, s->out[swap + 1])) continue;
    draw(s, plain, swap);
    struct estimate e = s->statistic(s->context, s->swapped);
    sum += weight_of(&l, (e.value > 0) == (s->seen.value > 0) ? lean_of(s) : -lean_of(s));
  }
  for (size_t k = 0; k < LEANINGS; k++) {
    struct stream leaning = stream_numbered(stream_named(s->stream, "leaning"), k);
    forget_drawn(s);
    for (size_t i = 0; i < s->count; i++)
      stays[i] = repro_sigmoid(2 * l.sign * l.rate[k] * s->pull[i]);
    for (size_t swap = 0; swap < LEANING_DRAWS; swap++) {
      draw_leaning(s, leaning, swap, stays);
      struct estimate e = s->statistic(s->context, s->swapped);
      if (e.value * l.sign > 0 && as_far(s, errors_away(e))) sum += 2 * weight_of(&l, lean_of(s));
    }
  }
  free(stays);
  *p = fmin(sum, 0.01);
  return STATUS_OK;
}

/* The value that `place` others do not exceed, none of which is NaN (Hoare's FIND, Communications
 * of the ACM 4, 1961): those before it end up in front of it, those behind it behind. */
static double value_at(double *value, size_t count, size_t place)
{
  for (size_t first = 0, last = count - 1; first < last;) {
    double middle = value[first + (last - first) / 2];
    size_t i = first, j = last;
    for (;; i++, j--) {
      while (value[i] < middle) i++;
      while (value[j] > middle) j--;
      if (i >= j) break;
      double kept = value[i];
      value[i] = value[j];
      value[j] = kept;
    }
    /* value[first..i-1] <= middle <= value[i..last], and neither part is all of it but at the ends.
     */
    if (i == first) i++;
    if (place < i)
      last = i - 1;
    else
      first = i;
  }
  return value[place];
}

/* p is at most 1 - confidence if `few` of them or fewer are as far out as what was seen; then the
 * one behind those is not. */
struct interval swaps_interval(struct estimate seen, double *out, size_t looked, double confidence)
{
  double value = seen.value, error = sqrt(seen.variance), far = errors_away(seen);
  size_t few = (size_t)((1 - confidence) * (double)looked + 1e-9), as_far = 0;
  for (size_t i = 0; i < looked; i++) as_far += is_as_far(out[i], far);
  bool holds_zero = as_far > few;
  double reach = few ? value_at(out, looked, looked - 1 - few) : INFINITY;
  if (holds_zero && reach < far) reach = far; /* but for rounding */
  if (isinf(value) && !holds_zero)
    return value > 0 ? (struct interval){0, INFINITY} : (struct interval){-INFINITY, 0};
  if (isinf(value) || isinf(reach)) return (struct interval){-INFINITY, INFINITY};
  return (struct interval){value - reach * error, value + reach * error};
}

/* What was seen is the first of the swaps. */
static int look(struct swapper *s, struct swap_test *t, double confidence, struct error *err)
{
  int status = STATUS_OK;
  struct stream plain = stream_named(s->stream, "swaps");
  forget_drawn(s);
  if (t->exact)
    look_at_all(s);
  else
    note(s, s->far);
  for (size_t swap = 0; swap < SWAPS_ALL && !t->exact; swap++) {
    if (swap == SWAPS_FIRST && (20 * s->as_far > SWAPS_ALL + 1 || few_as_far(s))) break;
    draw(s, plain, swap);
    note(s, errors_away(s->statistic(s->context, s->swapped)));
  }
  t->p = (double)s->as_far / (double)s->looked;
  t->looked = s->looked;
  if (!t->exact && s->count >= MANY && s->far >= least_far && few_as_far(s)) {
    t->p = swaps_least;
  } else if (!t->exact && few_as_far(s)) {
    status = far_out(s, plain, &t->p, err);
    t->looked += LEANINGS * LEANING_DRAWS;
  }
  double least = s->count < 30 ? ldexp(1, 1 - (int)s->count) : 0;
  t->p = fmin(fmax(fmax(t->p, least), swaps_least), 1);
  t->interval = swaps_interval(s->seen, s->out, s->looked, confidence);
  return status;
}

int swaps_test(struct stream stream, size_t count, swap_statistic *statistic, void *context,
               const double *pull, double confidence, struct swap_test *t, struct error *err)
{
  enum { ROOM = 1 << (SWAPS_EXACT - 1) };
  size_t bytes = (count + 7) / 8;
  *t = (struct swap_test){NAN, NAN, 1, {-INFINITY, INFINITY}, 0, count <= SWAPS_EXACT};
  if (!count) return STATUS_OK;
  struct swapper s = {.stream = stream,
                      .count = count,
                      .bytes = bytes,
                      .statistic = statistic,
                      .context = context,
                      .pull = pull,
                      .swapped = calloc(bytes + 1, 1),
                      .out = malloc((ROOM > SWAPS_ALL + 1 ? ROOM : SWAPS_ALL + 1) * sizeof *s.out),
                      .uniform = malloc(DRAWN * (count / 3 + 1) * sizeof *s.uniform)};
  int status = s.swapped && s.out && s.uniform ? STATUS_OK : error_memory(err, "a test by swaps");
  if (!status) {
    s.seen = statistic(context, s.swapped);
    s.far = errors_away(s.seen);
    t->value = s.seen.value;
    t->error = sqrt(s.seen.variance);
    if (!isnan(s.seen.value)) status = look(&s, t, confidence, err);
  }
  free(s.swapped);
  free(s.out);
  free(s.uniform);
  return status;
}
