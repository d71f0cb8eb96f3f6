/* print_format.h -- in what forms a judgement or a comparison is printed.
 */
#ifndef OPTBENCH_BENCH_JUDGE_PRINT_FORMAT_H
#define OPTBENCH_BENCH_JUDGE_PRINT_FORMAT_H

#include "src/error.h"

enum print_format {
  PRINT_TEXT,
  PRINT_MARKDOWN,
  PRINT_LATEX,
  PRINT_CSV,
  PRINT_JSON,
  PRINT_JUNIT,
  PRINT_FORMATS
};
/* Those of `check`; a bit each. */
enum { CHECK_FORMATS = 1 << PRINT_TEXT | 1 << PRINT_MARKDOWN | 1 << PRINT_JSON | 1 << PRINT_JUNIT };

/* STATUS_OK, or STATUS_USAGE if none of the formats `known`, a bit each, has this name. */
int print_format_parse(const char *name, unsigned known, enum print_format *format,
                       struct error *err);

#endif
