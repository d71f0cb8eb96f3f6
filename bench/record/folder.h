/* folder.h -- whose a folder is: only one that is empty, or that an earlier run made for the same
 * purpose, is written to. What says so is the first line of its campaign.ini, of the verdicts.txt
 * of a dissection, or of the scale.txt of a prediction, which is written before anything else. */
#ifndef OPTBENCH_BENCH_RECORD_FOLDER_H
#define OPTBENCH_BENCH_RECORD_FOLDER_H

#include "bench/plan/campaign.h"

enum folder_kind {
  FOLDER_RESULTS,
  FOLDER_SCRATCH, /* results that the next check replaces */
  FOLDER_BASELINE,
  FOLDER_TUNING,
  FOLDER_META,
  FOLDER_DISSECTION,
  FOLDER_SCALE,
  FOLDER_KINDS
};

/* The first line of that file in a folder of each kind, with its end. */
extern const char *const folder_marks[FOLDER_KINDS];

extern const char folder_verdicts[]; /* that file of a FOLDER_DISSECTION */
extern const char folder_table[];    /* that of a FOLDER_SCALE */

/* May a folder be made or written for this? It is not there, or empty, or one of this kind.
 * STATUS_OK, or STATUS_USAGE with what is in the way. */
int folder_check(const char *folder, enum folder_kind kind, struct error *err);

/* FOLDER/campaign.ini: the mark and the campaign's text; `whom` as in file_create_for. STATUS_OK,
 * STATUS_IO or STATUS_NOMEM. */
int folder_write_campaign(const char *folder, enum folder_kind kind,
                          const struct campaign *campaign, const char *whom, struct error *err);

/* Is it there, and does it say this very campaign? STATUS_OK or STATUS_NOMEM. */
int folder_says_campaign(const char *folder, enum folder_kind kind, const struct campaign *campaign,
                         bool *there, bool *same, struct error *err);

#endif
