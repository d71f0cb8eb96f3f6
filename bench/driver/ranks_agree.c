/* ranks_agree.c -- what ranks agree on, over whatever carries it; see ranks.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/driver/ranks.h"
#include "src/stream.h"

static const char farewell = 'f';
enum { NAP_NANOSECONDS = 5000000 };

void ranks_give_up(struct ranks *r, const struct error *err)
{
  fprintf(stderr, "optbench: error: rank %zu: %s\n", r->rank, err->text);
  fflush(stderr);
  r->abort(r, err->status);
  _Exit(err->status);
}

void ranks_starve(struct ranks *r, const char *what)
{
  struct error err;
  error_memory(&err, what);
  ranks_give_up(r, &err);
}

void ranks_tell(struct ranks *r, double *values, size_t count)
{
  size_t *begin = calloc(r->size + 1, sizeof *begin);
  if (!begin) ranks_starve(r, "what ranks tell each other");
  for (size_t i = 1; i <= r->size; i++) begin[i] = count;
  r->gather(r, values, begin, false);
  free(begin);
}

int ranks_alike(struct ranks *r, const char *text, const char *what, struct error *err)
{
  if (r->size == 1) return STATUS_OK;
  uint64_t own = stream_named(stream_root(0), text).key;
  const double half[2] = {(double)(own >> 32), (double)(own & UINT32_MAX)};
  double first[2] = {half[0], half[1]};
  ranks_tell(r, first, 2);
  int status = STATUS_OK;
  if (memcmp(first, half, sizeof half) != 0)
    status = error_set(err, STATUS_USAGE,
                       "%s is not that of rank 0; give all ranks the same files and options", what);
  return ranks_agree(r, status, err);
}

int ranks_agree(struct ranks *r, int status, struct error *err)
{
  if (r->size == 1) return status;
  double *all = calloc(r->size, sizeof *all);
  size_t *begin = calloc(r->size + 1, sizeof *begin);
  if (!all || !begin) ranks_starve(r, "what ranks tell each other");
  for (size_t i = 0; i <= r->size; i++) begin[i] = i;
  all[r->rank] = status;
  r->gather(r, all, begin, false);
  size_t first = 0;
  while (first < r->size && all[first] == STATUS_OK) first++;
  if (first < r->size) status = (int)all[first];
  if (first < r->size && first != r->rank) err->text[0] = '\0';
  if (first && first == r->rank) {
    struct error own = *err;
    error_set(err, status, "rank %zu: %s", r->rank, own.text);
  }
  free(all);
  free(begin);
  return status;
}

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = NAP_NANOSECONDS}, NULL); }

void ranks_dismiss(struct ranks *r)
{
  for (size_t to = 1; to < r->size; to++) {
    while (!r->sent(r, to)) nap();
    r->send(r, to, &farewell, 1);
  }
}

void ranks_wait(struct ranks *r)
{
  char *bytes = malloc(RANKS_MESSAGE);
  if (!bytes) ranks_starve(r, "what ranks tell each other");
  for (size_t from, size;;) {
    bool came = r->receive(r, &from, bytes, &size);
    if (came && size == 1 && *bytes == farewell) break;
    if (!came) nap();
  }
  free(bytes);
}
