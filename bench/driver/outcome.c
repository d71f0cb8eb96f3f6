/* outcome.c -- see outcome.h. */
#include "bench/driver/outcome.h"

#include <stdio.h>
#include <string.h>

#include "src/number.h"

const char *const outcome_names[] = {"target",     "budget", "diverged", "stalled", "converged",
#define STOP(id, name, meaning) #name,
#include "src/stops.def"
#undef STOP
                                     "interrupted"};

enum outcome run_outcome(enum ask ask)
{
  static const enum outcome outcomes[ASK_KINDS] = {
      [ASK_CONVERGED] = OUTCOME_CONVERGED,
      [ASK_STALLED] = OUTCOME_STALLED,
      [ASK_BUDGET] = OUTCOME_BUDGET,
#define STOP(id, name, meaning) [ASK_##id] = OUTCOME_##id,
#include "src/stops.def"
#undef STOP
  };
  return outcomes[ask];
}

double run_cost(struct counts counts, double gradient_cost)
{
  return counts.values + gradient_cost * counts.gradients;
}

const char *stop_name(enum ask ask)
{
  return ask == ASK_EVALUATE || ask == ASK_NO_MEMORY ? NULL : outcome_names[run_outcome(ask)];
}

enum ask stop_of(enum outcome outcome)
{
  for (enum ask ask = ASK_EVALUATE; ask < ASK_KINDS; ask++)
    if (stop_name(ask) && run_outcome(ask) == outcome) return ask;
  return ASK_EVALUATE;
}

void stops_format(const double counts[ASK_KINDS], char text[STOPS_TEXT])
{
  size_t used = 0;
  text[0] = '\0';
  for (enum ask ask = ASK_EVALUATE; ask < ASK_KINDS; ask++) {
    char number[NUMBER_TEXT];
    if (!(counts[ask] > 0) || !stop_name(ask)) continue;
    number_format(counts[ask], number);
    used += (size_t)snprintf(text + used, STOPS_TEXT - used, "%s%s:%s", used ? " " : "",
                             stop_name(ask), number);
  }
}

bool stops_parse(const char *text, double counts[ASK_KINDS])
{
  for (size_t i = 0; i < ASK_KINDS; i++) counts[i] = 0;
  while (*text) {
    char number[NUMBER_TEXT];
    size_t name = strcspn(text, ":"), length = strcspn(text, " ");
    if (name >= length || length - name - 1 >= sizeof number) return false;
    enum ask ask = ASK_EVALUATE;
    while (ask < ASK_KINDS && !(stop_name(ask) && strlen(stop_name(ask)) == name &&
                                !strncmp(stop_name(ask), text, name)))
      ask++;
    memcpy(number, text + name + 1, length - name - 1);
    number[length - name - 1] = '\0';
    if (ask == ASK_KINDS || counts[ask] > 0 || !number_parse_count(number, &counts[ask]) ||
        !(counts[ask] > 0))
      return false;
    text += length;
    if (*text && !*++text) return false;
  }
  return true;
}
