/* file.c -- see file.h. */
#include "bench/io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int failed(const struct file *file, int cause, struct error *err)
{
  return error_set(err, STATUS_IO,
                   "cannot write %s: %s; free space or choose another place with --out", file->path,
                   strerror(cause ? cause : EIO));
}

int file_create(struct file *file, const char *folder, const char *name, struct error *err)
{
  char aside[PATH_SIZE];
  file->stream = NULL;
  if (snprintf(aside, sizeof aside, FILE_ASIDE "%s", name) >= (int)sizeof aside)
    return error_set(err, STATUS_USAGE, "the file name %.60s... is too long", name);
  int status = paths_join(file->path, folder, name, err);
  if (!status) status = paths_join(file->aside, folder, aside, err);
  if (status) return status;
  file->stream = fopen(file->aside, "wb");
  return file->stream ? STATUS_OK : failed(file, errno, err);
}

void file_abandon(struct file *file)
{
  if (!file->stream) return;
  fclose(file->stream);
  unlink(file->aside);
  file->stream = NULL;
}

/* A rename is on disk only once its folder is. Some file systems cannot sync a folder. */
static void sync_folder_of(const char *path)
{
  char folder[PATH_SIZE];
  strcpy(folder, path);
  char *slash = strrchr(folder, '/');
  if (!slash) return;
  *slash = '\0';
  int fd = open(folder, O_RDONLY | O_DIRECTORY);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

int file_check(const struct file *file, struct error *err)
{
  return ferror(file->stream) ? failed(file, errno ? errno : ENOSPC, err) : STATUS_OK;
}

int file_commit(struct file *file, struct error *err)
{
  errno = 0;
  bool good = !ferror(file->stream) && !fflush(file->stream) && !fsync(fileno(file->stream));
  int cause = errno;
  if (fclose(file->stream) && good) {
    good = false;
    cause = errno;
  }
  file->stream = NULL;
  if (good && rename(file->aside, file->path)) {
    good = false;
    cause = errno;
  }
  if (!good) {
    unlink(file->aside);
    return failed(file, cause ? cause : ENOSPC, err);
  }
  sync_folder_of(file->path);
  return STATUS_OK;
}

int file_write(const char *folder, const char *name, const char *text, struct error *err)
{
  struct file file;
  int status = file_create(&file, folder, name, err);
  if (status) return status;
  fputs(text, file.stream);
  return file_commit(&file, err);
}
