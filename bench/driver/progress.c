/* progress.c -- see progress.h. */
#include "bench/driver/progress.h"
#include "src/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Characters: of the bar, of the shortest one that is worth its place, of a line at most. */
enum { BAR_WIDTH = 24, LEAST_BAR = 8, COLUMNS = 80 };

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

static size_t columns_of_terminal(void)
{
  struct winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col ? COLUMNS : size.ws_col;
}

/* Append where there is room for `columns` in all; a line that wraps could not be drawn over. */
static void add(char text[PROGRESS_TEXT], size_t columns, const char *part)
{
  if (strlen(text) + strlen(part) > columns) return;
  strcat(text, part);
}

static void add_left(char text[PROGRESS_TEXT], size_t columns, double seconds)
{
  char left[48];
  if (seconds < 90)
    snprintf(left, sizeof left, "  %.0f s left", seconds);
  else
    snprintf(left, sizeof left, "  %.0f min left", seconds / 60);
  add(text, columns, left);
}

void progress_text(const struct tally_now *now, size_t columns, bool colour,
                   char text[PROGRESS_TEXT])
{
  char words[PROGRESS_TEXT] = "", part[64], rate[16];
  size_t total = now->total < now->done ? now->done : now->total; /* runs were added */
  double share = (double)now->done / (double)total;
  if (columns > COLUMNS) columns = COLUMNS;
  snprintf(part, sizeof part, "%zu/%zu runs", now->done, total);
  add(words, columns, part);
  size_t bar = BAR_WIDTH, least = columns > LEAST_BAR + 1 ? columns - LEAST_BAR - 1 : 0;
  number_format_count(now->seconds > 0 ? now->evaluations / now->seconds : 0, rate);
  snprintf(part, sizeof part, "  %s evaluations/s", rate);
  if (strlen(words) + strlen(part) + strlen("  999 min left") <= least) add(words, least, part);
  if (now->done) add_left(words, least, now->seconds / share - now->seconds);
  size_t room = columns > strlen(words) + 1 ? columns - strlen(words) - 1 : 0;
  if (bar > room || !*words) bar = *words ? room : 0;
  size_t filled = (size_t)(share * (double)bar);
  *text = '\0';
  if (colour && bar) strcat(text, "\033[36m");
  for (size_t i = 0; i < bar; i++) strcat(text, i < filled ? "━" : "─");
  if (colour && bar) strcat(text, "\033[0m");
  if (bar) strcat(text, " ");
  strcat(text, words);
}

void progress_draw(const struct progress *p, size_t done, size_t total, double evaluations)
{
  char text[PROGRESS_TEXT];
  if (!p->shown || !total) return;
  struct tally_now now = {done, total, evaluations, progress_seconds(p)};
  progress_text(&now, columns_of_terminal() - 1, p->colour, text);
  fprintf(stderr, "\r\033[K%s", text);
  fflush(stderr);
}

void progress_end(const struct progress *p)
{
  if (!p->shown) return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
}
