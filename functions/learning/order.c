/* order.c -- see order.h.
 *
 * Few rows: Durstenfeld's shuffle (Communications of the ACM 7, 1964), made anew each time, which
 * is exactly uniform. Many: a keyed bijection of pairs (l, r), l < a and r < b, the smallest a x b
 * >= n that is about square; eight rounds of an unbalanced Feistel network with addition modulo a
 * and b (Black and Rogaway, CT-RSA 2002), whose round function is Philox2x32-7 (Salmon et al., SC
 * 2011; the fewest rounds that pass BigCrush). What falls on n or beyond goes through it again
 * until it does not, which leaves a bijection of 0 ... n - 1; fewer than one in b do. */
#include "functions/learning/order.h"

#include <math.h>

#include "src/draws/random.h"
#include "src/draws/registers.h"

enum { FEW = 64, FEISTEL_ROUNDS = 8, PHILOX_ROUNDS = 7 };

/* Registers that go through the rounds together, so that none waits for another's product. */
enum { REGISTERS = 4, BLOCK = REGISTERS * WIDTH };

/* The multiplier and the key increment of Philox2x32. */
static const uint64_t multiplier = 0xD256D193;
static const uint32_t weyl = 0x9E3779B9;

struct network {
  uint64_t a, b, key;
};

static void few(struct stream stream, uint64_t epoch, size_t n, size_t first, size_t count,
                size_t *rows)
{
  size_t all[FEW];
  double u[FEW];
  random_uniforms(stream, epoch, 0, 1, n, u);
  for (size_t i = 0; i < n; i++) {
    size_t j = (size_t)(u[i] * (double)(i + 1));
    all[i] = all[j];
    all[j] = i;
  }
  for (size_t i = 0; i < count; i++) rows[i] = all[first + i];
}

/* to += a uniform number below `size` that `from`, the round and the key give, modulo size. The
 * upper halves of what is multiplied hold whatever comes: a multiplication ignores them. */
static inline void add_drawn(const struct network *net, uint32_t round, uint64_t size,
                             const words from[REGISTERS], words to[REGISTERS])
{
  const words m = (words){0} + multiplier;
  uint32_t key = (uint32_t)net->key;
  words c0[REGISTERS], c1[REGISTERS];
  for (int i = 0; i < REGISTERS; i++) {
    c0[i] = from[i];
    c1[i] = (words){0} + ((net->key >> 32) ^ round);
  }
  for (int k = 0; k < PHILOX_ROUNDS; k++, key += weyl)
    for (int i = 0; i < REGISTERS; i++) {
      words product = lanes_multiply_low(c0[i], m);
      c0[i] = product >> 32 ^ (uint64_t)key ^ c1[i];
      c1[i] = product;
    }
  for (int i = 0; i < REGISTERS; i++) {
    words sum = to[i] + (lanes_multiply_low(c0[i], (words){0} + size) >> 32);
    words within = (words)((integers)(sum - size) < 0);
    to[i] = sum - (size & ~within);
  }
}

static inline void permute(const struct network *net, words l[REGISTERS], words r[REGISTERS])
{
  for (uint32_t round = 0; round < FEISTEL_ROUNDS; round += 2) {
    add_drawn(net, round, net->a, r, l);
    add_drawn(net, round + 1, net->b, l, r);
  }
}

/* rows[i] for i < count <= BLOCK, from rows[i] = l b + r, to where the network takes it. */
static void permute_block(const struct network *net, uint64_t l, uint64_t r, size_t count,
                          size_t *rows)
{
  uint64_t left[BLOCK] = {0}, right[BLOCK] = {0};
  words x[REGISTERS], y[REGISTERS];
  for (size_t i = 0; i < count; i++) {
    left[i] = l;
    right[i] = r;
    if (++r == net->b) r = 0, l++;
  }
  memcpy(x, left, sizeof x);
  memcpy(y, right, sizeof y);
  permute(net, x, y);
  memcpy(left, x, sizeof x);
  memcpy(right, y, sizeof y);
  for (size_t i = 0; i < count; i++) rows[i] = (size_t)(left[i] * net->b + right[i]);
}

static void many(const struct network *net, size_t n, size_t first, size_t count, size_t *rows)
{
  for (size_t done = 0; done < count; done += BLOCK) {
    size_t here = count - done < BLOCK ? count - done : BLOCK, at = first + done;
    permute_block(net, at / net->b, at % net->b, here, rows + done);
  }
  for (size_t i = 0; i < count; i++)
    while (rows[i] >= n) permute_block(net, rows[i] / net->b, rows[i] % net->b, 1, rows + i);
}

void order_rows(struct stream stream, uint64_t epoch, size_t n, size_t first, size_t count,
                size_t *rows)
{
  if (n <= FEW) {
    few(stream, epoch, n, first, count, rows);
    return;
  }
  uint64_t a = (uint64_t)ceil(sqrt((double)n));
  struct network net = {.a = a, .b = (n + a - 1) / a, .key = stream_numbered(stream, epoch).key};
  many(&net, n, first, count, rows);
}

size_t order_batch(struct stream stream, uint64_t step, size_t n, size_t batch, size_t *rows)
{
  size_t size = batch < n ? batch : n;
  uint64_t steps = (n - 1) / size + 1;
  size_t first = (size_t)(step % steps) * size, count = n - first < size ? n - first : size;
  order_rows(stream, step / steps, n, first, count, rows);
  return count;
}
