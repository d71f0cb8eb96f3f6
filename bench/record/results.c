/* results.c -- the folder itself: how it is opened, and how it ends; see results.h. */
#include "bench/record/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "bench/io/csv_write.h"
#include "bench/record/measures.h"
#include "bench/record/results_parts.h"

/* What a campaign leaves in its folder besides campaign.ini and the traces; what says that results
 * are there comes first. */
static const char *const leaves[] = {"runs.csv",  "targets.csv",  "stops.csv",     "timings.csv",
                                     "cells.csv", "runs.journal", "provenance.csv"};
enum { LEAVES = sizeof leaves / sizeof *leaves };

/* Remove FOLDER/name, itself and not what it may point to, or what a killed program left of it. */
static void drop(int folder, const char *name, bool aside)
{
  char half[TRACE_NAME + sizeof FILE_ASIDE];
  snprintf(half, sizeof half, FILE_ASIDE "%s", name);
  unlinkat(folder, aside ? half : name, 0);
}

/* The files of all of the campaign's cells. */
static void drop_texts(const struct results *r, const struct campaign *c, bool aside,
                       enum run_text kind)
{
  char path[PATH_SIZE], name[CELL_NAME_SIZE], file[TRACE_NAME];
  struct error err;
  if (paths_join(path, r->folder, results_folders[kind], &err)) return;
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  size_t cells = campaign_cell_count(c);
  for (size_t i = 0; i < cells; i++) {
    struct cell cell = campaign_cell(c, i);
    cell_name(&cell, name);
    snprintf(file, sizeof file, "%s.csv", name);
    drop(folder, file, aside);
  }
  close(folder);
}

static void drop_all_texts(const struct results *r, bool aside)
{
  for (enum run_text kind = 0; kind < RUN_TEXTS; kind++) {
    if (r->was) drop_texts(r, r->was, aside, kind);
    drop_texts(r, r->campaign, aside, kind);
  }
}

static void drop_results(const struct results *r)
{
  for (size_t i = 0; i < LEAVES; i++) drop(r->lock, leaves[i], false);
  drop_all_texts(r, false);
}

/* What a killed program was writing. */
static void drop_asides(const struct results *r)
{
  for (size_t i = 0; i < LEAVES; i++) drop(r->lock, leaves[i], true);
  drop(r->lock, "campaign.ini", true);
  drop_all_texts(r, true);
}

