/* param.h -- declarative parameter tables.
 *
 * One line states a parameter's name, C field, default, legal range and meaning.
 * Parsing, range checks, `optbench describe` and the written campaign all follow
 * from it; nothing is stated twice. */
#ifndef OPTBENCH_SRC_PARAM_H
#define OPTBENCH_SRC_PARAM_H

#include <float.h>
#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"

enum param_kind {
  PARAM_KIND_END,
  PARAM_KIND_REAL,
  PARAM_KIND_INT,
  PARAM_KIND_CHOICE,
  PARAM_KIND_TEXT
};

/* How tuning spreads its candidates over a range: evenly in the value, in its logarithm, or in the
 * logarithm of 1 - value, for what matters by how near to 1 it is. */
enum param_scale { PARAM_NOT_TUNED, PARAM_LINEAR, PARAM_LOG, PARAM_LOG_REST };

struct param {
  enum param_kind kind;
  enum param_scale scale;
  const char *name;
  size_t offset;              /* of the field inside the config struct */
  double fallback, low, high; /* inclusive range; for a choice, indices into `choices` */
  const char *const *choices; /* NULL-terminated names; only for a choice */
  const char *help;
  double tune_low, tune_high; /* where tuning looks, within low and high */
  const char *text;           /* the default of a text */
  size_t size;                /* bytes of its field, with the zero at its end */
  bool quiet;                 /* where it has its default, a canonical text does without it */
};

enum { PARAM_TEXT_MOST = 256 }; /* no text's field is larger */

/* Open ends of a range: the nearest double inside. */
#define PARAM_ABOVE_ZERO DBL_MIN
#define PARAM_BELOW_ONE  0x1.fffffffffffffp-1
#define PARAM_MANY       1e9

/* The kind follows from the field's own type, so that table and struct cannot
 * disagree; any type but double and int is a compile error. */
#define PARAM(type, field, default_, low_, high_, help_)                                           \
  {                                                                                                \
    .kind = _Generic(((type *)0)->field, double                                                    \
                     : PARAM_KIND_REAL, int                                                        \
                     : PARAM_KIND_INT),                                                            \
    .name = #field, .offset = offsetof(type, field), .fallback = (default_), .low = (low_),        \
    .high = (high_), .help = (help_)                                                               \
  }
/* The same with where and how `optbench tune` looks for better values. */
#define PARAM_TUNED(type, field, default_, low_, high_, tune_low_, tune_high_, scale_, help_)      \
  {                                                                                                \
    .kind = _Generic(((type *)0)->field, double                                                    \
                     : PARAM_KIND_REAL, int                                                        \
                     : PARAM_KIND_INT),                                                            \
    .scale = (scale_), .name = #field, .offset = offsetof(type, field), .fallback = (default_),    \
    .low = (low_), .high = (high_), .tune_low = (tune_low_), .tune_high = (tune_high_),            \
    .help = (help_)                                                                                \
  }
/* An int field that holds an index into names (an array of strings ended by NULL). */
#define PARAM_CHOICE(type, field, default_, names, help_)                                          \
  {                                                                                                \
    .kind = _Generic(((type *)0)->field, int                                                       \
                     : PARAM_KIND_CHOICE),                                                         \
    .name = #field, .offset = offsetof(type, field), .fallback = (default_), .low = 0,             \
    .high = (double)(sizeof(names) / sizeof *(names)-2), .choices = (names), .help = (help_)       \
  }
/* A char array field. A text that holds a comma, a blank, ':', '=' or '@' stands in double quotes,
 * which no text can hold itself. */
#define PARAM_TEXT(type, field, default_, help_)                                                   \
  {                                                                                                \
    .kind = PARAM_KIND_TEXT, .name = #field, .offset = offsetof(type, field), .text = (default_),  \
    .size = sizeof((type *)0)->field, .help = (help_)                                              \
  }
/* The same, but for "none", which a canonical text does without. */
#define PARAM_TEXT_OR_NONE(type, field, help_)                                                     \
  {                                                                                                \
    .kind = PARAM_KIND_TEXT, .name = #field, .offset = offsetof(type, field), .text = "none",      \
    .size = sizeof((type *)0)->field, .help = (help_), .quiet = true                               \
  }
#define PARAM_TABLE_END                                                                            \
  {                                                                                                \
    .kind = PARAM_KIND_END                                                                         \
  }

extern const char *const param_no_yes[3]; /* "no", "yes", NULL */

/* Every default into config (a struct of the type that the table describes). */
void param_defaults(const struct param *table, void *config);

/* The row named by the first `length` characters of name, or NULL. */
const struct param *param_find(const struct param *table, const char *name, size_t length);

/* Parse `text` as the value of parameter p of `owner` and store it in config.
 * STATUS_OK, or STATUS_USAGE with err filled and config untouched. */
int param_set(const struct param *p, void *config, const char *owner, const char *text,
              struct error *err);

/* Value of p in config; for an int or a choice, that integer; NaN for a text. */
double param_get(const struct param *p, const void *config);

/* Write the value of p in config as text that param_set reads back exactly. */
void param_format(const struct param *p, const void *config, char *text, size_t size);

/* The default, as param_format would write it. */
void param_format_default(const struct param *p, char *text, size_t size);

/* The legal range as people write it, "(0, 10]" with an open end where the bound is the nearest
 * double inside; of a choice, its names: "no|yes"; of a text, "text". */
void param_range(const struct param *p, char *text, size_t size);

/* A table and the struct that it describes. Several of them share the keys of one text: those of
 * a rule, its source and their wrappers, or of a function and its wrappers. */
struct param_group {
  const struct param *params;
  void *config;
  const char *name; /* of whose table it is: NAME.KEY is its KEY; NULL: it has none. Where NAME has
                       a dot, what stands on either side of it is enough if no other has that */
};

enum { PARAM_KEY = 128 }; /* bytes that any qualified key fits in */

/* Index of the group that a key means, and its row: KEY where one group alone has it, else
 * NAME.KEY. STATUS_OK, or STATUS_USAGE with a suggestion. */
int param_groups_find(const struct param_group *groups, size_t count, const char *owner,
                      const char *key, size_t *group, const struct param **param,
                      struct error *err);
/* The shortest key that means this row of a group. */
void param_groups_key(const struct param_group *groups, size_t count, size_t group,
                      const struct param *param, char key[PARAM_KEY]);
/* Do both keys mean the same row, of whatever groups? */
bool param_keys_clash(const char *a, size_t a_length, const char *b, size_t b_length);

/* Set what `key` means. STATUS_OK, or STATUS_USAGE with a suggestion. */
int param_groups_set(const struct param_group *groups, size_t count, const char *owner,
                     const char *key, const char *value, struct error *err);
/* Set everything in "key=value,..."; an empty text sets nothing. */
int param_groups_parse(const struct param_group *groups, size_t count, const char *owner,
                       const char *text, struct error *err);
/* Append ":key=value,..." with every parameter of every group to text, which is cut at size; quiet
 * ones where they have not their default. */
void param_groups_format(const struct param_group *groups, size_t count, char *text, size_t size);

#endif
