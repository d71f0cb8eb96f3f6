/* journal.c -- see journal.h.
 *
 * The file is a line that names the form, then records: a line "run REPETITION SUCCESS EVALUATIONS
 * SIZES DEFINITION CELL", the pieces, and a line with the CRC-32 of all of these. */
#include "bench/record/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "bench/io/file.h"

const char journal_name[] = "runs.journal";

const char journal_form[] = "optbench journal 3\n";
enum { HEAD_SIZE = CELL_NAME_SIZE + 256, FOOT_LENGTH = 9 };

static int trouble(const struct journal *j, const char *what, struct error *err)
{
  int cause = errno ? errno : EIO;
  return error_set(err, STATUS_IO, "cannot %s %.300s: %s; %s", what, j->path, strerror(cause),
                   file_remedy(cause));
}

static int open_file(struct journal *j, int flags, struct error *err)
{
  int fd = open(j->path, flags | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0) return errno == ENOENT ? STATUS_OK : trouble(j, "open", err);
  j->file = fdopen(fd, (flags & O_ACCMODE) == O_RDONLY ? "rb" : "r+b");
  if (j->file) return STATUS_OK;
  close(fd);
  return error_memory(err, "the journal");
}

int journal_open_as(struct journal *j, const char *folder, const char *name, const char *form,
                    bool *there, bool *other, struct error *err)
{
  *j = (struct journal){0};
  *there = *other = false;
  snprintf(j->form, sizeof j->form, "%s", form);
  int status = paths_join(j->path, folder, name, err);
  if (!status) status = open_file(j, O_RDONLY, err);
  *there = j->file != NULL;
  if (status || !*there) return status;
  char line[JOURNAL_FORM];
  size_t length = strlen(form), got = fread(line, 1, length, j->file);
  /* Killed before the first line was whole: as if there were none. */
  if (!memcmp(line, form, got)) {
    if (got == length) j->end = (long)got;
    return STATUS_OK;
  }
  *other = true;
  journal_close(j);
  return STATUS_OK;
}

int journal_open(struct journal *j, const char *folder, bool *there, struct error *err)
{
  bool other;
  int status = journal_open_as(j, folder, journal_name, journal_form, there, &other, err);
  if (status || !other) return status;
  return error_set(
      err, STATUS_IO,
      "%.300s is of another version of the program; finish the campaign with that one, "
      "or begin again with --force",
      j->path);
}

static void digest(struct journal *j, const void *bytes, size_t size)
{
  j->checksum = crc32_z(j->checksum, bytes, size);
}

static bool parse_head(const char *line, struct journal_record *r)
{
  int success, used = 0, more = 0;
  if (sscanf(line, "run %zu %d %la %n", &r->repetition, &success, &r->evaluations, &used) != 3)
    return false;
  for (int k = 0; k < PIECES; k++, used += more)
    if (sscanf(line + used, "%zu %n", &r->size[k], &more) != 1) return false;
  if (sscanf(line + used, "%16s %n", r->definition, &more) != 1) return false;
  used += more;
  size_t length = strcspn(line + used, "\n");
  if (!used || !length || length >= sizeof r->cell || line[used + (int)length] != '\n')
    return false;
  memcpy(r->cell, line + used, length);
  r->cell[length] = '\0';
  r->success = success;
  return true;
}

/* Is the record behind its first line whole? */
static bool check_rest(struct journal *j, const struct journal_record *r)
{
  char buffer[1 << 14], foot[FOOT_LENGTH + 1], expected[FOOT_LENGTH + 1];
  for (int k = 0; k < PIECES; k++)
    for (size_t left = r->size[k]; left;) {
      size_t got = fread(buffer, 1, left < sizeof buffer ? left : sizeof buffer, j->file);
      if (!got) return false;
      digest(j, buffer, got);
      left -= got;
    }
  snprintf(expected, sizeof expected, "%08lx\n", j->checksum);
  return fread(foot, 1, FOOT_LENGTH, j->file) == FOOT_LENGTH &&
         !memcmp(foot, expected, FOOT_LENGTH);
}

int journal_next(struct journal *j, struct journal_record *r, bool *more, struct error *err)
{
  char line[HEAD_SIZE];
  *more = false;
  errno = 0;
  if (!j->end) return STATUS_OK;
  if (fgets(line, sizeof line, j->file) && parse_head(line, r)) {
    r->offset = j->end + (long)strlen(line);
    j->checksum = 0;
    digest(j, line, strlen(line));
    *more = check_rest(j, r);
  }
  if (ferror(j->file)) return trouble(j, "read", err);
  if (*more) j->end = ftell(j->file);
  return STATUS_OK;
}

int journal_extend(struct journal *j, struct error *err)
{
  journal_close(j);
  int status = open_file(j, O_RDWR | O_CREAT, err);
  if (status) return status;
  errno = 0;
  if (!j->file || ftruncate(fileno(j->file), j->end) || fseek(j->file, j->end, SEEK_SET))
    return trouble(j, "write", err);
  if (!j->end) j->end = (long)fwrite(j->form, 1, strlen(j->form), j->file);
  return fflush(j->file) ? trouble(j, "write", err) : STATUS_OK;
}

static void put(void *context, const char *bytes, size_t size)
{
  struct journal *j = context;
  digest(j, bytes, size);
  fwrite(bytes, 1, size, j->file);
}

int journal_append(struct journal *j, struct journal_record *r, const char *rows, struct text *text,
                   struct error *err)
{
  char line[HEAD_SIZE];
  size_t size[2] = {0}; /* of the rows, and of the text */
  int length =
      snprintf(line, sizeof line, "run %zu %d %a", r->repetition, r->success, r->evaluations);
  for (int k = 0; k < PIECES; k++) {
    size[k >= PIECE_TEXT] += r->size[k];
    length += snprintf(line + length, sizeof line - (size_t)length, " %zu", r->size[k]);
  }
  length +=
      snprintf(line + length, sizeof line - (size_t)length, " %s %s\n", r->definition, r->cell);
  errno = 0;
  if (fseek(j->file, j->end, SEEK_SET)) return trouble(j, "write", err);
  j->checksum = 0;
  r->offset = j->end + length;
  put(j, line, (size_t)length);
  put(j, rows, size[0]);
  int status = size[1] ? text_each(text, put, j, err) : STATUS_OK;
  if (status) return status;
  fprintf(j->file, "%08lx\n", j->checksum);
  if (fflush(j->file) || ferror(j->file)) return trouble(j, "write", err);
  j->end = r->offset + (long)(size[0] + size[1]) + FOOT_LENGTH;
  return STATUS_OK;
}

int journal_copy(struct journal *j, long offset, size_t size, FILE *out, struct error *err)
{
  char buffer[1 << 14];
  errno = 0;
  if (fseek(j->file, offset, SEEK_SET)) return trouble(j, "read", err);
  while (size) {
    size_t got = fread(buffer, 1, size < sizeof buffer ? size : sizeof buffer, j->file);
    if (!got) return trouble(j, "read", err);
    fwrite(buffer, 1, got, out);
    size -= got;
  }
  return STATUS_OK;
}

int journal_rename(struct journal *j, const char *path, struct error *err)
{
  errno = 0;
  if (fflush(j->file) || ferror(j->file) || fsync(fileno(j->file)) || rename(j->path, path))
    return trouble(j, "write", err);
  file_sync_folder(path);
  snprintf(j->path, sizeof j->path, "%s", path);
  return STATUS_OK;
}

void journal_close(struct journal *j)
{
  if (j->file) fclose(j->file);
  j->file = NULL;
}
