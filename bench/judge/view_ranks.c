/* view_ranks.c -- tables of a comparison: the ranking, and the ratios of pairs. */
#include "bench/judge/compare_print.h"
#include "bench/judge/views.h"

int view_ranking(const struct view_printer *p, struct error *err)
{
  if (!p->records) return compare_print_ranking(p->q->comparison, p->format, p->out, err);
  compare_write_ranking(p->q->comparison, p->records);
  return STATUS_OK;
}

int view_ratios(const struct view_printer *p, struct error *err)
{
  const struct comparison *c = p->q->comparison;
  struct records *r = p->records;
  if (!r) return compare_print_ratios(c, p->format, p->out, err);
  for (size_t k = 0; k < c->part_count; k++)
    for (size_t i = 0; i < c->pair_count; i++) {
      const struct pairing *pair = &c->part[k].pair[i];
      if (!pair->tested) continue;
      records_text(r, *c->part[k].title ? c->part[k].title : "all");
      records_text(r, c->contender[pair->a].name);
      records_text(r, c->contender[pair->b].name);
      records_number(r, (double)pair->cells);
      records_number(r, (double)pair->common);
      records_number(r, pair->ratio);
      records_number(r, pair->interval.low);
      records_number(r, pair->interval.high);
      records_number(r, pair->p);
      records_number(r, pair->adjusted);
      records_text(r, !pair->winner ? "" : c->contender[pair->winner < 0 ? pair->a : pair->b].name);
    }
  return STATUS_OK;
}
