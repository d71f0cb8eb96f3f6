/* results.c -- see results.h. */
#include "bench/results.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/stops.h"
#include "src/number.h"

static const char runs_header[] = "function,dimension,instance,optimizer,repetition,problem,"
                                  "definition,outcome,steps,values,gradients,cost,final_f,best_f,"
                                  "error\n";
static const char restarts_header[] = "function,dimension,instance,optimizer,repetition,problem,"
                                      "definition,outcome,steps,values,gradients,cost,final_f,"
                                      "best_f,error,restarts\n";
static const char targets_header[] =
    "function,dimension,instance,optimizer,repetition,target,values,gradients,cost\n";
static const char stops_header[] = "function,dimension,instance,optimizer,repetition,stops\n";

enum { ROW_PREFIX = 4 * LABEL_SIZE + 64 };

/* "FUNCTION,DIM,INSTANCE,OPTIMIZER," as every row of the cell begins. */
static int row_prefix(const struct task *task, char prefix[ROW_PREFIX], struct error *err)
{
  struct text text = {0};
  char numbers[64];
  snprintf(numbers, sizeof numbers, ",%zu,%u,", task->cell.dim, task->cell.instance);
  int status = text_field(&text, task->cell.function->label, err);
  if (!status) status = text_string(&text, numbers, err);
  if (!status) status = text_field(&text, task->cell.optimizer->label, err);
  if (!status) status = text_string(&text, ",", err);
  if (!status) {
    memcpy(prefix, text.bytes, text.used);
    prefix[text.used] = '\0';
  }
  text_free(&text);
  return status;
}

/* Does it tell what ended the searches of its runs? */
static bool has_stops(const struct task *task) { return task->method.type->stops != NULL; }

static void part_name(const struct task *task, const char *kind, char name[CELL_NAME_SIZE + 16])
{
  snprintf(name, CELL_NAME_SIZE + 16, "%s.%s", task->name, kind);
}

static bool exists(const char *folder, const char *inner, const char *name)
{
  char path[2 * PATH_SIZE];
  snprintf(path, sizeof path, "%s/%s/%s", folder, inner, name);
  return !access(path, F_OK);
}

/* Remove the files of FOLDER/inner whose names begin with `prefix`; "" means all. */
static void sweep(const char *folder, const char *inner, const char *prefix)
{
  char path[2 * PATH_SIZE];
  snprintf(path, sizeof path, "%s/%s", folder, inner);
  DIR *dir = opendir(path);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
        !strncmp(entry->d_name, prefix, strlen(prefix)))
      unlinkat(dirfd(dir), entry->d_name, 0);
  closedir(dir);
}

/* Of a row, what names its run: FUNCTION,DIM,INSTANCE,OPTIMIZER,REPETITION. */
static void cut_after_repetition(char *row)
{
  size_t commas = 0;
  bool quoted = false;
  for (; *row && *row != '\n'; row++) {
    if (*row == '"') quoted = !quoted;
    if (*row == ',' && !quoted && ++commas == 5) break;
  }
  *row = '\0';
}

static int has_other_results(const struct results *r, const char *what, struct error *err)
{
  return error_set(
      err, STATUS_USAGE,
      "%s holds results that this campaign would lose (%s); choose another folder with "
      "--out, or replace them with --force",
      r->folder, what);
}

/* Which task a row of an old file belongs to: rows come in blocks, so the last one is tried first.
 */
static size_t task_of_row(char (*prefixes)[ROW_PREFIX], size_t count, const char *row, size_t last)
{
  for (size_t i = 0; i < count; i++) {
    size_t at = (last + i) % count;
    if (!strncmp(prefixes[at], row, strlen(prefixes[at]))) return at;
  }
  return count;
}

/* Find each task's block of rows in FOLDER/name. With `definitions`, rows carry the cell's
 * definition, and those of another one are other results. */
