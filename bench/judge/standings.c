/* standings.c -- see standings.h. */
#include "bench/judge/standings.h"

#include <stdbool.h>
#include <stdlib.h>

int standings_make(const double *score, size_t cells, size_t contenders, double level,
                   struct standings *s, struct error *err)
{
  *s = (struct standings){.order = malloc((contenders + 1) * sizeof *s->order),
                          .p = malloc((contenders * contenders + 1) * sizeof *s->p),
                          .group = malloc((contenders + 1) * sizeof *s->group)};
  if (!s->order || !s->p || !s->group) return error_memory(err, "a ranking");
  for (size_t i = 0; i < contenders; i++) s->order[i] = i;
  if (!cells || contenders < 2) return STATUS_OK;
  int status = mean_ranks_make(score, cells, contenders, &s->ranks, err);
  if (status) return status;
  s->critical = critical_difference(&s->ranks, level);
  nemenyi_pairs(&s->ranks, s->p);
  return rank_groups(&s->ranks, s->p, level, s->order, s->group, &s->group_count, err);
}

void standings_free(struct standings *s)
{
  mean_ranks_free(&s->ranks);
  free(s->order);
  free(s->p);
  free(s->group);
  *s = (struct standings){0};
}

/* Is the place in no group? */
static bool is_alone(const struct standings *s, size_t place)
{
  for (size_t g = 0; g < s->group_count; g++)
    if (place >= s->group[g].first && place <= s->group[g].last) return false;
  return true;
}

void standings_letters(const struct standings *s, size_t place, char text[STANDINGS_LETTERS])
{
  size_t used = 0, letter = 0, g = 0;
  for (size_t i = 0; i <= place && used + 1 < STANDINGS_LETTERS; i++) {
    bool begins = g < s->group_count && s->group[g].first == i;
    if (!begins && !is_alone(s, i)) continue;
    bool holds = begins ? s->group[g].last >= place : i == place;
    if (holds) text[used++] = letter < 26 ? (char)('a' + letter) : '+';
    letter++;
    g += begins;
  }
  text[used] = '\0';
}
