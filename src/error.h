/* error.h -- one error value, filled where it happens, printed once in main. */
#ifndef OPTBENCH_SRC_ERROR_H
#define OPTBENCH_SRC_ERROR_H

#include <stddef.h>

/* Exit codes of the program and return values of everything that can fail. */
enum status {
  STATUS_OK = 0,
  STATUS_REGRESSED = 1,
  STATUS_USAGE = 2,
  STATUS_IO = 3,
  STATUS_NOMEM = 4
};

struct error {
  int status;
  char text[512];
};

/* Fill err and return status, so that `return error_set(...)` reads well.
 * The text is one line that names the thing, the reason and the remedy. */
int error_set(struct error *err, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* STATUS_NOMEM with a text that says what the memory was for. */
int error_memory(struct error *err, const char *what);

#endif
