/* campaign_file.c -- campaigns as ini files: read with inih, checked line by line. */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/plan/campaign_lines.h"
#include "bench/plan/campaign_override.h"
#include "bench/plan/problems.h"
#include "bench/plan/setting.h"
#include "src/names.h"

enum { LIST_SIZE = 1 << 14 };

/* A setting that may go on over indented lines. */
struct list {
  char text[LIST_SIZE];
  size_t used, pieces;
  int named; /* the line of its key; 0: there is none */
  struct {
    size_t end;
    int line;
  } piece[LIST_SIZE / 2]; /* where in `text` each line's share ends */
};

struct reader {
  const struct libraries *libraries;
  struct campaign *campaign;
  const char *text;                /* what inih has not read yet */
  int line;                        /* the one it read last, from 1 */
  int key_line;                    /* the last one with a key in this section; 0: none yet */
  bool carries;                    /* the line is indented: it carries on that of the last key */
  bool early;                      /* only settings that are are taken, see setting.h */
  bool shielded;                   /* it has a `shield` in it */
  struct list list[SETTING_LISTS]; /* one a setting that is a list, see list_of */
  int set[SETTINGS_MOST];          /* one a setting; of those that are no list: its line, or 0 */
  int status, refused;             /* of the first line that was refused, and its number */
  struct error err;
};

static const char *skip_blanks(const char *text) { return text + strspn(text, " \t"); }

/* As inih sees it: an indented line below a key carries that key's value on, whatever it holds. */
static void note_line(struct reader *r, const char *line)
{
  const char *first = skip_blanks(line);
  if (!*first || strchr(";#\r", *first)) return;
  r->carries = r->key_line && first > line;
  if (r->carries) return;
  r->key_line = *first == '[' ? 0 : r->line;
}

/* inih leaves the comment behind what carries a list on, and takes a ';' in quotes for one. */
static void drop_comment(char *line)
{
  for (char *at = line + names_span(line, ";"); *at; at += 1 + names_span(at + 1, ";"))
    if (at > line && strchr(" \t", at[-1])) {
      *at = '\0';
      return;
    }
}

/* Stands for a ';' behind a blank while inih has the line. */
static const char shield = '\x01';

static bool shield_quoted(char *line)
{
  bool any = false;
  if (strchr(line, shield)) return false;
  for (char *at = line; (at = strchr(at, ';')); at++)
    if (at > line && strchr(" \t", at[-1])) {
      *at = shield;
      any = true;
    }
  return any;
}

/* Lines for inih, one a call, without their ends: a line as long as its buffer stays one. */
static char *next_line(char *out, int size, void *context)
{
  struct reader *r = context;
  size_t length = strcspn(r->text, "\n"), room = (size_t)size - 1;
  if (!*r->text) return NULL;
  memcpy(out, r->text, length < room ? length : room);
  out[length < room ? length : room] = '\0';
  r->text += length + (r->text[length] == '\n');
  r->line++;
  drop_comment(out);
  note_line(r, out);
  r->shielded = shield_quoted(out);
  return out;
}

/* That of settings[which], which is a list. */
static struct list *list_of(struct reader *r, size_t which)
{
  size_t before = 0;
  for (size_t i = 0; i < which; i++) before += settings[i].list;
  return &r->list[before];
}

/* inih hands each line of a list over under the same name. */
static int append(struct reader *r, size_t which, const char *value)
{
  struct list *l = list_of(r, which);
  size_t length = strlen(value);
  if (l->named && !r->carries) return campaign_refuse_twice(settings[which].key, l->named, &r->err);
  if (!l->named) l->named = r->line;
  while (length && (value[length - 1] == ',' || value[length - 1] == ' ')) length--;
  if (!length) return STATUS_OK; /* the list begins on the next line */
  if (l->used + length + 2 > LIST_SIZE)
    return error_set(&r->err, STATUS_USAGE, "%s: the list is over %d characters; shorten it",
                     settings[which].key, LIST_SIZE);
  if (l->used) l->text[l->used++] = ',';
  memcpy(l->text + l->used, value, length);
  l->used += length;
  l->text[l->used] = '\0';
  l->piece[l->pieces].end = l->used;
  l->piece[l->pieces++].line = r->line;
  return STATUS_OK;
}

static int set_list(struct reader *r, size_t which, const char *list, struct error *err)
{
  return setting_set(&settings[which], r->libraries, r->campaign, list, err);
}

