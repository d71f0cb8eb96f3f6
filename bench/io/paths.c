/* paths.c -- see paths.h. */
#include "bench/io/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int paths_join(char path[PATH_SIZE], const char *folder, const char *name, struct error *err)
{
  int length = snprintf(path, PATH_SIZE, "%s/%s", folder, name);
  if (length < 0 || length >= PATH_SIZE)
    return error_set(err, STATUS_USAGE, "the path %.60s.../%.60s is too long; choose a shorter one",
                     folder, name);
  return STATUS_OK;
}

int paths_data(const char *relative, char path[PATH_SIZE], struct error *err)
{
  const char *chosen = getenv("OPTBENCH_DATA");
  if (chosen && *chosen) return paths_join(path, chosen, relative, err);
  char program[PATH_SIZE], folder[PATH_SIZE];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) {
    static const char *const roots[] = {"../share/optbench", "../.."};
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash) *slash = '\0';
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
      if (paths_join(folder, program, roots[i], err) || paths_join(path, folder, relative, err))
        return err->status;
      if (!access(path, R_OK)) return STATUS_OK;
    }
  }
  return error_set(err, STATUS_IO,
                   "cannot find %s beside the program; reinstall it, or set OPTBENCH_DATA to the "
                   "folder that holds it",
                   relative);
}

int paths_make_folder(const char *folder, struct error *err)
{
  char path[PATH_SIZE];
  size_t length = strlen(folder);
  if (!length || length >= sizeof path)
    return error_set(err, STATUS_USAGE, "'%.60s' cannot be a folder's name; choose another",
                     folder);
  memcpy(path, folder, length + 1);
  for (char *at = path + 1;; at++) {
    if (*at && *at != '/') continue;
    char kept = *at;
    *at = '\0';
    if (mkdir(path, 0777) && errno != EEXIST)
      return error_set(err, STATUS_IO, "cannot make the folder %s: %s; choose another with --out",
                       path, strerror(errno));
    *at = kept;
    if (!kept) break;
  }
  struct stat about;
  if (stat(folder, &about) || !S_ISDIR(about.st_mode))
    return error_set(err, STATUS_IO, "%s is not a folder; choose another with --out", folder);
  return STATUS_OK;
}

/* Of a path, the length without its last name. */
static size_t above(const char *path, size_t length)
{
  while (length && path[length - 1] == '/') length--;
  while (length && path[length - 1] != '/') length--;
  while (length && path[length - 1] == '/') length--;
  return length;
}

size_t paths_there(const char *folder)
{
  char path[PATH_SIZE];
  size_t length = strlen(folder);
  if (length >= sizeof path) return length;
  memcpy(path, folder, length + 1);
  while (length && access(path, F_OK)) path[length = above(path, length)] = '\0';
  return length;
}

void paths_drop_folder(const char *folder, size_t there)
{
  char path[PATH_SIZE];
  size_t length = strlen(folder);
  if (length >= sizeof path) return;
  memcpy(path, folder, length + 1);
  while (length > there && !rmdir(path)) path[length = above(path, length)] = '\0';
}

int paths_campaign(const char *word, char path[PATH_SIZE], struct error *err)
{
  char relative[PATH_SIZE];
  if (strchr(word, '/') || strchr(word, '.')) {
    if (strlen(word) >= PATH_SIZE)
      return error_set(err, STATUS_USAGE, "the campaign's path is too long");
    strcpy(path, word);
    return STATUS_OK;
  }
  snprintf(relative, sizeof relative, "bench/campaigns/%.200s.ini", word);
  int status = paths_data(relative, path, err);
  if (status)
    error_set(err, STATUS_USAGE,
              "no campaign is called '%.60s'; give the path of an .ini file, or one of those in "
              "bench/campaigns",
              word);
  return status ? STATUS_USAGE : STATUS_OK;
}
