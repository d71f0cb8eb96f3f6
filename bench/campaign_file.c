/* campaign_file.c -- campaigns as ini files: read with inih, checked line by line, written back. */
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/campaign.h"
#include "src/number.h"

/* inih cuts longer lines and names without a word, so they are refused before it sees them. */
enum { LINE_LIMIT = 199, NAME_LIMIT = 49, FILE_LIMIT = 1 << 20, LIST_SIZE = 1 << 14 };

struct reader {
  const struct libraries *libraries;
  struct campaign *campaign;
  char functions[LIST_SIZE], optimizers[LIST_SIZE], dims[LIST_SIZE], instances[LIST_SIZE];
  int status; /* of the first line that was refused */
  struct error err;
};

static int read_whole(const char *path, char **text, struct error *err)
{
  FILE *in = fopen(path, "rb");
  if (!in)
    return error_set(err, STATUS_IO, "cannot read the campaign %s: %s; check the path", path,
                     strerror(errno));
  char *buffer = malloc(FILE_LIMIT + 1);
  size_t length = buffer ? fread(buffer, 1, FILE_LIMIT + 1, in) : 0;
  bool failed = ferror(in);
  fclose(in);
  if (!buffer) return error_memory(err, "the campaign's file");
  if (failed || length > FILE_LIMIT) {
    free(buffer);
    return failed ? error_set(err, STATUS_IO, "cannot read the campaign %s: %s", path,
                              strerror(errno ? errno : EIO))
                  : error_set(err, STATUS_USAGE, "%s is over 1 MiB, which no campaign is", path);
  }
  buffer[length] = '\0';
  if (strlen(buffer) != length) {
    free(buffer);
    return error_set(err, STATUS_USAGE, "%s holds a zero byte; a campaign is a text file", path);
  }
  *text = buffer;
  return STATUS_OK;
}

static int check_lines(const char *path, const char *text, struct error *err)
{
  size_t line = 1;
  for (const char *at = text; *at; line++) {
    size_t length = strcspn(at, "\n"), name = strcspn(at, "=:");
    if (length > LINE_LIMIT)
      return error_set(err, STATUS_USAGE,
                       "%s:%zu: the line is over %d characters; break a list into indented lines",
                       path, line, LINE_LIMIT);
    if (at[0] == '[' && strcspn(at, "]") > NAME_LIMIT)
      return error_set(err, STATUS_USAGE,
                       "%s:%zu: the section's name is over %d characters; name the optimizer and "
                       "function without their parameters",
                       path, line, NAME_LIMIT);
    if (at[0] != '[' && at[0] != ' ' && at[0] != '\t' && at[0] != '#' && at[0] != ';' &&
        name < length && name > NAME_LIMIT)
      return error_set(err, STATUS_USAGE, "%s:%zu: the key is over %d characters", path, line,
                       NAME_LIMIT);
    at += length + (at[length] == '\n');
  }
  return STATUS_OK;
}

/* Lists may go on over indented lines; inih hands each over under the same name. */
static int append(char list[LIST_SIZE], const char *key, const char *value, struct error *err)
{
  size_t used = strlen(list), length = strlen(value);
  while (length && (value[length - 1] == ',' || value[length - 1] == ' ')) length--;
  if (used + length + 2 > LIST_SIZE)
    return error_set(err, STATUS_USAGE, "%s: the list is too long", key);
  if (used) list[used++] = ',';
  memcpy(list + used, value, length);
  list[used + length] = '\0';
  return STATUS_OK;
}

static int take_setting(struct reader *r, const char *key, const char *value)
{
  if (!strcmp(key, "functions")) return append(r->functions, key, value, &r->err);
  if (!strcmp(key, "optimizers")) return append(r->optimizers, key, value, &r->err);
  if (!strcmp(key, "dimensions")) return append(r->dims, key, value, &r->err);
  if (!strcmp(key, "instances")) return append(r->instances, key, value, &r->err);
  return campaign_set(r->campaign, key, value, &r->err);
}

