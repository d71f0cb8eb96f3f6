/* gate_print.c -- see gate_print.h. */
#include "bench/judge/gate_print.h"

#include <math.h>
#include <string.h>

#include "bench/io/markup.h"
#include "src/number.h"
#include "src/utf8.h"

void ratio_text(double ratio, char text[16])
{
  if (isnan(ratio))
    strcpy(text, "-");
  else if (isinf(ratio))
    strcpy(text, "inf");
  else if (ratio >= 1e5 || (ratio > 0 && ratio < 0.001))
    snprintf(text, 16, "%.1ex", ratio);
  else
    snprintf(text, 16, ratio >= 100 ? "%.0fx" : ratio >= 10 ? "%.1fx" : "%.3gx", ratio);
}

void judged_title(const struct judged *j, char title[CELL_TITLE])
{
  char text[CELL_TITLE];
  cell_results_title(j->before ? j->before : j->after, text);
  utf8_plain(text, "", title, CELL_TITLE);
}

/* How a verdict is called: what was not significant has its direction all the same. */
static const char *word_of(enum verdict verdict, double ratio, const struct gate_rule *rule)
{
  if (verdict != VERDICT_STEADY) return verdict_names[verdict];
  if (ratio > rule->threshold) return "worse";
  return ratio < 1 / rule->threshold ? "better" : verdict_names[verdict];
}

/* What the table says beside the numbers. */
static const char *remark(const struct judged *j, const struct gate_rule *rule)
{
  switch (j->verdict) {
  case VERDICT_MISSING:
    return "in the baseline only";
  case VERDICT_REDEFINED:
    return "ran on another function definition: make the baseline again";
  case VERDICT_TOO_FEW:
    if (j->repeated && j->repeated + 1 == j->pairs)
      return "cannot judge: the repetitions are one and the same run";
    return j->pairs < REPETITIONS_LEAST ? "cannot judge: too few repetitions"
                                        : "cannot judge: worse, but not surely";
  case VERDICT_CHANGED:
    return "other bytes";
  case VERDICT_NEW:
    return "not in the baseline: make it again";
  case VERDICT_REGRESSED:
    if (j->ratio < 1) return "faster, but with fewer successes";
    break;
  case VERDICT_IMPROVED:
    if (j->ratio > 1) return "slower, but with more successes";
    break;
  case VERDICT_STEADY:
    if (j->ratio > rule->threshold || j->ratio < 1 / rule->threshold)
      return j->by_error ? "not significant; no target reached: ratio of best errors"
                         : "not significant";
    break;
  default:
    break;
  }
  return j->by_error ? "no target reached: ratio of best errors" : "";
}

/* Does it fail for its bytes alone? */
static bool fails_strictly(const struct printed *p, const struct judged *j)
{
  return p->strict && j->verdict != VERDICT_SAME && j->verdict != VERDICT_NEW &&
         j->verdict != VERDICT_MISSING;
}

static bool is_shown(const struct judged_group *g)
{
  return g->verdict == VERDICT_REGRESSED || g->verdict == VERDICT_IMPROVED ||
         g->verdict == VERDICT_TOO_FEW;
}

/* "adam: 12 cells together". */
static void group_title(const struct judged_group *g, char title[CELL_TITLE])
{
  snprintf(title, CELL_TITLE, "%s%.200s: %zu cells together",
           g->kind == GROUP_FUNCTION ? "on " : "", g->name, g->cells);
}

static const char *group_remark(const struct judged_group *g)
{
  if (g->verdict == VERDICT_TOO_FEW) return "cannot judge: worse, but not surely";
  return "none of them by itself";
}

static void interval_text(const struct judged *j, char text[40])
{
  char low[16], high[16];
  ratio_text(j->interval.low, low);
  ratio_text(j->interval.high, high);
  if (isnan(j->ratio))
    strcpy(text, "-");
  else
    snprintf(text, 40, "%s to %s", low, high);
}

static void successes_text(const struct judged *j, char text[64])
{
  if (j->pairs)
    snprintf(text, 64, "%zu -> %zu of %zu", j->successes_before, j->successes_after, j->pairs);
  else
    strcpy(text, "-");
}

static void p_text(const struct judged *j, char text[16])
{
  if (isnan(j->adjusted))
    strcpy(text, "-");
  else
    snprintf(text, 16, "%.2g", j->adjusted);
}

