/* samples.h -- the perturbations of one generation, made and added up by a team.
 *
 * A query asks for a group of samples, several chunks, of which each thread makes
 * its own; so memory is O(d) a thread, however large the population. What is added
 * up over the samples is added chunk by chunk in an order that no team changes: the
 * threads share the coordinates among them, not the samples. A generation's
 * perturbations are kept while they fit a bounded memory; of a larger one only a
 * group is, and others are drawn again from their address (generation, sample,
 * coordinate) when they are needed.
 *
 * Processes in step ask for a generation in one query, see crewed.h. */
#ifndef OPTBENCH_SRC_SOURCES_SAMPLES_H
#define OPTBENCH_SRC_SOURCES_SAMPLES_H

#include <stdlib.h>

#include "src/draws/draw.h"
#include "src/draws/noise.h"
#include "src/draws/population.h"
#include "src/numeric/vec.h"
#include "src/sources/lots.h"
#include "src/team.h"

/* Normals that a process of a crew keeps: more than one alone, which need not make others again. */
enum { KEPT_SHARE = 1 << 20 };

/* Normals in a generation that are worth waking a team for. */
enum { TEAM_VALUES = 1 << 14 };

struct samples {
  const struct team *team;
  size_t parts; /* threads that work: those of the team, or 1 */
  const struct draw *draw;
  enum noise noise;
  double freedom;
  struct stream stream;
  uint64_t generation;
  size_t dim, total;   /* samples of a generation */
  size_t lot, lots;    /* samples that are added up one after the other, see lots.h; of these */
  bool again;          /* samples are gone through a second time */
  size_t chunk, group; /* samples that are added up together, at most; asked for at once */
  size_t first, count; /* the current group: samples first ... first + count - 1 */
  bool keep;           /* memory has room for all groups */
  size_t held;         /* if it has not: the group, by its first sample, that is in it */
  double *memory;      /* perturbations z, then their scores */
  /* Of processes in step; the group is the generation, of which a process makes pieces: */
  const struct crew *crew; /* NULL: this one alone, or normals are given */
  size_t lone;             /* samples that a process with one thread would ask for at once */
  size_t piece, unit;      /* those that are made at once; the shares are multiples of unit */
  bool told, parted;   /* sums are told: of coordinates, or, parted, of the process' own lots: */
  size_t low, high;    /* lots low ... high - 1; all of them unless parted */
  size_t nodes, slice; /* of all processes; coordinates of which one puts them together */
  size_t kept_first, kept_end; /* samples in memory, perhaps none; behind them is what is spare */
  size_t block, room;          /* coordinates made again at once; values for that, of a thread */
};

/* A state of `size` bytes that ends with a block of doubles, in `arrays` arrays at most that begin
 * at cache lines, samples_take by samples_take. NULL if there is no memory; freed by free. */
enum { SAMPLES_LINE = 64 };

static inline void *samples_alloc(size_t size, size_t arrays, size_t doubles, size_t *bytes)
{
  *bytes = (size + (doubles + arrays * LANES) * sizeof(double)) / SAMPLES_LINE * SAMPLES_LINE;
  return aligned_alloc(SAMPLES_LINE, *bytes);
}

static inline double *samples_take(double **at, size_t count)
{
  double *taken = *at;
  *at += (count + LANES - 1) / LANES * LANES;
  return taken;
}

/* Consecutive samples. */
struct rows {
  size_t first, count;
  double *z;     /* coordinates from `column` on of the first of them, ... */
  size_t column; /* ... 0 unless it is said */
  size_t stride; /* from one to the next */
};

/* Values made at once when they are made again: some first-level cache. */
enum { SAMPLES_BLOCK = 1 << 12 };

/* The first of n coordinates that one of `parts` deals with: a multiple of NOISE_BLOCK. */
static inline size_t samples_split(size_t n, size_t part, size_t parts)
{
  size_t at = NOISE_BLOCK * team_share((n + NOISE_BLOCK - 1) / NOISE_BLOCK, part, parts);
  return at < n ? at : n;
}

