/* ranked.c -- see ranked.h. */
#include "bench/plot/ranked.h"

#include <stdlib.h>

#include "bench/judge/compare.h"
#include "bench/judge/gate.h"
#include "bench/judge/instances.h"
#include "bench/judge/paired.h"
#include "bench/plot/colours.h"

/* Instances that were run too few times to be compared are taken together, as in `compare`. */
static int rank(const struct libraries *libraries, const struct results_set *set,
                struct style *styles, struct error *err)
{
  size_t count = set->campaign.optimizer_count, *order = malloc(count * sizeof *order);
  struct results_set together = {0};
  struct contender *contender = NULL;
  bool ranked = false, few = instances_are_few(&set->campaign, REPETITIONS_LEAST);
  int status = order ? STATUS_OK : error_memory(err, "the look of the optimizers");
  if (!status && few) status = instances_pool(set, &together, err);
  if (!status) contender = paired_contenders(few ? &together : set);
  if (!status && !contender) status = error_memory(err, "the look of the optimizers");
  if (!status) status = rank_contenders(contender, count, order, &ranked, err);
  if (!status && ranked) status = styles_rank(libraries, &set->campaign, order, styles, err);
  free(order);
  free(contender);
  instances_free(&together);
  return status;
}

int styles_of_set(const struct libraries *libraries, const struct results_set *set,
                  struct style **styles, struct error *err)
{
  int status = styles_new(libraries, &set->campaign, styles, err);
  if (status || set->campaign.optimizer_count <= COLOURS_MOST) return status;
  status = rank(libraries, set, *styles, err);
  if (status) free(*styles);
  if (status) *styles = NULL;
  return status;
}

int styles_of_folder(const struct libraries *libraries, const struct campaign *campaign,
                     const char *folder, struct style **styles, struct error *err)
{
  struct results_set set;
  struct error unread;
  if (campaign->optimizer_count <= COLOURS_MOST || !folder ||
      results_read(libraries, folder, &set, &unread))
    return styles_new(libraries, campaign, styles, err);
  int status = styles_of_set(libraries, &set, styles, err);
  results_set_free(&set);
  return status;
}