/* The words of "OPTIMIZER [on FUNCTION] [dDIM]". */
static int split_section(const char *section, struct override *o, struct error *err)
{
  char text[NAME_LIMIT + 1];
  char *words[5], *rest = NULL;
  size_t count = 0;
  snprintf(text, sizeof text, "%s", section);
  for (char *word = strtok_r(text, " \t", &rest); word && count < 5;
       word = strtok_r(NULL, " \t", &rest))
    words[count++] = word;
  size_t at = 1;
  bool right = count > 0;
  if (right) strcpy(o->optimizer, words[0]);
  if (right && at + 1 < count && !strcmp(words[at], "on")) {
    strcpy(o->function, words[at + 1]);
    at += 2;
  }
  double dim = 0;
  if (right && at < count && words[at][0] == 'd' && number_parse_count(words[at] + 1, &dim) &&
      dim >= 1) {
    o->dim = (size_t)dim;
    at++;
  }
  if (!right || at != count)
    return error_set(err, STATUS_USAGE,
                     "section [%s] is not understood; write [campaign], [OPTIMIZER], [OPTIMIZER on "
                     "FUNCTION] or [OPTIMIZER on FUNCTION d10]",
                     section);
  return STATUS_OK;
}

static int take_override(struct reader *r, const char *section, const char *key, const char *value)
{
  struct campaign *c = r->campaign;
  struct override o = {0};
  int status = split_section(section, &o, &r->err);
  if (status) return status;
  if (strlen(key) >= sizeof o.key || strlen(value) >= sizeof o.value)
    return error_set(&r->err, STATUS_USAGE, "%s=%.40s... is too long for a parameter", key, value);
  strcpy(o.key, key);
  strcpy(o.value, value);
  if (!(c->override_count & (c->override_count - 1))) {
    size_t room = c->override_count ? 2 * c->override_count : 1;
    void *longer = realloc(c->overrides, room * sizeof *c->overrides);
    if (!longer) return error_memory(&r->err, "the campaign's sections");
    c->overrides = longer;
  }
  c->overrides[c->override_count++] = o;
  /* Try it at once, so that a wrong name or value is told with its line. */
  struct method method;
  status = method_parse(r->libraries->optimizers, o.optimizer, &method, &r->err);
  if (status) return status;
  status = method_set(&method, key, value, &r->err);
  method_free(&method);
  return status;
}

static int take_line(void *context, const char *section, const char *key, const char *value)
{
  struct reader *r = context;
  if (r->status) return 1;
  if (!strcmp(section, "campaign"))
    r->status = take_setting(r, key, value);
  else if (!*section)
    r->status = error_set(&r->err, STATUS_USAGE,
                          "'%s' stands before any section; begin with [campaign]", key);
  else
    r->status = take_override(r, section, key, value);
  return r->status == STATUS_OK;
}

static bool names_entry(const char *name, const char *label)
{
  size_t head = strcspn(label, ":");
  return !strcmp(name, label) || (strlen(name) == head && !strncmp(name, label, head));
}

/* A section that nothing in the campaign answers to is a mistake, not a reserve. */
static int check_sections(const struct campaign *c, struct error *err)
{
  for (size_t i = 0; i < c->override_count; i++) {
    const struct override *o = &c->overrides[i];
    bool optimizer = false, function = !o->function[0];
    for (size_t k = 0; k < c->optimizer_count; k++)
      optimizer |= names_entry(o->optimizer, c->optimizers[k].label);
    for (size_t k = 0; k < c->function_count; k++)
      function |= names_entry(o->function, c->functions[k].label);
    if (!optimizer || !function)
      return error_set(
          err, STATUS_USAGE,
          "section [%s%s%s] names %s '%s', which is not in the campaign's list; add it "
          "there or drop the section",
          o->optimizer, o->function[0] ? " on " : "", o->function,
          optimizer ? "function" : "optimizer", optimizer ? o->function : o->optimizer);
  }
  return STATUS_OK;
}

static void set_defaults(struct campaign *c, const char *path)
{
  const char *base = strrchr(path, '/');
  base = base ? base + 1 : path;
  size_t length = strcspn(base, ".");
  snprintf(c->name, sizeof c->name, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE - 1),
           length ? base : "campaign");
  c->runs = 25;
  c->budget = (struct budget){.amount = 3000, .per_dimension = true};
  c->seed = 1;
  c->gradient_cost = 1;
  c->target = campaign_targets[TARGET_COUNT - 1];
}

/* inih tells the first bad line, whether its form was wrong or its content was refused. */
static bool line_is_broken(const char *text, int line)
{
  while (--line > 0) text += strcspn(text, "\n") + 1;
  size_t length = strcspn(text, "\n");
  text += strspn(text, " \t");
  if (*text == '[') return !memchr(text, ']', length);
  return !memchr(text, '=', length) && !memchr(text, ':', length);
}

