/* baseline.c -- see baseline.h. */
#include "bench/record/baseline.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/csv.h"
#include "bench/io/csv_write.h"
#include "bench/record/columns.h"
#include "bench/record/folder.h"

/* A cell's digests stand in its first row. */
static void put_run(const struct cell_results *c, size_t r, const struct campaign *campaign,
                    FILE *out)
{
  columns_put_cell(out, c->function, c->dim, c->instance, c->optimizer);
  csv_put_number(out, (double)r, ',');
  columns_put_run(out, r ? "" : c->problem, r ? "" : c->definition, &c->run[r], campaign, true,
                  NULL, 0);
}

static void put_targets(const struct cell_results *c, size_t r, const struct target_list *all,
                        FILE *out)
{
  columns_put_cell(out, c->function, c->dim, c->instance, c->optimizer);
  csv_put_number(out, (double)r, ',');
  for (size_t k = 0, own = 0; k < all->count; k++) {
    bool has = own < c->targets->count && c->targets->error[own] == all->error[k];
    double cost = has ? c->run[r].to[own++] : INFINITY;
    char end = k + 1 < all->count ? ',' : '\n';
    if (isfinite(cost))
      csv_put_number(out, cost, end);
    else
      csv_put_text(out, "", end);
  }
}

/* The targets of all functions, in descending order. False if there are too many. */
static bool add_targets(struct target_list *all, const struct target_list *list)
{
  struct target_list merged = {0};
  size_t a = 0, b = 0;
  while (a < all->count || b < list->count) {
    double left = a < all->count ? all->error[a] : -INFINITY;
    double right = b < list->count ? list->error[b] : -INFINITY;
    if (merged.count == TARGETS_MOST) return false;
    merged.error[merged.count++] = left > right ? left : right;
    a += left >= right;
    b += right >= left;
  }
  *all = merged;
  return true;
}

static void put_tables(const struct results_set *set, const struct target_list *all, FILE *runs,
                       FILE *targets)
{
  columns_put_header(runs, TABLE_RUNS, &set->campaign, NULL);
  for (size_t i = 0; i < KEYS; i++) csv_put_text(targets, key_columns[i], ',');
  for (size_t k = 0; k < all->count; k++)
    csv_put_number(targets, all->error[k], k + 1 < all->count ? ',' : '\n');
  for (size_t i = 0; i < set->cell_count; i++)
    for (size_t r = 0; r < set->cell[i].run_count; r++) {
      put_run(&set->cell[i], r, &set->campaign, runs);
      put_targets(&set->cell[i], r, all, targets);
    }
}

/* A folder with traces is not one to put a baseline into. */
static int check_folder(const char *folder, struct error *err)
{
  char path[PATH_SIZE];
  int status = folder_check(folder, FOLDER_BASELINE, err);
  if (!status) status = paths_join(path, folder, "traces", err);
  if (status) return status;
  if (!access(path, F_OK))
    return error_set(
        err, STATUS_USAGE,
        "%.300s holds results (traces/), which a baseline would damage; choose another "
        "folder",
        folder);
  return paths_make_folder(folder, err);
}

enum { TARGETS_FILE, RUNS_FILE, CAMPAIGN_FILE, FILES };

/* All three are written aside before the first takes its name. */
static int write_aside(const struct results_set *set, const char *folder, struct file *file,
                       size_t *size, struct error *err)
{
  static const char *const names[FILES] = {"targets.csv", "runs.csv", "campaign.ini"};
  struct target_list all = {0};
  for (size_t f = 0; f < set->campaign.function_count; f++)
    if (!add_targets(&all, &set->targets[f]))
      return error_set(err, STATUS_USAGE,
                       "the functions of %.300s have more than %d targets between them; make a "
                       "baseline of fewer functions, or give them `targets` of their own",
                       set->folder, TARGETS_MOST);
  char *campaign = campaign_text(&set->campaign);
  int status = campaign ? STATUS_OK : error_memory(err, "the campaign's text");
  for (size_t i = 0; i < FILES && !status; i++)
    status = file_create(&file[i], folder, names[i], err);
  if (!status) {
    put_tables(set, &all, file[RUNS_FILE].stream, file[TARGETS_FILE].stream);
    fprintf(file[CAMPAIGN_FILE].stream, "%s%s", folder_marks[FOLDER_BASELINE], campaign);
  }
  free(campaign);
  *size = 0;
  for (size_t i = 0; i < FILES && !status; i++) {
    status = file_check(&file[i], err);
    if (!status) *size += (size_t)ftell(file[i].stream);
  }
  return status;
}

