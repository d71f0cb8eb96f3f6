/* journal.h -- the runs of a campaign that is not finished, in the order in which they ended.
 *
 * A record is added whole, and its checksum tells one that was torn by a kill or a failure of the
 * machine, so that all before it count without a wait for the disk. */
#ifndef OPTBENCH_BENCH_RECORD_JOURNAL_H
#define OPTBENCH_BENCH_RECORD_JOURNAL_H

#include "bench/driver/run.h"
#include "bench/io/file.h"
#include "bench/io/text.h"

extern const char journal_name[]; /* in the folder of results */

/* The first line of a journal, which says what it is of. */
enum { JOURNAL_FORM = 128 };
extern const char journal_form[]; /* that of journal_name */

/* What a record holds besides what it says itself: rows of each table, then of the cell's files. */
enum journal_piece {
  PIECE_RUNS,
  PIECE_TARGETS,
  PIECE_STOPS,
  PIECE_TIMINGS,
  PIECE_TEXT,
  PIECES = PIECE_TEXT + RUN_TEXTS
};

struct journal_record {
  char cell[CELL_NAME_SIZE], definition[17];
  size_t repetition;
  double evaluations; /* values and gradients */
  bool success;       /* the run reached the campaign's target */
  long offset;        /* in the file: of the first piece; the others follow */
  size_t size[PIECES];
};

struct journal {
  FILE *file; /* NULL: not open */
  char path[PATH_SIZE], form[JOURNAL_FORM];
  long end; /* of the last whole record */
  unsigned long checksum;
};

/* Open it to read; *there is false if the folder has none. STATUS_OK, or STATUS_IO. */
int journal_open(struct journal *journal, const char *folder, bool *there, struct error *err);
/* The same of one that has another name and begins otherwise. *other becomes true, with nothing
 * open, where it is there and does not begin so. */
int journal_open_as(struct journal *journal, const char *folder, const char *name, const char *form,
                    bool *there, bool *other, struct error *err);

/* The next record; *more is false behind the last whole one. STATUS_OK or STATUS_IO. */
int journal_next(struct journal *journal, struct journal_record *record, bool *more,
                 struct error *err);

/* Add to it from now on, where journal_next found its end; make one if there is none. Whether it
 * was there or not, it has been opened to read before. STATUS_OK or STATUS_IO. */
int journal_extend(struct journal *journal, struct error *err);

/* Add a record; `rows` is the pieces up to the text, which holds the others. Its offset is filled
 * in. STATUS_OK or STATUS_IO, and then the record is not there. */
int journal_append(struct journal *journal, struct journal_record *record, const char *rows,
                   struct text *text, struct error *err);

/* Copy `size` bytes from `offset` on. STATUS_OK or STATUS_IO; a failure to write shows in
 * ferror(out). */
int journal_copy(struct journal *journal, long offset, size_t size, FILE *out, struct error *err);

/* All of it to disk, and then to another name in its folder. STATUS_OK or STATUS_IO. */
int journal_rename(struct journal *journal, const char *path, struct error *err);

/* Fine if it is not open. */
void journal_close(struct journal *journal);

#endif