static void put_group_summary(const struct judgement *j, FILE *out)
{
  if (j->groups_of[VERDICT_REGRESSED])
    fprintf(out, "; cells together: %zu regression%s", j->groups_of[VERDICT_REGRESSED],
            j->groups_of[VERDICT_REGRESSED] == 1 ? "" : "s");
  if (j->groups_of[VERDICT_IMPROVED])
    fprintf(out, "; cells together: %zu improvement%s", j->groups_of[VERDICT_IMPROVED],
            j->groups_of[VERDICT_IMPROVED] == 1 ? "" : "s");
}

/* One line on everything: what came out, of how much. */
static void put_summary(const struct printed *p, FILE *out)
{
  const struct judgement *j = p->judgement;
  if (j->of[VERDICT_SAME] == j->count) {
    char folder[PATH_SIZE];
    utf8_plain(p->before, "", folder, sizeof folder);
    fprintf(out, "unchanged: %zu cells, the same bytes as %s", j->count, folder);
  } else {
    static const char *const plural[VERDICT_COUNT] = {"regressions",
                                                      "missing",
                                                      "on another function",
                                                      "with too few repetitions to judge",
                                                      "new",
                                                      "improvements",
                                                      "changed",
                                                      "without a significant change",
                                                      "unchanged to the last bit"};
    const char *separator = "";
    for (enum verdict v = 0; v < VERDICT_COUNT; v++) {
      if (!j->of[v] && v != VERDICT_REGRESSED) continue;
      bool one = j->of[v] == 1 && (v == VERDICT_REGRESSED || v == VERDICT_IMPROVED);
      fprintf(out, "%s%zu %s", separator, j->of[v], one ? verdict_names[v] : plural[v]);
      separator = ", ";
    }
    fprintf(out, " (%zu cells)", j->count);
    put_group_summary(j, out);
  }
  if (p->seconds >= 0) fprintf(out, "; ran in %.1f s", p->seconds);
}

static void put_rule(const struct printed *p, const char *end, FILE *out)
{
  fprintf(out,
          "A regression has p <= %g (signed-rank test on pairs, adjusted by Holm's method for %zu "
          "tests), and a mean cost ratio over %g or significantly fewer successes; of cells "
          "together p <= %g.%s",
          p->rule->level, p->judgement->tests, p->rule->threshold, p->rule->group_level, end);
}

static void put_notes(const struct printed *p, const char *end, FILE *out)
{
  const struct judgement *j = p->judgement;
  if (j->of[VERDICT_SAME] == j->count) return;
  if (j->digests)
    fprintf(out,
            "The baseline keeps digests: they tell that a cell changed, not how, and only --strict "
            "fails for it.%s",
            end);
  else
    put_rule(p, end, out);
  if (p->strict && judgement_differing(j))
    fprintf(out, "STRICT: %zu of the baseline's cells do not have the same bytes: see above.%s",
            judgement_differing(j), end);
  if (j->unpaired)
    fprintf(out, "The seeds differ: runs are paired in name only, and the test is weaker.%s", end);
  if (!judgement_complete(j))
    fprintf(out, "NOT EVERYTHING COULD BE JUDGED: see missing, redefined and too few above.%s",
            end);
}

static void group_interval(const struct judged_group *g, char text[40])
{
  char low[16], high[16];
  ratio_text(g->low, low);
  ratio_text(g->high, high);
  snprintf(text, 40, "%s to %s", low, high);
}

static void print_text(const struct printed *p, FILE *out)
{
  const struct judgement *j = p->judgement;
  int width = 4;
  char title[CELL_TITLE], ratio[16], interval[40], successes[64], adjusted[16], average[16];
  for (size_t i = 0; i < j->count && j->cell[i].verdict != VERDICT_SAME; i++) {
    judged_title(&j->cell[i], title);
    int length = (int)strlen(title);
    if (length > width) width = length < 60 ? length : 60;
  }
  for (size_t i = 0; i < j->count && j->cell[i].verdict != VERDICT_SAME; i++) {
    const struct judged *c = &j->cell[i];
    if (!i)
      fprintf(out, "%-11s %-*s %8s  %-18s %-15s %s\n", "", width, "cell", "ratio", "95% interval",
              "successes", "p");
    judged_title(c, title);
    ratio_text(c->ratio, ratio);
    interval_text(c, interval);
    successes_text(c, successes);
    p_text(c, adjusted);
    const char *note = remark(c, p->rule);
    fprintf(out, "%-11s %-*s %8s  %-18s %-15s %s%s%s\n", word_of(c->verdict, c->ratio, p->rule),
            width, title, ratio, interval, successes, adjusted, *note ? "  " : "", note);
  }
  for (size_t i = 0; i < j->group_count; i++) {
    const struct judged_group *g = &j->group[i];
    if (!is_shown(g)) continue;
    group_title(g, title);
    ratio_text(g->ratio, ratio);
    snprintf(adjusted, sizeof adjusted, "%.2g", g->adjusted);
    group_interval(g, interval);
    ratio_text(g->average, average);
    fprintf(out, "%-11s %-*s %8s  %-18s aRT %-11s %s  %s\n", verdict_names[g->verdict], width,
            title, ratio, interval, average, adjusted, group_remark(g));
  }
  put_notes(p, "\n", out);
  put_summary(p, out);
  fputc('\n', out);
}

