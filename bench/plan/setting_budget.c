/* setting_budget.c -- what a run may spend; see setting.h. */
#include <stdio.h>
#include <string.h>

#include "bench/plan/setting_parts.h"
#include "src/number.h"

int setting_set_budget(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  char number[LABEL_SIZE];
  if (!strcmp(value, "auto")) {
    c->budget = (struct budget){.amount = 3000, .per_dimension = true, .own = true};
    return STATUS_OK;
  }
  size_t length = strlen(value);
  struct budget budget = {0};
  bool parsed = length > 0 && length < sizeof number;
  if (parsed) {
    budget.per_dimension = value[length - 1] == 'd';
    memcpy(number, value, length + 1);
    if (budget.per_dimension) number[length - 1] = '\0';
    parsed = number_parse_count(number, &budget.amount);
  }
  if (!parsed)
    return error_set(
        err, STATUS_USAGE,
        "budget: '%.40s' is not a cost; write 10k, 3000d for 3000 x dimension, or auto; a whole "
        "number up to 2^53 = 9007199254740992",
        value);
  if (budget.amount < 1)
    return error_set(err, STATUS_USAGE, "budget: %s buys no evaluation; give at least 1", value);
  c->budget = budget;
  return STATUS_OK;
}

void setting_write_budget(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  if (c->budget.own) {
    fputs("auto", out);
    return;
  }
  setting_put_number(c->budget.amount, out);
  if (c->budget.per_dimension) fputc('d', out);
}

void setting_define_budget(const struct setting *s, const struct campaign *c,
                           const struct cell *cell, FILE *out)
{
  (void)c;
  fprintf(out, " %s=%a", s->key, cell->budget);
}

void setting_tell_budget(const struct campaign *c, FILE *out)
{
  if (c->budget.own) fputs("what the function says; where it says nothing, ", out);
  fputs("a cost of ", out);
  setting_put_number(c->budget.amount, out);
  fprintf(out, "%s a run%s", c->budget.per_dimension ? " × dimension" : "",
          c->restarts ? "; an optimizer that ends earlier begins again" : "");
}
