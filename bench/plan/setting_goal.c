/* setting_goal.c -- where runs start, and what they aim at; see setting.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/box.h"
#include "bench/plan/lists.h"
#include "bench/plan/setting_parts.h"
#include "src/number.h"

const char *const campaign_starts[START_POINT] = {"random", "canonical", "grid"};

int campaign_set_start(struct campaign *c, const char *value, struct error *err)
{
  for (size_t i = 0; i < START_POINT; i++)
    if (!strcmp(value, campaign_starts[i])) {
      c->start_mode = (enum start_mode)i;
      return STATUS_OK;
    }
  if (strchr(value, ':')) {
    int status = box_parse(value, "start", &c->start_box, err);
    if (!status) c->start_mode = START_BOX;
    return status;
  }
  double *point = NULL;
  size_t count = 0;
  do {
    char item[LABEL_SIZE];
    double x = 0;
    int status = list_item(&value, false, "start", item, err);
    if (!status && !number_parse(item, &x))
      status =
          error_set(err, STATUS_USAGE,
                    "start: '%s' is neither random, canonical, grid nor a finite number", item);
    if (!status && !list_grow((void **)&point, count, sizeof *point))
      status = error_memory(err, "the start");
    if (status) {
      free(point);
      return status;
    }
    point[count++] = x;
  } while (*value);
  free(c->start);
  c->start = point;
  c->start_count = count;
  c->start_mode = START_POINT;
  return STATUS_OK;
}

int setting_set_start(const struct setting *s, const struct libraries *libraries,
                      struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  return campaign_set_start(c, value, err);
}

void setting_write_start(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  if (c->start_mode == START_BOX) {
    box_write(&c->start_box, out);
    return;
  }
  if (c->start_mode != START_POINT) {
    fputs(campaign_starts[c->start_mode], out);
    return;
  }
  for (size_t i = 0; i < c->start_count; i++) {
    fputs("\n  ", out);
    setting_put_number(c->start[i], out);
  }
}

void setting_define_start(const struct setting *s, const struct campaign *c,
                          const struct cell *cell, FILE *out)
{
  (void)cell;
  fprintf(out, " %s=%d", s->key, (int)c->start_mode);
  for (size_t i = 0; c->start_mode == START_POINT && i < c->start_count; i++)
    fprintf(out, " %a", c->start[i]);
  if (c->start_mode == START_BOX) box_define(&c->start_box, out);
}

void setting_tell_start(const struct campaign *c, FILE *out)
{
  static const char drawn[] =
      "drawn from the function's start region, or as the function says, for each repetition, the "
      "same for every optimizer";
  static const char *const words[] = {[START_RANDOM] = drawn,
                                      [START_CANONICAL] = "the literature's",
                                      [START_GRID] =
                                          "spread evenly over the function's start region"};
  enum { SHOWN = 100 };
  if (c->start_mode == START_BOX) {
    fputs("drawn from ", out);
    box_tell(&c->start_box, out);
    fputs(", for each repetition, the same for every optimizer", out);
    return;
  }
  if (c->start_mode != START_POINT) {
    fputs(words[c->start_mode], out);
    return;
  }
  fputc('(', out);
  for (size_t i = 0; i < c->start_count && i < SHOWN; i++) {
    if (i) fputs(", ", out);
    setting_put_number(c->start[i], out);
  }
  fputs(c->start_count > SHOWN ? ", ...)" : ")", out);
}

int setting_set_region(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err)
{
  (void)libraries;
  if (!strcmp(value, s->fallback)) {
    box_free(&c->region);
    return STATUS_OK;
  }
  return box_parse(value, s->key, &c->region, err);
}

void setting_write_region(const struct setting *s, const struct campaign *c, FILE *out)
{
  if (!c->region.count) fputs(s->fallback, out);
  box_write(&c->region, out);
}

/* Said only where there is one, as what had none before is what it was. */
void setting_define_region(const struct setting *s, const struct campaign *c,
                           const struct cell *cell, FILE *out)
{
  (void)cell;
  if (!c->region.count) return;
  fprintf(out, " %s=", s->key);
  box_define(&c->region, out);
}

