/* folder.c -- see folder.h. */
#include "bench/record/folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/file.h"

static const char campaign_name[] = "campaign.ini";
const char folder_verdicts[] = "verdicts.txt", folder_table[] = "scale.txt";

const char *const folder_marks[FOLDER_KINDS] = {
    [FOLDER_RESULTS] = "; optbench results: `optbench run` writes and removes files here\n",
    [FOLDER_SCRATCH] = "; optbench check: `optbench check` replaces the files here each time\n",
    [FOLDER_BASELINE] = "; optbench baseline: `optbench baseline` writes the files here\n",
    [FOLDER_TUNING] = "; optbench tuning: `optbench tune` writes the files here\n",
    [FOLDER_META] = "; optbench training: `optbench meta-train` writes the files here\n",
    [FOLDER_DISSECTION] = "; optbench dissection: `optbench dissect` writes the files here\n",
    [FOLDER_SCALE] = "; optbench scale: `optbench scale` writes the files here\n",
};

/* The file that begins with the mark. */
static const char *mark_file(enum folder_kind kind)
{
  if (kind == FOLDER_SCALE) return folder_table;
  return kind == FOLDER_DISSECTION ? folder_verdicts : campaign_name;
}

static const char *const kind_names[FOLDER_KINDS] = {
    [FOLDER_RESULTS] = "a campaign's results",
    [FOLDER_SCRATCH] = "the runs of a check",
    [FOLDER_BASELINE] = "a baseline",
    [FOLDER_TUNING] = "a tuning",
    [FOLDER_META] = "a training of a learned optimizer",
    [FOLDER_DISSECTION] = "a dissection",
    [FOLDER_SCALE] = "predictions of scale",
};

/* A file of ours that has always had the same beginning; NULL where there always were marks. */
static const struct {
  const char *name, *begins;
} signs[FOLDER_KINDS] = {
    [FOLDER_RESULTS] = {"runs.csv", "function,dimension,instance,optimizer,repetition,"},
    [FOLDER_SCRATCH] = {"runs.csv", "function,dimension,instance,optimizer,repetition,"},
    [FOLDER_BASELINE] = {"runs.csv", "function,dimension,instance,optimizer,repetition,"},
    [FOLDER_TUNING] = {"candidates.csv", "function,dimension,optimizer,rank,"},
    [FOLDER_META] = {"scores.csv", "generation,validation,plus1,"},
};

static bool begins_with(const char *folder, const char *name, const char *text)
{
  char path[PATH_SIZE], start[256] = "";
  struct error err;
  FILE *in = paths_join(path, folder, name, &err) ? NULL : fopen(path, "rb");
  if (!in) return false;
  size_t got = fread(start, 1, sizeof start - 1, in), length = strlen(text);
  size_t skip = got >= 3 && !memcmp(start, "\xEF\xBB\xBF", 3) ? 3 : 0; /* a byte order mark */
  fclose(in);
  return got >= skip + length && !memcmp(start + skip, text, length);
}

static bool has(const char *folder, const char *name)
{
  char path[PATH_SIZE];
  struct error err;
  return !paths_join(path, folder, name, &err) && !access(path, F_OK);
}

/* Something in the folder that a run which was killed at once does not leave; false if there is
 * none. */
static bool find_entry(const char *folder, const char *mark, char name[256])
{
  DIR *dir = opendir(folder);
  bool found = false;
  for (struct dirent *entry; dir && !found && (entry = readdir(dir));) {
    found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            (strncmp(entry->d_name, FILE_ASIDE, strlen(FILE_ASIDE)) != 0 ||
             strncmp(entry->d_name + strlen(FILE_ASIDE), mark, strlen(mark)) != 0);
    if (found) snprintf(name, 256, "%s", entry->d_name);
  }
  if (dir) closedir(dir);
  return found;
}

int folder_check(const char *folder, enum folder_kind kind, struct error *err)
{
  char name[256];
  /* Before the mark is looked for, which another process may just be writing first of all. */
  bool filled = find_entry(folder, mark_file(kind), name);
  for (int k = 0; k < FOLDER_KINDS; k++) {
    if (!begins_with(folder, mark_file((enum folder_kind)k), folder_marks[k])) continue;
    if (k == (int)kind) return STATUS_OK;
    return error_set(err, STATUS_USAGE, "%.300s holds %s; choose another folder%s", folder,
                     kind_names[k], kind == FOLDER_BASELINE ? "" : " with --out");
  }
  /* One that was made before there were marks. */
  if (signs[kind].name && has(folder, campaign_name) &&
      begins_with(folder, signs[kind].name, signs[kind].begins))
    return STATUS_OK;
  if (!filled) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.300s is not empty (it has %.80s) and does not hold %s; choose another "
                   "folder%s",
                   folder, name, kind_names[kind], kind == FOLDER_BASELINE ? "" : " with --out");
}

int folder_write_campaign(const char *folder, enum folder_kind kind,
                          const struct campaign *campaign, const char *whom, struct error *err)
{
  struct file file;
  char *text = campaign_text(campaign);
  if (!text) return error_memory(err, "the campaign's text");
  int status = file_create_for(&file, folder, campaign_name, whom, err);
  if (!status) {
    fprintf(file.stream, "%s%s", folder_marks[kind], text);
    status = file_commit(&file, err);
  }
  free(text);
  return status;
}

int folder_says_campaign(const char *folder, enum folder_kind kind, const struct campaign *campaign,
                         bool *there, bool *same, struct error *err)
{
  char path[PATH_SIZE], *text = campaign_text(campaign), *said = NULL;
  size_t mark = strlen(folder_marks[kind]), length = text ? strlen(text) : 0, got;
  int status = text ? paths_join(path, folder, campaign_name, err)
                    : error_memory(err, "the campaign's text");
  FILE *in = status ? NULL : fopen(path, "rb");
  *there = in != NULL;
  *same = false;
  if (in && !(said = malloc(mark + length + 1))) status = error_memory(err, "the old campaign");
  if (said) {
    got = fread(said, 1, mark + length + 1, in);
    *same = got == mark + length && !memcmp(said, folder_marks[kind], mark) &&
            !memcmp(said + mark, text, length);
  }
  if (in) fclose(in);
  free(said);
  free(text);
  return status;
}
