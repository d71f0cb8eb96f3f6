/* rows.c -- see rows.h. */
#include "bench/data/rows.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "src/stream.h"

/* A check sum a block, absorbed as a stream absorbs numbers: as quick as the check sum, and as long
 * as a stream's key. */
static struct stream absorb(struct stream digest, const void *from, size_t size)
{
  enum { BLOCK = 1 << 16 };
  digest = stream_numbered(digest, size);
  for (size_t at = 0; at < size; at += BLOCK) {
    uInt length = (uInt)(size - at < BLOCK ? size - at : BLOCK);
    digest = stream_numbered(digest, crc32(0, (const unsigned char *)from + at, length));
  }
  return digest;
}

void data_rows_seal(struct data_rows *rows)
{
  struct dataset *set = &rows->set;
  const size_t shape[] = {set->inputs, set->classes, set->train_rows, set->test_rows, set->side};
  size_t count = set->train_rows + set->test_rows;
  set->bytes = rows->bytes;
  set->values = rows->values;
  set->label = rows->label;
  set->target = rows->target;
  struct stream digest = stream_named(stream_root(0), "data set");
  for (size_t i = 0; i < sizeof shape / sizeof *shape; i++)
    digest = stream_numbered(digest, shape[i]);
  digest = absorb(digest, set->bytes, set->bytes ? count * set->inputs : 0);
  digest = absorb(digest, set->values, set->values ? count * set->inputs * sizeof(double) : 0);
  digest = absorb(digest, set->label, set->label ? count * sizeof(int) : 0);
  digest = absorb(digest, set->target, set->target ? count * sizeof(double) : 0);
  snprintf(set->digest, sizeof set->digest, "%016llx", (unsigned long long)digest.key);
}

void data_rows_free(struct data_rows *rows)
{
  free(rows->bytes);
  free(rows->values);
  free(rows->label);
  free(rows->target);
  *rows = (struct data_rows){0};
}
