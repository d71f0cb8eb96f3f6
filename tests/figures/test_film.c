/* test_film.c -- frames as PNG, the table of their colours, and the GIF that they are joined into,
 * which a reader of our own undoes again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "bench/io/paths.h"
#include "bench/plot/film.h"
#include "bench/plot/png.h"

enum { WIDTH = 61, HEIGHT = 47, PIXELS = WIDTH * HEIGHT, FRAMES = 4, ROOM = 1 << 18 };

static char folder[] = "/tmp/optbench-film-XXXXXX", film[PATH_SIZE];

static int set_up(void **state)
{
  (void)state;
  if (!mkdtemp(folder)) return -1;
  snprintf(film, sizeof film, "%s/moves.gif", folder);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  DIR *dir = opendir(folder);
  if (!dir) return -1;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_name[0] != '.') unlinkat(dirfd(dir), entry->d_name, 0);
  closedir(dir);
  return rmdir(folder);
}

static void put_number(FILE *file, size_t number)
{
  for (int shift = 24; shift >= 0; shift -= 8) putc((int)(number >> shift & 255), file);
}

static void put_chunk(FILE *file, const char type[5], const unsigned char *data, size_t length)
{
  put_number(file, length);
  fwrite(type, 1, 4, file);
  fwrite(data, 1, length, file);
  uLong sum = crc32(crc32(0, (const unsigned char *)type, 4), data, (uInt)length);
  put_number(file, sum);
}

/* The filters of PNG, each row by another, in two data chunks; `step` bytes a pixel. */
static void write_png(const char *path, const unsigned char *rgb, size_t width, size_t height,
                      size_t step)
{
  size_t bytes = width * step, used = 0;
  unsigned char *plain = calloc((height + 1) * bytes, 1), *raw = malloc(height * (bytes + 1));
  assert_true(plain && raw);
  for (size_t i = 0; i < width * height; i++) {
    memcpy(plain + bytes + i * step, rgb + 3 * i, 3);
    if (step == 4) plain[bytes + i * step + 3] = 255;
  }
  for (size_t y = 0; y < height; y++) {
    const unsigned char *row = plain + (y + 1) * bytes, *above = row - bytes;
    raw[used++] = (unsigned char)(y % 5);
    for (size_t i = 0; i < bytes; i++) {
      int left = i < step ? 0 : row[i - step], corner = i < step ? 0 : above[i - step], take = 0;
      int a = abs(above[i] - corner), b = abs(left - corner), c = abs(left + above[i] - 2 * corner);
      if (y % 5 == 1) take = left;
      if (y % 5 == 2) take = above[i];
      if (y % 5 == 3) take = (left + above[i]) / 2;
      if (y % 5 == 4) take = a <= b && a <= c ? left : b <= c ? above[i] : corner;
      raw[used++] = (unsigned char)(row[i] - take);
    }
  }
  uLongf size = compressBound((uLong)used);
  unsigned char *packed = malloc(size), head[13] = {0};
  assert_int_equal(compress(packed, &size, raw, (uLong)used), Z_OK);
  for (size_t k = 0; k < 4; k++) {
    head[k] = (unsigned char)(width >> (24 - 8 * k));
    head[4 + k] = (unsigned char)(height >> (24 - 8 * k));
  }
  head[8] = 8;
  head[9] = step == 4 ? 6 : 2;
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
  put_chunk(file, "IHDR", head, 13);
  put_chunk(file, "IDAT", packed, size / 3);
  put_chunk(file, "IDAT", packed + size / 3, size - size / 3);
  put_chunk(file, "IEND", head, 0);
  assert_int_equal(fclose(file), 0);
  free(plain);
  free(raw);
  free(packed);
}

/* Some 200 colours, a square that moves in some of the frames. */
static void paint(size_t frame, unsigned char rgb[3 * PIXELS])
{
  for (size_t i = 0; i < PIXELS; i++) {
    size_t x = i % WIDTH, y = i / WIDTH, at = frame / 2 * 7;
    bool square = x >= at && x < at + 9 && y >= at && y < at + 9;
    rgb[3 * i] = (unsigned char)(square ? 250 : x / 5 * 16);
    rgb[3 * i + 1] = (unsigned char)(square ? 2 : y / 4 * 16);
    rgb[3 * i + 2] = (unsigned char)(square ? 2 : 128);
  }
}

