/* crewed.h -- the perturbations of a generation whose points are shared by processes in step.
 *
 * One query asks for a generation. Each process makes its share of the points when they are to be
 * evaluated, a piece at a time; memory is O(d) a thread, however large the population. Once all
 * know all values they weigh the samples alike, and what is added up over the samples is added as
 * by one process: chunk by chunk, in the same order. Either each process makes the perturbations of
 * the others again, so that nothing but values is told; or each adds up a range of the coordinates,
 * of which alone it makes perturbations, and the sums are told. Within a process the threads share
 * the coordinates in the same manner. */
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
  if (kept) samples_score(s, r);
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

/* Coordinates from ... to - 1 of a chunk's scores: where they are kept, else in z. */
static inline struct rows crewed_rows(const struct samples *s, size_t chunk, size_t from, size_t to,
                                      double *z)
{
  size_t first = chunk * s->chunk, left = s->total - first, n = to - from;
  size_t end = left < s->chunk ? s->total : first + s->chunk;
  size_t kept = s->kept_first < first ? first : s->kept_first < end ? s->kept_first : end;
  size_t kept_end = s->kept_end < kept ? kept : s->kept_end < end ? s->kept_end : end;
  const double *memory = s->memory + (kept - s->kept_first) * s->dim;
  if (kept == first && kept_end == end)
    return (struct rows){
        .first = first, .count = end - first, .z = (double *)memory, .stride = s->dim};
  crewed_draw(s, first, kept, from, to, z);
  for (size_t k = kept; k < kept_end; k++, memory += s->dim)
    memcpy(z + (k - first) * n, memory + from, n * sizeof *z);
  crewed_draw(s, kept_end, end, from, to, z + (kept_end - first) * n);
  return (struct rows){.first = first, .count = end - first, .z = z, .column = from, .stride = n};
}

struct crewed_sum {
  const struct samples *samples;
  size_t low, high; /* the process' coordinates */
  bool forwards;
  void (*add)(void *context, struct rows r, size_t from, size_t to);
  void *context;
};

static inline void crewed_sum_part(void *context, size_t part)
{
  const struct crewed_sum *a = context;
  const struct samples *s = a->samples;
  size_t chunks = (s->total + s->chunk - 1) / s->chunk;
  size_t low = a->low + samples_split(a->high - a->low, part, s->parts);
  size_t high = a->low + samples_split(a->high - a->low, part + 1, s->parts);
  double *z = samples_spare(s) + part * s->room;
  for (size_t from = low, to; from < high; from = to) {
    to = high - from < s->block ? high : from + s->block;
    for (size_t c = 0; c < chunks; c++)
      a->add(a->context, crewed_rows(s, a->forwards ? c : chunks - 1 - c, from, to, z), from, to);
  }
}

/* Add up a generation: add(context, rows, from, to) is called for coordinates from ... to - 1 of
 * each chunk of scores, from the first chunk to the last or back, to add them to sums of dim values
 * each; `count` of them. */
static inline void crewed_sum(const struct samples *s, bool forwards,
                              void (*add)(void *context, struct rows r, size_t from, size_t to),
                              void *context, double *const *sums, size_t count)
{
  const struct crew *crew = s->crew;
  bool told = crew->tells_sums(crew, s->dim, s->total);
  struct crewed_sum a = {.samples = s,
                         .low = told ? samples_split(s->dim, crew->rank, crew->size) : 0,
                         .high = told ? samples_split(s->dim, crew->rank + 1, crew->size) : s->dim,
                         .forwards = forwards,
                         .add = add,
                         .context = context};
  samples_run(s, crewed_sum_part, &a);
  for (size_t i = 0; told && i < count; i++)
    crew_gather(crew, sums[i], samples_begin(s), s->dim, NOISE_BLOCK, 1);
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
