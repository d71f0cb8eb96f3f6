/* random.c -- see random.h.
 *
 * A batch is a list of (sample, pair), the pair running fastest, cut into registers
 * wherever a register is full, so that small dimensions leave no lane idle. A block
 * of registers goes through each stage together: the stages are short loops whose
 * turns do not wait for one another, which hides the latency of long chains. */
#include "src/draws/random.h"

#include <stdbool.h>

#include "src/draws/normal.h"

/* Functions that are handed functions: one copy for each, without a call through a pointer. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Pairs in a block: enough to hide latency, few enough for the first-level cache. */
enum { BLOCK = 64, REGISTERS = BLOCK / WIDTH };

/* Multipliers and key increments of Philox4x32 (Salmon et al., SC 2011). */
static const uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
static const uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;

/* The counter (g low, pair, g high, sample + 2^31) after one round is
 * (pair ^ pair_mask, word_1, sample ^ sample_mask, word_3): it multiplies g alone. */
struct walk {
  uint64_t pair_mask, word_1, sample_mask, word_3;
  uint32_t key_0, key_1;
  words pair, sample;     /* of each lane of the next register; pair: less its first */
  uint64_t first_pair;    /* of a sample */
  uint64_t pairs;         /* in a sample */
  uint64_t samples, rest; /* from a register to the next: WIDTH = samples * pairs + rest */
};

struct block {
  words a[REGISTERS], b[REGISTERS];
  reals minus_two_log[REGISTERS];
};

static inline struct walk walk_start(struct stream stream, uint64_t generation, uint32_t first,
                                     uint64_t first_pair, uint64_t pairs)
{
  uint64_t p0 = (generation & 0xffffffff) * multiplier_0, p1 = (generation >> 32) * multiplier_1;
  uint32_t key_0 = (uint32_t)stream.key, key_1 = (uint32_t)(stream.key >> 32);
  /* i / pairs = i * reciprocal >> 16 for all i <= WIDTH */
  uint64_t reciprocal = (pairs > WIDTH ? 0 : 65535 / (uint32_t)pairs) + 1;
  const words lane = {LANE_NUMBERS};
  words sample = lanes_multiply_low(lane, (words){0} + reciprocal) >> 16;
  uint64_t samples = WIDTH * reciprocal >> 16;
  return (struct walk){
      .pair_mask = p1 >> 32 ^ key_0,
      .word_1 = p1 & 0xffffffff,
      .sample_mask = p0 >> 32 ^ key_1 ^ 0x80000000,
      .word_3 = p0 & 0xffffffff,
      .key_0 = key_0,
      .key_1 = key_1,
      .pair = lane - lanes_multiply_low(sample, (words){0} + pairs),
      .sample = sample + first,
      .first_pair = first_pair,
      .pairs = pairs,
      .samples = samples,
      .rest = WIDTH - samples * pairs,
  };
}

/* The words of the next n registers: a = word 0 << 32 | word 1 of each block, b = word 2 << 32 |
 * word 3. A round takes (c0, c1, c2, c3) to (hi(p1) ^ c1 ^ k0, lo(p1), hi(p0) ^ c3 ^ k1, lo(p0)),
 * where p0 = m0 c0, p1 = m1 c2. A multiplication ignores the upper halves of its operands, so
 * they are left to hold whatever comes, and a product serves as its low half. */
