/* compare_machine.c -- a comparison as JSON and as CSV. */
#include <math.h>
#include <string.h>

#include "bench/io/csv_write.h"
#include "bench/io/markup.h"
#include "bench/judge/compare_print.h"
#include "bench/judge/compare_words.h"

enum { SENTENCE = COMPARE_SENTENCE };

static const char *const duel_kinds[] = {"none", "other functions", "one run", "errors", "costs"};

static const char *name_of(const struct comparison *c, size_t contender)
{
  return c->contender[contender].name;
}

static void put_key(const char *key, double value, FILE *out)
{
  fprintf(out, ", \"%s\": ", key);
  put_json_number(value, out);
}

static void put_name(const char *key, const char *value, FILE *out)
{
  fprintf(out, "\"%s\": \"", key);
  put_json(value, out);
  fputc('"', out);
}

static void put_winner(const struct comparison *c, const struct pairing *p, int winner, FILE *out)
{
  fputs(", ", out);
  if (winner)
    put_name("winner", name_of(c, winner < 0 ? p->a : p->b), out);
  else
    fputs("\"winner\": null", out);
}

static void put_sides(const struct comparison *c, const struct pairing *p, FILE *out)
{
  put_name("a", name_of(c, p->a), out);
  fputs(", ", out);
  put_name("b", name_of(c, p->b), out);
}

static void put_part(const struct comparison *c, const struct part *part, FILE *out)
{
  const struct standings *s = &part->standings;
  put_name("part", *part->title ? part->title : "all", out);
  fprintf(out, ", \"cells\": %zu", s->ranks.cells);
  if (!s->ranks.cells) return;
  put_key("chi_square", s->ranks.chi_square, out);
  put_key("p", s->ranks.p, out);
  put_key("f", s->ranks.f, out);
  put_key("f_p", s->ranks.f_p, out);
  put_key("critical_difference", s->critical, out);
  fputs(", \"contenders\": [", out);
  for (size_t place = 0; place < c->contender_count; place++) {
    size_t j = s->order[place];
    char letters[STANDINGS_LETTERS];
    standings_letters(s, place, letters);
    fputs(place ? ", {" : "{", out);
    put_name("name", name_of(c, j), out);
    put_key("mean_rank", s->ranks.rank[j], out);
    put_key("firsts", s->ranks.firsts[j], out);
    put_key("points", s->ranks.points[j], out);
    fputs(", ", out);
    put_name("group", letters, out);
    fputc('}', out);
  }
  fputc(']', out);
}

static void put_cell(const struct comparison *c, const struct meeting *m, FILE *out)
{
  put_name("function", m->key->function, out);
  fprintf(out, ", \"dimension\": %zu, \"instance\": %u", m->key->dim, m->key->instance);
  if (!c->contender[0].optimizer) {
    fputs(", ", out);
    put_name("optimizer", m->key->optimizer, out);
  }
  put_key("target", target_error(m, m->target), out);
  fputs(", \"contenders\": [", out);
  for (size_t j = 0; j < c->contender_count; j++) {
    const struct entry *e = &m->entry[j];
    fputs(j ? ", {" : "{", out);
    put_name("name", name_of(c, j), out);
    fprintf(out, ", \"runs\": %zu, \"successes\": %zu, \"solved\": %zu", e->runs, e->successes,
            e->solved);
    put_key("art", e->art, out);
    put_key("error", e->error, out);
    put_key("half_reach", target_error(m, e->half), out);
    fputc('}', out);
  }
  fputc(']', out);
}

/* What was tested, and how it is said. */
static void put_duel(const struct told_duel *told, FILE *out)
{
  const struct comparison *c = told->comparison;
  const struct duel *d = told->duel;
  char text[CELL_TITLE], sentence[3][SENTENCE];
  meeting_title(c, told->meeting, text);
  put_name("cell", text, out);
  fputs(", ", out);
  put_sides(c, told->pair, out);
  fputs(", ", out);
  put_name("by", duel_kinds[d->kind], out);
  put_key("target", target_error(told->meeting, d->target), out);
  fprintf(out, ", \"pairs\": %zu", d->paired ? d->runs_a : 0);
  put_key("ratio", d->ratio, out);
  put_key("low", d->interval.low, out);
  put_key("high", d->interval.high, out);
  put_key("p", d->p, out);
  put_key("p_adjusted", d->adjusted, out);
  fprintf(out, ", \"ahead_a\": %zu, \"ties\": %zu, \"ahead_b\": %zu", d->most.a, d->most.ties,
          d->most.b);
  put_key("a12", d->most.a12, out);
  put_key("most_p", d->most.p, out);
  put_key("most_p_adjusted", d->most_adjusted, out);
  put_winner(c, told->pair, d->winner, out);
  duel_on_average(told, sentence[0]);
  duel_in_most_runs(told, sentence[1]);
  duel_split(told, sentence[2]);
  fputs(", ", out);
  put_name("on_average", sentence[0], out);
  fputs(", ", out);
  put_name("in_most_runs", sentence[1], out);
  fputs(", ", out);
  put_name("split", sentence[2], out);
}

static void put_overall(const struct comparison *c, const struct part *part, size_t pair, FILE *out)
{
  const struct pairing *p = &part->pair[pair];
  char sentence[SENTENCE];
  put_name("part", *part->title ? part->title : "all", out);
  fputs(", ", out);
  put_sides(c, p, out);
  fprintf(out, ", \"cells\": %zu, \"common\": %zu", p->cells, p->common);
  put_key("ratio", p->ratio, out);
  put_key("low", p->interval.low, out);
  put_key("high", p->interval.high, out);
  put_key("p", p->p, out);
  put_key("p_adjusted", p->adjusted, out);
  put_winner(c, p, p->winner, out);
  pair_sentence(c, p, sentence);
  fputs(", ", out);
  put_name("sentence", sentence, out);
}

