/* shell.h -- paths in commands that are shown to be pasted into a shell. */
#ifndef OPTBENCH_BENCH_IO_SHELL_H
#define OPTBENCH_BENCH_IO_SHELL_H

#include "bench/io/paths.h"

/* Room for any path: each character may become four, and a few stand around them. */
enum { SHELL_WORD = 4 * PATH_SIZE + 8 };

/* FOLDER/NAME, or FOLDER where name is NULL, as one word of POSIX sh that is no option: in quotes
 * only where it needs them. Where it holds what a terminal would not show as it is, the word is
 * $'...', which POSIX has had since 2024 and bash, ksh and zsh for long. A path over PATH_SIZE is
 * cut. */
void shell_path(const char *folder, const char *name, char word[SHELL_WORD]);

#endif
