/* view_costs.c -- the table of what optimizers themselves take. */
#include "bench/judge/method_cost.h"
#include "bench/judge/views.h"

static void put_records(const struct view_printer *p, const struct method_costs *costs)
{
  struct records *r = p->records;
  for (size_t i = 0; i < costs->count; i++)
    for (size_t k = 0; k < p->q->count; k++) {
      const struct method_cell *c = &costs->cell[i];
      const struct method_time *t = &c->time[p->q->optimizer[k]];
      if (!t->timed) continue;
      records_text(r, c->function->label);
      records_number(r, (double)c->dim);
      records_text(r, view_label(p, k));
      records_number(r, (double)t->timed);
      records_number(r, t->method.low);
      records_number(r, t->method.median);
      records_number(r, t->method.high);
      records_number(r, t->function);
      records_number(r, c->target);
      records_number(r, c->average[p->q->optimizer[k]]);
      records_number(r, c->first.seconds);
      records_number(r, c->all.seconds);
    }
}

int view_method_cost(const struct view_printer *p, struct error *err)
{
  struct method_costs costs;
  struct tabular table;
  int status = method_costs_make(p->q->set, p->traced.campaign, &costs, err);
  if (!status && p->records) {
    put_records(p, &costs);
  } else if (!status) {
    method_costs_table(&costs, p->q->optimizer, p->q->count, &table);
    status = view_table(p, &table, method_costs_caption, err);
  }
  method_costs_free(&costs);
  return status;
}