static void frame_path(size_t number, char path[PATH_SIZE])
{
  snprintf(path, PATH_SIZE, "%.4000s.%04zu.png", film, number);
}

static void write_frames(size_t count)
{
  unsigned char rgb[3 * PIXELS];
  char path[PATH_SIZE];
  for (size_t i = 0; i < count; i++) {
    paint(i, rgb);
    frame_path(i + 1, path);
    write_png(path, rgb, WIDTH, HEIGHT, i % 2 ? 4 : 3);
  }
}

static void test_png(void **state)
{
  (void)state;
  unsigned char rgb[3 * PIXELS];
  char path[PATH_SIZE];
  struct error err;
  struct raster raster;
  paint(3, rgb);
  snprintf(path, sizeof path, "%s/one.png", folder);
  for (size_t step = 3; step <= 4; step++) {
    write_png(path, rgb, WIDTH, HEIGHT, step);
    assert_int_equal(png_read(path, &raster, &err), STATUS_OK);
    assert_int_equal(raster.width, WIDTH);
    assert_int_equal(raster.height, HEIGHT);
    assert_memory_equal(raster.pixel, rgb, sizeof rgb);
    free(raster.pixel);
  }
}

/* Cut anywhere, or with any byte changed, it is refused or read, never more. */
static void test_damaged(void **state)
{
  (void)state;
  unsigned char rgb[3 * PIXELS], *file = malloc(ROOM);
  char path[PATH_SIZE];
  struct error err;
  struct raster raster;
  paint(1, rgb);
  snprintf(path, sizeof path, "%s/one.png", folder);
  write_png(path, rgb, WIDTH, HEIGHT, 3);
  FILE *stream = fopen(path, "rb");
  size_t length = fread(file, 1, ROOM, stream);
  fclose(stream);
  for (size_t i = 0; i < length; i++)
    for (int change = 0; change < 2; change++) {
      stream = fopen(path, "wb");
      file[i] ^= change ? 0x55 : 0;
      fwrite(file, 1, change ? length : i, stream);
      file[i] ^= change ? 0x55 : 0;
      fclose(stream);
      int status = png_read(path, &raster, &err);
      assert_true(status == STATUS_OK || status == STATUS_IO || status == STATUS_NOMEM);
      if (!change) assert_int_equal(status, STATUS_IO);
      free(raster.pixel);
    }
  assert_int_equal(png_read("/nowhere/one.png", &raster, &err), STATUS_IO);
  free(file);
}

/* A GIF as its format has it, undone picture by picture. */
struct reader {
  unsigned char *bytes, screen[3 * PIXELS];
  size_t at;
};
static unsigned pair_at(const struct reader *r, size_t at)
{
  return r->bytes[at] | (unsigned)r->bytes[at + 1] << 8;
}

static void undo_pixels(struct reader *r, size_t left, size_t top, size_t width, size_t height,
                        int unchanged)
{
  static unsigned short before[4096];
  static unsigned char last[4096], first[4096], text[4096];
  unsigned char data[ROOM];
  size_t length = 0, bit = 0, done = 0, codes = 258, bits = 9;
  int previous = -1;
  assert_int_equal(r->bytes[r->at++], 8);
  for (size_t count; (count = r->bytes[r->at++]) > 0; r->at += count) {
    memcpy(data + length, r->bytes + r->at, count);
    length += count;
  }
  for (size_t i = 0; i < 256; i++) last[i] = first[i] = (unsigned char)i;
  for (;;) {
    int code = 0;
    for (size_t k = 0; k < bits; k++, bit++) {
      assert_true(bit / 8 < length);
      code |= (data[bit / 8] >> bit % 8 & 1) << k;
    }
    if (code == 257) break;
    if (code == 256) {
      codes = 258;
      bits = 9;
      previous = -1;
      continue;
    }
    if (previous >= 0 && codes < 4096) {
      assert_true(code <= (int)codes);
      before[codes] = (unsigned short)previous;
      first[codes] = first[previous];
      last[codes] = code == (int)codes ? first[previous] : first[code];
      codes++;
    }
    size_t many = 0;
    for (int c = code;; c = before[c]) {
      text[many++] = last[c];
      if (c < 256) break;
    }
    while (many) {
      size_t x = left + done % width, y = top + done / width;
      int place = text[--many];
      assert_true(done < width * height);
      if (place != unchanged) memcpy(r->screen + 3 * (y * WIDTH + x), r->bytes + 13 + 3 * place, 3);
      done++;
    }
    if (codes == (size_t)1 << bits && bits < 12) bits++;
    previous = code;
  }
  assert_int_equal(done, width * height);
}

