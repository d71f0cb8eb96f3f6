/* results.c -- the folder itself: what is there, and how it ends; see results.h. Runs are added in
 * results_append.c. */
#include "bench/record/results_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/record/columns.h"

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
    if (*row == ',' && !quoted && ++commas == KEYS) break;
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

/* Find each task's block of rows in a table of the folder. Rows of runs.csv carry the cell's
 * definition, and those of another one are other results. */
static int find_blocks(const struct results *r, enum table table, struct block *blocks,
                       struct error *err)
{
  char path[PATH_SIZE], name[NAME_SIZE];
  snprintf(name, sizeof name, "%s.csv", table_names[table]);
  int status = paths_join(path, r->folder, name, err);
  if (status) return status;
  FILE *in = fopen(path, "rb");
  if (!in) return STATUS_OK;
  char(*prefixes)[ROW_PREFIX] = malloc(r->task_count * sizeof *prefixes);
  if (!prefixes) status = error_memory(err, "the old results");
  for (size_t i = 0; i < r->task_count && !status; i++)
    status = results_row_prefix(&r->tasks[i], prefixes[i], err);
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
    if (table == TABLE_RUNS) {
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
    char runs[PART_NAME], targets[PART_NAME], trace[PART_NAME];
    char stops[PART_NAME];
    results_part_name(t, table_names[TABLE_RUNS], runs);
    results_part_name(t, table_names[TABLE_TARGETS], targets);
    results_part_name(t, "csv", trace);
    results_part_name(t, table_names[TABLE_STOPS], stops);
    bool parts = exists(r->folder, "parts", runs) && exists(r->folder, "parts", targets) &&
                 (!results_has_stops(t) || exists(r->folder, "parts", stops));
    long runs_there = r->old_runs[i].rows;
    bool rows = runs_there >= (long)r->campaign->runs &&
                runs_there <= (long)campaign_runs_most(r->campaign) &&
                r->old_targets[i].rows == runs_there * TARGET_COUNT &&
                r->old_stops[i].rows == (results_has_stops(t) ? runs_there : 0);
    t->done =
        (parts || rows) && (r->campaign->trace == TRACE_NONE || exists(r->folder, "traces", trace));
  }
}

size_t results_rows(const struct results *r, size_t task)
{
  char name[PART_NAME], path[2 * PATH_SIZE];
  results_part_name(&r->tasks[task], "runs", name);
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
    char name[PART_NAME], path[2 * PATH_SIZE], prefix[ROW_PREFIX];
    results_part_name(t, table_names[TABLE_RUNS], name);
    snprintf(path, sizeof path, "%s/parts/%s", r->folder, name);
    FILE *in = fopen(path, "rb");
    if (!in) continue;
    char line[2 * ROW_PREFIX] = "";
    bool read = fgets(line, sizeof line, in);
    fclose(in);
    int status = results_row_prefix(t, prefix, err);
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
  char path[PATH_SIZE], name[PART_NAME];
  int status = paths_join(path, r->folder, "parts", err);
  DIR *dir = status ? NULL : opendir(path);
  if (!dir) return status;
  for (struct dirent *entry; !status && (entry = readdir(dir));) {
    size_t length = strlen(entry->d_name), tail = strlen(".runs");
    if (length < tail || strcmp(entry->d_name + length - tail, ".runs") != 0) continue;
    bool known = false;
    for (size_t i = 0; i < r->task_count && !known; i++) {
      results_part_name(&r->tasks[i], table_names[TABLE_RUNS], name);
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
  status = find_blocks(r, TABLE_RUNS, r->old_runs, err);
  if (!status) status = find_blocks(r, TABLE_TARGETS, r->old_targets, err);
  if (!status) status = find_blocks(r, TABLE_STOPS, r->old_stops, err);
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
static int put_together(const struct results *r, enum table table, const struct block *blocks,
                        bool (*has)(const struct task *), struct error *err)
{
  struct file file;
  char path[2 * PATH_SIZE], name[NAME_SIZE];
  snprintf(name, sizeof name, "%s.csv", table_names[table]);
  snprintf(path, sizeof path, "%s/%s", r->folder, name);
  FILE *old = fopen(path, "rb");
  int status = file_create(&file, r->folder, name, err);
  if (!status) columns_put_header(file.stream, table, r->campaign->restarts);
  for (size_t i = 0; i < r->task_count && !status; i++) {
    char part[PART_NAME];
    if (!has(&r->tasks[i])) continue;
    results_part_name(&r->tasks[i], table_names[table], part);
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
  for (size_t i = 0; i < r->task_count; i++) stops |= results_has_stops(&r->tasks[i]);
  int status = put_together(r, TABLE_TARGETS, r->old_targets, in_every_task, err);
  if (!status && stops) status = put_together(r, TABLE_STOPS, r->old_stops, results_has_stops, err);
  if (!status) status = put_together(r, TABLE_RUNS, r->old_runs, in_every_task, err);
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
