/* meta_files.c -- see meta_files.h. */
#include "bench/tune/meta_files.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "bench/io/csv_write.h"
#include "bench/record/folder.h"
#include "bench/statistics/quantiles.h"
#include "src/number.h"

static const char about_name[] = "campaign.ini", scores_name[] = "scores.csv";

/* A whole file, malloc'ed; empty where there is none. */
static int read_whole(const char *path, char **text, struct error *err)
{
  size_t size = 0, room = 1 << 16;
  char *all = malloc(room);
  FILE *in = fopen(path, "rb");
  while (in && all && !feof(in) && !ferror(in)) {
    if (size + 1 == room) {
      char *more = realloc(all, room *= 2);
      if (!more) break;
      all = more;
    }
    size += fread(all + size, 1, room - size - 1, in);
  }
  bool failed = in ? ferror(in) : errno != ENOENT, whole = !in || feof(in);
  int why = errno;
  if (in) fclose(in);
  if (all && whole && !failed) {
    all[size] = '\0';
    *text = all;
    return STATUS_OK;
  }
  free(all);
  if (failed) return error_set(err, STATUS_IO, "cannot read %.300s: %s", path, strerror(why));
  return error_memory(err, "a training's scores");
}

static int write_about(const char *folder, const char *about, struct error *err)
{
  struct file file;
  int status = file_create(&file, folder, about_name, err);
  if (status) return status;
  fprintf(file.stream, "%s%s", folder_marks[FOLDER_META], about);
  return file_commit(&file, err);
}

/* Is the training in the folder the same? True where there is none. */
static int compare_about(const char *folder, const char *about, bool *same, struct error *err)
{
  char path[PATH_SIZE], *text;
  int status = paths_join(path, folder, about_name, err);
  if (!status) status = read_whole(path, &text, err);
  if (status) return status;
  size_t mark = strlen(folder_marks[FOLDER_META]);
  *same = !*text || (strlen(text) >= mark && !strcmp(text + mark, about));
  free(text);
  return STATUS_OK;
}

static int read_row(struct meta_files *f, const struct csv *csv, struct error *err)
{
  struct meta_row *row = &f->row[f->rows];
  size_t generation;
  int status = csv_count(csv, 0, &generation, err);
  if (!status) status = csv_optional(csv, 1, &row->validation, err);
  for (size_t k = 0; k < f->scores && !status; k++)
    status = csv_number(csv, 2 + k, &row->score[k], err);
  if (!status && generation != f->rows + 1)
    status = error_set(err, STATUS_IO, "%.300s:%zu: generation %zu is not the next", csv->path,
                       csv->line, generation);
  f->rows += !status;
  return status;
}

/* The rows of a text that ends with a line; one row more than it has lines has room. */
static int read_rows(struct meta_files *f, const char *path, const char *text, struct error *err)
{
  struct csv csv;
  size_t lines = 0;
  for (const char *at = text; (at = strchr(at, '\n')); at++) lines++;
  f->row = calloc(lines + 1, sizeof *f->row);
  if (!f->row) return error_memory(err, "a training's scores");
  int status = csv_open_text(&csv, path, text, err);
  if (status) return status;
  bool more = true;
  if (csv.field_count != f->scores + 2)
    status = error_set(err, STATUS_IO, "%.300s is not of this training; take --force", path);
  while (!status && !(status = csv_next(&csv, &more, err)) && more) status = read_row(f, &csv, err);
  csv_close(&csv);
  return status;
}

/* What a killed program left: a last line without its end is cut off. */
static int read_scores(struct meta_files *f, const char *path, struct error *err)
{
  char *text;
  int status = read_whole(path, &text, err);
  if (status) return status;
  char *last = strrchr(text, '\n');
  size_t kept = last ? (size_t)(last + 1 - text) : 0;
  bool torn = text[kept] != '\0';
  text[kept] = '\0';
  if (kept) status = read_rows(f, path, text, err);
  free(text);
  if (!status && torn && truncate(path, (off_t)kept))
    status = error_set(err, STATUS_IO, "cannot write %.300s: %s", path, strerror(errno));
  return status;
}

static int written(const struct meta_files *f, struct error *err)
{
  if (!ferror(f->out) && !fflush(f->out)) return STATUS_OK;
  return error_set(err, STATUS_IO, "cannot write %.300s/%s: %s", f->folder, scores_name,
                   strerror(errno ? errno : EIO));
}