static int load(struct reader *r, const char *path, struct error *err)
{
  char *text = NULL;
  int status = read_whole(path, &text, err);
  if (status) return status;
  status = check_lines(path, text, err);
  if (status) {
    free(text);
    return status;
  }
  set_defaults(r->campaign, path);
  int line = ini_parse_string(text, take_line, r);
  bool broken = line > 0 && line_is_broken(text, line);
  free(text);
  if (line < 0) return error_memory(err, "the campaign's file");
  if (broken || (line > 0 && !r->status))
    return error_set(err, STATUS_USAGE, "%s:%d: neither [section] nor key = value; mend the line",
                     path, line);
  if (r->status) return error_set(err, r->status, "%s:%d: %.440s", path, line, r->err.text);
  struct campaign *c = r->campaign;
  if (!r->functions[0])
    return error_set(err, STATUS_USAGE,
                     "%s: no functions; add `functions = rosenbrock` to [campaign]", path);
  if (!r->optimizers[0])
    return error_set(err, STATUS_USAGE, "%s: no optimizers; add `optimizers = adam` to [campaign]",
                     path);
  status = campaign_set_functions(r->libraries, c, r->functions, err);
  if (!status) status = campaign_set_optimizers(r->libraries, c, r->optimizers, err);
  if (!status) status = campaign_set_dims(c, r->dims[0] ? r->dims : "2", err);
  if (!status) status = campaign_set_instances(c, r->instances[0] ? r->instances : "0", err);
  if (!status) status = check_sections(c, err);
  if (status) {
    struct error cause = *err;
    return error_set(err, status, "%s: %.440s", path, cause.text);
  }
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

static void write_start(const struct campaign *c, FILE *out)
{
  static const char *const modes[] = {"random", "canonical", "grid"};
  if (c->start_mode != START_POINT) {
    fprintf(out, "start = %s\n", modes[c->start_mode]);
    return;
  }
  fputs("start = ", out);
  for (size_t i = 0; i < c->start_count; i++) {
    char number[NUMBER_TEXT];
    number_format(c->start[i], number);
    fprintf(out, "%s%s", i ? ", " : "", number);
  }
  fputc('\n', out);
}

char *campaign_text(const struct campaign *c)
{
  static const char *const traces[] = {"log", "every", "none"};
  char *text = NULL, number[NUMBER_TEXT];
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fprintf(out, "[campaign]\nname = %s\nfunctions =\n", c->name);
  for (size_t i = 0; i < c->function_count; i++) fprintf(out, "  %s\n", c->functions[i].label);
  fputs("dimensions =\n", out);
  for (size_t i = 0; i < c->dim_count; i++) fprintf(out, "  %zu\n", c->dims[i]);
  fputs("instances =\n", out);
  for (size_t i = 0; i < c->instance_count; i++) fprintf(out, "  %u\n", c->instances[i]);
  fputs("optimizers =\n", out);
  for (size_t i = 0; i < c->optimizer_count; i++) fprintf(out, "  %s\n", c->optimizers[i].label);
  number_format(c->budget.amount, number);
  fprintf(out, "runs = %zu\nbudget = %s%s\n", c->runs, number, c->budget.per_dimension ? "d" : "");
  fprintf(out, "seed = %llu\n", (unsigned long long)c->seed);
  write_start(c, out);
  number_format(c->gradient_cost, number);
  fprintf(out, "gradient-cost = %s\n", number);
  number_format(c->target, number);
  fprintf(out, "target = %s\n", c->target < 0 ? "none" : number);
  fprintf(out, "trace = %s\ntrace-x = %s\n", traces[c->trace], param_no_yes[c->trace_x]);
  if (c->figures[0]) fprintf(out, "figures = %s\n", c->figures);
  const struct override *last = NULL;
  for (size_t i = 0; i < c->override_count; i++) {
    const struct override *o = &c->overrides[i];
    if (!last || strcmp(last->optimizer, o->optimizer) || strcmp(last->function, o->function) ||
        last->dim != o->dim) {
      fprintf(out, "\n[%s", o->optimizer);
      if (o->function[0]) fprintf(out, " on %s", o->function);
      if (o->dim) fprintf(out, " d%zu", o->dim);
      fputs("]\n", out);
    }
    fprintf(out, "%s = %s\n", o->key, o->value);
    last = o;
  }
  bool failed = ferror(out);
  if (fclose(out) || failed) {
    free(text);
    return NULL;
  }
  return text;
}