static int find_blocks(const struct results *r, const char *name, bool definitions,
                       struct block *blocks, struct error *err)
{
  char path[PATH_SIZE];
  int status = paths_join(path, r->folder, name, err);
  if (status) return status;
  FILE *in = fopen(path, "rb");
  if (!in) return STATUS_OK;
  char(*prefixes)[ROW_PREFIX] = malloc(r->task_count * sizeof *prefixes);
  if (!prefixes) status = error_memory(err, "the old results");
  for (size_t i = 0; i < r->task_count && !status; i++)
    status = row_prefix(&r->tasks[i], prefixes[i], err);
  char *line = NULL;
  size_t room = 0, task = 0;
  long offset = 0;
  ssize_t length;
  for (bool header = true; !status && (length = getline(&line, &room, in)) > 0; header = false) {
    long begin = offset;
    offset += (long)length;
    if (header) continue;
    task = task_of_row(prefixes, r->task_count, line, task);
    if (task == r->task_count) {
      cut_after_repetition(line);
      status = has_other_results(r, line, err);
      break;
    }
    const struct task *t = &r->tasks[task];
    if (definitions) {
      char *rest = line + strlen(prefixes[task]);
      for (int skip = 0; skip < 2 && rest; skip++)
        rest = strchr(rest, ',') ? strchr(rest, ',') + 1 : NULL;
      if (!rest || strncmp(rest, t->definition, 16) != 0) {
        char what[CELL_NAME_SIZE + 32];
        snprintf(what, sizeof what, "%s with other settings", t->name);
        status = has_other_results(r, what, err);
        break;
      }
    }
    struct block *b = &blocks[task];
    if (!b->rows) b->offset = begin;
    if (line[length - 1] == '\n' && begin == b->offset + b->length) {
      b->length += (long)length;
      b->rows++;
    }
  }
  free(line);
  free(prefixes);
  fclose(in);
  return status;
}

/* A cell is done if its rows are there, as parts or in both tables, and its trace too. */
static void mark_done(struct results *r)
{
  for (size_t i = 0; i < r->task_count; i++) {
    struct task *t = &r->tasks[i];
    char runs[CELL_NAME_SIZE + 16], targets[CELL_NAME_SIZE + 16], trace[CELL_NAME_SIZE + 16];
    char stops[CELL_NAME_SIZE + 16];
    part_name(t, "runs", runs);
    part_name(t, "targets", targets);
    part_name(t, "csv", trace);
    part_name(t, "stops", stops);
    bool parts = exists(r->folder, "parts", runs) && exists(r->folder, "parts", targets) &&
                 (!has_stops(t) || exists(r->folder, "parts", stops));
    long runs_there = r->old_runs[i].rows;
    bool rows = runs_there >= (long)r->campaign->runs &&
                runs_there <= (long)campaign_runs_most(r->campaign) &&
                r->old_targets[i].rows == runs_there * TARGET_COUNT &&
                r->old_stops[i].rows == (has_stops(t) ? runs_there : 0);
    t->done =
        (parts || rows) && (r->campaign->trace == TRACE_NONE || exists(r->folder, "traces", trace));
  }
}

size_t results_rows(const struct results *r, size_t task)
{
  char name[CELL_NAME_SIZE + 16], path[2 * PATH_SIZE];
  part_name(&r->tasks[task], "runs", name);
  snprintf(path, sizeof path, "%s/parts/%s", r->folder, name);
  FILE *in = fopen(path, "rb");
  if (!in) return (size_t)r->old_runs[task].rows;
  size_t rows = 0;
  for (int c; (c = getc(in)) != EOF;) rows += c == '\n';
  fclose(in);
  return rows;
}

/* Parts of a cell that was defined otherwise are of no use. */
static int check_parts(const struct results *r, struct error *err)
{
  for (size_t i = 0; i < r->task_count; i++) {
    const struct task *t = &r->tasks[i];
    char name[CELL_NAME_SIZE + 16], path[2 * PATH_SIZE], prefix[ROW_PREFIX];
    part_name(t, "runs", name);
    snprintf(path, sizeof path, "%s/parts/%s", r->folder, name);
    FILE *in = fopen(path, "rb");
    if (!in) continue;
    char line[2 * ROW_PREFIX] = "";
    bool read = fgets(line, sizeof line, in);
    fclose(in);
    int status = row_prefix(t, prefix, err);
    if (status) return status;
    size_t skip = strlen(prefix) + strlen("0,") + 17;
    if (!read || strncmp(line, prefix, strlen(prefix)) != 0 || strlen(line) < skip + 16 ||
        strncmp(line + skip, t->definition, 16) != 0) {
      char what[CELL_NAME_SIZE + 32];
      snprintf(what, sizeof what, "%s with other settings", t->name);
      return has_other_results(r, what, err);
    }
  }
  return STATUS_OK;
}

