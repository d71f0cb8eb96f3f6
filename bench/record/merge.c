/* merge.c -- see merge.h. */
#include "bench/record/merge.h"

#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "bench/driver/progress.h"
#include "bench/io/shell.h"
#include "bench/record/parts.h"
#include "bench/record/provenance.h"
#include "bench/record/results_parts.h"

enum { NUMBERS = 50, ABSENT = 3 * NUMBERS + 60 }; /* of parts, as an error tells them */

/* Which parts are not there, each as the state that it is in. */
static void list_absent(const struct parts_list *list, char words[ABSENT])
{
  static const struct {
    enum part_state state;
    const char *what;
  } states[] = {{PART_MISSING, "missing"},
                {PART_BEGUN, "begun and not finished"},
                {PART_UNDER_WAY, "under way"}};
  char numbers[NUMBERS];
  size_t used = 0;
  *words = '\0';
  for (size_t i = 0; i < sizeof states / sizeof *states; i++)
    if (parts_text(list, states[i].state, numbers, sizeof numbers))
      used += (size_t)snprintf(words + used, ABSENT - used, "%s%s %s", used ? "; " : "", numbers,
                               states[i].what);
}

static int not_all(const struct results *r, const struct parts_list *list, struct error *err)
{
  enum { ROOM = 150 }; /* for two paths in a command that is of no use where they are cut */
  char words[ABSENT], file[SHELL_WORD], folder[SHELL_WORD], hint[2 * ROOM + 80];
  size_t first = 1;
  list_absent(list, words);
  while (first < list->parts && list->state[first] != PART_MISSING &&
         list->state[first] != PART_BEGUN)
    first++;
  shell_path(r->folder, "campaign.ini", file);
  shell_path(r->folder, NULL, folder);
  if (list->state[first] != PART_MISSING && list->state[first] != PART_BEGUN)
    strcpy(hint, "wait for them");
  else if (strlen(file) + strlen(folder) > ROOM)
    snprintf(hint, sizeof hint, "--part %zu/%zu makes one", first, list->parts);
  else
    snprintf(hint, sizeof hint, "`optbench run %.150s --part %zu/%zu --out %.150s` makes one", file,
             first, list->parts, folder);
  return error_set(err, STATUS_USAGE, "not all of the %zu parts are in %.100s/%s: %s; %s",
                   list->parts, r->folder, parts_name, words, hint);
}

/* Are all parts there that have runs? */
static int check_all(const struct results *r, struct parts_list *list, struct error *err)
{
  bool all = true;
  for (size_t k = 1; k <= list->parts; k++) {
    if (list->state[k] != PART_UNDER_WAY && !r->shares.pieces_of[k]) list->state[k] = PART_WHOLE;
    all &= list->state[k] == PART_WHOLE;
  }
  return all ? STATUS_OK : not_all(r, list, err);
}

static int is_damaged(const char *path, struct error *err)
{
  return error_set(err, STATUS_IO,
                   "%.300s is damaged, or lacks runs; remove it and make that part again", path);
}

/* The records of a part: into what is known of the cells, and behind the others in the journal. */
static int add_part(struct results *r, size_t part, struct file *out, struct error *err)
{
  struct part_number share = {part, r->shares.parts};
  char name[PART_NAME], form[JOURNAL_FORM];
  bool there;
  part_name(share, name);
  int status = part_form(r->campaign, share, form, err);
  if (!status) status = part_open(&r->journal, r->folder, name, form, &there, err);
  if (status || !there) return status; /* it has no runs */
  long begin = r->journal.end;
  status = results_take_records(r, err);
  if (!status && (!begin || part_has_more(&r->journal))) status = is_damaged(r->journal.path, err);
  if (!status)
    status = journal_copy(&r->journal, begin, (size_t)(r->journal.end - begin), out->stream, err);
  journal_close(&r->journal);
  return status;
}

/* The first part that lacks a run which is in it; 0 if none does. */
static size_t lacking(struct results *r)
{
  for (size_t i = 0; i < r->task_count; i++) {
    results_advance(r, i);
    size_t at = results_next(r, i, 0);
    if (at != SIZE_MAX) return shares_part(&r->shares, i, at);
  }
  return 0;
}

static int check_runs(struct results *r, struct error *err)
{
  char name[PART_NAME], path[PATH_SIZE];
  size_t part = lacking(r);
  if (!part) return STATUS_OK;
  part_name((struct part_number){part, r->shares.parts}, name);
  int status = parts_path(path, r->folder, name, err);
  return status ? status : is_damaged(path, err);
}

