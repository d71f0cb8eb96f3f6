/* descent.c -- what wraps every rule: its parameters, and how it is described. */
#include "src/descent.h"

#include <string.h>

#include "src/number.h"
#include "src/wrapper.h"

static const char *const schedules[] = {"constant", "step",      "exponential", "cosine",
                                        "power",    "multistep", "polynomial",  "cosine-restarts",
                                        "cyclic",   "onecycle",  NULL};
static const char *const units[] = {"step", "epoch", NULL};
static const char *const anneals[] = {"cosine", "linear", NULL};
static const char *const averages[] = {"no", "ema", "mean", NULL};

enum { ROWS_CLIP = 1, ROWS_L2 = 1, ROWS_SCHEDULE = 20, ROWS_WARMUP = 2 };

const struct param descent_params[] = {
    PARAM(struct descent_config, clip, 0, 0, 1e300,
          "gradients longer than this are cut to it; 0: never"),
    PARAM(struct descent_config, l2, 0, 0, 1e6,
          "weight decay that the rule takes for a part of the gradient"),
    PARAM_CHOICE(struct descent_config, schedule, SCHEDULE_CONSTANT, schedules,
                 "how the learning rate goes"),
    PARAM(struct descent_config, decay, 0.1, 0, 1,
          "factor of each step, of the whole exponential, or where cosines and cycles end"),
    PARAM(struct descent_config, drops, 3, 1, 1000, "step: how many drops in the horizon"),
    PARAM(struct descent_config, horizon, 0, 0, PARAM_MANY,
          "steps or epochs that warm-up and schedule span; 0: as many as the budget pays for"),
    PARAM_CHOICE(struct descent_config, unit, UNIT_STEP, units,
                 "what horizon, warmup, period, milestones and average_start count"),
    PARAM(struct descent_config, power, 0.602, 0, 10, "power: the exponent"),
    PARAM(struct descent_config, offset, 0.1, 0, 1e6, "power: A, as a share of the horizon"),
    PARAM(struct descent_config, degree, 1, 0, 100, "polynomial: its degree"),
    PARAM_TEXT(struct descent_config, milestones, "0.5-0.75",
               "multistep: where it drops; below 1: shares of the horizon"),
    PARAM(struct descent_config, period, 0.25, PARAM_ABOVE_ZERO, PARAM_MANY,
          "cosine-restarts, cyclic: the first period; below 1: a share of the horizon"),
    PARAM(struct descent_config, period_factor, 1, 1, 100,
          "cosine-restarts: factor of each further period"),
    PARAM(struct descent_config, height, 1, 0, 1, "cyclic: factor of each further cycle's height"),
    PARAM(struct descent_config, peak, 0.3, PARAM_ABOVE_ZERO, 0.5,
          "onecycle: where the rate is highest, as a share of the horizon"),
    PARAM(struct descent_config, divide, 25, 1, 1e9, "onecycle: the rate over the first one"),
    PARAM(struct descent_config, final_divide, 1e4, 1, 1e9,
          "onecycle: the first rate over the last"),
    PARAM(struct descent_config, phases, 2, 2, 3,
          "onecycle: 3 has the fall as long as the rise, and then goes to the last rate"),
    PARAM_CHOICE(struct descent_config, anneal, ANNEAL_COSINE, anneals,
                 "onecycle: how it goes from one rate to the next"),
    PARAM_CHOICE(struct descent_config, cycle_momentum, 1, param_no_yes,
                 "onecycle: move the momentum (beta1) as well, against the rate"),
    PARAM(struct descent_config, momentum_low, 0.85, 0, PARAM_BELOW_ONE,
          "onecycle: the momentum where the rate is highest"),
    PARAM(struct descent_config, momentum_high, 0.95, 0, PARAM_BELOW_ONE,
          "onecycle: the momentum where it is lowest"),
    PARAM(struct descent_config, warmup, 0, 0, PARAM_MANY,
          "how long the rate climbs before the schedule; below 1: a share of the horizon"),
    PARAM(struct descent_config, warmup_from, 0.1, 0, 1, "factor of the rate at its first step"),
    PARAM_CHOICE(struct descent_config, average, AVERAGE_NO, averages,
                 "answer with an average of the iterates: exponential, or the plain mean"),
    PARAM(struct descent_config, average_decay, 0.999, 0, PARAM_BELOW_ONE,
          "ema: how slowly it forgets"),
    PARAM(struct descent_config, average_start, 0, 0, PARAM_MANY,
          "how long the iterate itself is the answer; below 1: a share of the horizon"),
    PARAM(struct descent_config, average_every, 1, 1, PARAM_MANY,
          "steps from one iterate that is averaged to the next"),
    PARAM_TABLE_END};