void setting_tell_region(const struct campaign *c, FILE *out) { box_tell(&c->region, out); }

int setting_set_target(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  double v;
  if (!strcmp(value, "none")) {
    c->target = TARGET_NONE;
    return STATUS_OK;
  }
  if (!strcmp(value, "auto")) {
    c->target = TARGET_AUTO;
    return STATUS_OK;
  }
  if (!number_parse(value, &v) || v < 0)
    return error_set(err, STATUS_USAGE,
                     "target: '%.40s' is not an error f - f*; write 1e-8, auto, or none to run on",
                     value);
  c->target = v;
  return STATUS_OK;
}

void setting_write_target(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  if (c->target < 0)
    fputs(c->target == TARGET_AUTO ? "auto" : "none", out);
  else
    setting_put_number(c->target, out);
}

static int add_target(double *targets, size_t *count, const char *item, struct error *err)
{
  double value;
  if (!number_parse(item, &value) || !(value > 0))
    return error_set(err, STATUS_USAGE,
                     "targets: '%s' is not an error f - f* above 0; write them as 100,1,1e-8",
                     item);
  if (*count == TARGETS_MOST - 1)
    return error_set(err, STATUS_USAGE, "targets: more than %d; leave some out", TARGETS_MOST - 1);
  size_t at = *count;
  for (; at && targets[at - 1] <= value; at--)
    if (targets[at - 1] == value)
      return error_set(err, STATUS_USAGE, "targets: %s stands twice; drop one", item);
  memmove(targets + at + 1, targets + at, (*count - at) * sizeof *targets);
  targets[at] = value;
  ++*count;
  return STATUS_OK;
}

const char targets_usual[] = "usual";

int campaign_set_targets(struct campaign *c, const char *list, struct error *err)
{
  double *targets = NULL;
  size_t count = 0;
  int status = STATUS_OK;
  if (strcmp(list, targets_usual) != 0) {
    targets = malloc(TARGETS_MOST * sizeof *targets);
    if (!targets) return error_memory(err, "the targets");
    do {
      char item[LABEL_SIZE];
      status = list_item(&list, false, "targets", item, err);
      if (!status) status = add_target(targets, &count, item, err);
    } while (*list && !status);
  }
  if (status) {
    free(targets);
    return status;
  }
  free(c->targets);
  c->targets = targets;
  c->target_count = count;
  return STATUS_OK;
}

int setting_set_targets(const struct setting *s, const struct libraries *libraries,
                        struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  return campaign_set_targets(c, value, err);
}

void setting_write_targets(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  if (!c->target_count) fputs(targets_usual, out);
  for (size_t k = 0; k < c->target_count; k++) {
    fputs("\n  ", out);
    setting_put_number(c->targets[k], out);
  }
}

void setting_define_targets(const struct setting *s, const struct campaign *c,
                            const struct cell *cell, FILE *out)
{
  (void)cell;
  if (c->target_count) fprintf(out, " %s", s->key);
  for (size_t k = 0; k < c->target_count; k++) fprintf(out, " %a", c->targets[k]);
}

void setting_tell_target(const struct campaign *c, FILE *out)
{
  bool known = false, aimed = false; /* is f* of some function, and is there a level to end at? */
  for (size_t i = 0; i < c->function_count; i++) {
    struct target_list targets;
    bool unknown = c->functions[i].spec.type->traits & UNKNOWN_MINIMUM;
    campaign_targets(c, &c->functions[i], &targets);
    known |= !unknown;
    aimed |= unknown && isfinite(targets.aim);
  }
  if (c->target == TARGET_NONE || c->metric || !(known || aimed)) {
    fputs("none: a run goes on to the end of its budget", out);
    return;
  }
  if (c->target == TARGET_AUTO) {
    fputs("a run ends where its function counts as solved", out);
    if (known) fputs(", or f − f* ≤ 1e-8", out);
    return;
  }
  fprintf(out, "a run ends when %s ≤ ",
          !known  ? "f"
          : aimed ? "f − f*, or f where f* is not known,"
                  : "f − f*");
  setting_put_number(c->target, out);
}