/* runs.journal out of all parts. */
static int make_journal(struct results *r, struct error *err)
{
  struct file file;
  int status = file_create(&file, r->folder, journal_name, err);
  if (status) return status;
  fputs(journal_form, file.stream);
  for (size_t k = 1; k <= r->shares.parts && !status; k++) {
    status = add_part(r, k, &file, err);
    if (!status) status = file_check(&file, err);
  }
  if (!status) status = check_runs(r, err);
  if (!status) return file_commit(&file, err);
  file_abandon(&file);
  return status;
}

/* What is known of the runs, apart from what the folder's own results hold. */
static int begin_reading(const struct results *of, struct results *r, struct error *err)
{
  *r = (struct results){.kind = of->kind,
                        .libraries = of->libraries,
                        .campaign = of->campaign,
                        .tasks = of->tasks,
                        .task_count = of->task_count,
                        .lock = -1,
                        .part_lock = -1};
  strcpy(r->folder, of->folder);
  r->cells = calloc(r->task_count, sizeof *r->cells);
  return r->cells ? STATUS_OK : error_memory(err, "the results");
}

/* Are the results whole without the parts? A merge that was killed may leave them so. */
static int see_whole(const struct results *of, bool *whole, struct error *err)
{
  struct results r;
  int status = begin_reading(of, &r, err);
  if (!status) status = results_take(&r, err);
  *whole = !status;
  for (size_t i = 0; i < r.task_count && *whole; i++)
    *whole = r.tasks[i].done && r.cells[i].old_runs == r.cells[i].runs;
  results_close(&r);
  return status;
}

static int join(const struct results *of, struct parts_list *list, struct error *err)
{
  struct results r;
  int status = begin_reading(of, &r, err);
  if (!status) status = shares_make(r.campaign, r.tasks, r.task_count, list->parts, &r.shares, err);
  if (!status) status = check_all(&r, list, err);
  if (!status) status = make_journal(&r, err);
  results_close(&r);
  return status;
}

static int has_none(const char *folder, struct error *err)
{
  char word[SHELL_WORD], out[SHELL_WORD];
  shell_path(folder, "campaign.ini", word);
  shell_path(folder, NULL, out);
  return error_set(err, STATUS_USAGE,
                   "%.100s holds no parts, and not all of the campaign's runs; `optbench run "
                   "%.150s --out %.150s` makes those that are missing",
                   folder, word, out);
}

/* With the folder locked. */
static int merge(struct results *r, struct parts_list *list, struct merged *merged,
                 struct error *err)
{
  bool whole;
  struct progress clock;
  double evaluations;
  size_t made;
  progress_begin(&clock);
  int status = see_whole(r, &whole, err);
  if (!status && !whole) status = list->parts ? join(r, list, err) : has_none(r->folder, err);
  if (!status) status = results_start(r, false, err);
  if (status) return status;
  results_count(r, &merged->runs, &made, &evaluations);
  merged->parts = whole ? 0 : list->parts;
  status = results_finish(r, err);
  if (!status && list->parts)
    status = provenance_write_alone(r->folder, r->libraries->optimizers->level, 1,
                                    progress_seconds(&clock), err);
  if (!status) parts_drop(r->folder);
  return status;
}

/* Whoever makes a part holds the folder. */
static int still_made(const struct results *r, struct error *err)
{
  struct parts_list list = {0};
  struct error none;
  char numbers[NUMBERS];
  int status = err->status;
  if (!parts_find(r->folder, &list, &none) && parts_text(&list, PART_UNDER_WAY, numbers, NUMBERS))
    status = not_all(r, &list, err);
  parts_free(&list);
  return status;
}

int merge_parts(const struct libraries *libraries, const char *folder,
                const struct campaign *campaign, struct tasks *tasks, struct merged *merged,
                struct error *err)
{
  struct results r;
  struct parts_list list = {0};
  int status = results_hold(&r, libraries, folder, FOLDER_RESULTS, campaign, tasks->task,
                            tasks->count, LOCK_EX, err);
  if (status == STATUS_IO) status = still_made(&r, err);
  if (!status) status = parts_find(folder, &list, err);
  if (!status) status = merge(&r, &list, merged, err);
  parts_free(&list);
  results_close(&r);
  return status;
}