/* The whole list; where it is refused, r->refused is the first line with which it is. */
static int set_whole_list(struct reader *r, size_t which, struct error *err)
{
  struct list *l = list_of(r, which);
  r->refused = l->named;
  int status = set_list(r, which, l->text, err);
  for (size_t i = 0; status && i < l->pieces; i++) {
    l->text[l->piece[i].end] = '\0';
    int part = set_list(r, which, l->text, err);
    if (i + 1 < l->pieces) l->text[l->piece[i].end] = ',';
    r->refused = l->piece[i].line;
    if (part) return part;
  }
  return status;
}

static int take_setting(struct reader *r, const char *key, const char *value)
{
  const struct setting *setting = setting_find(key);
  if (!setting) return campaign_set(r->libraries, r->campaign, key, value, &r->err);
  size_t which = (size_t)(setting - settings);
  if (setting->list) return append(r, which, value);
  if (r->set[which]) return campaign_refuse_twice(key, r->set[which], &r->err);
  r->set[which] = r->line;
  if (setting->early) return STATUS_OK; /* it was taken */
  return setting_set(setting, r->libraries, r->campaign, value, &r->err);
}

/* Does an indented line begin a section or set something, where only a list can be carried on? */
static bool misplaced(const char *section, const char *key, const char *value)
{
  const struct setting *carried = strcmp(section, "campaign") ? NULL : setting_find(key);
  char word[NAME_LIMIT + 1];
  snprintf(word, sizeof word, "%.*s", (int)strcspn(value, "=: \t"), value);
  const char *next = skip_blanks(value + strlen(word));
  return !carried || !carried->list || *value == '[' ||
         (setting_find(word) && (*next == '=' || *next == ':'));
}

static int refuse_section(struct reader *r, const char *section)
{
  return error_set(&r->err, STATUS_USAGE, "there is no section [%s]; did you mean [campaign]?",
                   section);
}

/* An optimizer's section: but is it one that was meant for the campaign's own? */
static int take_section(struct reader *r, const char *section, const char *key, const char *value)
{
  static const char *const own[] = {"campaign"};
  char word[NAME_LIMIT + 1];
  const char *first = skip_blanks(section);
  snprintf(word, sizeof word, "%.*s", (int)strcspn(first, " \t"), first);
  bool lone = !*skip_blanks(first + strlen(word));
  if (lone && !strcasecmp(word, own[0])) return refuse_section(r, section);
  int status =
      campaign_add_override(r->libraries, r->campaign, r->line, section, key, value, &r->err);
  if (status && lone && closest_name(word, own, 1) && setting_find(key))
    return refuse_section(r, section);
  return status;
}

/* Outside quotes. */
static bool looks_like_comment(const char *value)
{
  size_t slash = names_span(value, "/");
  if (value[names_span(value, "#;")]) return true;
  for (; value[slash]; slash += 1 + names_span(value + slash + 1, "/"))
    if (value[slash + 1] == '/') return true;
  return false;
}

static int take_value(struct reader *r, const char *section, const char *key, const char *value)
{
  if (strlen(key) >= NAME_LIMIT)
    return error_set(&r->err, STATUS_USAGE, "the key is over %d characters", NAME_LIMIT - 1);
  if (r->carries && misplaced(section, key, value))
    return error_set(&r->err, STATUS_USAGE,
                     "the line is indented, so it carries on '%s' of line %d; begin it at the left "
                     "edge",
                     key, r->key_line);
  if (looks_like_comment(value))
    return error_set(&r->err, STATUS_USAGE,
                     "'%.60s' is no value; a comment behind one begins with ';' after a blank",
                     value);
  if (!strcmp(section, "campaign")) return take_setting(r, key, value);
  if (*section) return take_section(r, section, key, value);
  return error_set(&r->err, STATUS_USAGE, "'%s' stands before any section; begin with [campaign]",
                   key);
}

/* Of the first reading: what others may change. */
static int take_early(struct reader *r, const char *section, const char *key, const char *value)
{
  if (strcmp(section, "campaign") != 0 || !setting_is_early(key)) return STATUS_OK;
  return setting_set(setting_find(key), r->libraries, r->campaign, value, &r->err);
}

static int take_line(void *context, const char *section, const char *key, const char *value)
{
  struct reader *r = context;
  char plain[LINE_LIMIT + 1];
  if (r->status) return 1;
  r->refused = r->line;
  snprintf(plain, sizeof plain, "%s", value);
  for (char *at = plain; r->shielded && (at = strchr(at, shield)); at++) *at = ';';
  r->status = r->early ? take_early(r, section, key, plain) : take_value(r, section, key, plain);
  return r->status == STATUS_OK;
}

/* A line that inih does not understand. */
static int refuse_line(const char *path, const char *text, int line, struct error *err)
{
  for (int i = 1; i < line; i++) text += strcspn(text, "\n") + 1;
  text = skip_blanks(text);
  bool comment = !strncmp(text, "//", 2) || strchr("%*/", *text);
  return error_set(err, STATUS_USAGE, "%s:%d: neither [section] nor key = value; %s", path, line,
                   comment ? "a comment begins with ';'" : "mend the line");
}