int baseline_write(const struct results_set *set, const char *folder, size_t *size,
                   struct error *err)
{
  struct file file[FILES] = {{0}};
  bool there = !access(folder, F_OK);
  if (set->unfinished)
    return error_set(
        err, STATUS_USAGE,
        "%.300s is not finished; let `optbench run` carry on with it before it becomes "
        "a baseline",
        set->folder);
  int status = check_folder(folder, err);
  if (status) return status;
  errno = 0;
  status = write_aside(set, folder, file, size, err);
  if (!status && *size > BASELINE_LIMIT)
    status = error_set(err, STATUS_USAGE,
                       "the baseline of %.300s would take %.1f MB, and 1 MB is the most; run fewer "
                       "cells or repetitions, or a smaller budget",
                       set->folder, (double)*size / 1e6);
  for (size_t i = 0; i < FILES && !status; i++) status = file_commit(&file[i], err);
  for (size_t i = 0; i < FILES; i++) file_abandon(&file[i]);
  if (status && !there) rmdir(folder); /* nothing half-made is left */
  return status;
}

static struct cell_results *cell_titled(const struct results_set *set, const char *title)
{
  for (size_t i = 0; i < set->cell_count; i++) {
    char own[CELL_TITLE];
    cell_results_title(&set->cell[i], own);
    if (!strcmp(own, title)) return &set->cell[i];
  }
  return NULL;
}

/* accepted.csv with one row more. */
static int add_reason(const char *folder, const char *title, const char *reason, struct error *err)
{
  static const char name[] = "accepted.csv", header[] = "cell,reason";
  struct csv_file out;
  struct csv in;
  char path[PATH_SIZE];
  bool more = true;
  int status = paths_join(path, folder, name, err);
  bool there = !status && !access(path, F_OK);
  if (!status && there) status = csv_open(&in, path, err);
  if (status) return status;
  status = csv_create(&out, folder, name, header, err);
  while (!status && there && !(status = csv_next(&in, &more, err)) && more)
    for (size_t i = 0; i < in.field_count; i++)
      put_text(&out, in.field[i], i + 1 < in.field_count ? ',' : '\n');
  if (there) csv_close(&in);
  if (status) {
    file_abandon(&out.file);
    return status;
  }
  put_text(&out, title, ',');
  put_text(&out, reason, '\n');
  return file_commit(&out.file, err);
}

int baseline_accept(const struct libraries *libraries, const struct results_set *set,
                    const char *title, const char *reason, const char *folder, size_t *size,
                    struct error *err)
{
  struct results_set kept;
  const char *unlike;
  int status = results_read(libraries, folder, &kept, err);
  if (status) return status;
  struct cell_results *before = cell_titled(&kept, title), *after = cell_titled(set, title);
  status = campaign_unlike(&kept.campaign, &set->campaign, &unlike, err);
  if (!status && unlike)
    status =
        error_set(err, STATUS_USAGE, "%.200s ran with another %s than the baseline; run it alike",
                  set->folder, unlike);
  if (!status && (!before || !after))
    status = error_set(err, STATUS_USAGE,
                       "%.200s has no cell '%.100s'; `optbench check` names them, as in 'adam on "
                       "rosenbrock d2 i1'",
                       before ? set->folder : folder, title);
  if (!status) {
    struct cell_results own = *before;
    *before = *after; /* borrowed while it is written */
    status = baseline_write(&kept, folder, size, err);
    *before = own;
  }
  results_set_free(&kept);
  return status ? status : add_reason(folder, title, reason, err);
}
