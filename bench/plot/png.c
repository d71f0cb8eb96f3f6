/* png.c -- see png.h. */
#include "bench/plot/png.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST = 1 << 14, HEAD = 8, CHUNK = 12, RGB = 2, RGBA = 6 };

struct bytes {
  unsigned char *at;
  size_t count;
};

static int read_file(const char *path, struct bytes *file, struct error *err)
{
  FILE *stream = fopen(path, "rb");
  long size = stream && !fseek(stream, 0, SEEK_END) ? ftell(stream) : -1;
  int status = STATUS_OK;
  *file = (struct bytes){NULL, 0};
  if (size < 0 || fseek(stream, 0, SEEK_SET)) {
    status = error_set(err, STATUS_IO, "cannot read the frame %.200s", path);
  } else if (!(file->at = malloc((size_t)size + 1))) {
    status = error_memory(err, "a frame");
  } else {
    file->count = fread(file->at, 1, (size_t)size, stream);
  }
  if (stream) fclose(stream);
  return status;
}

static size_t number_at(const unsigned char *at)
{
  return ((size_t)at[0] << 24) | ((size_t)at[1] << 16) | ((size_t)at[2] << 8) | at[3];
}

/* Put the data chunks one behind the other at the begin of the file's bytes; how many they are, 0
 * where a chunk is cut. The checksum of zlib's stream covers all of them. */
static size_t join_data(struct bytes *file)
{
  size_t joined = 0;
  for (size_t at = HEAD; at + CHUNK <= file->count;) {
    size_t length = number_at(file->at + at);
    const unsigned char *type = file->at + at + 4;
    if (length > file->count - at - CHUNK) return 0;
    if (!memcmp(type, "IEND", 4)) return joined;
    bool data = !memcmp(type, "IDAT", 4);
    if (data) memmove(file->at + joined, file->at + at + 8, length);
    if (data) joined += length;
    at += length + CHUNK;
  }
  return 0;
}

static unsigned nearest(unsigned left, unsigned above, unsigned corner)
{
  int guess = (int)left + (int)above - (int)corner;
  int a = abs(guess - (int)left), b = abs(guess - (int)above), c = abs(guess - (int)corner);
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/* Undo the filter of a row, in place; the row before it is all 0 for the first. False: no filter
 * has that number. */
static bool unfilter(unsigned filter, unsigned char *row, const unsigned char *before, size_t bytes,
                     size_t step)
{
  for (size_t i = 0; i < bytes; i++) {
    unsigned left = i < step ? 0 : row[i - step], above = before[i];
    unsigned corner = i < step ? 0 : before[i - step], add = 0;
    if (filter == 1) add = left;
    if (filter == 2) add = above;
    if (filter == 3) add = (left + above) / 2;
    if (filter == 4) add = nearest(left, above, corner);
    row[i] = (unsigned char)(row[i] + add);
  }
  return filter <= 4;
}

/* From the rows with their filters, `step` bytes a pixel, to those of the raster. */
static bool unpack(unsigned char *raw, size_t step, struct raster *raster)
{
  size_t bytes = raster->width * step;
  unsigned char *before = calloc(bytes, 1), *blank = before;
  bool good = before != NULL;
  for (size_t y = 0; y < raster->height && good; y++) {
    unsigned char *row = raw + y * (bytes + 1);
    good = unfilter(row[0], row + 1, before, bytes, step);
    for (size_t x = 0; x < raster->width; x++)
      memcpy(raster->pixel + 3 * (y * raster->width + x), row + 1 + x * step, 3);
    before = row + 1;
  }
  free(blank);
  return good;
}

/* The size, and how many bytes a pixel has; 0: another kind of PNG. */
static size_t read_head(const struct bytes *file, struct raster *raster)
{
  static const unsigned char signature[HEAD] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  if (file->count < HEAD + CHUNK + 13 || memcmp(file->at, signature, HEAD) != 0) return 0;
  const unsigned char *head = file->at + HEAD + 8;
  raster->width = number_at(head);
  raster->height = number_at(head + 4);
  bool known = head[8] == 8 && (head[9] == RGB || head[9] == RGBA) && !head[12];
  if (!known || !raster->width || raster->width > MOST) return 0;
  return !raster->height || raster->height > MOST ? 0 : head[9] == RGB ? 3 : 4;
}

int png_read(const char *path, struct raster *raster, struct error *err)
{
  struct bytes file;
  *raster = (struct raster){0, 0, NULL};
  int status = read_file(path, &file, err);
  size_t step = status ? 0 : read_head(&file, raster);
  size_t joined = step ? join_data(&file) : 0, rows = raster->height * (raster->width * step + 1);
  unsigned char *raw = joined ? malloc(rows) : NULL;
  if (raw) raster->pixel = malloc(3 * raster->width * raster->height);
  uLongf size = (uLongf)rows;
  if (joined && !raster->pixel)
    status = error_memory(err, "a frame");
  else if (!status && (!joined || uncompress(raw, &size, file.at, (uLong)joined) != Z_OK ||
                       size != rows || !unpack(raw, step, raster)))
    status = error_set(err, STATUS_IO, "the frame %.200s is no picture that gnuplot draws", path);
  free(raw);
  free(file.at);
  if (status) free(raster->pixel);
  if (status) raster->pixel = NULL;
  return status;
}
