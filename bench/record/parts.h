/* parts.h -- RESULTS/parts/: the parts of a campaign that are made apart from each other, each a
 * journal K-of-N.journal. While one is made it has FILE_ASIDE in front of its name, and whoever
 * makes it holds a lock on that. */
#ifndef OPTBENCH_BENCH_RECORD_PARTS_H
#define OPTBENCH_BENCH_RECORD_PARTS_H

#include "bench/plan/shares.h"
#include "bench/record/journal.h"

extern const char parts_name[]; /* in the folder of results */

enum { PART_NAME = 64 };

/* The path of a file in FOLDER/parts; of the folder, with an empty name. */
int parts_path(char path[PATH_SIZE], const char *folder, const char *name, struct error *err);

/* K-of-N.journal, and the same aside. */
void part_name(struct part_number share, char name[PART_NAME]);
void part_aside(struct part_number share, char name[PART_NAME]);

/* The first line of its journal, which stands for the very campaign. STATUS_OK or STATUS_NOMEM. */
int part_form(const struct campaign *campaign, struct part_number share, char form[JOURNAL_FORM],
              struct error *err);

/* FOLDER/parts/NAME open to read as a journal of that form; *there is false if it is not there.
 * STATUS_OK, STATUS_USAGE if it is of another campaign or version, or STATUS_IO. */
int part_open(struct journal *journal, const char *folder, const char *name, const char *form,
              bool *there, struct error *err);

/* Is a byte behind what journal_next has read? Then the file is damaged there. */
bool part_has_more(const struct journal *journal);

enum part_state {
  PART_MISSING,
  PART_BEGUN,     /* and nobody goes on with it */
  PART_UNDER_WAY, /* somebody does */
  PART_WHOLE
};

struct parts_list {
  size_t parts;           /* how many the campaign is cut into; 0: none is there */
  enum part_state *state; /* parts + 1, by number; owned */
};

/* What is there. STATUS_OK, STATUS_NOMEM, or STATUS_USAGE where files are of different numbers of
 * parts. Free with parts_free, fine if it is all zero. */
int parts_find(const char *folder, struct parts_list *list, struct error *err);
void parts_free(struct parts_list *list);

/* The numbers of the parts in a state, as "3, 7-9", with "..." where they do not fit. How many
 * there are. */
size_t parts_text(const struct parts_list *list, enum part_state state, char *text, size_t size);

/* STATUS_USAGE where parts are there: a run of all of the campaign would make them again, and who
 * looks for results finds none. STATUS_NOMEM. */
int parts_refuse(const char *folder, struct error *err);

/* Remove all of them, and the folder where nothing else is in it. */
void parts_drop(const char *folder);

#endif