/* A part that belongs to no cell of the campaign is another campaign's, stopped half-way. */
static int check_strangers(const struct results *r, struct error *err)
{
  char path[PATH_SIZE], name[CELL_NAME_SIZE + 16];
  int status = paths_join(path, r->folder, "parts", err);
  DIR *dir = status ? NULL : opendir(path);
  if (!dir) return status;
  for (struct dirent *entry; !status && (entry = readdir(dir));) {
    size_t length = strlen(entry->d_name), tail = strlen(".runs");
    if (length < tail || strcmp(entry->d_name + length - tail, ".runs") != 0) continue;
    bool known = false;
    for (size_t i = 0; i < r->task_count && !known; i++) {
      part_name(&r->tasks[i], "runs", name);
      known = !strcmp(name, entry->d_name);
    }
    if (!known) {
      snprintf(name, sizeof name, "%.*s", (int)(length - tail), entry->d_name);
      status = has_other_results(r, name, err);
    }
  }
  closedir(dir);
  return status;
}

static int make_folders(const struct results *r, struct error *err)
{
  static const char *const inner[] = {"traces", "parts"};
  int status = STATUS_OK;
  for (size_t i = 0; i < sizeof inner / sizeof *inner && !status; i++) {
    char path[PATH_SIZE];
    status = paths_join(path, r->folder, inner[i], err);
    if (!status) status = paths_make_folder(path, err);
  }
  return status;
}

static int lock_folder(struct results *r, struct error *err)
{
  r->lock = open(r->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (r->lock < 0)
    return error_set(err, STATUS_IO, "cannot open the folder %s: %s; choose another with --out",
                     r->folder, strerror(errno));
  if (flock(r->lock, LOCK_EX | LOCK_NB))
    return error_set(err, STATUS_IO,
                     "another optbench is writing to %s; wait for it or choose another folder with "
                     "--out",
                     r->folder);
  return STATUS_OK;
}

static int write_campaign(const struct results *r, struct error *err)
{
  char *text = campaign_text(r->campaign);
  if (!text) return error_memory(err, "the campaign's text");
  int status = file_write(r->folder, "campaign.ini", text, err);
  free(text);
  return status;
}

int results_open(struct results *r, const char *folder, const struct campaign *campaign,
                 struct task *tasks, size_t task_count, bool force, struct error *err)
{
  *r = (struct results){.campaign = campaign, .tasks = tasks, .task_count = task_count, .lock = -1};
  if (strlen(folder) >= PATH_SIZE - CELL_NAME_SIZE - 64)
    return error_set(err, STATUS_USAGE, "the folder's name is too long; choose a shorter one");
  strcpy(r->folder, folder);
  int status = paths_make_folder(r->folder, err);
  if (!status) status = lock_folder(r, err);
  r->old_runs = calloc(task_count, sizeof *r->old_runs);
  r->old_targets = calloc(task_count, sizeof *r->old_targets);
  r->old_stops = calloc(task_count, sizeof *r->old_stops);
  if (!status && (!r->old_runs || !r->old_targets || !r->old_stops))
    status = error_memory(err, "the old results");
  if (status) {
    results_close(r);
    return status;
  }
  sweep(folder, ".", FILE_ASIDE);
  sweep(folder, "traces", FILE_ASIDE);
  sweep(folder, "parts", FILE_ASIDE);
  if (force) {
    sweep(folder, "parts", "");
    sweep(folder, "traces", "");
    unlinkat(r->lock, "runs.csv", 0);
    unlinkat(r->lock, "targets.csv", 0);
    unlinkat(r->lock, "stops.csv", 0);
  }
  status = find_blocks(r, "runs.csv", true, r->old_runs, err);
  if (!status) status = find_blocks(r, "targets.csv", false, r->old_targets, err);
  if (!status) status = find_blocks(r, "stops.csv", false, r->old_stops, err);
  if (!status) status = check_parts(r, err);
  if (!status) status = check_strangers(r, err);
  if (!status) status = make_folders(r, err);
  if (!status) status = write_campaign(r, err);
  if (status) {
    results_close(r);
    return status;
  }
  mark_done(r);
  return STATUS_OK;
}

static int begin_cell(struct results *r, const struct task *task, struct error *err)
{
  char path[PATH_SIZE], name[CELL_NAME_SIZE + 16];
  int status = STATUS_OK;
  if (r->campaign->trace != TRACE_NONE) {
    struct text header = {0};
    part_name(task, "csv", name);
    status = paths_join(path, r->folder, "traces", err);
    if (!status) status = file_create(&r->trace, path, name, err);
    if (!status)
      status = run_trace_header(&task->method, task->cell.dim, r->campaign->trace_x, &header, err);
    if (!status) status = text_copy(&header, r->trace.stream, err);
    text_free(&header);
  }
  if (!status) status = paths_join(path, r->folder, "parts", err);
  part_name(task, "runs", name);
  if (!status) status = file_create(&r->runs, path, name, err);
  part_name(task, "targets", name);
  if (!status) status = file_create(&r->targets, path, name, err);
  part_name(task, "stops", name);
  if (!status && has_stops(task)) status = file_create(&r->stops, path, name, err);
  return status;
}

/* Numbers of a row, comma-separated, ended by a newline. */
static void put_numbers(FILE *out, const double *numbers, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    char text[NUMBER_TEXT];
    number_format(numbers[i], text);
    fputs(text, out);
    fputc(i + 1 < count ? ',' : '\n', out);
  }
}

