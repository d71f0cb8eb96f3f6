/* describe_figure.c -- see describe_figure.h. */
#include "bench/command/describe_figure.h"

#include <stdio.h>
#include <string.h>

#include "bench/figures/figures.h"
#include "bench/io/tabular.h"

enum { FIGURE_TEXT = 2048 };

static void put_caption(const struct figure *f)
{
  const struct filling fillings[] = {{"{title}", f->of == OF_EACH ? "a function" : "all functions"},
                                     {"{error}", "Error"},
                                     {"{value}", "error f - f*"},
                                     {"{cost}", "cost to the target"},
                                     {NULL, NULL}};
  char text[FIGURE_TEXT];
  figure_text(f->caption, fillings, text, sizeof text);
  put_wrapped(text, stdout);
  putchar('\n');
}

static void put_use(const struct figure *f)
{
  if (f->listed_only)
    printf("  drawn only where it is asked for: `optbench plot --only %s`, or `figures` in a "
           "campaign's file\n",
           f->name);
  else
    puts("  drawn by `optbench plot`, where results have what it takes");
}

static void put_files(const struct figure *f)
{
  puts("  drawn from, in the folder of figures:");
  for (size_t k = 0; k < SHEETS && f->sheet[k].header; k++) {
    const char *part = f->sheet[k].part;
    printf("    %s%s%s.csv: %s\n", f->name, part ? "-" : "", part ? part : "", f->sheet[k].header);
  }
}

bool describe_figure(const char *name, size_t length, bool below)
{
  for (const struct figure *const *at = figures; *at; at++) {
    const struct figure *f = *at;
    if (strlen(f->name) != length || strncmp(f->name, name, length) != 0) continue;
    printf("%s%s, a figure\n  %s\n\n", below ? "\n" : "", f->name, f->summary);
    if (f->caption) put_caption(f);
    if (f->source) printf("  after %s\n", f->source);
    put_use(f);
    put_files(f);
    return true;
  }
  return false;
}
