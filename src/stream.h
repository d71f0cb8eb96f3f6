/* stream.h -- names of random streams.
 *
 * A stream is a key of Philox4x32-10 (Salmon et al., SC 2011), made by absorbing
 * names and numbers one after the other, never positions in a list. Draws are
 * addressed by (generation, sample, coordinate), see src/draws/random.h, so any
 * of them can be made again, in any order, by any thread. */
#ifndef OPTBENCH_SRC_STREAM_H
#define OPTBENCH_SRC_STREAM_H

#include <stddef.h>
#include <stdint.h>

struct stream {
  uint64_t key;
};

/* The stream that all others of a campaign descend from. */
struct stream stream_root(uint64_t seed);
/* The descendant named by a text, or by a number. Different names give unrelated streams. */
struct stream stream_named(struct stream parent, const char *name);
struct stream stream_numbered(struct stream parent, uint64_t number);

/* One uniform on (0, 1) of a stream, by its number: for what is drawn once, outside of loops. */
double stream_uniform(struct stream stream, uint64_t number);

/* out[i], i < count: the uniform of number first + i. */
void stream_uniforms(struct stream stream, uint64_t first, size_t count, double *out);

#endif