const struct wrapper descent_wrappers[] = {
    {.name = "clip",
     .title = "gradient clipping",
     .summary = "a gradient longer than clip is cut to that length before the rule sees it",
     .formula =
         "g <- g min(1, clip / |g|),   |g| its Euclidean norm\n"
         "PyTorch's clip_grad_norm_ divides by |g| + 1e-6, so that its gradients are shorter\n"
         "by 1e-6 / |g| of their length",
     .reference = "Pascanu, Mikolov and Bengio, ICML 2013",
     .usage = "RULE@SOURCE:clip=1",
     .params = descent_params,
     .count = ROWS_CLIP},
    {.name = "l2",
     .title = "coupled weight decay",
     .summary = "the gradient of l2 / 2 |x|^2 is added to the one that the rule sees, after clip",
     .formula = "g <- g + l2 x\n"
                "Rules with a weight_decay of their own pull x to 0 beside their step instead.\n"
                "Of a source that steps more than the point, as vo, only the point is pulled.",
     .reference = "Hanson and Pratt, Comparing biases for minimal network construction with "
                  "back-propagation, NIPS 1988; coupled or not: Loshchilov and Hutter, ICLR 2019",
     .usage = "RULE@SOURCE:l2=0.01",
     .params = descent_params + ROWS_CLIP,
     .count = ROWS_L2},
    {.name = "schedule",
     .title = "learning-rate schedule",
     .summary = "the learning rate goes up and down over the steps of a horizon",
     .formula =
         "rate of step t = 0, 1, ... of a horizon of T: the rule's rate times\n"
         "constant         1\n"
         "step             decay^min(drops, floor(t (drops + 1) / T))\n"
         "multistep        decay^(number of milestones up to t, in any order)\n"
         "exponential      decay^(t / T)\n"
         "polynomial       (1 - t / T)^degree\n"
         "cosine           decay + (1 - decay) (1 + cos(pi t / T)) / 2\n"
         "cosine-restarts  the same over each period, period_factor times as long as the one "
         "before\n"
         "cyclic           decay + (1 - decay) height^k h,  h: 0, 1, 0 along cycle k = 0, 1, ...\n"
         "power            1 / (A + t + 1)^power, A = offset T\n"
         "onecycle         from 1 / divide at 0 to 1 at peak T - 1, to 1 / (divide final_divide) "
         "at\n"
         "                 T - 1; momentum (beta1) from momentum_high to momentum_low and back. "
         "With\n"
         "                 3 phases back to 1 / divide at 2 peak T - 2, and from there to the end\n"
         "                 Which rules have such a momentum, `optbench describe RULE` tells.\n"
         "and from T on what it is at T, but for the periodic ones. t and T begin where warm-up\n"
         "ends. With unit=epoch t counts epochs that are over, and T epochs.\n"
         "A rate that falls as one over the root of t is power=0.5.",
     .reference =
         "cosine and its restarts: Loshchilov and Hutter, ICLR 2017; onecycle: Smith and Topin, "
         "arXiv:1708.07120, 2017, as PyTorch has it; cyclic: Smith, WACV 2017; milestones: He et "
         "al., CVPR 2016; power, with these defaults: Spall, IEEE Transactions on Aerospace and "
         "Electronic Systems 34, 1998",
     .usage = "RULE@SOURCE:schedule=cosine,decay=0.01",
     .params = descent_params + ROWS_CLIP + ROWS_L2,
     .count = ROWS_SCHEDULE},
    {.name = "warmup",
     .title = "warm-up",
     .summary = "the learning rate climbs before any schedule begins",
     .formula = "rate of step t = 0, 1, ... < warmup: that of the schedule's first step times\n"
                "warmup_from + (1 - warmup_from) t / warmup\n"
                "(t + 1) / n is warmup = n - 1, warmup_from = 1 / n. With unit=epoch its length is "
                "counted in\n"
                "epochs; it climbs at each step all the same.",
     .reference = "Goyal et al., Accurate, Large Minibatch SGD, arXiv:1706.02677, 2017",
     .usage = "RULE@SOURCE:warmup=0.05,schedule=cosine",
     .params = descent_params + ROWS_CLIP + ROWS_L2 + ROWS_SCHEDULE,
     .count = ROWS_WARMUP},
    {.name = "average",
     .title = "weight averaging",
     .summary = "what the rule answers with is averaged; gradients are taken where they were",
     .formula =
         "a = x until average_start; from then on, at every average_every-th step, first a = x, "
         "then\n"
         "ema   a <- average_decay a + (1 - average_decay) x\n"
         "mean  a <- a + (x - a) / n,   x the n-th that is averaged\n"
         "x is what the rule answers with: the iterate, or its own average.\n"
         "The run is judged by a: best_f, targets, the trace and where it ends are those of the\n"
         "averages, whose values are found out at each step without a charge.",
     .reference =
         "mean: Polyak and Juditsky, SIAM J. Control and Optimization 30, 1992; Izmailov et al., "
         "Averaging weights leads to wider optima, UAI 2018. ema: Tarvainen and Valpola, NIPS 2017",
     .usage = "RULE@SOURCE:average=ema,average_decay=0.99",
     .params = descent_params + ROWS_CLIP + ROWS_L2 + ROWS_SCHEDULE + ROWS_WARMUP,
     .count = 4},
    {0}};

size_t descent_milestones(const struct descent_config *config, double *milestones)
{
  size_t count = 0;
  for (const char *at = config->milestones;; at++) {
    char number[32];
    size_t length = strcspn(at, "-");
    if (count == MILESTONES_MOST || length >= sizeof number) return 0;
    memcpy(number, at, length);
    number[length] = '\0';
    double value;
    if (!number_parse(number, &value) || !(value > 0 && value <= PARAM_MANY)) return 0;
    milestones[count++] = value;
    at += length;
    if (!*at) return count;
  }
}

int descent_check(const struct descent_config *c, const char *owner, struct error *err)
{
  double milestones[MILESTONES_MOST];
  size_t count = descent_milestones(c, milestones);
  if (!count)
    return error_set(err, STATUS_USAGE,
                     "%s: milestones = '%.60s' is not one to %d numbers above 0 with '-' between "
                     "them; write for example 0.5-0.75 or 60-120-160",
                     owner, c->milestones, MILESTONES_MOST);
  if (c->horizon > 0 && c->warmup >= c->horizon)
    return error_set(err, STATUS_USAGE,
                     "%s: warmup = %g leaves nothing of horizon = %d, which includes it; make one "
                     "shorter or the other longer",
                     owner, c->warmup, c->horizon);
  return STATUS_OK;
}