/* The share is whole lots, and a piece is one of them, several, or a part that chunks divide. */
static inline void samples_part(struct samples *s)
{
  size_t size = s->crew->size, most = (s->lots + size - 1) / size * s->lot;
  s->low = team_share(s->lots, s->crew->rank, size);
  s->high = team_share(s->lots, s->crew->rank + 1, size);
  s->unit = s->lot;
  s->piece = s->group < s->lot ? s->chunk : s->group - s->group % s->lot;
  while (2 * s->piece <= s->group && 2 * s->piece <= s->lot) s->piece *= 2;
  if (s->piece > most) s->piece = most;
  for (size_t r = 0; r < size; r++) {
    size_t slice = samples_split(s->dim, r + 1, size) - samples_split(s->dim, r, size);
    s->nodes += lots_nodes(s->lots, team_share(s->lots, r, size), team_share(s->lots, r + 1, size));
    s->slice = slice > s->slice ? slice : s->slice;
  }
}

/* A process of a crew makes its share of a generation in pieces, no larger than a group of its
 * threads; all alike in size, unless it is whole lots. */
static inline void samples_share_out(struct samples *s, const struct crew *crew)
{
  s->crew = crew;
  s->told = crew->tells_sums(crew, s->dim, s->total);
  s->parted = s->told && s->lots >= crew->size;
  s->piece = s->unit = chunk_share(s->total, s->group, crew->size);
  if (s->parted) samples_part(s);
  s->group = s->total;
  s->keep = false;
  s->block = NOISE_BLOCK;
  while (2 * s->block * s->chunk <= SAMPLES_BLOCK) s->block *= 2;
  s->room = s->chunk * (s->block < s->dim ? s->block : s->dim) + 2 * LANES;
  s->kept_first = crew_share(crew, s->total, s->unit, crew->rank);
  s->kept_end = crew_share(crew, s->total, s->unit, crew->rank + 1);
  bool needed = s->again || !s->parted;
  if (!needed || s->kept_end - s->kept_first > KEPT_SHARE / s->dim) s->kept_end = s->kept_first;
}

/* Values that are spare: for the perturbations of a piece, or one of each thread, or what the
 * threads make again. */
static inline size_t samples_spared(const struct samples *s)
{
  size_t rows = s->piece > s->parts ? s->piece : s->parts, again = s->room * s->parts;
  return rows * s->dim > again ? rows * s->dim : again;
}

static inline size_t power_within(size_t n)
{
  size_t power = 1;
  while (2 * power <= n) power *= 2;
  return power;
}

/* For alloc. A sample is perturbed into `copies` points. again: samples are gone through a second
 * time, after the last answer. memory is to be set, to samples_values(...) doubles. Normals come
 * from setup->draw where there is one, other noise from the stream. There are fewer samples where
 * the budget does not pay for so many. */
static inline struct samples samples_of(const struct setup *setup, size_t total, size_t copies,
                                        bool again, enum noise noise, double freedom)
{
  size_t width = copies * setup->dim, chunk = chunk_rows(width, total), chunks = 1;
  size_t parts = total >= TEAM_VALUES / setup->dim && chunk < total ? team_size(setup->team) : 1;
  /* Threads that have to be woken for it get a second-level cache full. */
  if (parts > 1) chunks = chunk * width < CHUNK_LIMIT ? CHUNK_LIMIT / (chunk * width) : 1;
  size_t lot = LOT_POINTS / copies;
  /* Where there are several lots, chunks divide them, or are several. */
  if (total > lot) chunk = chunk < lot ? power_within(chunk) : (chunk + lot - 1) / lot * lot;
  if (chunk > total) chunk = total;
  size_t whole = (total + chunk - 1) / chunk;
  chunks = chunks < whole / parts + 1 ? chunks * parts : whole;
  size_t group = chunks < whole ? chunks * chunk : total;
  total = population_within(setup->budget, total, copies, group);
  struct samples s = {.team = setup->team,
                      .parts = parts,
                      .draw = setup->draw,
                      .noise = noise,
                      .freedom = freedom,
                      .stream = setup->stream,
                      .dim = setup->dim,
                      .total = total,
                      .chunk = chunk,
                      .group = group,
                      .lone = chunk,
                      .lot = lot,
                      .lots = (total + lot - 1) / lot,
                      .high = (total + lot - 1) / lot,
                      .again = again,
                      .keep = again && total <= KEPT_VALUES / setup->dim,
                      .held = SIZE_MAX};
  if (team_crew(setup->team) && !setup->draw) samples_share_out(&s, team_crew(setup->team));
  return s;
}

