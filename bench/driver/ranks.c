/* ranks.c -- one process by itself; see ranks.h. */
#include "bench/driver/ranks.h"

#include <stdlib.h>
#include <string.h>

static void send(struct ranks *ranks, size_t to, const void *bytes, size_t size)
{
  (void)ranks;
  (void)to;
  (void)bytes;
  (void)size;
}

static bool sent(struct ranks *ranks, size_t to)
{
  (void)ranks;
  (void)to;
  return true;
}

static bool receive(struct ranks *ranks, size_t *from, void *bytes, size_t *size)
{
  (void)ranks;
  (void)from;
  (void)bytes;
  (void)size;
  return false;
}

static bool gather(struct ranks *ranks, double *values, const size_t *begin, bool flag)
{
  (void)ranks;
  (void)values;
  (void)begin;
  return flag;
}

static void scatter(struct ranks *ranks, const double *from, const size_t *begin, double *to,
                    const size_t *place)
{
  (void)ranks;
  if (from) memcpy(to + place[0], from, begin[1] * sizeof *to);
}

static _Noreturn void end_at_once(struct ranks *ranks, int status)
{
  (void)ranks;
  _Exit(status);
}

static void end(struct ranks *ranks) { free(ranks); }

struct ranks *ranks_begin(int *argc, char ***argv)
{
  (void)argc;
  (void)argv;
  struct ranks *r = malloc(sizeof *r);
  if (r)
    *r = (struct ranks){.size = 1,
                        .send = send,
                        .sent = sent,
                        .receive = receive,
                        .gather = gather,
                        .scatter = scatter,
                        .abort = end_at_once,
                        .end = end};
  return r;
}