/* The file, which is this program's alone until it is closed. */
static int open_scores(struct meta_files *f, const char *path, struct error *err)
{
  /* Not for gnuplot to inherit, which would hold the lock on when this program was killed. */
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  f->out = fd < 0 ? NULL : fdopen(fd, "ab");
  if (!f->out) {
    error_set(err, STATUS_IO, "cannot write %.300s: %s", path, strerror(errno));
    if (fd >= 0) close(fd);
    return STATUS_IO;
  }
  if (flock(fileno(f->out), LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
    return error_set(err, STATUS_USAGE,
                     "another program trains in %.300s; wait for it, or choose another folder with "
                     "--out",
                     f->folder);
  return STATUS_OK;
}

static int begin_scores(struct meta_files *f, struct error *err)
{
  if (f->row) return STATUS_OK;
  fputs("generation,validation", f->out);
  for (size_t k = 0; k < f->scores; k++)
    fprintf(f->out, ",%s%zu", k % 2 ? "minus" : "plus", k / 2 + 1);
  fputc('\n', f->out);
  return written(f, err);
}

int meta_files_open(const char *folder, const char *about, size_t scores, bool force,
                    struct meta_files *f, struct error *err)
{
  char path[PATH_SIZE];
  bool same = true;
  *f = (struct meta_files){.scores = scores};
  snprintf(f->folder, sizeof f->folder, "%s", folder);
  int status = folder_check(folder, FOLDER_META, err);
  if (!status) status = paths_make_folder(folder, err);
  if (!status) status = compare_about(folder, about, &same, err);
  if (!status && !same && !force)
    status = error_set(err, STATUS_USAGE,
                       "%.300s holds a training of other settings; take --force to replace it, or "
                       "another folder with --out",
                       folder);
  if (!status) status = write_about(folder, about, err);
  if (!status) status = paths_join(path, folder, scores_name, err);
  if (!status) status = open_scores(f, path, err);
  if (!status && force && ftruncate(fileno(f->out), 0))
    status = error_set(err, STATUS_IO, "cannot empty %.300s: %s", path, strerror(errno));
  if (!status) status = read_scores(f, path, err);
  if (!status) status = begin_scores(f, err);
  if (status) meta_files_close(f);
  return status;
}

bool meta_files_earlier(void *files, size_t generation, struct meta_row *row)
{
  const struct meta_files *f = files;
  if (generation >= f->rows) return false;
  *row = f->row[generation];
  return true;
}

int meta_files_keep(void *files, size_t generation, const struct meta_row *row, struct error *err)
{
  struct meta_files *f = files;
  char number[NUMBER_TEXT] = "";
  errno = 0;
  if (!isnan(row->validation)) number_format(row->validation, number);
  fprintf(f->out, "%zu,%s", generation + 1, number);
  for (size_t k = 0; k < f->scores; k++) {
    number_format(row->score[k], number);
    fprintf(f->out, ",%s", number);
  }
  fputc('\n', f->out);
  return written(f, err);
}

void meta_files_close(struct meta_files *f)
{
  if (f->out) fclose(f->out);
  free(f->row);
  *f = (struct meta_files){0};
}

static void put_known(struct csv_file *csv, double value, char end)
{
  if (isfinite(value))
    put_number(csv, value, end);
  else
    put_text(csv, "", end);
}

static int write_rows(const struct meta_files *f, const struct meta_told *told, struct error *err)
{
  struct csv_file csv;
  double best = INFINITY, sorted[2 * META_PAIRS_MOST];
  int status = csv_create(&csv, f->folder, "training.csv",
                          "generation,evaluations,mean,median,validation,best", err);
  if (status) return status;
  for (size_t g = 0; g < told->generations && g < f->rows; g++) {
    const struct meta_row *row = &f->row[g];
    double sum = 0;
    for (size_t k = 0; k < f->scores; k++) sum += row->score[k];
    memcpy(sorted, row->score, f->scores * sizeof *sorted);
    if (row->validation < best) best = row->validation;
    put_number(&csv, (double)(g + 1), ',');
    put_number(&csv, (double)(g + 1) * told->evaluations, ',');
    put_number(&csv, sum / (double)f->scores, ',');
    put_number(&csv, quartiles_of(sorted, f->scores).median, ',');
    put_known(&csv, row->validation, ',');
    put_known(&csv, best, '\n');
  }
  return file_commit(&csv.file, err);
}

static int write_panel(const struct meta_files *f, const struct meta_told *told, struct error *err)
{
  struct csv_file csv;
  int status =
      csv_create(&csv, f->folder, "training-panels.csv", "name,metric,log,best,score", err);
  if (status) return status;
  csv.for_gnuplot = true;
  put_text(&csv, told->name, ',');
  put_text(&csv, metric_title(told->metric), ',');
  put_number(&csv, told->metric == METRIC_LOG, ',');
  put_number(&csv, (double)told->best, ',');
  put_known(&csv, told->score, '\n');
  return file_commit(&csv.file, err);
}

int meta_files_training(struct meta_files *f, const struct meta_told *told, struct error *err)
{
  char path[PATH_SIZE];
  free(f->row);
  f->row = NULL;
  f->rows = 0;
  int status = paths_join(path, f->folder, scores_name, err);
  if (!status) status = read_scores(f, path, err);
  if (!status) status = write_rows(f, told, err);
  return status ? status : write_panel(f, told, err);
}