static inline size_t samples_values(const struct samples *s)
{
  if (s->crew)
    return (s->kept_end - s->kept_first) * s->dim + samples_spared(s) + s->nodes * s->slice +
           ((2 * s->crew->size + 1) * sizeof(size_t) + sizeof(double) - 1) / sizeof(double);
  return (s->keep ? s->total : s->group) * s->dim;
}

/* Samples whose points there is to be room for at once. */
static inline size_t samples_at_once(const struct samples *s)
{
  return s->crew ? s->piece : s->group;
}

static inline double *samples_spare(const struct samples *s)
{
  return s->memory + (s->kept_end - s->kept_first) * s->dim;
}

/* Room for the nodes of a slice, of all processes. */
static inline double *samples_nodes(const struct samples *s)
{
  return samples_spare(s) + samples_spared(s);
}

/* For crew_gather; and crew->size numbers behind it. */
static inline size_t *samples_begin(const struct samples *s)
{
  return (size_t *)(samples_nodes(s) + s->nodes * s->slice);
}

/* For alloc: the values of the slots of so many sums; then the sums themselves, whose last member
 * remains to be set. */
static inline size_t samples_slots(const struct samples *s, size_t sums)
{
  return lots_slots(s->lots, s->low, s->high, !s->again) * sums * s->dim;
}
static inline struct lots samples_lots(const struct samples *s, size_t sums, double *const *sum,
                                       double *slot)
{
  struct lots l = {.dim = s->dim,
                   .size = s->lot,
                   .count = s->lots,
                   .low = s->low,
                   .high = s->high,
                   .forwards = !s->again,
                   .sums = sums,
                   .slot = slot,
                   .slots = lots_slots(s->lots, s->low, s->high, !s->again)};
  for (size_t i = 0; i < sums; i++) l.sum[i] = sum[i];
  return l;
}

/* Make the group that begins at sample `first`, a multiple of s->group, the current one. */
static inline void samples_turn(struct samples *s, size_t first)
{
  size_t left = s->total - first;
  s->first = first;
  s->count = left < s->group ? left : s->group;
}

static inline size_t samples_chunks(const struct samples *s)
{
  return (s->count + s->chunk - 1) / s->chunk;
}

/* Chunk number `index` of the current group. */
static inline struct rows samples_chunk(const struct samples *s, size_t index)
{
  size_t from = index * s->chunk, left = s->count - from;
  return (struct rows){.first = s->first + from,
                       .count = left < s->chunk ? left : s->chunk,
                       .z = s->memory + (s->keep ? s->first + from : from) * s->dim,
                       .stride = s->dim};
}

/* Do work(context, part) for every part. */
static inline void samples_run(const struct samples *s, void (*work)(void *context, size_t part),
                               void *context)
{
  if (s->parts > 1)
    team_run(s->team, work, context);
  else
    work(context, 0);
}

/* The first chunk of the current group that a part makes, and the first coordinate that it adds up;
 * those of a part end where those of the next begin. */
static inline size_t samples_share(const struct samples *s, size_t part)
{
  return team_share(samples_chunks(s), part, s->parts);
}
static inline size_t samples_range(const struct samples *s, size_t part)
{
  size_t at = LANES * team_share((s->dim + LANES - 1) / LANES, part, s->parts);
  return at < s->dim ? at : s->dim;
}

static inline void samples_draw(const struct samples *s, struct rows r)
{
  if (s->noise == NOISE_GAUSS)
    draw_normals(s->draw, s->stream, s->generation, (uint32_t)r.first, r.count, s->dim, r.z);
  else
    noise_draw(s->noise, s->freedom, s->stream, s->generation, (uint32_t)r.first, r.count, s->dim,
               r.z);
}

/* second[k] = the square of row k's length, for rows too short for vec_dot: four rows at a time, so
 * that sums do not wait for each other. */
static inline void samples_short_squares(const double *restrict z, size_t rows, size_t n,
                                         double *restrict second)
{
  size_t k = 0;
  for (; k + 4 <= rows; k += 4, z += 4 * n) {
    double a = 0, b = 0, c = 0, d = 0;
    for (size_t i = 0; i < n; i++) {
      a += z[i] * z[i];
      b += z[n + i] * z[n + i];
      c += z[2 * n + i] * z[2 * n + i];
      d += z[3 * n + i] * z[3 * n + i];
    }
    second[k] = a;
    second[k + 1] = b;
    second[k + 2] = c;
    second[k + 3] = d;
  }
  for (; k < rows; k++, z += n) {
    second[k] = 0;
    for (size_t i = 0; i < n; i++) second[k] += z[i] * z[i];
  }
}