static void draw(struct walk *restrict walk, size_t n, struct block *restrict block)
{
  const words m0 = (words){0} + multiplier_0, m1 = (words){0} + multiplier_1;
  words pair = walk->pair, sample = walk->sample;
  for (size_t i = 0; i < n; i++) {
    uint32_t k0 = walk->key_0 + weyl_0, k1 = walk->key_1 + weyl_1;
    words p0 = lanes_multiply_low((pair + walk->first_pair) ^ walk->pair_mask, m0);
    words p1 = lanes_multiply_low(sample ^ walk->sample_mask, m1);
    integers beyond = (integers)(pair + (walk->rest - walk->pairs));
    words within = (words)(beyond < 0);
    pair = (words)beyond + (within & walk->pairs);
    sample = sample + (walk->samples + 1) + within;
    words c0 = p1 >> 32 ^ (walk->word_1 ^ k0), c1 = p1;
    words c2 = p0 >> 32 ^ (walk->word_3 ^ k1), c3 = p0;
    for (int round = 3; round < 10; round++) {
      k0 += weyl_0;
      k1 += weyl_1;
      p0 = lanes_multiply_low(c0, m0);
      p1 = lanes_multiply_low(c2, m1);
      c0 = p1 >> 32 ^ c1 ^ (uint64_t)k0;
      c1 = p1;
      c2 = p0 >> 32 ^ c3 ^ (uint64_t)k1;
      c3 = p0;
    }
    k0 += weyl_0;
    k1 += weyl_1;
    /* the last round, moved up by 32 bits: its words fall in place */
    p0 = lanes_multiply_low(c0, m0);
    p1 = lanes_multiply_low(c2, m1);
    block->a[i] = p1 ^ c1 << 32 ^ (uint64_t)k0 << 32;
    block->b[i] = p0 ^ c3 << 32 ^ (uint64_t)k1 << 32;
  }
  walk->pair = pair;
  walk->sample = sample;
}

static inline void no_preparation(size_t n, struct block *block)
{
  (void)n;
  (void)block;
}

static inline void uniform_register(const struct block *block, size_t i, reals *x, reals *y)
{
  *x = normal_uniform(block->a[i]);
  *y = normal_uniform(block->b[i]);
}

static inline void take_logarithms(size_t n, struct block *block)
{
  for (size_t i = 0; i < n; i++) block->minus_two_log[i] = normal_log(normal_uniform(block->a[i]));
}

static inline void normal_register(const struct block *block, size_t i, reals *x, reals *y)
{
  normal_pair(block->a[i], block->b[i], block->minus_two_log[i], x, y);
}

/* Write the first `count` pairs of a block, made by `finish` a register at a time. *column counts
 * through the pairs of a sample: an odd dimension drops the second half of the last. Returns where
 * the next value goes. */
ALWAYS_INLINE double *deliver(const struct block *restrict block, size_t count, size_t dim,
                              size_t *column, double *restrict out,
                              void finish(const struct block *, size_t, reals *, reals *))
{
  bool even = dim % 2 == 0;
  reals x, y;
  size_t i = 0;
  if (even)
    for (; (i + 1) * WIDTH <= count; i++, out += 2 * WIDTH) {
      finish(block, i, &x, &y);
      lanes_store_pairs(out, x, y);
    }
  double rest[2 * BLOCK];
  size_t left = count - i * WIDTH;
  for (size_t j = 0; j * WIDTH < left; j++) {
    finish(block, i + j, &x, &y);
    lanes_store_pairs(rest + 2 * WIDTH * j, x, y);
  }
  for (size_t j = 0; j < left; j++) { /* by hand: memcpy of an unknown length costs more */
    *out++ = rest[2 * j];
    if (even || 2 * ++*column < dim)
      *out++ = rest[2 * j + 1];
    else
      *column = 0;
  }
  return out;
}

ALWAYS_INLINE void fill(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                        size_t from, size_t dim, double *out, void prepare(size_t, struct block *),
                        void finish(const struct block *, size_t, reals *, reals *))
{
  if (!samples || !dim) return;
  size_t pairs = dim / 2 + dim % 2, column = 0;
  struct walk walk = walk_start(stream, generation, first, from / 2, pairs);
  struct block block;
  for (size_t left = samples * pairs, count; left; left -= count) {
    count = left < BLOCK ? left : BLOCK;
    size_t n = (count + WIDTH - 1) / WIDTH;
    draw(&walk, n, &block);
    prepare(n, &block);
    out = deliver(&block, count, dim, &column, out, finish);
  }
}

void random_uniforms_range(struct stream stream, uint64_t generation, uint32_t first,
                           size_t samples, size_t from, size_t count, double *out)
{
  fill(stream, generation, first, samples, from, count, out, no_preparation, uniform_register);
}

void random_normals_range(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                          size_t from, size_t count, double *out)
{
  fill(stream, generation, first, samples, from, count, out, take_logarithms, normal_register);
}

void random_uniforms(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                     size_t dim, double *out)
{
  random_uniforms_range(stream, generation, first, samples, 0, dim, out);
}

void random_normals(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                    size_t dim, double *out)
{
  random_normals_range(stream, generation, first, samples, 0, dim, out);
}
