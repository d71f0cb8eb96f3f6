/* text.h -- text that grows in memory and, past a limit, in an unnamed file, so that a long trace
 * needs no long memory. */
#ifndef OPTBENCH_BENCH_IO_TEXT_H
#define OPTBENCH_BENCH_IO_TEXT_H

#include <stdio.h>

#include "src/error.h"
#include "src/number.h"

/* Zero-initialise; text_free gives back. */
struct text {
  char *bytes;
  size_t used, room;
  FILE *overflow;     /* what came before `bytes`, or NULL */
  size_t spilled;     /* bytes in it */
  const char *folder; /* where the unnamed file is made; borrowed; NULL: never made */
  double number;      /* the number written last, and its digits: rows often repeat it */
  char digits[NUMBER_TEXT];
  size_t digit_count; /* 0: none was written yet */
};

/* Room for `size` more bytes: where to write them, or NULL with err filled. Then add to used. */
char *text_reserve(struct text *text, size_t size, struct error *err);
/* Append. STATUS_OK, STATUS_NOMEM or STATUS_IO. */
int text_string(struct text *text, const char *string, struct error *err);
int text_number(struct text *text, double value, struct error *err);
/* Bytes in all. */
size_t text_length(const struct text *text);
/* What overflowed is in its file, so that text_each can fail in reading alone. STATUS_OK or
 * STATUS_IO. */
int text_flush(struct text *text, struct error *err);
/* Hand all of it over, piece by piece. */
int text_each(struct text *text, void (*take)(void *context, const char *bytes, size_t size),
              void *context, struct error *err);
void text_clear(struct text *text); /* empty, but keeps its memory */
void text_free(struct text *text);

#endif
