/* sheets.h -- the CSV files of the analyses, which their figures are drawn from. */
#ifndef OPTBENCH_BENCH_DISSECT_SHEETS_H
#define OPTBENCH_BENCH_DISSECT_SHEETS_H

#include "bench/dissect/verdicts.h"
#include "bench/io/csv_write.h"

enum { SUBJECTS_MOST = 2 };

/* One or two dissections, side by side. */
struct subjects {
  const struct dissection *of[SUBJECTS_MOST];
  size_t count;
};

/* A file of an analysis: NAME.csv or NAME-PART.csv, all rows of one subject after those of the
 * other. The first column is `file`, which the header here leaves out: the subject's title. */
struct sheet {
  enum analysis analysis;
  const char *part; /* NULL: none */
  const char *header;
  void (*rows)(const struct dissection *d, struct csv_file *csv);
};
extern const struct sheet sheets[]; /* ended by a NULL header */
enum { SHEET_NAME = 80 };
void sheet_name(const struct sheet *sheet, char name[SHEET_NAME]);

/* Has any of them anything to show of an analysis? */
bool subjects_have(const struct subjects *subjects, enum analysis analysis);

/* Write all files of the analyses that there are into the folder, and remove those of the others.
 * STATUS_OK, STATUS_IO. */
int sheets_write(const struct subjects *subjects, const char *folder, struct error *err);

#endif