void compare_print_json(const struct comparison *c, FILE *out)
{
  fprintf(out, "{\n  \"level\": %g,\n  \"paired\": %s,\n  \"rankings\": [", c->level,
          c->paired ? "true" : "false");
  for (size_t k = 0; k < c->part_count; k++) {
    fprintf(out, "%s\n    {", k ? "," : "");
    put_part(c, &c->part[k], out);
    fputc('}', out);
  }
  fputs("\n  ],\n  \"cells\": [", out);
  for (size_t i = 0; i < c->cell_count; i++) {
    fprintf(out, "%s\n    {", i ? "," : "");
    put_cell(c, &c->cell[i], out);
    fputc('}', out);
  }
  fputs("\n  ],\n  \"comparisons\": [", out);
  const char *separator = "";
  for (size_t p = 0; p < c->pair_count && c->tested; p++)
    for (size_t i = 0; i < c->cell_count; i++) {
      struct told_duel told = told_duel(c, p, i);
      if (told.duel->kind == DUEL_NONE) continue;
      fprintf(out, "%s\n    {", separator);
      separator = ",";
      put_duel(&told, out);
      fputc('}', out);
    }
  fputs("\n  ],\n  \"overall\": [", out);
  separator = "";
  for (size_t k = 0; k < c->part_count; k++)
    for (size_t p = 0; p < c->pair_count; p++) {
      if (!c->part[k].pair[p].tested) continue;
      fprintf(out, "%s\n    {", separator);
      separator = ",";
      put_overall(c, &c->part[k], p, out);
      fputc('}', out);
    }
  fputs("\n  ]\n}\n", out);
}

static void put_count(FILE *out, size_t count) { csv_put_number(out, (double)count, ','); }

static void csv_duel(const struct told_duel *told, FILE *out)
{
  const struct duel *d = told->duel;
  int winner = d->winner;
  const struct cell_results *key = told->meeting->key;
  const struct comparison *c = told->comparison;
  csv_put_text(out, key->function, ',');
  put_count(out, key->dim);
  put_count(out, key->instance);
  csv_put_text(out, c->contender[0].optimizer ? "" : key->optimizer, ',');
  csv_put_text(out, name_of(c, told->pair->a), ',');
  csv_put_text(out, name_of(c, told->pair->b), ',');
  csv_put_number(out, target_error(told->meeting, d->target), ',');
  put_count(out, d->paired ? d->runs_a : 0);
  put_count(out, d->successes_a);
  put_count(out, d->successes_b);
  csv_put_number(out, d->ratio, ',');
  csv_put_number(out, d->interval.low, ',');
  csv_put_number(out, d->interval.high, ',');
  csv_put_number(out, d->p, ',');
  csv_put_number(out, d->adjusted, ',');
  put_count(out, d->most.a);
  put_count(out, d->most.ties);
  put_count(out, d->most.b);
  csv_put_number(out, d->most.a12, ',');
  csv_put_number(out, d->most.p, ',');
  csv_put_number(out, d->most_adjusted, ',');
  csv_put_text(out, duel_kinds[d->kind], ',');
  csv_put_text(out, winner ? name_of(c, winner < 0 ? told->pair->a : told->pair->b) : "", '\n');
}

void compare_print_csv(const struct comparison *c, FILE *out)
{
  if (!c->tested) {
    struct records records = {.out = out};
    static const char *const columns[] = {COMPARE_RANKING_COLUMNS};
    records.column = columns;
    records.columns = sizeof columns / sizeof *columns;
    records_begin(&records);
    compare_write_ranking(c, &records);
    records_end(&records);
    return;
  }
  fputs("function,dimension,instance,optimizer,a,b,target,pairs,successes_a,successes_b,ratio,low,"
        "high,p,p_adjusted,ahead_a,ties,ahead_b,a12,most_p,most_p_adjusted,by,winner\n",
        out);
  for (size_t p = 0; p < c->pair_count; p++)
    for (size_t i = 0; i < c->cell_count; i++) {
      struct told_duel told = told_duel(c, p, i);
      if (told.duel->kind != DUEL_NONE) csv_duel(&told, out);
    }
}

void compare_write_ranking(const struct comparison *c, struct records *r)
{
  for (size_t k = 0; k < c->part_count; k++) {
    const struct standings *s = &c->part[k].standings;
    for (size_t place = 0; place < c->contender_count && s->ranks.cells; place++) {
      size_t j = s->order[place];
      char letters[STANDINGS_LETTERS];
      standings_letters(s, place, letters);
      records_text(r, *c->part[k].title ? c->part[k].title : "all");
      records_number(r, (double)s->ranks.cells);
      records_number(r, (double)place + 1);
      records_text(r, name_of(c, j));
      records_number(r, s->ranks.rank[j]);
      records_number(r, s->ranks.firsts[j]);
      records_number(r, s->ranks.points[j]);
      records_text(r, letters);
      records_number(r, s->ranks.chi_square);
      records_number(r, s->ranks.p);
      records_number(r, s->ranks.f);
      records_number(r, s->ranks.f_p);
      records_number(r, s->critical);
    }
  }
}
