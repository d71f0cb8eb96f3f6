/* film.c -- see film.h. */
#include "bench/plot/film.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/file.h"
#include "bench/plot/gif.h"

enum { PAUSE = 200, FRAMES_MOST = 9999 };

static void name_frame(const char *path, size_t number, char name[PATH_SIZE])
{
  snprintf(name, PATH_SIZE, "%.4000s.%04zu.png", path, number);
}

static bool is_there(const char *path, size_t number)
{
  char name[PATH_SIZE];
  name_frame(path, number, name);
  return number <= FRAMES_MOST && !access(name, F_OK);
}

bool film_is(const char *path) { return is_there(path, 1); }

void film_drop(const char *path)
{
  char name[PATH_SIZE];
  for (size_t i = 1; is_there(path, i); i++) {
    name_frame(path, i, name);
    if (unlink(name)) return;
  }
}

/* Hand each frame to the palette, or to the GIF. */
static int count_frames(const char *path, struct palette *palette, struct raster *size,
                        size_t *count, struct error *err)
{
  char name[PATH_SIZE];
  int status = STATUS_OK;
  for (*count = 0; is_there(path, *count + 1) && !status; ++*count) {
    struct raster frame;
    name_frame(path, *count + 1, name);
    status = png_read(name, &frame, err);
    if (status) continue;
    if (!*count) *size = frame;
    if (frame.width != size->width || frame.height != size->height)
      status = error_set(err, STATUS_IO, "the frame %.200s has another size than the first", name);
    palette_count(palette, &frame);
    free(frame.pixel);
  }
  if (!status && !*count)
    status = error_set(err, STATUS_IO, "gnuplot drew no frame of %.200s", path);
  return status;
}

static int add_frames(const char *path, size_t count, unsigned pace, struct gif *gif,
                      struct error *err)
{
  char name[PATH_SIZE];
  int status = STATUS_OK;
  for (size_t i = 1; i <= count && !status; i++) {
    struct raster frame;
    name_frame(path, i, name);
    status = png_read(name, &frame, err);
    if (status) continue;
    gif_add(gif, &frame, pace + (i == count ? PAUSE : 0));
    free(frame.pixel);
  }
  return status;
}

/* The first errno of what was written. */
static int close_stream(FILE *stream, const char *path, struct error *err)
{
  bool bad = ferror(stream) != 0;
  int cause = bad ? ENOSPC : 0;
  if (fclose(stream) && !bad) cause = errno;
  if (!cause) return STATUS_OK;
  return error_set(err, STATUS_IO, "cannot write %.200s: %s; %s", path, strerror(cause),
                   file_remedy(cause));
}

static int write_film(const char *path, size_t count, unsigned pace, const struct raster *size,
                      const struct palette *palette, struct error *err)
{
  struct gif gif;
  FILE *stream = fopen(path, "wb");
  if (!stream)
    return error_set(err, STATUS_IO, "cannot write %.200s: %s; %s", path, strerror(errno),
                     file_remedy(errno));
  int status = gif_open(&gif, stream, size->width, size->height, palette, err);
  if (!status) status = add_frames(path, count, pace, &gif, err);
  gif_close(&gif);
  struct error trouble;
  int closed = close_stream(stream, path, &trouble);
  if (!status && closed) *err = trouble;
  if (!status) status = closed;
  if (status) unlink(path);
  return status;
}

int film_join(const char *path, unsigned pace, struct error *err)
{
  struct palette palette;
  struct raster size = {0, 0, NULL};
  size_t count = 0;
  int status = palette_open(&palette, err);
  if (!status) status = count_frames(path, &palette, &size, &count, err);
  if (!status) status = palette_choose(&palette, err);
  if (!status) status = write_film(path, count, pace, &size, &palette, err);
  palette_free(&palette);
  film_drop(path);
  return status;
}