static void put_run(const struct results *r, const struct task *t, const char *prefix,
                    size_t repetition, const struct run_record *record)
{
  double numbers[] = {record->steps,
                      record->counts.values,
                      record->counts.gradients,
                      run_cost(record->counts, r->campaign->gradient_cost),
                      record->final_f,
                      record->best_f,
                      record->error,
                      record->restarts};
  size_t count = sizeof numbers / sizeof *numbers - !r->campaign->restarts;
  fprintf(r->runs.stream, "%s%zu,%s,%s,%s,", prefix, repetition, t->problem_id, t->definition,
          outcome_names[record->outcome]);
  put_numbers(r->runs.stream, numbers, count);
}

static void put_stops(const struct results *r, const char *prefix, size_t repetition,
                      const struct run_record *record)
{
  char stops[STOPS_TEXT];
  stops_format(record->stops, stops);
  fprintf(r->stops.stream, "%s%zu,%s\n", prefix, repetition, stops);
}

static void put_targets(const struct results *r, const char *prefix, size_t repetition,
                        const struct run_record *record)
{
  for (size_t k = 0; k < TARGET_COUNT; k++) {
    char target[NUMBER_TEXT];
    number_format(campaign_targets[k], target);
    fprintf(r->targets.stream, "%s%zu,%s,", prefix, repetition, target);
    if (k < record->reached) {
      struct counts at = record->at[k];
      double numbers[] = {at.values, at.gradients, run_cost(at, r->campaign->gradient_cost)};
      put_numbers(r->targets.stream, numbers, 3);
    } else {
      fputs(",,\n", r->targets.stream);
    }
  }
}

static bool is_last(const struct results *r, size_t repetition)
{
  const struct campaign *c = r->campaign;
  if (repetition + 1 < c->runs) return false;
  return r->successes >= c->until_successes || repetition + 1 == campaign_runs_most(c);
}

