/* first_normals.c -- see first_normals.h; random.h has the counters, random.c another order of
 * lanes. Here a lane is a generation. */
#include "src/draws/first_normals.h"

#include "src/draws/normal.h"

/* Registers that go through the rounds together, so that none waits for another's product. */
enum { REGISTERS = 4, BLOCK = REGISTERS * WIDTH };

/* Multipliers and key increments of Philox4x32 (Salmon et al., SC 2011). */
static const uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
static const uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;

/* The words a and b of the blocks with counters (low half of g, 0, high half of g, 2^31). The upper
 * halves of the four counters hold whatever comes: a multiplication ignores them. */
static void draw(struct stream stream, const words g[REGISTERS], words a[REGISTERS],
                 words b[REGISTERS])
{
  const words m0 = (words){0} + multiplier_0, m1 = (words){0} + multiplier_1;
  uint32_t k0 = (uint32_t)stream.key, k1 = (uint32_t)(stream.key >> 32);
  words c0[REGISTERS], c1[REGISTERS], c2[REGISTERS], c3[REGISTERS];
  for (int r = 0; r < REGISTERS; r++) {
    c0[r] = g[r];
    c1[r] = (words){0};
    c2[r] = g[r] >> 32;
    c3[r] = (words){0} + 0x80000000;
  }
  for (int round = 0; round < 10; round++) {
    for (int r = 0; r < REGISTERS; r++) {
      words p0 = lanes_multiply_low(c0[r], m0), p1 = lanes_multiply_low(c2[r], m1);
      c0[r] = p1 >> 32 ^ c1[r] ^ (uint64_t)k0;
      c1[r] = p1;
      c2[r] = p0 >> 32 ^ c3[r] ^ (uint64_t)k1;
      c3[r] = p0;
    }
    k0 += weyl_0;
    k1 += weyl_1;
  }
  for (int r = 0; r < REGISTERS; r++) {
    a[r] = c0[r] << 32 | (c1[r] & 0xffffffff);
    b[r] = c2[r] << 32 | (c3[r] & 0xffffffff);
  }
}

void first_normals(struct stream stream, uint64_t generation, size_t count, double *out)
{
  const words lane = {LANE_NUMBERS};
  for (size_t first = 0; first < count; first += BLOCK) {
    words g[REGISTERS], a[REGISTERS], b[REGISTERS];
    double z[BLOCK];
    for (unsigned r = 0; r < REGISTERS; r++) g[r] = lane + (generation + first + r * WIDTH);
    draw(stream, g, a, b);
    for (int r = 0; r < REGISTERS; r++) {
      reals x, y;
      normal_pair(a[r], b[r], normal_log(normal_uniform(a[r])), &x, &y);
      memcpy(z + r * WIDTH, &x, sizeof x);
    }
    for (size_t k = 0; k < BLOCK && first + k < count; k++) out[first + k] = z[k];
  }
}
