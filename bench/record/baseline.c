/* baseline.c -- see baseline.h. */
#include "bench/record/baseline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/file.h"
#include "bench/io/text.h"
#include "src/number.h"

static int put_key(const struct cell_results *c, size_t repetition, struct text *out,
                   struct error *err)
{
  char numbers[96];
  int status = text_field(out, c->function, err);
  snprintf(numbers, sizeof numbers, ",%zu,%u,", c->dim, c->instance);
  if (!status) status = text_string(out, numbers, err);
  if (!status) status = text_field(out, c->optimizer, err);
  snprintf(numbers, sizeof numbers, ",%zu", repetition);
  return status ? status : text_string(out, numbers, err);
}

static int put_number(double value, struct text *out, struct error *err)
{
  int status = text_string(out, ",", err);
  return status ? status : text_number(out, value, err);
}

static int put_run(const struct cell_results *c, size_t r, bool restarts, struct text *out,
                   struct error *err)
{
  const struct run_result *run = &c->run[r];
  const double number[] = {run->steps, run->counts.values, run->counts.gradients,
                           run->cost,  run->final_f,       run->best_f};
  char words[96];
  /* A cell's digests stand in its first row. */
  snprintf(words, sizeof words, ",%s,%s,%s", r ? "" : c->problem, r ? "" : c->definition,
           outcome_names[run->outcome]);
  int status = put_key(c, r, out, err);
  if (!status) status = text_string(out, words, err);
  for (size_t i = 0; i < sizeof number / sizeof *number && !status; i++)
    status = put_number(number[i], out, err);
  /* The error is best f itself where the minimum is 0; then it is left out. */
  if (!status) status = text_string(out, ",", err);
  if (!status && run->error != run->best_f) status = text_number(out, run->error, err);
  if (restarts && !status) status = put_number(run->restarts, out, err);
  return status ? status : text_string(out, "\n", err);
}

static int put_targets(const struct cell_results *c, size_t r, struct text *out, struct error *err)
{
  int status = put_key(c, r, out, err);
  for (size_t k = 0; k < TARGET_COUNT && !status; k++) {
    if (isfinite(c->run[r].to[k]))
      status = put_number(c->run[r].to[k], out, err);
    else
      status = text_string(out, ",", err);
  }
  return status ? status : text_string(out, "\n", err);
}

static int make_tables(const struct results_set *set, struct text *runs, struct text *targets,
                       struct error *err)
{
  int status = text_string(runs,
                           "function,dimension,instance,optimizer,repetition,problem,definition,"
                           "outcome,steps,values,gradients,cost,final_f,best_f,error",
                           err);
  if (!status) status = text_string(runs, set->campaign.restarts ? ",restarts\n" : "\n", err);
  if (!status)
    status = text_string(targets, "function,dimension,instance,optimizer,repetition", err);
  for (size_t k = 0; k < TARGET_COUNT && !status; k++)
    status = put_number(campaign_targets[k], targets, err);
  if (!status) status = text_string(targets, "\n", err);
  for (size_t i = 0; i < set->cell_count; i++)
    for (size_t r = 0; r < set->cell[i].run_count && !status; r++) {
      status = put_run(&set->cell[i], r, set->campaign.restarts, runs, err);
      if (!status) status = put_targets(&set->cell[i], r, targets, err);
    }
  return status;
}

/* A folder with traces or parts is not one to put a baseline into. */
static int check_folder(const char *folder, struct error *err)
{
  static const char *const inner[] = {"traces", "parts"};
  for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
    char path[PATH_SIZE];
    int status = paths_join(path, folder, inner[i], err);
    if (status) return status;
    if (!access(path, F_OK))
      return error_set(err, STATUS_USAGE,
                       "%.300s holds results (%s/), which a baseline would damage; choose another "
                       "folder",
                       folder, inner[i]);
  }
  return paths_make_folder(folder, err);
}

/* All three are written aside before the first takes its name. */
static int write_files(const char *folder, struct text *const text[3], struct error *err)
{
  static const char *const names[3] = {"targets.csv", "runs.csv", "campaign.ini"};
  struct file file[3] = {{0}};
  int status = STATUS_OK;
  for (size_t i = 0; i < 3 && !status; i++) {
    status = file_create(&file[i], folder, names[i], err);
    if (!status) status = text_copy(text[i], file[i].stream, err);
    if (!status && (fflush(file[i].stream) || ferror(file[i].stream)))
      status = error_set(err, STATUS_IO, "cannot write %.300s; is the disk full?", file[i].path);
  }
  for (size_t i = 0; i < 3 && !status; i++) status = file_commit(&file[i], err);
  for (size_t i = 0; i < 3; i++) file_abandon(&file[i]);
  return status;
}

int baseline_write(const struct results_set *set, const char *folder, size_t *size,
                   struct error *err)
{
  struct text runs = {0}, targets = {0}, campaign = {0};
  struct text *const all[3] = {&targets, &runs, &campaign};
  char *text = campaign_text(&set->campaign);
  int status = text ? text_string(&campaign, text, err) : error_memory(err, "the campaign's text");
  free(text);
  if (!status) status = make_tables(set, &runs, &targets, err);
  *size = runs.used + targets.used + campaign.used;
  if (!status && *size > BASELINE_LIMIT)
    status = error_set(err, STATUS_USAGE,
                       "the baseline of %.300s would take %.1f MB, and 1 MB is the most; run fewer "
                       "cells or repetitions, or a smaller budget",
                       set->folder, (double)*size / 1e6);
  if (!status) status = check_folder(folder, err);
  if (!status) status = write_files(folder, all, err);
  for (size_t i = 0; i < 3; i++) text_free(all[i]);
  return status;
}