int results_append(struct results *r, const struct task *task, size_t repetition,
                   const struct run_record *record, struct text *trace, struct error *err)
{
  char prefix[ROW_PREFIX];
  int status = row_prefix(task, prefix, err);
  if (!status && repetition == 0) status = begin_cell(r, task, err);
  if (status) return status;
  errno = 0;
  if (r->trace.stream) status = text_copy(trace, r->trace.stream, err);
  if (r->trace.stream && !status) status = file_check(&r->trace, err);
  put_run(r, task, prefix, repetition, record);
  if (!status) status = file_check(&r->runs, err);
  put_targets(r, prefix, repetition, record);
  if (!status) status = file_check(&r->targets, err);
  if (r->stops.stream) put_stops(r, prefix, repetition, record);
  if (r->stops.stream && !status) status = file_check(&r->stops, err);
  if (!repetition) r->successes = 0;
  r->successes += record->outcome == OUTCOME_TARGET;
  r->complete = is_last(r, repetition);
  if (status || !r->complete) return status;
  /* The runs come last: where they are, the cell is whole. */
  if (r->trace.stream) status = file_commit(&r->trace, err);
  if (!status) status = file_commit(&r->targets, err);
  if (r->stops.stream && !status) status = file_commit(&r->stops, err);
  if (!status) status = file_commit(&r->runs, err);
  return status;
}

static int copy_range(FILE *in, long offset, long length, FILE *out)
{
  char buffer[1 << 14];
  if (fseek(in, offset, SEEK_SET)) return STATUS_IO;
  while (length != 0) {
    size_t want = length < 0 || length > (long)sizeof buffer ? sizeof buffer : (size_t)length;
    size_t got = fread(buffer, 1, want, in);
    if (!got) return length < 0 && !ferror(in) ? STATUS_OK : STATUS_IO;
    fwrite(buffer, 1, got, out);
    if (length > 0) length -= (long)got;
  }
  return STATUS_OK;
}

static bool in_every_task(const struct task *task)
{
  (void)task;
  return true;
}

/* FOLDER/name from the parts of the cells that have one, or from their blocks in the file as it
 * was. */
static int put_together(const struct results *r, const char *name, const char *kind,
                        const char *header, const struct block *blocks,
                        bool (*has)(const struct task *), struct error *err)
{
  struct file file;
  char path[2 * PATH_SIZE];
  snprintf(path, sizeof path, "%s/%s", r->folder, name);
  FILE *old = fopen(path, "rb");
  int status = file_create(&file, r->folder, name, err);
  if (!status) fputs(header, file.stream);
  for (size_t i = 0; i < r->task_count && !status; i++) {
    char part[CELL_NAME_SIZE + 16];
    if (!has(&r->tasks[i])) continue;
    part_name(&r->tasks[i], kind, part);
    snprintf(path, sizeof path, "%s/parts/%s", r->folder, part);
    FILE *in = fopen(path, "rb");
    if (in)
      status = copy_range(in, 0, -1, file.stream);
    else if (old && blocks[i].rows)
      status = copy_range(old, blocks[i].offset, blocks[i].length, file.stream);
    else
      status = STATUS_IO;
    if (in) fclose(in);
    if (status)
      error_set(err, STATUS_IO, "cannot read back the results of %s; run again with --force",
                r->tasks[i].name);
  }
  if (old) fclose(old);
  if (status) {
    file_abandon(&file);
    return status;
  }
  return file_commit(&file, err);
}

int results_finish(struct results *r, struct error *err)
{
  char path[PATH_SIZE];
  bool stops = false;
  for (size_t i = 0; i < r->task_count; i++) stops |= has_stops(&r->tasks[i]);
  int status =
      put_together(r, "targets.csv", "targets", targets_header, r->old_targets, in_every_task, err);
  if (!status && stops)
    status = put_together(r, "stops.csv", "stops", stops_header, r->old_stops, has_stops, err);
  if (!status)
    status =
        put_together(r, "runs.csv", "runs", r->campaign->restarts ? restarts_header : runs_header,
                     r->old_runs, in_every_task, err);
  if (!status) status = paths_join(path, r->folder, "parts", err);
  if (status) return status;
  sweep(r->folder, "parts", "");
  rmdir(path);
  return STATUS_OK;
}

void results_close(struct results *r)
{
  file_abandon(&r->trace);
  file_abandon(&r->runs);
  file_abandon(&r->targets);
  file_abandon(&r->stops);
  if (r->lock >= 0) close(r->lock);
  r->lock = -1;
  free(r->old_runs);
  free(r->old_targets);
  free(r->old_stops);
  r->old_runs = r->old_targets = r->old_stops = NULL;
}
