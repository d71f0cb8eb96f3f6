/* file.c -- see file.h. */
#define _GNU_SOURCE /* syncfs */
#include "bench/io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MOST = 40 };

const char *file_remedy(int cause)
{
  return cause == ENOSPC || cause == EDQUOT ? "free space or choose another place with --out"
                                            : "choose another place with --out";
}

static int failed(const struct file *file, int cause, struct error *err)
{
  return error_set(err, STATUS_IO, "cannot write %s: %s; %s", file->path,
                   strerror(cause ? cause : EIO), file_remedy(cause));
}

/* Of a path, what is before its last slash, "." if there is none, and what is behind it. */
static const char *split(const char *path, char folder[PATH_SIZE])
{
  const char *slash = strrchr(path, '/');
  if (!slash) {
    strcpy(folder, ".");
    return path;
  }
  snprintf(folder, PATH_SIZE, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  return slash + 1;
}

/* Where the path leads if it is a symbolic link, even if nothing is there yet. */
static int follow_links(char path[PATH_SIZE], struct error *err)
{
  for (int links = 0;; links++) {
    char to[PATH_SIZE], folder[PATH_SIZE];
    ssize_t length = readlink(path, to, sizeof to - 1);
    if (length < 0) return STATUS_OK;
    if (links == LINKS_MOST)
      return error_set(err, STATUS_IO, "cannot write %s: its links lead in a circle", path);
    to[length] = '\0';
    int status = STATUS_OK;
    if (to[0] == '/') {
      strcpy(path, to);
    } else {
      split(path, folder);
      status = paths_join(path, folder, to, err);
    }
    if (status) return status;
  }
}

/* Open the file aside with nobody else writing it: a descriptor, or -1 with errno. */
static int open_aside(const char *aside)
{
  for (;;) {
    struct stat mine, there;
    int fd = open(aside, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return -1;
    /* Some file systems have no locks; then there is none to wait for. */
    while (flock(fd, LOCK_EX) && errno == EINTR) continue;
    bool same = !fstat(fd, &mine) && !lstat(aside, &there) && mine.st_ino == there.st_ino &&
                mine.st_dev == there.st_dev;
    if (same && !ftruncate(fd, 0)) return fd;
    int cause = errno;
    close(fd);
    errno = cause;
    if (same) return -1;
    /* Whoever held it has given it its name meanwhile. */
  }
}

/* What is there and can only be written into: a device, a pipe. */
static bool is_special(const char *path)
{
  struct stat there;
  return !stat(path, &there) && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode);
}

static int open_special(struct file *file, struct error *err)
{
  int fd = open(file->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  file->aside[0] = '\0';
  if (fd < 0) return failed(file, errno, err);
  file->stream = fdopen(fd, "wb");
  if (file->stream) return STATUS_OK;
  close(fd);
  return error_memory(err, "a file");
}

int file_create(struct file *file, const char *folder, const char *name, struct error *err)
{
  return file_create_for(file, folder, name, "", err);
}

int file_create_for(struct file *file, const char *folder, const char *name, const char *whom,
                    struct error *err)
{
  char place[PATH_SIZE], aside[PATH_SIZE];
  file->stream = NULL;
  int status = paths_join(file->path, folder, name, err);
  if (!status && is_special(file->path)) return open_special(file, err);
  if (!status) status = follow_links(file->path, err);
  if (status) return status;
  const char *last = split(file->path, place);
  if (snprintf(aside, sizeof aside, FILE_ASIDE "%s%s", last, whom) >= (int)sizeof aside)
    return error_set(err, STATUS_USAGE, "the file name %.60s... is too long", name);
  status = paths_join(file->aside, place, aside, err);
  if (status) return status;
  int fd = open_aside(file->aside);
  if (fd < 0) return failed(file, errno, err);
  file->stream = fdopen(fd, "wb");
  if (file->stream) return STATUS_OK;
  unlink(file->aside);
  close(fd);
  return error_memory(err, "a file");
}

void file_abandon(struct file *file)
{
  if (!file->stream) return;
  if (*file->aside) unlink(file->aside); /* while it is still locked */
  fclose(file->stream);
  file->stream = NULL;
}

/* Some file systems cannot sync a folder. */
void file_sync_folder(const char *path)
{
  char folder[PATH_SIZE];
  split(path, folder);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

int file_check(const struct file *file, struct error *err)
{
  return ferror(file->stream) ? failed(file, errno ? errno : ENOSPC, err) : STATUS_OK;
}

static int finish(struct file *file, bool sync, struct error *err)
{
  errno = 0;
  bool good = !ferror(file->stream) && !fflush(file->stream);
  if (*file->aside)
    good = good && (!sync || !fsync(fileno(file->stream))) && !rename(file->aside, file->path);
  int cause = errno;
  if (!good && *file->aside) unlink(file->aside);
  fclose(file->stream); /* only now may somebody else write it */
  file->stream = NULL;
  return good ? STATUS_OK : failed(file, cause ? cause : ENOSPC, err);
}

int file_commit(struct file *file, struct error *err)
{
  int status = finish(file, true, err);
  if (!status && *file->aside) file_sync_folder(file->path);
  return status;
}

int file_place(struct file *file, struct error *err) { return finish(file, false, err); }

void file_barrier(int descriptor) { syncfs(descriptor); }

int file_write(const char *folder, const char *name, const char *text, struct error *err)
{
  struct file file;
  int status = file_create(&file, folder, name, err);
  if (status) return status;
  fputs(text, file.stream);
  return file_commit(&file, err);
}

char *file_read(const char *path, size_t *length)
{
  struct stat about;
  char *text = NULL;
  FILE *file = fopen(path, "rb");
  if (file && !fstat(fileno(file), &about)) {
    *length = (size_t)about.st_size;
    text = malloc(*length + 1);
    if (text && fread(text, 1, *length, file) != *length) {
      free(text);
      text = NULL;
    }
    if (text) text[*length] = '\0';
  }
  if (file) fclose(file);
  return text;
}

int file_copy(const char *from, const char *folder, const char *name, struct error *err)
{
  char block[1 << 14];
  struct file file;
  FILE *in = fopen(from, "rb");
  if (!in) return error_set(err, STATUS_IO, "cannot read %.300s: %s", from, strerror(errno));
  int status = file_create(&file, folder, name, err);
  if (!status) {
    for (size_t count; (count = fread(block, 1, sizeof block, in)) > 0;)
      fwrite(block, 1, count, file.stream);
    if (ferror(in)) {
      status = error_set(err, STATUS_IO, "cannot read %.300s: %s", from, strerror(errno));
      file_abandon(&file);
    } else {
      status = file_commit(&file, err);
    }
  }
  fclose(in);
  return status;
}

bool file_is_link(const char *path)
{
  struct stat about;
  return !lstat(path, &about) && S_ISLNK(about.st_mode);
}

void file_remove(const char *path)
{
  char real[PATH_SIZE];
  struct error unused;
  snprintf(real, sizeof real, "%s", path);
  if (!follow_links(real, &unused)) unlink(real);
}
