/* portfolio.c -- see portfolio.h. */
#include "bench/statistics/portfolio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What every contender is worth at every problem that any of them solves. */
struct worths {
  size_t contenders, problems; /* of the latter, those that are solved */
  double *at;                  /* at[contender * problems + problem] */
};

static int worths_make(const double *cost, size_t contenders, size_t problems, struct worths *w,
                       struct error *err)
{
  double *least = malloc((problems + 1) * sizeof *least);
  *w = (struct worths){.contenders = contenders,
                       .at = malloc((contenders * problems + 1) * sizeof *w->at)};
  if (!least || !w->at) {
    free(least);
    free(w->at);
    return error_memory(err, "a portfolio");
  }
  for (size_t i = 0; i < problems; i++) {
    least[i] = INFINITY;
    for (size_t c = 0; c < contenders; c++) least[i] = fmin(least[i], cost[c * problems + i]);
    w->problems += isfinite(least[i]) != 0;
  }
  size_t used = 0;
  for (size_t c = 0; c < contenders; c++)
    for (size_t i = 0; i < problems; i++)
      if (isfinite(least[i])) w->at[used++] = least[i] / cost[c * problems + i];
  free(least);
  return STATUS_OK;
}

static double worth_of(const struct worths *w, const size_t *member, size_t count)
{
  double sum = 0;
  for (size_t i = 0; i < w->problems; i++) {
    double most = 0;
    for (size_t m = 0; m < count; m++) most = fmax(most, w->at[member[m] * w->problems + i]);
    sum += most;
  }
  return sum / (double)w->problems;
}

int set_worth(const double *cost, size_t contenders, size_t problems, const size_t *member,
              size_t count, double *worth, struct error *err)
{
  struct worths w;
  int status = worths_make(cost, contenders, problems, &w, err);
  if (status) return status;
  *worth = worth_of(&w, member, count);
  free(w.at);
  return STATUS_OK;
}

static void insert(size_t *member, size_t count, size_t one)
{
  size_t at = count;
  for (; at > 0 && member[at - 1] > one; at--) member[at] = member[at - 1];
  member[at] = one;
}

/* The contender that adds most is added to the set until it is worth enough. */
static void take_best(const struct worths *w, double share, size_t *member, struct portfolio *p)
{
  while (p->count < w->contenders && !(p->worth >= share)) {
    size_t best = w->contenders;
    double most = -1;
    for (size_t c = 0; c < w->contenders; c++) {
      member[p->count] = c;
      double worth = worth_of(w, member, p->count + 1);
      if (worth > most) most = worth, best = c;
    }
    insert(member, p->count++, best);
    p->worth = most;
  }
}

/* The set of `count` that comes after this one; false after the last. */
static bool next_set(size_t *set, size_t count, size_t contenders)
{
  size_t i = count;
  while (i > 0 && set[i - 1] == contenders - count + i - 1) i--;
  if (!i) return false;
  set[i - 1]++;
  for (; i < count; i++) set[i] = set[i - 1] + 1;
  return true;
}

/* Whether all sets of `count` may be looked at, by what is left of a million looks. */
static bool affordable(const struct worths *w, size_t count, double *left)
{
  double sets = 1;
  for (size_t i = 0; i < count; i++) sets = sets * (double)(w->contenders - i) / (double)(i + 1);
  *left -= sets * (double)(count * w->problems);
  return *left >= 0;
}

/* The best set of `count`, if it is worth enough and more than the portfolio of that size. */
static void try_sets(const struct worths *w, size_t count, double share, size_t *set,
                     size_t *member, struct portfolio *p)
{
  for (size_t i = 0; i < count; i++) set[i] = i;
  do {
    double worth = worth_of(w, set, count);
    if (!(worth >= share) || (p->count == count && !(worth > p->worth))) continue;
    memcpy(member, set, count * sizeof *set);
    p->count = count;
    p->worth = worth;
  } while (next_set(set, count, w->contenders));
}

int portfolio_make(const double *cost, size_t contenders, size_t problems, double share,
                   size_t *member, struct portfolio *p, struct error *err)
{
  struct worths w;
  *p = (struct portfolio){0, NAN, true};
  int status = worths_make(cost, contenders, problems, &w, err);
  if (status) return status;
  size_t *set = malloc((contenders + 1) * sizeof *set);
  double left = 1e6;
  if (!set) status = error_memory(err, "a portfolio");
  if (!status && w.problems) {
    take_best(&w, share, member, p);
    for (size_t count = 1; count <= p->count && p->exact; count++) {
      p->exact = affordable(&w, count, &left);
      if (p->exact) try_sets(&w, count, share, set, member, p);
    }
  }
  free(set);
  free(w.at);
  return status;
}
