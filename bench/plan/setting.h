/* setting.h -- the table of all that a campaign can be told: one row a setting.
 *
 * From a row follow its key in a campaign's file, the option of `run` (and of `tune`) with its
 * help, how a value is checked, how it is written back, what a report says of it, whether the
 * results of a cell depend on it, and whether costs under other values of it can be compared. */
#ifndef OPTBENCH_BENCH_PLAN_SETTING_H
#define OPTBENCH_BENCH_PLAN_SETTING_H

#include "bench/io/options.h"
#include "bench/plan/campaign.h"

struct setting {
  const char *key;      /* in a campaign's file; the option is --KEY */
  char letter;          /* of the option; 0: none */
  const char *argument; /* what the option takes; NULL: nothing, and it means yes */
  const char *help;     /* of the option; NULL: there is none */
  const char *fallback; /* what goes where nothing is said, as text; NULL: nothing is set */
  bool early;    /* taken before all others, wherever it stands: others may change what it says */
  bool list;     /* in a file, it may go on over indented lines */
  bool quiet;    /* not written where it has its fallback */
  bool tuned;    /* an option of `tune`, too */
  bool compared; /* costs under different values of it cannot be compared */
  int place; /* among what the results of a cell depend on, from 1 on; 0: they do not. Places are
                part of the digest in runs.csv: a new row takes the next one. */
  const char *term; /* what a report calls it; NULL: it does not tell it by itself, nor where
                       nothing is told of it */
  /* Each of these may be NULL where the field's type says it all, see SETTING. */
  int (*set)(const struct setting *setting, const struct libraries *libraries,
             struct campaign *campaign, const char *value, struct error *err);
  void (*write)(const struct setting *setting, const struct campaign *campaign, FILE *out);
  void (*define)(const struct setting *setting, const struct campaign *campaign,
                 const struct cell *cell, FILE *out);
  void (*tell)(const struct campaign *campaign, FILE *out);
  /* The field, for those whose functions are NULL. */
  enum { FIELD_NONE, FIELD_COUNT, FIELD_YES, FIELD_REAL, FIELD_CHOICE } kind;
  size_t offset;
  double low, high;           /* inclusive range of a count or real */
  const char *const *choices; /* ended by NULL */
  const char *hint;           /* behind a refusal */
};

enum { SETTINGS_MOST = 40, SETTING_LISTS = 12 }; /* most rows, and most of them lists */
extern const struct setting settings[]; /* in the order of a campaign's file, ended by a NULL key */

/* The row of this key, or NULL. */
const struct setting *setting_find(const char *key);

/* Has an option's row a setting that is taken before all others? */
bool setting_is_early(const char *key);

/* Set one from its text. STATUS_OK, or STATUS_USAGE or STATUS_NOMEM with the campaign as it was. */
int setting_set(const struct setting *setting, const struct libraries *libraries,
                struct campaign *campaign, const char *value, struct error *err);

/* Its value as a file has it: "25", or "\n  1\n  2" for a list. malloc'ed; NULL without memory. */
char *setting_text(const struct setting *setting, const struct campaign *campaign);

/* A list's text in one line, in its place: "1,2". */
void setting_flatten(char *text);

/* What a run may spend, in words: "a cost of 3000 × dimension a run". */
void budget_tell(const struct campaign *campaign, FILE *out);

/* What a report says of it, malloc'ed; NULL without memory. */
char *setting_told(const struct setting *setting, const struct campaign *campaign);

/* What the results of a run in the cell depend on, of this setting or of all of them in the order
 * of the places. */
void setting_define(const struct setting *setting, const struct campaign *campaign,
                    const struct cell *cell, FILE *out);
void settings_define(const struct campaign *campaign, const struct cell *cell, FILE *out);

/* The options that are settings, without those that `own` (ended by a NULL name) has as well, then
 * `own` itself. `rows` has room for SETTINGS_MOST rows more than `own`. */
void settings_options(const struct option_row *own, bool tuned, struct option_row *rows);

#endif
