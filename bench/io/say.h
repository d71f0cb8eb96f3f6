/* say.h -- lines for people that may hold names of folders: what would steer their terminal is
 * shown as '?', and what is no text as U+FFFD, as in the text of an error. */
#ifndef OPTBENCH_BENCH_IO_SAY_H
#define OPTBENCH_BENCH_IO_SAY_H

#include <stdio.h>

/* As fprintf. Ends of lines stay. */
void say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
