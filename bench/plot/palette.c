/* palette.c -- see palette.h. */
#include "bench/plot/palette.h"

#include <stdbool.h>
#include <stdlib.h>

enum { BITS = 6, BINS = 1 << (3 * BITS) };

/* Sums are of whole numbers and exact in doubles. */
struct palette_bin {
  double count, sum[3], square[3];
  unsigned char place;
};

/* Bins one behind the other in a list of used ones. */
struct box {
  size_t first, count;
  struct palette_bin all;
};

static size_t bin_of(const unsigned char rgb[3])
{
  enum { DROP = 8 - BITS };
  return ((size_t)(rgb[0] >> DROP) << (2 * BITS)) | ((size_t)(rgb[1] >> DROP) << BITS) |
         (size_t)(rgb[2] >> DROP);
}

int palette_open(struct palette *p, struct error *err)
{
  *p = (struct palette){.bin = calloc(BINS, sizeof *p->bin)};
  return p->bin ? STATUS_OK : error_memory(err, "the colours of a film");
}

void palette_free(struct palette *p)
{
  free(p->bin);
  p->bin = NULL;
}

void palette_count(struct palette *p, const struct raster *r)
{
  for (size_t i = 0; i < r->width * r->height; i++) {
    const unsigned char *rgb = r->pixel + 3 * i;
    struct palette_bin *bin = &p->bin[bin_of(rgb)];
    bin->count++;
    for (size_t k = 0; k < 3; k++) {
      bin->sum[k] += rgb[k];
      bin->square[k] += (double)rgb[k] * rgb[k];
    }
  }
}

static void sum_box(struct box *box, struct palette_bin *const *used)
{
  box->all = (struct palette_bin){.count = 0};
  for (size_t i = 0; i < box->count; i++) {
    const struct palette_bin *bin = used[box->first + i];
    box->all.count += bin->count;
    for (size_t k = 0; k < 3; k++) {
      box->all.sum[k] += bin->sum[k];
      box->all.square[k] += bin->square[k];
    }
  }
}

/* The squared error of a channel if all of a box has its mean. */
static double error_of(const struct box *box, size_t k)
{
  return box->all.square[k] - box->all.sum[k] * box->all.sum[k] / box->all.count;
}

/* The box that gains most from a cut; false: no box has two colours. */
static bool next_box(const struct box *boxes, size_t count, size_t *box, size_t *channel)
{
  double most = -1;
  for (size_t i = 0; i < count; i++) {
    double error = 0;
    size_t widest = 0;
    if (boxes[i].count < 2) continue;
    for (size_t k = 0; k < 3; k++) {
      error += error_of(&boxes[i], k);
      if (error_of(&boxes[i], k) > error_of(&boxes[i], widest)) widest = k;
    }
    if (error <= most) continue;
    most = error;
    *box = i;
    *channel = widest;
  }
  return most >= 0;
}

/* Bins whose mean is up to that of the box stay, the others go to the new one. */
static void cut(struct box *box, struct box *other, size_t k, struct palette_bin **used)
{
  double mean = box->all.sum[k] / box->all.count;
  size_t low = box->first, high = box->first + box->count;
  while (low < high) {
    if (used[low]->sum[k] / used[low]->count <= mean) {
      low++;
      continue;
    }
    struct palette_bin *moved = used[low];
    used[low] = used[--high];
    used[high] = moved;
  }
  size_t end = box->first + box->count;
  /* Where rounding puts all on one side, one of them has to go. */
  if (low == end) low--;
  if (low == box->first) low++;
  *other = (struct box){.first = low, .count = end - low};
  box->count = low - box->first;
  sum_box(box, used);
  sum_box(other, used);
}

static void set_colours(struct palette *p, const struct box *boxes, size_t count,
                        struct palette_bin *const *used)
{
  p->count = count;
  for (size_t i = 0; i < count; i++) {
    for (size_t k = 0; k < 3; k++)
      p->colour[i][k] = (unsigned char)(boxes[i].all.sum[k] / boxes[i].all.count + 0.5);
    for (size_t b = 0; b < boxes[i].count; b++) used[boxes[i].first + b]->place = (unsigned char)i;
  }
}

int palette_choose(struct palette *p, struct error *err)
{
  size_t colours = 0, boxes = 1, box, channel;
  struct palette_bin **used = malloc(BINS * sizeof *used);
  struct box *box_list = malloc(PALETTE_MOST * sizeof *box_list);
  int status = used && box_list ? STATUS_OK : error_memory(err, "the colours of a film");
  for (size_t i = 0; i < BINS && !status; i++)
    if (p->bin[i].count > 0) used[colours++] = &p->bin[i];
  if (!status && colours) {
    box_list[0] = (struct box){.first = 0, .count = colours};
    sum_box(&box_list[0], used);
    while (boxes < PALETTE_MOST && next_box(box_list, boxes, &box, &channel)) {
      cut(&box_list[box], &box_list[boxes], channel, used);
      boxes++;
    }
    set_colours(p, box_list, boxes, used);
  }
  free(used);
  free(box_list);
  return status;
}

unsigned char palette_find(const struct palette *p, const unsigned char rgb[3])
{
  return p->bin[bin_of(rgb)].place;
}
