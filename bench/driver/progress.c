/* progress.c -- see progress.h. */
#include "bench/driver/progress.h"
#include "src/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 24 };

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void progress_begin(struct progress *p)
{
  const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
  p->shown = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
  p->colour = p->shown && !(no_color && *no_color);
  p->began = now();
}

double progress_seconds(const struct progress *p) { return now() - p->began; }

void progress_draw(const struct progress *p, size_t done, size_t total, double evaluations)
{
  if (!p->shown || !total) return;
  if (total < done) total = done; /* runs were added */
  double seconds = progress_seconds(p), share = (double)done / (double)total;
  char rate[16], left[32] = "", bar[3 * BAR_WIDTH + 1] = "";
  int filled = (int)(share * BAR_WIDTH);
  for (int i = 0; i < BAR_WIDTH; i++) strcat(bar, i < filled ? "━" : "─");
  number_format_count(seconds > 0 ? evaluations / seconds : 0, rate);
  if (done) {
    double eta = seconds / share - seconds;
    if (eta < 90)
      snprintf(left, sizeof left, "  %.0f s left", eta);
    else
      snprintf(left, sizeof left, "  %.0f min left", eta / 60);
  }
  fprintf(stderr, "\r\033[K%s%s%s %zu/%zu runs  %s evaluations/s%s", p->colour ? "\033[36m" : "",
          bar, p->colour ? "\033[0m" : "", done, total, rate, left);
  fflush(stderr);
}

void progress_end(const struct progress *p)
{
  if (!p->shown) return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
}