static int lock_folder(struct results *r, int how, struct error *err)
{
  r->lock = open(r->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (r->lock < 0)
    return error_set(err, STATUS_IO, "cannot open the folder %s: %s; choose another with --out",
                     r->folder, strerror(errno));
  /* A file system without locks cannot tell. */
  if (flock(r->lock, how | LOCK_NB) && errno == EWOULDBLOCK)
    return error_set(err, STATUS_IO,
                     "another optbench is writing to %s; wait for it or choose another folder with "
                     "--out",
                     r->folder);
  return STATUS_OK;
}

/* The campaign that the folder says, if it says one. */
int results_read_campaign(struct results *r, struct error *err)
{
  char path[PATH_SIZE];
  struct error why;
  int status = paths_join(path, r->folder, "campaign.ini", err);
  if (status || r->was || access(path, R_OK)) return status;
  r->was = malloc(sizeof *r->was);
  if (!r->was) return error_memory(err, "the old campaign");
  if (campaign_load(r->libraries, path, r->was, &why)) {
    free(r->was);
    r->was = NULL;
  }
  return STATUS_OK;
}

/* What each file in traces/ is of, with everything that its labels leave out. */
static int write_cells(const struct results *r, struct error *err)
{
  struct csv_file csv;
  char text[FUNCTION_TEXT + METHOD_TEXT];
  int status = csv_create(&csv, r->folder, "cells.csv",
                          "function,dimension,instance,optimizer,trace,function_parameters,"
                          "optimizer_parameters",
                          err);
  if (status) return status;
  for (size_t i = 0; i < r->task_count; i++) {
    const struct task *t = &r->tasks[i];
    char trace[TRACE_NAME] = "";
    if (r->campaign->trace != TRACE_NONE) results_trace_name(t, trace);
    columns_put_cell(csv.file.stream, t->cell.function->label, t->cell.dim, t->cell.instance,
                     t->cell.optimizer->label);
    put_text(&csv, trace, ',');
    function_format(&t->cell.function->spec, text, sizeof text);
    put_text(&csv, text, ',');
    method_format(&t->method, text, sizeof text);
    put_text(&csv, text, '\n');
  }
  return file_commit(&csv.file, err);
}

/* That of a kind of text, where a cell has one; traces/ is there always. */
static int make_folder(const struct results *r, enum run_text kind, struct error *err)
{
  char path[PATH_SIZE];
  bool wanted = kind == TEXT_TRACE;
  for (size_t i = 0; i < r->task_count; i++) wanted |= results_has_text(r, &r->tasks[i], kind);
  if (!wanted) return STATUS_OK;
  int status = paths_join(path, r->folder, results_folders[kind], err);
  return status ? status : paths_make_folder(path, err);
}

static int begin(struct results *r, struct error *err)
{
  bool missing = false;
  drop_asides(r);
  int status = folder_write_campaign(r->folder, r->kind, r->campaign, "", err);
  for (enum run_text kind = 0; kind < RUN_TEXTS && !status; kind++)
    status = make_folder(r, kind, err);
  if (!status) status = write_cells(r, err);
  for (size_t i = 0; i < r->task_count; i++) missing |= !r->tasks[i].done;
  if (!status && missing) status = journal_extend(&r->journal, err);
  /* Whether a trace was on disk before a failure of the machine is not known: from the journal. */
  for (size_t i = 0; i < r->task_count && !status; i++)
    if (r->tasks[i].done && r->cells[i].runs > r->cells[i].old_runs)
      status = results_write_texts(r, i, err);
  return status;
}

int results_hold(struct results *r, const struct libraries *libraries, const char *folder,
                 enum folder_kind kind, const struct campaign *campaign, struct task *tasks,
                 size_t task_count, int how, struct error *err)
{
  *r = (struct results){.kind = kind,
                        .libraries = libraries,
                        .campaign = campaign,
                        .tasks = tasks,
                        .task_count = task_count,
                        .lock = -1,
                        .part_lock = -1};
  if (strlen(folder) >= PATH_SIZE - CELL_NAME_SIZE - 64)
    return error_set(err, STATUS_USAGE, "the folder's name is too long; choose a shorter one");
  strcpy(r->folder, folder);
  int status = folder_check(r->folder, kind, err);
  if (!status) status = paths_make_folder(r->folder, err);
  if (!status) status = lock_folder(r, how, err);
  r->cells = calloc(task_count, sizeof *r->cells);
  return !status && !r->cells ? error_memory(err, "the old results") : status;
}

int results_start(struct results *r, bool force, struct error *err)
{
  int status = results_read_campaign(r, err);
  if (!status && force) drop_results(r);
  if (!status) status = results_take(r, err);
  return status ? status : begin(r, err);
}

int results_open(struct results *r, const struct libraries *libraries, const char *folder,
                 enum folder_kind kind, const struct campaign *campaign, struct task *tasks,
                 size_t task_count, bool force, struct error *err)
{
  int status = results_hold(r, libraries, folder, kind, campaign, tasks, task_count, LOCK_EX, err);
  if (!status) status = results_start(r, force, err);
  if (status) results_close(r);
  return status;
}

void results_count(const struct results *r, size_t *there, size_t *made, double *evaluations)
{
  *there = *made = 0;
  *evaluations = 0;
  for (size_t i = 0; i < r->task_count; i++) {
    const struct kept_cell *c = &r->cells[i];
    size_t known = r->tasks[i].done ? c->runs : c->room;
    *there += c->old_runs;
    for (size_t k = c->old_runs; k < known; k++) {
      if (k >= c->room || !c->run[k].there) continue;
      ++*there;
      *made += c->run[k].fresh;
      if (c->run[k].fresh) *evaluations += c->run[k].evaluations;
    }
  }
}

static int copy_range(FILE *in, const struct block *block, FILE *out)
{
  char buffer[1 << 14];
  if (fseek(in, block->offset, SEEK_SET)) return STATUS_IO;
  for (long left = block->length; left > 0;) {
    size_t want = left > (long)sizeof buffer ? sizeof buffer : (size_t)left;
    size_t got = fread(buffer, 1, want, in);
    if (!got) return STATUS_IO;
    fwrite(buffer, 1, got, out);
    left -= (long)got;
  }
  return STATUS_OK;
}

static int put_cell(struct results *r, size_t task, enum table table, FILE *old, FILE *out,
                    struct error *err)
{
  const struct kept_cell *c = &r->cells[task];
  /* Timings may lack runs. */
  bool held = c->old_runs && c->old[table].rows;
  if (held && (!old || copy_range(old, &c->old[table], out)))
    return error_set(err, STATUS_IO, "cannot read back the results of %s; run again with --force",
                     r->tasks[task].name);
  int status = STATUS_OK;
  for (size_t k = c->old_runs; k < c->runs && !status; k++) {
    long offset = c->run[k].offset;
    for (size_t piece = 0; piece < (size_t)table; piece++) offset += (long)c->run[k].size[piece];
    status = journal_copy(&r->journal, offset, c->run[k].size[table], out, err);
  }
  return status;
}

/* Those of the old table's header. */
static void read_measures(const struct results *r, FILE *old, struct measures *measures)
{
  char *line = NULL;
  size_t room = 0;
  measures->count = 0;
  if (old && getline(&line, &room, old) > 0)
    measures_of_header(line, columns_fixed(r->campaign), measures);
  free(line);
}

static bool same_measures(const struct measures *a, const struct measures *b)
{
  bool same = a->count == b->count;
  for (size_t i = 0; i < a->count && same; i++) same = !strcmp(a->name[i], b->name[i]);
  return same;
}

/* The cell's rows of runs.csv under the columns of the campaign: those of the old table have its
 * columns, others their function's own. */
static int put_runs(struct results *r, size_t task, FILE *old, const struct measures *before,
                    const struct measures *all, FILE *out, struct error *err)
{
  const struct kept_cell *c = &r->cells[task];
  struct measures own;
  measures_of_function(r->tasks[task].cell.function->spec.type, &own);
  if ((!c->old_runs || same_measures(before, all)) &&
      (c->old_runs == c->runs || same_measures(&own, all)))
    return put_cell(r, task, TABLE_RUNS, old, out, err);
  char *rows = NULL;
  size_t size = 0, old_size = c->old_runs ? (size_t)c->old[TABLE_RUNS].length : 0;
  size_t fixed = columns_fixed(r->campaign);
  FILE *memory = open_memstream(&rows, &size);
  if (!memory) return error_memory(err, "the results");
  int status = put_cell(r, task, TABLE_RUNS, old, memory, err);
  bool failed = ferror(memory);
  if ((fclose(memory) || failed) && !status) status = error_memory(err, "the results");
  if (!status) {
    measures_move(rows, old_size, fixed, before, all, out);
    measures_move(rows + old_size, size - old_size, fixed, &own, all, out);
  }
  free(rows);
  return status;
}

int results_put_table(struct results *r, enum table table, FILE *out, struct error *err)
{
  struct measures before, all;
  char path[2 * PATH_SIZE];
  int status = STATUS_OK;
  snprintf(path, sizeof path, "%s/%s.csv", r->folder, table_names[table]);
  FILE *old = fopen(path, "rb");
  read_measures(r, old, &before);
  measures_of_campaign(r->campaign, &all);
  columns_put_header(out, table, r->campaign, &all);
  for (size_t i = 0; i < r->task_count && !status; i++)
    if (r->tasks[i].done && results_in_table(&r->tasks[i], table))
      status = table == TABLE_RUNS ? put_runs(r, i, old, &before, &all, out, err)
                                   : put_cell(r, i, table, old, out, err);
  if (old) fclose(old);
  return status;
}

static int write_table(struct results *r, enum table table, struct error *err)
{
  struct file file;
  char name[NAME_SIZE];
  snprintf(name, sizeof name, "%s.csv", table_names[table]);
  int status = file_create(&file, r->folder, name, err);
  if (status) return status;
  status = results_put_table(r, table, file.stream, err);
  if (!status) return file_commit(&file, err);
  file_abandon(&file);
  return status;
}

/* Is there any time of a run? A folder may have been made when there were none. */
static bool tells_timings(const struct results *r)
{
  bool any = false;
  for (size_t i = 0; i < r->task_count; i++) {
    const struct kept_cell *c = &r->cells[i];
    any |= c->old_runs && c->old[TABLE_TIMINGS].rows;
    for (size_t k = c->old_runs; k < c->runs; k++) any |= c->run[k].size[PIECE_TIMINGS] > 0;
  }
  return any;
}

int results_finish(struct results *r, struct error *err)
{
  bool stops = false;
  for (size_t i = 0; i < r->task_count; i++) stops |= results_in_table(&r->tasks[i], TABLE_STOPS);
  /* The traces, before the tables say that they are there. */
  file_barrier(r->lock);
  int status = write_table(r, TABLE_TARGETS, err);
  if (!status && stops) status = write_table(r, TABLE_STOPS, err);
  if (!status && tells_timings(r)) status = write_table(r, TABLE_TIMINGS, err);
  if (!status) status = write_table(r, TABLE_RUNS, err);
  if (!status) unlinkat(r->lock, journal_name, 0);
  return status;
}

void results_close(struct results *r)
{
  journal_close(&r->journal);
  if (r->part_lock >= 0) close(r->part_lock);
  if (r->lock >= 0) close(r->lock);
  r->part_lock = r->lock = -1;
  shares_free(&r->shares);
  for (size_t i = 0; r->cells && i < r->task_count; i++) free(r->cells[i].run);
  free(r->cells);
  r->cells = NULL;
  if (r->was) campaign_free(r->was);
  free(r->was);
  r->was = NULL;
}

/* Each table as a text. */
static int put_texts(struct results *r, char *text[TABLES], struct error *err)
{
  int status = STATUS_OK;
  for (enum table table = 0; table < TABLES && !status; table++) {
    size_t size;
    FILE *out = open_memstream(&text[table], &size);
    if (!out) return error_memory(err, "the results");
    status = results_put_table(r, table, out, err);
    bool failed = ferror(out);
    if ((fclose(out) || failed) && !status) status = error_memory(err, "the results");
  }
  return status;
}

int results_unfinished(const struct libraries *libraries, const char *folder,
                       const struct campaign *campaign, bool *unfinished, char *text[TABLES],
                       struct error *err)
{
  char path[PATH_SIZE];
  struct tasks tasks;
  int status = paths_join(path, folder, journal_name, err);
  *unfinished = !status && !access(path, F_OK);
  if (!*unfinished) return status;
  status = tasks_name(libraries, campaign, &tasks, err);
  if (status) return status;
  struct results r = {.libraries = libraries,
                      .campaign = campaign,
                      .tasks = tasks.task,
                      .task_count = tasks.count,
                      .lock = -1,
                      .part_lock = -1,
                      .only_read = true};
  strcpy(r.folder, folder);
  r.cells = calloc(tasks.count, sizeof *r.cells);
  status = r.cells ? results_take(&r, err) : error_memory(err, "the results");
  if (!status) status = put_texts(&r, text, err);
  for (size_t table = 0; status && table < TABLES; table++) {
    free(text[table]);
    text[table] = NULL;
  }
  results_close(&r);
  tasks_free(&tasks);
  return status;
}
