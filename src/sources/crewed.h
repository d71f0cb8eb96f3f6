/* crewed.h -- the perturbations of a generation whose points are shared by processes in step.
 *
 * One query asks for a generation. Each process makes its share of the points when they are to be
 * evaluated, a piece at a time; memory is O(d) a thread, however large the population. Once all
 * know all values they weigh the samples alike, and what is added up over the samples is added as
 * by one process, in the order of lots.h. Either each process makes the perturbations of the others
 * again, so that nothing but values is told. Or each adds up its own lots to few nodes; of these
 * each gets a slice of the coordinates, puts them together, and all tell each other what came of
 * it. With fewer lots than processes each makes a range of the coordinates of all perturbations
 * again, and tells their sums. Within a process the threads share the coordinates. */
#ifndef OPTBENCH_SRC_SOURCES_CREWED_H
#define OPTBENCH_SRC_SOURCES_CREWED_H

#include "src/draws/differs.h"
#include "src/sources/samples.h"

/* Make the points of samples first ... first + count - 1, no more than a piece of them: form is
 * called for rows of perturbations, the first of them number `at` of those. */
struct crewed_making {
  const struct samples *samples;
  size_t first, count;
  void (*form)(void *context, struct rows r, size_t at);
  void *context;
};

static inline void crewed_make_part(void *context, size_t part)
{
  const struct crewed_making *m = context;
  const struct samples *s = m->samples;
  size_t at = team_share(m->count, part, s->parts);
  size_t count = team_share(m->count, part + 1, s->parts) - at;
  bool kept = m->first >= s->kept_first && m->first + m->count <= s->kept_end;
  double *z = kept ? s->memory + (m->first - s->kept_first) * s->dim : samples_spare(s);
  struct rows r = {.first = m->first + at, .count = count, .z = z + at * s->dim, .stride = s->dim};
  if (!count) return;
  samples_draw(s, r);
  m->form(m->context, r, at);
  if (kept || (s->parted && !s->again)) samples_score(s, r);
}

static inline void crewed_make(const struct samples *s, size_t first, size_t count,
                               void (*form)(void *context, struct rows r, size_t at), void *context)
{
  struct crewed_making m = {s, first, count, form, context};
  samples_run(s, crewed_make_part, &m);
}

/* Is there a sample whose perturbation makes a difference? See differs.h. */
static inline bool
crewed_differs(const struct samples *s,
               bool (*moves)(void *context, const double *z, size_t from, size_t to), void *context)
{
  struct differs d = {s->noise, s->freedom, s->stream, s->generation, s->total, s->dim};
  return differs_any(&d, moves, context);
}

/* Scores of samples first ... end - 1, coordinates from ... to - 1, side by side. */
static inline void crewed_draw(const struct samples *s, size_t first, size_t end, size_t from,
                               size_t to, double *z)
{
  if (first >= end) return;
  noise_range(s->noise, s->freedom, s->stream, s->generation, (uint32_t)first, end - first, from,
              to - from, z);
  if (s->noise != NOISE_GAUSS) noise_score(s->noise, s->freedom, z, (end - first) * (to - from));
}

/* Coordinates from ... to - 1 of the scores of samples first ... end - 1: where they are kept, else
 * in z. */
static inline struct rows crewed_rows(const struct samples *s, size_t first, size_t end,
                                      size_t from, size_t to, double *z)
{
  size_t n = to - from;
  size_t kept = s->kept_first < first ? first : s->kept_first < end ? s->kept_first : end;
  size_t kept_end = s->kept_end < kept ? kept : s->kept_end < end ? s->kept_end : end;
  const double *memory = s->memory + (kept - s->kept_first) * s->dim;
  if (kept == first && kept_end == end)
    return (struct rows){.first = first,
                         .count = end - first,
                         .z = (double *)memory + from,
                         .column = from,
                         .stride = s->dim};
  crewed_draw(s, first, kept, from, to, z);
  for (size_t k = kept; k < kept_end; k++, memory += s->dim)
    memcpy(z + (k - first) * n, memory + from, n * sizeof *z);
  crewed_draw(s, kept_end, end, from, to, z + (kept_end - first) * n);
  return (struct rows){.first = first, .count = end - first, .z = z, .column = from, .stride = n};
}

struct crewed_sum {
  const struct samples *samples;
  const struct lots *lots;
  size_t low, high; /* the process' coordinates */
  void (*add)(void *context, struct rows r, size_t from, size_t to);
  void *context;
};

static inline void crewed_sum_part(void *context, size_t part)
{
  const struct crewed_sum *a = context;
  const struct samples *s = a->samples;
  size_t start = s->low * s->lot, stop = s->high * s->lot < s->total ? s->high * s->lot : s->total;
  size_t chunk = start / s->chunk, chunks = (stop + s->chunk - 1) / s->chunk - chunk;
  size_t low = a->low + samples_split(a->high - a->low, part, s->parts);
  size_t high = a->low + samples_split(a->high - a->low, part + 1, s->parts);
  double *z = samples_spare(s) + part * s->room;
  for (size_t from = low, to; from < high; from = to) {
    to = high - from < s->block ? high : from + s->block;
    for (size_t n = 0; n < chunks; n++) {
      size_t c = chunk + (a->lots->forwards ? n : chunks - 1 - n);
      size_t first = c * s->chunk, end = first + s->chunk;
      struct rows r =
          crewed_rows(s, first > start ? first : start, end < stop ? end : stop, from, to, z);
      samples_add_lots(s, a->lots, r, from, to, a->add, a->context);
    }
  }
}

