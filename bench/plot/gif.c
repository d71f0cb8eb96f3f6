/* gif.c -- see gif.h. */
#include "bench/plot/gif.h"

#include <stdlib.h>
#include <string.h>

/* Codes below CLEAR are colours; UNCHANGED is the one that is transparent. */
enum { UNCHANGED = 255, CLEAR = 256, END, FIRST_FREE, CODES = 4096, BLOCK = 255 };

/* The strings that codes stand for: next[code][colour] is the code of the longer string, 0: none.
 */
struct gif_strings {
  unsigned short next[CODES][256];
};

/* Bits on their way into blocks of up to 255 bytes. */
struct bits {
  FILE *stream;
  unsigned long held;
  unsigned count, used;
  unsigned char block[BLOCK];
};

static void put_pair(FILE *stream, size_t number)
{
  putc((int)(number & 255), stream);
  putc((int)(number >> 8 & 255), stream);
}

static void flush_block(struct bits *b)
{
  if (!b->used) return;
  putc((int)b->used, b->stream);
  fwrite(b->block, 1, b->used, b->stream);
  b->used = 0;
}

static void put_bits(struct bits *b, unsigned code, unsigned width)
{
  b->held |= (unsigned long)code << b->count;
  for (b->count += width; b->count >= 8; b->count -= 8) {
    b->block[b->used++] = (unsigned char)(b->held & 255);
    b->held >>= 8;
    if (b->used == BLOCK) flush_block(b);
  }
}

int gif_open(struct gif *g, FILE *stream, size_t width, size_t height,
             const struct palette *palette, struct error *err)
{
  *g = (struct gif){.stream = stream,
                    .width = width,
                    .height = height,
                    .palette = palette,
                    .shown = malloc(width * height),
                    .now = malloc(width * height),
                    .strings = malloc(sizeof *g->strings)};
  if (!g->shown || !g->now || !g->strings) return error_memory(err, "a film");
  fwrite("GIF89a", 1, 6, stream);
  put_pair(stream, width);
  put_pair(stream, height);
  putc(0xf7, stream); /* a table of 256 colours of eight bits, shared by all pictures */
  putc(0, stream);
  putc(0, stream);
  for (size_t i = 0; i < 256; i++)
    for (size_t k = 0; k < 3; k++) putc(i < palette->count ? palette->colour[i][k] : 0, stream);
  fwrite("\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", 1, 19, stream);
  return STATUS_OK;
}

/* The ends of what has changed, the whole of the first picture; at least one pixel. */
struct frame {
  size_t left, top, right, bottom;
};
static struct frame find_change(const struct gif *g)
{
  struct frame f = {g->width, g->height, 0, 0};
  for (size_t y = 0; y < g->height; y++)
    for (size_t x = 0; x < g->width; x++) {
      size_t i = y * g->width + x;
      if (g->begun && g->now[i] == g->shown[i]) continue;
      if (x < f.left) f.left = x;
      if (y < f.top) f.top = y;
      if (x >= f.right) f.right = x + 1;
      if (y >= f.bottom) f.bottom = y + 1;
    }
  if (f.right) return f;
  return (struct frame){0, 0, 1, 1};
}

static void put_pixels(struct gif *g, const struct frame *f)
{
  struct bits bits = {.stream = g->stream};
  unsigned short(*next)[256] = g->strings->next;
  unsigned width = 9, free_code = FIRST_FREE, string = CODES;
  memset(next, 0, CLEAR * sizeof *next);
  put_bits(&bits, CLEAR, width);
  for (size_t y = f->top; y < f->bottom; y++)
    for (size_t x = f->left; x < f->right; x++) {
      size_t i = y * g->width + x;
      unsigned char colour = g->begun && g->now[i] == g->shown[i] ? UNCHANGED : g->now[i];
      if (string == CODES) {
        string = colour;
        continue;
      }
      if (next[string][colour]) {
        string = next[string][colour];
        continue;
      }
      put_bits(&bits, string, width);
      if (free_code < CODES) {
        memset(next[free_code], 0, sizeof *next);
        next[string][colour] = (unsigned short)free_code;
        /* A reader learns of a code one later than it is made. */
        if (free_code++ == 1U << width) width++;
      } else {
        put_bits(&bits, CLEAR, width);
        memset(next, 0, CLEAR * sizeof *next);
        width = 9;
        free_code = FIRST_FREE;
      }
      string = colour;
    }
  put_bits(&bits, string, width);
  if (free_code == 1U << width && width < 12) width++;
  put_bits(&bits, END, width);
  put_bits(&bits, 0, 7);
  flush_block(&bits);
}

void gif_add(struct gif *g, const struct raster *r, unsigned hundredths)
{
  for (size_t i = 0; i < g->width * g->height; i++)
    g->now[i] = palette_find(g->palette, r->pixel + 3 * i);
  struct frame f = find_change(g);
  fwrite("\x21\xf9\x04", 1, 3, g->stream);
  putc(g->begun ? 5 : 4, g->stream); /* what is there stays; some of it shows through */
  put_pair(g->stream, hundredths);
  putc(UNCHANGED, g->stream);
  putc(0, g->stream);
  putc(0x2c, g->stream);
  put_pair(g->stream, f.left);
  put_pair(g->stream, f.top);
  put_pair(g->stream, f.right - f.left);
  put_pair(g->stream, f.bottom - f.top);
  putc(0, g->stream);
  putc(8, g->stream);
  put_pixels(g, &f);
  putc(0, g->stream);
  unsigned char *before = g->shown;
  g->shown = g->now;
  g->now = before;
  g->begun = true;
}

void gif_close(struct gif *g)
{
  if (g->stream) putc(0x3b, g->stream);
  free(g->shown);
  free(g->now);
  free(g->strings);
  *g = (struct gif){.stream = NULL};
}
