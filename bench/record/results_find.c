/* results_find.c -- see results_find.h. */
#include "bench/record/results_find.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static bool has_campaign(const char *folder, struct stat *about)
{
  char path[PATH_SIZE];
  struct error err;
  return !paths_join(path, folder, "campaign.ini", &err) && !stat(path, about);
}

/* Not the folder of `tune`, which holds no runs of a campaign. */
static bool has_runs(const char *folder)
{
  static const char *const signs[] = {"runs.csv", "runs.journal", "traces"};
  char path[PATH_SIZE];
  struct stat about;
  struct error err;
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (!paths_join(path, folder, signs[i], &err) && !stat(path, &about)) return true;
  return false;
}

bool results_there(const char *folder, time_t *when)
{
  struct stat about;
  if (!has_campaign(folder, &about) || !has_runs(folder)) return false;
  *when = about.st_mtime;
  return true;
}

int results_locate(const char *given, char folder[PATH_SIZE], struct error *err)
{
  struct stat about;
  if (given) {
    if (strlen(given) >= PATH_SIZE)
      return error_set(err, STATUS_USAGE, "the path %.60s... is too long", given);
    strcpy(folder, given);
    if (has_campaign(folder, &about)) return STATUS_OK;
    int status = paths_join(folder, "results", given, err);
    if (status) return status;
    if (has_campaign(folder, &about)) return STATUS_OK;
    return error_set(err, STATUS_IO,
                     "%.300s holds no campaign.ini, so it is no folder of results; `optbench run` "
                     "makes one",
                     given);
  }
  DIR *dir = opendir("results");
  time_t latest = 0;
  folder[0] = '\0';
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    char path[PATH_SIZE];
    if (entry->d_name[0] == '.' || paths_join(path, "results", entry->d_name, err)) continue;
    time_t when;
    if (!results_there(path, &when)) continue;
    if (folder[0] && (when < latest || (when == latest && strcmp(path, folder) < 0))) continue;
    latest = when;
    strcpy(folder, path);
  }
  if (dir) closedir(dir);
  if (folder[0]) return STATUS_OK;
  return error_set(err, STATUS_IO,
                   "there are no results under results/; begin with `optbench run`");
}
