/* cover.c -- see cover.h. */
#include "bench/command/cover.h"

#include <stdlib.h>

#include "bench/command/execute.h"
#include "bench/driver/pool.h"

/* What became of the runs: a digest each, runs of a task next to each other. */
struct kept {
  const struct campaign *campaign;
  uint64_t *digest;
};

static size_t next(const void *context, size_t task, size_t from)
{
  const struct kept *k = context;
  (void)task;
  return from < k->campaign->runs ? from : SIZE_MAX;
}

static void take_trace(void *context, const char *bytes, size_t size)
{
  uint64_t *digest = context;
  *digest = digest_bytes(*digest, bytes, size);
}

static uint64_t digest_record(const struct run_record *r)
{
  const double numbers[] = {r->outcome,          r->steps,   r->restarts, r->counts.values,
                            r->counts.gradients, r->final_f, r->best_f,   r->error};
  uint64_t digest = digest_begin();
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    digest = digest_number(digest, numbers[i]);
  for (size_t i = 0; i < ASK_KINDS; i++) /* a run without a tolerance is what it was without any */
    if (i != ASK_TOLERANCE || r->stops[i] > 0) digest = digest_number(digest, r->stops[i]);
  for (size_t i = 0; i < r->reached; i++) {
    digest = digest_number(digest, r->at[i].values);
    digest = digest_number(digest, r->at[i].gradients);
  }
  return digest;
}

static int deliver(void *context, size_t task, size_t repetition, const struct run_record *record,
                   struct text *trace, bool *whole, struct error *err)
{
  struct kept *k = context;
  uint64_t digest = digest_record(record);
  int status = text_each(trace, take_trace, &digest, err);
  k->digest[task * k->campaign->runs + repetition] = digest;
  *whole = false; /* next() knows how many there are */
  return status;
}

static int run_pool(const struct pool_setup *setup, size_t runs, double *seconds, struct error *err)
{
  struct progress bar;
  struct pool *pool;
  sigset_t before;
  enum watched how = WATCH_ENDED;
  watch_begin(&before);
  progress_begin(&bar);
  int status = pool_start(setup, &pool, err);
  if (!status) {
    how = watch_threads(&bar, setup->progress, runs, setup->halt);
    if (how == WATCH_STUCK) {
      pool_abandon(pool);
      watch_give_up(&bar, "optbench: interrupted");
    }
    status = pool_join(pool, err);
  }
  progress_end(&bar);
  watch_end(&before);
  *seconds = progress_seconds(&bar);
  return !status && how == WATCH_INTERRUPTED ? EXIT_INTERRUPTED : status;
}

static int collect(const struct tasks *tasks, const struct kept *k, struct digests *digests,
                   struct error *err)
{
  size_t runs = k->campaign->runs;
  int status = STATUS_OK;
  for (size_t i = 0; i < tasks->count && !status; i++) {
    char text[17];
    uint64_t digest = digest_begin();
    for (size_t r = 0; r < runs; r++) {
      digest_text(k->digest[i * runs + r], text);
      digest = digest_bytes(digest, text, sizeof text);
    }
    digest_text(digest, text);
    status = digests_add(digests, &tasks->task[i], text, err);
  }
  if (status) digests_free(digests);
  return status;
}

int cover_run(const struct libraries *libraries, const struct campaign *campaign, size_t threads,
              struct digests *digests, double *seconds, struct error *err)
{
  struct tasks tasks;
  struct tally progress = {0};
  atomic_bool halt = false;
  *digests = (struct digests){0};
  int status = tasks_make(libraries, campaign, &tasks, err);
  if (status) return status;
  struct kept kept = {.campaign = campaign,
                      .digest = calloc(tasks.count * campaign->runs, sizeof *kept.digest)};
  struct pool_setup setup = {.campaign = campaign,
                             .tasks = tasks.task,
                             .task_count = tasks.count,
                             .threads = threads_wanted(threads),
                             .team = 1,
                             .next = next,
                             .deliver = deliver,
                             .context = &kept,
                             .progress = &progress,
                             .halt = &halt};
  if (!kept.digest) status = error_memory(err, "the digests");
  if (!status) status = run_pool(&setup, tasks.count * campaign->runs, seconds, err);
  if (!status) status = collect(&tasks, &kept, digests, err);
  free(kept.digest);
  tasks_free(&tasks);
  return status;
}

bool cover_is_baseline(const struct libraries *libraries, const char *folder)
{
  struct campaign campaign;
  struct error none;
  char path[PATH_SIZE];
  if (paths_join(path, folder, "campaign.ini", &none) ||
      campaign_load(libraries, path, &campaign, &none))
    return false;
  bool cover = campaign.cover > 0;
  campaign_free(&campaign);
  return cover;
}
