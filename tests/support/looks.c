/* looks.c -- see looks.h. */
#include "tests/support/looks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct style *looks_of(const struct libraries *libraries, const char *optimizers)
{
  struct campaign campaign = {0};
  struct style *styles = NULL;
  struct error err = {0};
  if (campaign_set_optimizers(libraries, &campaign, optimizers, &err) ||
      styles_new(libraries, &campaign, &styles, &err))
    fail_msg("%s", err.text);
  campaign_free(&campaign);
  return styles;
}
