/* campaign_text.c -- the text of a campaign, complete, as campaign_file.c reads it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/campaign.h"
#include "src/number.h"

static void write_start(const struct campaign *c, FILE *out)
{
  static const char *const modes[] = {"random", "canonical", "grid"};
  if (c->start_mode != START_POINT) {
    fprintf(out, "start = %s\n", modes[c->start_mode]);
    return;
  }
  fputs("start =\n", out);
  for (size_t i = 0; i < c->start_count; i++) {
    char number[NUMBER_TEXT];
    number_format(c->start[i], number);
    fprintf(out, "  %s\n", number);
  }
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
  if (c->until_successes) fprintf(out, "until-successes = %zu\n", c->until_successes);
  if (c->runs_limit) fprintf(out, "runs-limit = %zu\n", c->runs_limit);
  if (c->restarts) fputs("restarts = yes\n", out);
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
    if (override_answer(c, o) != ANSWERED) continue; /* the command line changed the lists */
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