/* A section that nothing in the campaign answers to is a mistake, not a reserve. */
static int check_sections(struct reader *r)
{
  static const char *const kinds[] = {[NO_SUCH_OPTIMIZER] = "an optimizer",
                                      [NO_SUCH_FUNCTION] = "a function",
                                      [NO_SUCH_DIMENSION] = "a dimension"};
  const struct campaign *c = r->campaign;
  for (size_t i = 0; i < c->override_count; i++) {
    const struct override *o = &c->overrides[i];
    enum section_answer answer = override_answer(c, o);
    if (answer == ANSWERED) continue;
    char dim[32] = "";
    if (o->dim) snprintf(dim, sizeof dim, " d%zu", o->dim);
    r->refused = o->line;
    return error_set(&r->err, STATUS_USAGE,
                     "section [%s%s%s%s] names %s that is not in the campaign's list; add it there "
                     "or drop the section",
                     o->optimizer, o->function[0] ? " on " : "", o->function, dim, kinds[answer]);
  }
  return STATUS_OK;
}

int campaign_defaults(const struct libraries *libraries, struct campaign *c, const char *path,
                      struct error *err)
{
  const char *base = strrchr(path, '/');
  base = base ? base + 1 : path;
  if (!*base || *base == '.') base = "campaign";
  size_t length = strcspn(base, ".");
  snprintf(c->name, sizeof c->name, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE - 1),
           base);
  for (char *at = c->name; *at; at++) /* it names a folder, and is written as `name` */
    if (!isalnum((unsigned char)*at) && !strchr("_-", *at)) *at = '_';
  int status = STATUS_OK;
  for (const struct setting *s = settings; s->key && !status; s++)
    if (s->fallback) status = setting_set(s, libraries, c, s->fallback, err);
  c->dims_named = c->instances_named = false;
  return status;
}

/* Does the file have items of this list? */
static bool list_named(struct reader *r, const char *key)
{
  return list_of(r, (size_t)(setting_find(key) - settings))->used > 0;
}

static int parse(struct reader *r, const char *path, const char *text, struct error *err)
{
  static const char mark[] = "\xEF\xBB\xBF"; /* of the byte order, which some editors write */
  if (!strncmp(text, mark, strlen(mark))) text += strlen(mark);
  int status = campaign_lines_check(path, text, err);
  if (!status) status = campaign_defaults(r->libraries, r->campaign, path, err);
  if (status) return status;
  int line = 0; /* the first bad one */
  for (int early = 1; early >= 0 && !line; early--) {
    r->text = text;
    r->line = r->key_line = 0;
    r->early = early;
    line = ini_parse_stream(next_line, r, take_line, r);
  }
  if (line < 0) return error_memory(err, "the campaign's file");
  if (line > 0 && !(r->status && r->refused == line)) return refuse_line(path, text, line, err);
  return STATUS_OK;
}

static int load(struct reader *r, const char *path, struct error *err)
{
  char *text = NULL;
  int status = campaign_lines_read(path, &text, err);
  if (status) return status;
  status = parse(r, path, text, err);
  free(text);
  if (status) return status;
  if (!r->status && !list_named(r, "functions") && !r->campaign->function_count)
    return error_set(err, STATUS_USAGE,
                     "%s: no functions; add `functions = rosenbrock` to [campaign]", path);
  if (!r->status && !list_named(r, "optimizers"))
    return error_set(err, STATUS_USAGE, "%s: no optimizers; add `optimizers = adam` to [campaign]",
                     path);
  for (size_t i = 0; settings[i].key && !r->status; i++)
    if (settings[i].list && list_of(r, i)->named) r->status = set_whole_list(r, i, &r->err);
  if (!r->status) {
    status = campaign_find_dims(r->libraries, r->campaign, err);
    if (status) return status;
    status = campaign_settle_instances(r->campaign, err);
    if (status) return status;
    r->status = check_sections(r);
  }
  if (r->status) return error_set(err, r->status, "%s:%d: %.440s", path, r->refused, r->err.text);
  return STATUS_OK;
}

int campaign_load(const struct libraries *libraries, const char *path, struct campaign *campaign,
                  struct error *err)
{
  struct reader *reader = calloc(1, sizeof *reader);
  if (!reader) return error_memory(err, "the campaign's file");
  *campaign = (struct campaign){0};
  reader->libraries = libraries;
  reader->campaign = campaign;
  int status = load(reader, path, err);
  free(reader);
  if (status) campaign_free(campaign);
  return status;
}
