/* random.c -- see random.h. */
#include "src/loops/random.h"

#include <Random123/philox.h>
#include <math.h>

#include "src/elementary.h"

static void uniform_pair(struct stream stream, uint64_t generation, uint32_t sample, uint32_t pair,
                         double u[2])
{
  philox4x32_ctr_t counter = {{pair, sample, (uint32_t)generation, (uint32_t)(generation >> 32)}};
  philox4x32_key_t key = {{(uint32_t)stream.key, (uint32_t)(stream.key >> 32)}};
  philox4x32_ctr_t w = philox4x32_R(10, counter, key);
  for (int i = 0; i < 2; i++)
    u[i] = ((double)(((uint64_t)w.v[2 * i + 1] << 32 | w.v[2 * i]) >> 12) + 0.5) * 0x1p-52;
}

void random_uniforms(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                     size_t dim, double *out)
{
  for (size_t s = 0; s < samples; s++)
    for (size_t c = 0; c < dim; c += 2) {
      double u[2];
      uniform_pair(stream, generation, first + (uint32_t)s, (uint32_t)(c / 2), u);
      out[s * dim + c] = u[0];
      if (c + 1 < dim) out[s * dim + c + 1] = u[1];
    }
}

void random_normals(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                    size_t dim, double *out)
{
  for (size_t s = 0; s < samples; s++)
    for (size_t c = 0; c < dim; c += 2) {
      double u[2];
      uniform_pair(stream, generation, first + (uint32_t)s, (uint32_t)(c / 2), u);
      double radius = sqrt(-2 * repro_log(u[0])), angle = 6.283185307179586 * u[1];
      out[s * dim + c] = radius * repro_cos(angle);
      if (c + 1 < dim) out[s * dim + c + 1] = radius * repro_sin(angle);
    }
}