/* second: for each row the total of (p''/p)(z_i), while the perturbations are at hand. */
static inline void samples_second(const struct samples *s, struct rows r, double *second)
{
  size_t n = s->dim;
  if (s->noise != NOISE_GAUSS) {
    for (size_t k = 0; k < r.count; k++)
      second[k] = noise_second(s->noise, s->freedom, r.z + k * n, n);
    return;
  }
  if (n < 2 * LANES)
    samples_short_squares(r.z, r.count, n, second);
  else
    for (size_t k = 0; k < r.count; k++) second[k] = vec_dot(r.z + k * n, r.z + k * n, n);
  for (size_t k = 0; k < r.count; k++) second[k] -= (double)n;
}

/* Once points were made of them, perturbations become their scores. */
static inline void samples_score(const struct samples *s, struct rows r)
{
  if (s->noise != NOISE_GAUSS) noise_score(s->noise, s->freedom, r.z, r.count * s->dim);
}

static inline void samples_redraw(void *context, size_t part)
{
  const struct samples *s = context;
  for (size_t c = samples_share(s, part), end = samples_share(s, part + 1); c < end; c++) {
    struct rows r = samples_chunk(s, c);
    samples_draw(s, r);
    samples_score(s, r);
  }
}

/* Add up a generation whose groups were all asked for: work(context, part) is called for groups of
 * scores from the last, which is still in memory, to the first; it has to go through the chunks of
 * a group from the last to the first. */
static inline void samples_backwards(struct samples *s, void (*work)(void *context, size_t part),
                                     void *context)
{
  if (s->keep) {
    s->first = 0;
    s->count = s->total;
    samples_run(s, work, context);
    return;
  }
  for (size_t first = s->first;; first -= s->group) {
    samples_turn(s, first);
    if (s->held != first) samples_run(s, samples_redraw, s);
    s->held = first;
    samples_run(s, work, context);
    if (!first) return;
  }
}

/* Add rows to the sums of their lots, whose order they come in: add(context, rows, from, to) adds
 * some of them, in coordinates from ... to - 1. */
static inline void
samples_add_lots(const struct samples *s, const struct lots *l, struct rows r, size_t from,
                 size_t to, void (*add)(void *context, struct rows r, size_t from, size_t to),
                 void *context)
{
  if (!r.count) return;
  size_t first = r.first / l->size, last = (r.first + r.count - 1) / l->size;
  for (size_t n = 0; n <= last - first; n++) {
    size_t b = l->forwards ? first + n : last - n, low = b * l->size, high = low + l->size;
    if (high > s->total) high = s->total;
    size_t begin = low > r.first ? low : r.first;
    size_t end = high < r.first + r.count ? high : r.first + r.count;
    struct rows some = r;
    some.first = begin;
    some.count = end - begin;
    some.z = r.z + (begin - r.first) * r.stride;
    add(context, some, from, to);
    if (l->forwards ? end == high : begin == low) lots_close(l, b, from, to);
  }
}

/* y_i += sum over the rows of weight_k z_ki, for from <= i < to; weight: a value a row. */
static inline void samples_add(struct rows r, const double *restrict weight, double *restrict y,
                               size_t from, size_t to)
{
  const double *restrict z = r.z + (from - r.column);
  size_t n = r.stride, k = 0;
  y += from;
  to -= from;
  /* Four rows at a time, so that y is loaded and stored once for them. */
  for (; k + 4 <= r.count; k += 4, z += 4 * n) {
    double a = weight[k], b = weight[k + 1], c = weight[k + 2], d = weight[k + 3];
    for (size_t i = 0; i < to; i++)
      y[i] += (a * z[i] + b * z[n + i]) + (c * z[2 * n + i] + d * z[3 * n + i]);
  }
  for (; k < r.count; k++, z += n)
    for (size_t i = 0; i < to; i++) y[i] += weight[k] * z[i];
}

#endif
