/* share.c -- see share.h. */
#include "bench/record/share.h"
#include "bench/plan/changes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/record/parts.h"
#include "bench/record/results_parts.h"

static bool has(const struct results *r, const char *name)
{
  return !faccessat(r->lock, name, F_OK, 0);
}

static int is_another(struct results *r, struct error *err)
{
  int status = results_read_campaign(r, err);
  if (status) return status;
  char *changes = r->was ? changes_text(r->campaign, r->was) : NULL;
  bool known = changes && *changes;
  error_set(err, STATUS_USAGE,
            "%.150s/campaign.ini is of another campaign%s%.150s; choose another folder with --out",
            r->folder, known ? ": this one has " : "", known ? changes : "");
  free(changes);
  return STATUS_USAGE;
}

/* The folder says which campaign its parts are of: all who make one write the same text. */
static int say_campaign(struct results *r, const char *whom, struct error *err)
{
  bool there, same;
  int status = folder_says_campaign(r->folder, r->kind, r->campaign, &there, &same, err);
  if (!status && !there) {
    status = folder_write_campaign(r->folder, r->kind, r->campaign, whom, err);
    /* Another campaign may have been quicker. */
    if (!status) status = folder_says_campaign(r->folder, r->kind, r->campaign, &there, &same, err);
  }
  return status || same ? status : is_another(r, err);
}

/* Results of a run of all of the campaign: fine if they are whole, and then no part is needed. */
static int take_results(struct results *r, bool *whole, struct error *err)
{
  *whole = false;
  if (!has(r, "runs.csv") && !has(r, journal_name)) return STATUS_OK;
  int status = results_take(r, err);
  if (status) return status;
  *whole = true;
  for (size_t i = 0; i < r->task_count; i++) *whole &= r->tasks[i].done;
  if (*whole) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.300s holds the runs of an `optbench run` without --part that is not "
                   "finished; finish it so, or choose another folder with --out",
                   r->folder);
}

static int check_parts(const struct results *r, struct error *err)
{
  struct parts_list list;
  int status = parts_find(r->folder, &list, err);
  size_t parts = list.parts;
  parts_free(&list);
  if (status || !parts || parts == r->share.parts) return status;
  return error_set(err, STATUS_USAGE,
                   "part: %zu/%zu does not go with %.200s/%s, which has parts of %zu; say "
                   "--part K/%zu, or remove that folder",
                   r->share.part, r->share.parts, r->folder, parts_name, parts, parts);
}

/* Is the file that is open the one of this path? It may have got another name. */
static bool is_at(int fd, const char *path)
{
  struct stat mine, now;
  return !fstat(fd, &mine) && !lstat(path, &now) && mine.st_ino == now.st_ino &&
         mine.st_dev == now.st_dev;
}

/* Lock the part's file aside, so that nobody else makes it. */
static int lock_part(struct results *r, const char *path, struct error *err)
{
  enum { TRIES = 5, PAUSE = 20000000 };
  for (int tries = 0;;) {
    r->part_lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (r->part_lock < 0)
      return error_set(err, STATUS_IO, "cannot write %.300s: %s; %s", path, strerror(errno),
                       file_remedy(errno));
    /* Some file systems have no locks; then nobody is warned. */
    bool held = flock(r->part_lock, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK;
    if (!held && is_at(r->part_lock, path)) return STATUS_OK;
    close(r->part_lock);
    r->part_lock = -1;
    /* Who looks whether a part is under way holds it for a moment, too. */
    if (held && ++tries == TRIES)
      return error_set(err, STATUS_IO,
                       "another optbench makes part %zu/%zu in %.300s; wait for it, or stop it",
                       r->share.part, r->share.parts, r->folder);
    if (held) nanosleep(&(struct timespec){.tv_nsec = PAUSE}, NULL);
  }
}

/* The runs that are in a part's journal, which is left open where it is there. */
static int take_part(struct results *r, const char *name, const char *form, bool *there,
                     struct error *err)
{
  int status = part_open(&r->journal, r->folder, name, form, there, err);
  if (!status && *there) status = results_take_records(r, err);
  for (size_t i = 0; i < r->task_count && !status; i++) results_advance(r, i);
  return status;
}

/* Is nothing left to do? */
static bool all_made(const struct results *r)
{
  for (size_t i = 0; i < r->task_count; i++)
    if (results_next(r, i, 0) != SIZE_MAX) return false;
  return true;
}

/* The part as it is under its name; *there is false if it has none yet. */
static int take_whole(struct results *r, const char *form, bool *there, struct error *err)
{
  char name[PART_NAME];
  part_name(r->share, name);
  int status = take_part(r, name, form, there, err);
  if (status || !*there || (all_made(r) && !part_has_more(&r->journal))) return status;
  return error_set(err, STATUS_IO, "%.300s is damaged; make it again with --force",
                   r->journal.path);
}

/* With the part's file aside locked: take up what is there of it or, with `force`, make it anew. */
static int begin_part(struct results *r, const char *aside, const char *form, bool force,
                      struct error *err)
{
  char name[PART_NAME], path[PATH_SIZE];
  bool there;
  part_name(r->share, name);
  int status = parts_path(path, r->folder, name, err);
  if (status) return status;
  if (force) {
    unlink(path);
    if (ftruncate(r->part_lock, 0))
      return error_set(err, STATUS_IO, "cannot write %.300s: %s", path, strerror(errno));
  }
  status = take_part(r, aside, form, &there, err);
  return status ? status : journal_extend(&r->journal, err);
}

static int open_part(struct results *r, bool force, struct error *err)
{
  char aside[PART_NAME], form[JOURNAL_FORM], path[PATH_SIZE];
  bool whole = false;
  int status = part_form(r->campaign, r->share, form, err);
  part_aside(r->share, aside);
  if (!status) status = parts_path(path, r->folder, "", err);
  if (!status) status = paths_make_folder(path, err);
  if (!status && !force) status = take_whole(r, form, &whole, err);
  if (status || whole) return status;
  status = parts_path(path, r->folder, aside, err);
  if (!status) status = lock_part(r, path, err);
  /* Who held the lock until now may have been the one who finished it. */
  if (!status && !force) status = take_whole(r, form, &whole, err);
  if (status || !whole) return status ? status : begin_part(r, aside, form, force, err);
  unlink(path);
  close(r->part_lock);
  r->part_lock = -1;
  return STATUS_OK;
}

int share_open(struct results *r, const struct libraries *libraries, const char *folder,
               const struct campaign *campaign, struct task *tasks, size_t task_count,
               struct part_number share, bool force, struct error *err)
{
  char whom[PART_NAME];
  bool whole = false;
  snprintf(whom, sizeof whom, "-%zu-of-%zu", share.part, share.parts);
  int status =
      results_hold(r, libraries, folder, FOLDER_RESULTS, campaign, tasks, task_count, LOCK_SH, err);
  if (!status) status = say_campaign(r, whom, err);
  if (!status) status = take_results(r, &whole, err);
  if (!status && !whole) {
    r->share = share;
    status = check_parts(r, err);
    if (!status) status = shares_make(campaign, tasks, task_count, share.parts, &r->shares, err);
    if (!status) status = open_part(r, force, err);
  }
  if (status) results_close(r);
  return status;
}

int share_finish(struct results *r, struct error *err)
{
  char name[PART_NAME], path[PATH_SIZE];
  if (r->part_lock < 0) return STATUS_OK; /* it was whole */
  part_name(r->share, name);
  int status = parts_path(path, r->folder, name, err);
  return status ? status : journal_rename(&r->journal, path, err);
}
