/* held.c -- see held.h. */
#include "bench/figures/held.h"

#include <string.h>

struct value {
  char now[LABEL_SIZE], usual[LABEL_SIZE]; /* as the campaign has it, and as its name alone does */
};

static bool told(const struct plot *plot, const struct param *p, const struct value *v,
                 const struct varied *all, const struct varied *of)
{
  if (!strcmp(p->name, of->key)) return false;
  if (!strcmp(p->name, "rate") || strcmp(v->now, v->usual) != 0) return true;
  for (size_t i = 0; i < plot->campaign->optimizer_count; i++)
    if (all[i].varies && !strcmp(all[i].key, p->name)) return true;
  return false;
}

static void add(const struct param *p, const struct value *v, char text[TITLE_SIZE])
{
  size_t used = strlen(text);
  bool formula = !strcmp(v->now, "0") && !strcmp(v->usual, "0");
  if (used + strlen(p->name) + strlen(v->now) + 12 > TITLE_SIZE) return;
  snprintf(text + used, TITLE_SIZE - used, "%s%s%s%s", used ? "; " : "",
           formula ? "default " : p->name, formula ? "" : " ", formula ? p->name : v->now);
  for (char *at = text + used; *at; at++)
    if (*at == ',') *at = ';';
}

static void add_all(const struct plot *plot, struct method *now, struct method *usual,
                    const struct varied *all, const struct varied *of, char text[TITLE_SIZE])
{
  struct param_group groups[METHOD_GROUPS], plain[METHOD_GROUPS];
  size_t count = method_groups(now, groups);
  if (method_groups(usual, plain) != count) return;
  for (size_t g = 0; g < count; g++)
    for (const struct param *p = groups[g].params; p->kind != PARAM_KIND_END; p++) {
      struct value v;
      param_format(p, groups[g].config, v.now, sizeof v.now);
      param_format(p, plain[g].config, v.usual, sizeof v.usual);
      if (told(plot, p, &v, all, of)) add(p, &v, text);
    }
}

int held_text(const struct plot *plot, const struct cell *cell, const struct varied *all,
              const struct varied *of, char text[TITLE_SIZE], struct error *err)
{
  struct method now, usual;
  char head[LABEL_SIZE];
  text[0] = '\0';
  method_head(cell->optimizer->label, head, sizeof head);
  int status = method_parse(plot->libraries->optimizers, head, &usual, err);
  if (status) return status;
  status = cell_method(plot->libraries, plot->campaign, cell, &now, err);
  if (!status) {
    add_all(plot, &now, &usual, all, of, text);
    method_free(&now);
  }
  method_free(&usual);
  return status;
}
