/* file.h -- files that appear whole or not at all: written aside, synced, renamed. Where a name is
 * a symbolic link, what it points to is replaced, and the link stays. Of several programs that
 * write the same file, each waits for the one before it. A device or a pipe of that name is written
 * into as it is. */
#ifndef OPTBENCH_BENCH_IO_FILE_H
#define OPTBENCH_BENCH_IO_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/io/paths.h"

/* What is written aside has this in front of its name; leftovers of a killed program too, which the
 * next to write that file takes over. */
#define FILE_ASIDE ".new-"

struct file {
  FILE *stream;                           /* write here; NULL: not open */
  char path[PATH_SIZE], aside[PATH_SIZE]; /* the latter "" where nothing is written aside */
};

/* What may help where writing failed for this errno, as the end of an error's text. */
const char *file_remedy(int cause);

/* Open FOLDER/NAME for writing, aside; `path` is then where it really lies. STATUS_OK or
 * STATUS_IO. */
int file_create(struct file *file, const char *folder, const char *name, struct error *err);
/* The same with a name aside that ends in `whom`, so that no two of different ends touch the same
 * bytes, also where a file system has no locks: the last to commit wins. */
int file_create_for(struct file *file, const char *folder, const char *name, const char *whom,
                    struct error *err);
/* Has everything been written so far? STATUS_OK or STATUS_IO; errno is to be 0 before the writes.
 */
int file_check(const struct file *file, struct error *err);
/* Everything to disk, then to its name. On an error nothing is left of it. */
int file_commit(struct file *file, struct error *err);
/* The same, but whether it outlives a failure of the machine is left to a later file_barrier. */
int file_place(struct file *file, struct error *err);
/* All that was written to the file system of this descriptor goes to disk: one wait for many files.
 */
void file_barrier(int descriptor);
/* A rename is on disk only once its folder is: that of this path. */
void file_sync_folder(const char *path);
/* Forget it; fine if it is not open. */
void file_abandon(struct file *file);

/* Create, write, commit. */
int file_write(const char *folder, const char *name, const char *text, struct error *err);
/* The same with the contents of another file. */
int file_copy(const char *from, const char *folder, const char *name, struct error *err);

/* A file whole, malloc'ed and ended by a zero, which it may hold itself; NULL, with errno set: not
 * to be had. */
char *file_read(const char *path, size_t *length);

/* Is there a symbolic link of this name? */
bool file_is_link(const char *path);
/* Remove it, or what it leads to if it is a symbolic link; fine if it is not there. */
void file_remove(const char *path);

#endif