static void print_markdown(const struct printed *p, FILE *out)
{
  const struct judgement *j = p->judgement;
  char title[CELL_TITLE], ratio[16], interval[40], successes[64], adjusted[16];
  fputs("### ", out);
  put_summary(p, out);
  fputs("\n\n", out);
  for (size_t i = 0; i < j->count && j->cell[i].verdict != VERDICT_SAME; i++) {
    const struct judged *c = &j->cell[i];
    if (!i)
      fputs("| verdict | cell | ratio | 95% interval | successes | p | |\n"
            "|---|---|--:|---|---|--:|---|\n",
            out);
    judged_title(c, title);
    ratio_text(c->ratio, ratio);
    interval_text(c, interval);
    successes_text(c, successes);
    p_text(c, adjusted);
    const char *mark =
        c->verdict == VERDICT_REGRESSED || c->verdict == VERDICT_IMPROVED ? "**" : "";
    fprintf(out, "| %s%s%s | ", mark, word_of(c->verdict, c->ratio, p->rule), mark);
    put_markdown(title, out);
    fprintf(out, " | %s | %s | %s | %s | %s |\n", ratio, interval, successes, adjusted,
            remark(c, p->rule));
  }
  for (size_t i = 0; i < j->group_count; i++) {
    const struct judged_group *g = &j->group[i];
    if (!is_shown(g)) continue;
    group_title(g, title);
    ratio_text(g->ratio, ratio);
    group_interval(g, interval);
    ratio_text(g->average, successes);
    fprintf(out, "| **%s** | ", verdict_names[g->verdict]);
    put_markdown(title, out);
    fprintf(out, " | %s | %s | aRT %s | %.2g | %s |\n", ratio, interval, successes, g->adjusted,
            group_remark(g));
  }
  fputc('\n', out);
  put_notes(p, "\n\n", out);
}

static void print_json(const struct printed *p, FILE *out)
{
  const struct judgement *j = p->judgement;
  fputs("{\n  \"baseline\": \"", out);
  put_json(p->before, out);
  fputs("\",\n  \"results\": \"", out);
  put_json(p->after, out);
  fprintf(
      out,
      "\",\n  \"unchanged\": %s,\n  \"complete\": %s,\n  \"strict\": %s,\n  \"differing\": "
      "%zu,\n  \"paired\": %s,\n  \"regressions\": "
      "%zu,\n  \"improvements\": %zu,\n  \"tests\": %zu,\n  \"level\": %g,\n  \"threshold\": %g,\n"
      "  \"cells\": [",
      j->of[VERDICT_SAME] == j->count ? "true" : "false", judgement_complete(j) ? "true" : "false",
      p->strict ? "true" : "false", judgement_differing(j), j->unpaired ? "false" : "true",
      j->of[VERDICT_REGRESSED], j->of[VERDICT_IMPROVED], j->tests, p->rule->level,
      p->rule->threshold);
  for (size_t i = 0; i < j->count; i++) {
    const struct judged *c = &j->cell[i];
    const struct cell_results *cell = c->before ? c->before : c->after;
    fprintf(out, "%s\n    {\"verdict\": \"%s\", \"function\": \"", i ? "," : "",
            verdict_names[c->verdict]);
    put_json(cell->function, out);
    fprintf(out, "\", \"dimension\": %zu, \"instance\": %u, \"optimizer\": \"", cell->dim,
            cell->instance);
    put_json(cell->optimizer, out);
    fprintf(out, "\", \"pairs\": %zu, \"ratio_of\": \"%s\", \"ratio\": ", c->pairs,
            c->by_error ? "error" : "cost");
    put_json_number(c->ratio, out);
    fputs(", \"low\": ", out);
    put_json_number(c->interval.low, out);
    fputs(", \"high\": ", out);
    put_json_number(c->interval.high, out);
    fprintf(out,
            ", \"successes_before\": %zu, \"successes_after\": %zu, \"p\": ", c->successes_before,
            c->successes_after);
    put_json_number(c->p, out);
    fputs(", \"p_adjusted\": ", out);
    put_json_number(c->adjusted, out);
    fputc('}', out);
  }
  fputs("\n  ],\n  \"groups\": [", out);
  static const char *const kinds[] = {"optimizer", "function", "all"};
  for (size_t i = 0; i < j->group_count; i++) {
    const struct judged_group *g = &j->group[i];
    fprintf(out, "%s\n    {\"verdict\": \"%s\", \"of\": \"%s\", \"name\": \"", i ? "," : "",
            verdict_names[g->verdict], kinds[g->kind]);
    put_json(g->name, out);
    fprintf(out, "\", \"cells\": %zu, \"units\": %zu, \"ratio\": ", g->cells, g->units);
    put_json_number(g->ratio, out);
    fputs(", \"art_ratio\": ", out);
    put_json_number(g->average, out);
    fputs(", \"p\": ", out);
    put_json_number(g->p, out);
    fputs(", \"p_adjusted\": ", out);
    put_json_number(g->adjusted, out);
    fputc('}', out);
  }
  fputs("\n  ]\n}\n", out);
}

