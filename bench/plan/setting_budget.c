/* setting_budget.c -- what a run may spend, and when it gives up; see setting.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/lists.h"
#include "bench/plan/setting_parts.h"
#include "src/number.h"

enum { ITEM_SIZE = 128, SHARES_MOST = 64, TOLERANCE_STEPS_MOST = 1000000 };
static const double steps_most = 1e9;
static const char own_word[] = "auto";

/* Of one item: "DIM: AMOUNT", both texts without blanks around them. */
struct item {
  char text[ITEM_SIZE], dim[ITEM_SIZE], amount[ITEM_SIZE]; /* dim: empty where there is none */
};

static void copy_trimmed(const char *from, size_t length, char out[ITEM_SIZE])
{
  while (length && strchr(" \t", *from)) from++, length--;
  while (length && strchr(" \t", from[length - 1])) length--;
  snprintf(out, ITEM_SIZE, "%.*s", (int)length, from);
}

/* The next one, up to a comma. */
static void split_item(const char **list, struct item *item)
{
  size_t length = strcspn(*list, ","), head = strcspn(*list, ":");
  copy_trimmed(*list, length, item->text);
  if (head >= length) head = 0;
  copy_trimmed(*list, head, item->dim);
  copy_trimmed(*list + head + (head > 0), length - head - (head > 0), item->amount);
  *list += length;
  if (**list) ++*list;
}

bool setting_take_steps(char *text)
{
  static const char *const words[] = {"steps", "step", "generations", "generation"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t length = strlen(text), word = strlen(words[i]);
    if (length <= word || strcmp(text + length - word, words[i]) != 0) continue;
    for (length -= word; length && strchr(" \t", text[length - 1]);) length--;
    text[length] = '\0';
    return true;
  }
  return false;
}

static int refuse_cost(const char *text, struct error *err)
{
  return error_set(
      err, STATUS_USAGE,
      "budget: '%.40s' is not a cost; write 10k, 3000d for 3000 x dimension, or auto; a whole "
      "number up to 2^53 = 9007199254740992; 100 steps for a number of steps, 2: 10k for the cost "
      "in 2 dimensions",
      text);
}

static int refuse_second(const struct item *item, const char *what, struct error *err)
{
  return error_set(err, STATUS_USAGE, "budget: %s is a second %s%s%s; drop one", item->text, what,
                   *item->dim ? " in dimension " : "", item->dim);
}

/* That of the dimension, which may be new; NULL: there is no room. */
static struct budget_share *share_of(struct budget *b, size_t dim)
{
  for (size_t i = 0; i < b->share_count; i++)
    if (b->shares[i].dim == dim) return &b->shares[i];
  if (b->share_count == SHARES_MOST) return NULL;
  b->shares[b->share_count] = (struct budget_share){.dim = dim};
  return &b->shares[b->share_count++];
}

static int add_item(struct budget *b, struct item *item, struct error *err)
{
  double dim = 0, number;
  bool steps = setting_take_steps(item->amount);
  if (*item->dim && (!number_parse_count(item->dim, &dim) || dim < 1 || dim > 1e9))
    return error_set(err, STATUS_USAGE, "budget: '%.40s' is no dimension, as in 2: 10k", item->dim);
  struct budget_share all = {0}, *share = *item->dim ? share_of(b, (size_t)dim) : &all;
  if (!share)
    return error_set(err, STATUS_USAGE,
                     "budget: over %d dimensions; write 3000d for 3000 x "
                     "dimension, or one for all others",
                     SHARES_MOST);
  if (share == &all) all = (struct budget_share){.amount = b->amount, .steps = b->steps};
  if (!*item->dim && !strcmp(item->amount, own_word)) {
    if (b->amount > 0) return refuse_second(item, "cost", err);
    b->amount = 3000;
    b->per_dimension = b->own = true;
    return STATUS_OK;
  }
  size_t length = strlen(item->amount);
  bool per_dimension = !steps && length && item->amount[length - 1] == 'd';
  if (per_dimension) item->amount[length - 1] = '\0';
  if (!number_parse_count(item->amount, &number)) return refuse_cost(item->text, err);
  if (number < 1)
    return error_set(err, STATUS_USAGE, "budget: %s buys no %s; give at least 1", item->text,
                     steps ? "step" : "evaluation");
  if (steps && number > steps_most)
    return error_set(err, STATUS_USAGE, "budget: %s are over %g", item->text, steps_most);
  if (steps ? share->steps > 0 : share->amount > 0)
    return refuse_second(item, steps ? "number of steps" : "cost", err);
  if (steps)
    share->steps = number;
  else
    share->amount = number;
  if (!steps) share->per_dimension = per_dimension;
  if (share != &all) return STATUS_OK;
  b->amount = all.amount;
  b->steps = all.steps;
  if (!steps) b->per_dimension = per_dimension;
  return STATUS_OK;
}

int setting_set_budget(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  struct budget budget = {.shares = calloc(SHARES_MOST, sizeof *budget.shares)};
  int status = budget.shares ? STATUS_OK : error_memory(err, "the budget");
  do {
    struct item item;
    if (status) break;
    split_item(&value, &item);
    status = add_item(&budget, &item, err);
  } while (*value);
  if (status) {
    free(budget.shares);
    return status;
  }
  free(c->budget.shares);
  c->budget = budget;
  return STATUS_OK;
}

