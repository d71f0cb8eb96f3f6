/* stream.c -- keys by absorption: each block of 64 bits is a Philox counter under the key so far.
 */
#include "src/stream.h"

#include <Random123/philox.h>
#include <string.h>

/* What kind of block is absorbed, so that a name never equals a number. */
enum block {
  BLOCK_ROOT = 1,
  BLOCK_NUMBER = 2,
  BLOCK_TEXT = 3,
  BLOCK_TEXT_END = 4,
  BLOCK_UNIFORM = 5
};

static uint64_t absorb(uint64_t key, enum block kind, uint64_t word, uint32_t position)
{
  philox4x32_ctr_t counter = {{(uint32_t)word, (uint32_t)(word >> 32), position, (uint32_t)kind}};
  philox4x32_key_t k = {{(uint32_t)key, (uint32_t)(key >> 32)}};
  philox4x32_ctr_t out = philox4x32_R(10, counter, k);
  return (uint64_t)out.v[1] << 32 | out.v[0];
}

struct stream stream_root(uint64_t seed) { return (struct stream){absorb(0, BLOCK_ROOT, seed, 0)}; }

struct stream stream_numbered(struct stream parent, uint64_t number)
{
  return (struct stream){absorb(parent.key, BLOCK_NUMBER, number, 0)};
}

struct stream stream_named(struct stream parent, const char *name)
{
  uint64_t key = parent.key;
  size_t length = strlen(name);
  for (size_t at = 0; at < length; at += 8) {
    uint64_t word = 0;
    for (size_t i = 0; i < 8 && at + i < length; i++)
      word |= (uint64_t)(unsigned char)name[at + i] << (8 * i);
    key = absorb(key, BLOCK_TEXT, word, (uint32_t)(at / 8));
  }
  return (struct stream){absorb(key, BLOCK_TEXT_END, length, 0)};
}

double stream_uniform(struct stream stream, uint64_t number)
{
  return ((double)(absorb(stream.key, BLOCK_UNIFORM, number, 0) >> 12) + 0.5) * 0x1p-52;
}

void stream_uniforms(struct stream stream, uint64_t first, size_t count, double *out)
{
  for (size_t i = 0; i < count; i++) out[i] = stream_uniform(stream, first + i);
}