static void test_film(void **state)
{
  (void)state;
  struct error err;
  struct reader r = {.bytes = malloc(ROOM)};
  unsigned char rgb[3 * PIXELS];
  write_frames(FRAMES);
  assert_true(film_is(film));
  assert_int_equal(film_join(film, 7, &err), STATUS_OK);
  assert_false(film_is(film));
  FILE *stream = fopen(film, "rb");
  size_t length = fread(r.bytes, 1, ROOM, stream);
  fclose(stream);
  assert_memory_equal(r.bytes, "GIF89a", 6);
  assert_int_equal(pair_at(&r, 6), WIDTH);
  assert_int_equal(pair_at(&r, 8), HEIGHT);
  r.at = 13 + 3 * 256;
  assert_memory_equal(r.bytes + r.at, "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", 19);
  r.at += 19;
  for (size_t i = 0; i < FRAMES; i++) {
    assert_memory_equal(r.bytes + r.at, "\x21\xf9\x04", 3);
    assert_int_equal(pair_at(&r, r.at + 4), i + 1 == FRAMES ? 207 : 7);
    int unchanged = r.bytes[r.at + 6];
    assert_int_equal(r.bytes[r.at + 8], 0x2c);
    size_t at = r.at + 9;
    r.at += 18;
    undo_pixels(&r, pair_at(&r, at), pair_at(&r, at + 2), pair_at(&r, at + 4), pair_at(&r, at + 6),
                i ? unchanged : -1);
    paint(i, rgb);
    assert_memory_equal(r.screen, rgb, sizeof rgb);
  }
  assert_int_equal(r.bytes[r.at], 0x3b);
  assert_int_equal(r.at + 1, length);
  free(r.bytes);
}

/* More colours than a table has, and strings longer than the table of codes: near to what they
 * were. */
static void test_many_colours(void **state)
{
  (void)state;
  struct error err;
  struct reader r = {.bytes = malloc(ROOM)};
  unsigned char rgb[3 * PIXELS];
  char path[PATH_SIZE];
  for (size_t i = 0; i < PIXELS; i++) {
    rgb[3 * i] = (unsigned char)(i * 7919 % 251);
    rgb[3 * i + 1] = (unsigned char)(i * 104729 % 241);
    rgb[3 * i + 2] = (unsigned char)(i / 12);
  }
  frame_path(1, path);
  write_png(path, rgb, WIDTH, HEIGHT, 3);
  assert_int_equal(film_join(film, 10, &err), STATUS_OK);
  FILE *stream = fopen(film, "rb");
  size_t length = fread(r.bytes, 1, ROOM, stream);
  fclose(stream);
  r.at = 13 + 3 * 256 + 19 + 18;
  undo_pixels(&r, 0, 0, WIDTH, HEIGHT, -1);
  assert_int_equal(r.at + 1, length);
  double square = 0;
  for (size_t i = 0; i < 3 * PIXELS; i++)
    square += (double)(rgb[i] - r.screen[i]) * (rgb[i] - r.screen[i]);
  assert_true(square / (3 * PIXELS) < 15 * 15);
  free(r.bytes);
}

static void test_refused(void **state)
{
  (void)state;
  struct error err;
  unsigned char rgb[3 * PIXELS] = {0};
  char path[PATH_SIZE];
  unlink(film);
  assert_int_equal(film_join(film, 10, &err), STATUS_IO);
  write_frames(2);
  frame_path(2, path);
  write_png(path, rgb, WIDTH, HEIGHT - 1, 3);
  assert_int_equal(film_join(film, 10, &err), STATUS_IO);
  assert_non_null(strstr(err.text, "another size"));
  assert_false(film_is(film));
  assert_int_equal(access(film, F_OK), -1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_png),     cmocka_unit_test(test_damaged),
      cmocka_unit_test(test_film),    cmocka_unit_test(test_many_colours),
      cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
