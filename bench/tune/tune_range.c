/* tune_range.c -- see tune_range.h. */
#include "bench/tune/tune_range.h"

#include <stdio.h>
#include <string.h>

#include "src/number.h"

int tune_range_parse(const char *value, struct tune_range *out, struct error *err)
{
  char low[NAME_SIZE], high[NAME_SIZE];
  size_t key = strcspn(value, "="), from = value[key] ? strcspn(value + key + 1, ":") : 0;
  bool right = key > 0 && key < NAME_SIZE && value[key] && from > 0 && from < NAME_SIZE &&
               value[key + 1 + from] && strlen(value + key + 2 + from) < NAME_SIZE;
  struct tune_range range = {{0}, 0, 0};
  if (right) {
    memcpy(range.key, value, key);
    snprintf(low, sizeof low, "%.*s", (int)from, value + key + 1);
    snprintf(high, sizeof high, "%s", value + key + 2 + from);
    right = number_parse(low, &range.low) && number_parse(high, &range.high);
  }
  if (!right || range.low >= range.high)
    return error_set(err, STATUS_USAGE, "range: '%.60s' is not KEY=LOW:HIGH, such as rate=0.001:10",
                     value);
  *out = range;
  return STATUS_OK;
}