static void put_cost(double amount, bool per_dimension, FILE *out)
{
  setting_put_number(amount, out);
  if (per_dimension) fputc('d', out);
}

/* A lone cost in the line of its key, all else in lines of their own. */
void setting_write_budget(const struct setting *s, const struct campaign *c, FILE *out)
{
  const struct budget *b = &c->budget;
  (void)s;
  const char *before = b->steps > 0 || b->share_count ? "\n  " : "";
  if (b->amount > 0) fputs(before, out);
  if (b->own)
    fputs(own_word, out);
  else if (b->amount > 0)
    put_cost(b->amount, b->per_dimension, out);
  if (b->steps > 0) fprintf(out, "%s%.0f steps", before, b->steps);
  for (size_t i = 0; i < b->share_count; i++) {
    const struct budget_share *share = &b->shares[i];
    if (share->amount > 0) {
      fprintf(out, "%s%zu: ", before, share->dim);
      put_cost(share->amount, share->per_dimension, out);
    }
    if (share->steps > 0) fprintf(out, "%s%zu: %.0f steps", before, share->dim, share->steps);
  }
}

void setting_define_budget(const struct setting *s, const struct campaign *c,
                           const struct cell *cell, FILE *out)
{
  (void)c;
  fprintf(out, " %s=%a", s->key, cell->budget);
  if (cell->steps > 0) fprintf(out, " steps=%a", cell->steps);
}

void budget_tell(const struct campaign *c, FILE *out)
{
  const struct budget *b = &c->budget;
  const char *between = "";
  if (b->amount > 0) {
    if (b->own) fputs("what the function says; where it says nothing, ", out);
    fputs("a cost of ", out);
    setting_put_number(b->amount, out);
    fprintf(out, "%s a run", b->per_dimension ? " × dimension" : "");
    between = ", ";
  }
  if (b->steps > 0) {
    fprintf(out, "%s%.0f steps%s", between, b->steps, b->amount > 0 ? " at most" : " a run");
    between = ", ";
  }
  for (size_t i = 0; i < b->share_count; i++) {
    const struct budget_share *share = &b->shares[i];
    fprintf(out, "%sin dimension %zu ", between, share->dim);
    if (share->amount > 0) {
      fputs("a cost of ", out);
      setting_put_number(share->amount * (share->per_dimension ? (double)share->dim : 1), out);
    }
    if (share->steps > 0)
      fprintf(out, "%s%.0f steps", share->amount > 0 ? " and " : "", share->steps);
    between = ", ";
  }
}

void setting_tell_budget(const struct campaign *c, FILE *out)
{
  budget_tell(c, out);
  if (c->restarts) fputs("; an optimizer that ends earlier begins again", out);
}

/* "1e-8 over 100 steps". */
static bool parse_tolerance(const char *text, double *tolerance, double *steps)
{
  char number[ITEM_SIZE], count[ITEM_SIZE];
  const char *word = strstr(text, " over ");
  if (!word || strlen(text) >= ITEM_SIZE) return false;
  copy_trimmed(text, (size_t)(word - text), number);
  copy_trimmed(word + strlen(" over "), strlen(word) - strlen(" over "), count);
  return setting_take_steps(count) && number_parse(number, tolerance) && *tolerance >= 0 &&
         number_parse_count(count, steps) && *steps >= 1 && *steps <= TOLERANCE_STEPS_MOST;
}

int setting_set_tolerance(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err)
{
  (void)libraries;
  double tolerance = 0, steps = 0;
  if (strcmp(value, s->fallback) != 0 && !parse_tolerance(value, &tolerance, &steps))
    return error_set(err, STATUS_USAGE,
                     "%s: '%.40s' is no change of f and a number of steps; write 1e-8 over 100 "
                     "steps, of at most 1e6, or none",
                     s->key, value);
  c->tolerance = tolerance;
  c->tolerance_steps = steps;
  return STATUS_OK;
}

void setting_write_tolerance(const struct setting *s, const struct campaign *c, FILE *out)
{
  if (!(c->tolerance_steps > 0)) {
    fputs(s->fallback, out);
    return;
  }
  setting_put_number(c->tolerance, out);
  fprintf(out, " over %.0f steps", c->tolerance_steps);
}

/* Said only where there is one, as what had none before is what it was. */
void setting_define_tolerance(const struct setting *s, const struct campaign *c,
                              const struct cell *cell, FILE *out)
{
  (void)cell;
  if (c->tolerance_steps > 0) fprintf(out, " %s=%a/%a", s->key, c->tolerance, c->tolerance_steps);
}

void setting_tell_tolerance(const struct campaign *c, FILE *out)
{
  if (!(c->tolerance_steps > 0)) return;
  fputs("a run ends when its lowest f fell by ", out);
  setting_put_number(c->tolerance, out);
  fprintf(out, " or less in %.0f steps", c->tolerance_steps);
}