static void print_junit(const struct printed *p, FILE *out)
{
  const struct judgement *j = p->judgement;
  char title[CELL_TITLE], ratio[16], interval[40], successes[64], adjusted[16];
  size_t failures = j->groups_of[VERDICT_REGRESSED], errors = j->groups_of[VERDICT_TOO_FEW];
  for (size_t i = 0; i < j->count; i++) {
    const struct judged *c = &j->cell[i];
    bool failed = c->verdict == VERDICT_REGRESSED || fails_strictly(p, c);
    failures += failed;
    errors += !failed && c->verdict < VERDICT_NEW;
  }
  fprintf(out,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"optbench "
          "check\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
          j->count + j->group_count, failures, errors, j->of[VERDICT_NEW]);
  if (p->seconds >= 0) fprintf(out, " time=\"%.3f\"", p->seconds);
  fputs(">\n", out);
  for (size_t i = 0; i < j->count; i++) {
    const struct judged *c = &j->cell[i];
    judged_title(c, title);
    fputs("<testcase classname=\"", out);
    put_xml((c->before ? c->before : c->after)->optimizer, out);
    fputs("\" name=\"", out);
    put_xml(title, out);
    fputs("\"", out);
    ratio_text(c->ratio, ratio);
    interval_text(c, interval);
    successes_text(c, successes);
    p_text(c, adjusted);
    if (c->verdict == VERDICT_REGRESSED)
      fprintf(out, "><failure message=\"%s ratio %s (%s), successes %s, p %s\"/></testcase>\n",
              c->by_error ? "error" : "cost", ratio, interval, successes, adjusted);
    else if (fails_strictly(p, c))
      fprintf(out, "><failure message=\"not the same bytes: %s %s\"/></testcase>\n",
              word_of(c->verdict, c->ratio, p->rule), remark(c, p->rule));
    else if (c->verdict < VERDICT_NEW)
      fprintf(out, "><error message=\"%s\"/></testcase>\n", remark(c, p->rule));
    else if (c->verdict == VERDICT_NEW)
      fprintf(out, "><skipped message=\"%s\"/></testcase>\n", remark(c, p->rule));
    else
      fputs("/>\n", out);
  }
  for (size_t i = 0; i < j->group_count; i++) {
    const struct judged_group *g = &j->group[i];
    group_title(g, title);
    fputs("<testcase classname=\"cells together\" name=\"", out);
    put_xml(title, out);
    fputc('"', out);
    ratio_text(g->ratio, ratio);
    if (g->verdict == VERDICT_REGRESSED)
      fprintf(out, "><failure message=\"cost ratio %s, p %.2g\"/></testcase>\n", ratio,
              g->adjusted);
    else if (g->verdict == VERDICT_TOO_FEW)
      fprintf(out, "><error message=\"%s\"/></testcase>\n", group_remark(g));
    else
      fputs("/>\n", out);
  }
  fputs("</testsuite>\n</testsuites>\n", out);
}

void gate_print(const struct printed *printed, enum print_format format, FILE *out)
{
  static void (*const print[PRINT_FORMATS])(const struct printed *, FILE *) = {
      [PRINT_TEXT] = print_text,
      [PRINT_MARKDOWN] = print_markdown,
      [PRINT_JSON] = print_json,
      [PRINT_JUNIT] = print_junit,
  };
  print[format](printed, out);
}
