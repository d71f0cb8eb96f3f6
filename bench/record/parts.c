/* parts.c -- see parts.h. */
#include "bench/record/parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "bench/io/shell.h"

const char parts_name[] = "parts";

static const char form_begin[] = "optbench part 3 of ";

int parts_path(char path[PATH_SIZE], const char *folder, const char *name, struct error *err)
{
  char parts[PATH_SIZE];
  int status = paths_join(parts, folder, parts_name, err);
  if (status) return status;
  if (*name) return paths_join(path, parts, name, err);
  strcpy(path, parts);
  return STATUS_OK;
}

void part_name(struct part_number share, char name[PART_NAME])
{
  snprintf(name, PART_NAME, "%zu-of-%zu.journal", share.part, share.parts);
}

void part_aside(struct part_number share, char name[PART_NAME])
{
  snprintf(name, PART_NAME, FILE_ASIDE "%zu-of-%zu.journal", share.part, share.parts);
}

int part_form(const struct campaign *campaign, struct part_number share, char form[JOURNAL_FORM],
              struct error *err)
{
  char digest[17], *text = campaign_text(campaign);
  if (!text) return error_memory(err, "the campaign's text");
  tasks_digest(text, digest);
  free(text);
  snprintf(form, JOURNAL_FORM, "%s%s, %zu/%zu\n", form_begin, digest, share.part, share.parts);
  return STATUS_OK;
}

int part_open(struct journal *j, const char *folder, const char *name, const char *form,
              bool *there, struct error *err)
{
  char path[PATH_SIZE];
  bool other;
  int status = parts_path(path, folder, "", err);
  if (!status) status = journal_open_as(j, path, name, form, there, &other, err);
  if (status || !other) return status;
  return error_set(err, STATUS_USAGE,
                   "%.300s is no such part of this campaign, or of another version of the program; "
                   "remove it, or make it again with --force",
                   j->path);
}

bool part_has_more(const struct journal *j)
{
  return j->file && !fseek(j->file, j->end, SEEK_SET) && getc(j->file) != EOF;
}

/* Is the entry of a folder a part's, under its name or aside? */
static bool parse_name(const char *entry, struct part_number *share, bool *aside)
{
  char name[PART_NAME];
  *aside = !strncmp(entry, FILE_ASIDE, strlen(FILE_ASIDE));
  if (*aside) entry += strlen(FILE_ASIDE);
  if (sscanf(entry, "%5zu-of-%5zu", &share->part, &share->parts) != 2) return false;
  part_name(*share, name);
  return !strcmp(entry, name) && share->part && share->part <= share->parts &&
         share->parts <= PARTS_MOST;
}

/* Does somebody hold the lock on it? */
static bool is_locked(int folder, const char *name)
{
  int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  bool locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
  if (fd >= 0) close(fd);
  return locked;
}

static int note_part(struct parts_list *list, struct part_number share, enum part_state state,
                     const char *folder, struct error *err)
{
  if (!list->parts) {
    list->state = calloc(share.parts + 1, sizeof *list->state);
    if (!list->state) return error_memory(err, "the list of parts");
    list->parts = share.parts;
  }
  if (share.parts != list->parts)
    return error_set(err, STATUS_USAGE,
                     "%.300s/%s has parts of %zu and of %zu, such as %zu-of-%zu.journal; remove "
                     "those that are not wanted",
                     folder, parts_name, list->parts, share.parts, share.part, share.parts);
  if (list->state[share.part] < state) list->state[share.part] = state;
  return STATUS_OK;
}

/* The folder of parts; NULL where there is none. */
static DIR *open_folder(const char *folder)
{
  char path[PATH_SIZE];
  struct error err;
  return parts_path(path, folder, "", &err) ? NULL : opendir(path);
}

int parts_find(const char *folder, struct parts_list *list, struct error *err)
{
  struct part_number share;
  bool aside;
  int status = STATUS_OK;
  *list = (struct parts_list){0};
  DIR *dir = open_folder(folder);
  for (struct dirent *entry; dir && !status && (entry = readdir(dir));)
    if (parse_name(entry->d_name, &share, &aside))
      status = note_part(list, share,
                         !aside                                 ? PART_WHOLE
                         : is_locked(dirfd(dir), entry->d_name) ? PART_UNDER_WAY
                                                                : PART_BEGUN,
                         folder, err);
  if (dir) closedir(dir);
  if (status) parts_free(list);
  return status;
}

void parts_free(struct parts_list *list)
{
  free(list->state);
  *list = (struct parts_list){0};
}

size_t parts_text(const struct parts_list *list, enum part_state state, char *text, size_t size)
{
  enum { RANGE = 32 };
  static const char rest[] = ", ...";
  size_t count = 0, used = 0;
  bool full = false;
  *text = '\0';
  for (size_t first = 1, last; first <= list->parts; first = last + 1) {
    last = first;
    if (list->state[first] != state) continue;
    while (last < list->parts && list->state[last + 1] == state) last++;
    count += last - first + 1;
    if (full) continue;
    full = used + RANGE + sizeof rest > size;
    if (full)
      snprintf(text + used, size - used, "%s", rest);
    else if (first == last)
      used += (size_t)snprintf(text + used, size - used, "%s%zu", used ? ", " : "", first);
    else
      used +=
          (size_t)snprintf(text + used, size - used, "%s%zu-%zu", used ? ", " : "", first, last);
  }
  return count;
}

int parts_refuse(const char *folder, struct error *err)
{
  struct parts_list list;
  char word[SHELL_WORD];
  int status = parts_find(folder, &list, err);
  if (status || !list.parts) return status;
  parts_free(&list);
  shell_path(folder, NULL, word);
  return error_set(err, STATUS_USAGE,
                   "%.160s/%s holds parts of a campaign; `optbench merge %.160s` makes results of "
                   "them, and with --force this run replaces them",
                   folder, parts_name, word);
}

/* What a killed part has left beside campaign.ini: .new-campaign.ini-K-of-N */
static void drop_asides(const char *folder)
{
  static const char begin[] = FILE_ASIDE "campaign.ini-";
  DIR *dir = opendir(folder);
  for (struct dirent *entry; dir && (entry = readdir(dir));)
    if (!strncmp(entry->d_name, begin, sizeof begin - 1)) unlinkat(dirfd(dir), entry->d_name, 0);
  if (dir) closedir(dir);
}

void parts_drop(const char *folder)
{
  char path[PATH_SIZE];
  struct part_number share;
  struct error err;
  bool aside;
  DIR *dir = open_folder(folder);
  for (struct dirent *entry; dir && (entry = readdir(dir));)
    if (parse_name(entry->d_name, &share, &aside)) unlinkat(dirfd(dir), entry->d_name, 0);
  if (dir) closedir(dir);
  if (dir && !parts_path(path, folder, "", &err)) rmdir(path);
  drop_asides(folder);
}
