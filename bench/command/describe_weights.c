/* describe_weights.c -- see describe_weights.h. */
#include "bench/command/describe_weights.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/weights.h"
#include "bench/io/paths.h"

static void print(const char *name, const struct weights *w)
{
  const struct network *n = &w->network;
  printf("    %-14s  %s d%zu, %zu steps: %s %.4g on validation\n"
         "    %-14s  %zu units, inputs %s, output %s\n"
         "    %-14s  %s\n",
         name, w->task, w->dim, w->steps, strcmp(w->metric, "ratio") ? "mean log10 f" : "mean f/f0",
         w->score, "", n->hidden, network_inputs[n->inputs], network_outputs[n->output], "",
         w->command);
}

static int is_weights(const struct dirent *entry)
{
  const char *end = strrchr(entry->d_name, '.');
  return end && !strcmp(end, ".weights");
}

/* By their names: "quadratic" before "quadratic-2". */
static int by_name(const struct dirent **a, const struct dirent **b)
{
  const char *x = (*a)->d_name, *y = (*b)->d_name;
  size_t i = 0;
  while (x[i] && x[i] == y[i]) i++;
  if (!strcmp(x + i, ".weights")) return -1;
  if (!strcmp(y + i, ".weights")) return 1;
  return (unsigned char)x[i] - (unsigned char)y[i];
}

void describe_shipped_weights(void)
{
  char folder[PATH_SIZE];
  struct dirent **entry;
  struct error err;
  int count =
      paths_data("bench/learned", folder, &err) ? -1 : scandir(folder, &entry, is_weights, by_name);
  if (count > 0) puts("\n  weights that come along:");
  for (int i = 0; i < count; i++) {
    char *name = entry[i]->d_name;
    struct weights w;
    *strrchr(name, '.') = '\0';
    if (weights_read(name, &w, &err))
      printf("    %s: %s\n", name, err.text);
    else
      print(name, &w);
    weights_free(&w);
    free(entry[i]);
  }
  if (count >= 0) free(entry);
}

int describe_own_weights(struct method *method, struct error *err)
{
  struct network_slot *slots[CHAIN_MOST];
  size_t count = method_networks(method, slots);
  if (count) puts("\n  weights:");
  for (size_t i = 0; i < count; i++) {
    struct weights w;
    int status = weights_read(slots[i]->weights, &w, err);
    if (status) return status;
    print(slots[i]->weights, &w);
    weights_free(&w);
  }
  return STATUS_OK;
}