/* What was made and evaluated last is added up at once. */
struct crewed_fresh {
  const struct samples *samples;
  const struct lots *lots;
  size_t first, count;
  void (*add)(void *context, struct rows r, size_t from, size_t to);
  void *context;
};

static inline void crewed_fresh_part(void *context, size_t part)
{
  const struct crewed_fresh *a = context;
  const struct samples *s = a->samples;
  size_t from = samples_range(s, part), to = samples_range(s, part + 1);
  size_t step = s->chunk < s->lot ? s->chunk : a->count;
  for (size_t at = 0; at < a->count && from < to; at += step) {
    struct rows r = {.first = a->first + at,
                     .count = a->count - at < step ? a->count - at : step,
                     .z = samples_spare(s) + at * s->dim,
                     .stride = s->dim};
    samples_add_lots(s, a->lots, r, from, to, a->add, a->context);
  }
}

/* Add samples first ... first + count - 1, the last that were made: where the process adds up its
 * own lots, and each sample's weight follows from its own values. */
static inline void crewed_add(const struct samples *s, const struct lots *lots, size_t first,
                              size_t count,
                              void (*add)(void *context, struct rows r, size_t from, size_t to),
                              void *context)
{
  struct crewed_fresh a = {s, lots, first, count, add, context};
  /* Of a generation that is not paid for to its end the shares are others, and nobody needs sums.
   */
  if (first < s->low * s->lot || first + count > s->high * s->lot) return;
  samples_run(s, crewed_fresh_part, &a);
}

/* Put the nodes of one slice, which stand one behind the other, together. */
static inline void crewed_combine(const struct samples *s, double *node, size_t slice)
{
  size_t size = s->crew->size, waiting = 0, at = 0;
  for (size_t r = 0; r < size; r++) {
    size_t high = team_share(s->lots, r + 1, size);
    for (size_t b = team_share(s->lots, r, size), n; b < high; b += n, at++) {
      n = lots_node(s->lots, b, high);
      double *restrict sum = node + waiting * slice;
      if (at > waiting) memcpy(sum, node + at * slice, slice * sizeof *sum);
      for (waiting++; waiting > lots_nodes(s->lots, 0, b + n); waiting--) {
        double *restrict right = node + (waiting - 1) * slice, *restrict left = right - slice;
        for (size_t i = 0; i < slice; i++) left[i] = right[i] + left[i];
      }
    }
  }
}

/* The nodes of the own lots are added up: tell them, slice by slice, and what comes of all. */
static inline void crewed_tell_nodes(const struct samples *s, const struct lots *l)
{
  const struct crew *crew = s->crew;
  size_t size = crew->size, *begin = samples_begin(s), *place = begin + size + 1;
  size_t slice =
      samples_split(s->dim, crew->rank + 1, size) - samples_split(s->dim, crew->rank, size);
  size_t own = lots_nodes(s->lots, s->low, s->high);
  double *node = samples_nodes(s);
  for (size_t i = 0; i < l->sums; i++) {
    bool more = true;
    for (size_t n = 0; more; n++) {
      more = false;
      for (size_t r = 0, before = 0; r < size; r++) {
        size_t nodes =
            lots_nodes(s->lots, team_share(s->lots, r, size), team_share(s->lots, r + 1, size));
        place[r] = n < nodes ? (before + n) * slice : SIZE_MAX;
        more |= n + 1 < nodes;
        before += nodes;
      }
      for (size_t r = 0; r <= size; r++) begin[r] = samples_split(s->dim, r, size);
      /* Backwards the first node is the last that waits. */
      size_t slot = l->forwards ? n : own - 1 - n;
      crew->scatter(crew, n < own ? lots_slot(l, i, slot) : NULL, begin, node, place);
    }
    crewed_combine(s, node, slice);
    memcpy(l->sum[i] + begin[crew->rank], node, slice * sizeof *node);
    crew->gather(crew, l->sum[i], begin);
  }
}

/* Add up a generation, whose samples that crewed_add added are left out: add(context, rows, from,
 * to) is called for coordinates from ... to - 1 of scores, in the order of the lots. */
static inline void crewed_sum(const struct samples *s, const struct lots *lots,
                              void (*add)(void *context, struct rows r, size_t from, size_t to),
                              void *context)
{
  const struct crew *crew = s->crew;
  bool split = s->told && !s->parted;
  struct crewed_sum a = {.samples = s,
                         .lots = lots,
                         .low = split ? samples_split(s->dim, crew->rank, crew->size) : 0,
                         .high = split ? samples_split(s->dim, crew->rank + 1, crew->size) : s->dim,
                         .add = add,
                         .context = context};
  if (!s->parted || s->again) samples_run(s, crewed_sum_part, &a);
  if (s->parted) crewed_tell_nodes(s, lots);
  for (size_t i = 0; split && i < lots->sums; i++)
    crew_gather(crew, lots->sum[i], samples_begin(s), s->dim, NOISE_BLOCK, 1);
}

/* What samples_second makes of all samples of a generation, from perturbations made again. */
struct crewed_second {
  struct samples samples;
  double *second;
};

static inline void crewed_second_part(void *context, size_t part)
{
  const struct crewed_second *a = context;
  const struct samples *s = &a->samples;
  size_t end = team_share(s->total, part + 1, s->parts);
  struct rows r = {.count = 1, .z = samples_spare(s) + part * s->dim, .stride = s->dim};
  for (r.first = team_share(s->total, part, s->parts); r.first < end; r.first++) {
    samples_draw(s, r);
    samples_second(s, r, a->second + r.first);
  }
}

static inline void crewed_second(const struct samples *s, uint64_t generation, double *second)
{
  struct crewed_second a = {*s, second};
  a.samples.generation = generation;
  samples_run(s, crewed_second_part, &a);
}

#endif
