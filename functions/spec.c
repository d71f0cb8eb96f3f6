/* spec.c -- a function as text: parsing NAME[:key=value,...] and writing it back. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/problem.h"
#include "src/keys.h"
#include "src/names.h"

static const char *const noise_kinds[] = {"additive", "multiplicative", "gaussian",
                                          "uniform",  "cauchy",         NULL};

#define FACTOR PARAM(struct wrap_config, multiply, 1, PARAM_ABOVE_ZERO, 1e9, "f times this")
#define NOISE                                                                                      \
  PARAM(struct wrap_config, noise, 0, 0, 1e6, "how much of it, 0 for none; a standard deviation"), \
      PARAM_CHOICE(struct wrap_config, noise_kind, NOISE_ADDITIVE, noise_kinds,                    \
                   "f + noise z, f (1 + noise z), gradient entries likewise, or a model of BBOB")
#define FREQUENCY                                                                                  \
  PARAM(struct wrap_config, noise_frequency, 0.2, 0, 1, "the share of values that cauchy scatters")

const struct param wrap_params[] = {FACTOR, NOISE, FREQUENCY, PARAM_TABLE_END};
/* What a canonical text shows each on its own. */
static const struct param factor_params[] = {FACTOR, PARAM_TABLE_END};
static const struct param noise_params[] = {NOISE, PARAM_TABLE_END};
static const struct param all_noise_params[] = {NOISE, FREQUENCY, PARAM_TABLE_END};

const struct wrapper function_wrappers[] = {
    {.name = "instances",
     .title = "shift and rotation",
     .summary =
         "instance k > 0 shifts the minimiser and rotates the axes; 0 is the function itself",
     .formula =
         "f_k(x) = f(m + R (x - m_k)),   gradient R^T g,   Jacobian of residuals J R\n"
         "m: the minimiser of f, or the middle of its region; m_k: uniform in the middle half\n"
         "of the region; R: a rotation, uniform (Haar), none in one dimension, where all of\n"
         "the landscape moves by up to a quarter of the region's width",
     .reference = "Stewart, SIAM Journal on Numerical Analysis 17, 1980",
     .usage = "optbench run --instances LIST; not around functions that make their own"},
    {.name = "multiply",
     .title = "a factor",
     .summary = "f times a factor, with all that is told of it",
     .formula = "multiply f(x),   gradient multiply g,   residuals multiply^(1/2) r\n"
                "targets, levels and errors are those of the product; noise is added behind it",
     .reference = "optbench; made to ask whether a method hangs on the scale of f",
     .usage = "FUNCTION:multiply=100",
     .params = factor_params,
     .count = 1},
    {.name = "noise",
     .title = "noise",
     .summary = "noise in every value and gradient, outside of all else",
     .formula =
         "additive         f + noise z_0,      g_i + noise z_i\n"
         "multiplicative   f (1 + noise z_0),  g_i (1 + noise z_i)\n"
         "and the models of BBOB, of values alone, with e = f - f* and 1.01e-8 added to all:\n"
         "gaussian         f* + e exp(noise z)\n"
         "uniform          f* + e u^noise max(1, (10^9 / e)^(noise (0.49 + 1/d) v))\n"
         "cauchy           f + noise max(0, 1000 + z / |z'|), the quotient in noise_frequency of "
         "them\n"
         "with all z standard normal, u and v uniform; runs are judged by f without noise;\n"
         "a sum of squares tells no residuals then",
     .reference =
         "additive: Jin and Branke, IEEE Transactions on Evolutionary Computation 9, 2005;\n"
         "the last three: Hansen, Finck, Ros, Auger, INRIA RR-6869, 2009",
     .usage = "FUNCTION:noise=0.1,noise_kind=multiplicative",
     .params = all_noise_params,
     .count = 3},
    {0}};

bool function_named(const struct function_type *type, const char *word, size_t length)
{
  const char *const names[] = {type->name, type->alias};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i] && strlen(names[i]) == length && !strncmp(names[i], word, length)) return true;
  return false;
}

static int find(const struct function_library *library, const char *word,
                const struct function_type **type, struct error *err)
{
  struct nearest near = nearest_begin(word);
  for (size_t i = 0; library->functions[i]; i++) {
    *type = library->functions[i];
    if (function_named(*type, word, strlen(word))) return STATUS_OK;
    nearest_try(&near, (*type)->name);
    if ((*type)->alias) nearest_try(&near, (*type)->alias);
  }
  if (near.name)
    return error_set(err, STATUS_USAGE, "unknown function '%s'; did you mean '%s'?", word,
                     near.name);
  return error_set(err, STATUS_USAGE, "unknown function '%s'; `optbench list` shows them all",
                   word);
}

/* The models of BBOB are told by the minimum. */
static int check_wrap(const struct function_spec *spec, struct error *err)
{
  if (!(spec->wrap.noise > 0)) return STATUS_OK;
  if (spec->type->wrap)
    return error_set(err, STATUS_USAGE, "%s has its own noise and takes no other; leave out noise",
                     spec->type->name);
  if (spec->wrap.noise_kind >= NOISE_MODEL_GAUSSIAN && spec->type->traits & UNKNOWN_MINIMUM)
    return error_set(err, STATUS_USAGE,
                     "%s has no known minimum, which noise_kind=%s is told by; use additive or "
                     "multiplicative",
                     spec->type->name, noise_kinds[spec->wrap.noise_kind]);
  return STATUS_OK;
}

int function_parse(const struct function_library *library, const char *text,
                   struct function_spec *spec, struct error *err)
{
  *spec = (struct function_spec){0};
  size_t length = strcspn(text, ":");
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), text);
  int status = find(library, word, &spec->type, err);
  if (status) return status;
  size_t size = spec->type->config_size;
  spec->config = calloc(1, size ? size : 1);
  if (!spec->config) return error_memory(err, "a function's parameters");
  param_defaults(spec->type->params, spec->config);
  param_defaults(wrap_params, &spec->wrap);
  const struct param_group groups[] = {{spec->type->params, spec->config, NULL},
                                       {wrap_params, &spec->wrap, NULL}};
  status = keys_check(word, text + length, err);
  if (!status)
    status = param_groups_parse(groups, 2, word, text + length + (text[length] == ':'), err);
  if (!status && spec->type->check_config) status = spec->type->check_config(spec->config, err);
  if (!status) status = check_wrap(spec, err);
  if (status) function_spec_free(spec);
  return status;
}

void function_format(const struct function_spec *spec, char *text, size_t size)
{
  struct wrap_config wrap = spec->wrap;
  struct param_group groups[3] = {{spec->type->params, spec->config, NULL}};
  size_t count = 1;
  if (wrap.multiply != 1) groups[count++] = (struct param_group){factor_params, &wrap, NULL};
  const struct param *noise =
      wrap.noise_kind == NOISE_MODEL_CAUCHY ? all_noise_params : noise_params;
  if (wrap.noise > 0) groups[count++] = (struct param_group){noise, &wrap, NULL};
  snprintf(text, size, "%s", spec->type->name);
  param_groups_format(groups, count, text, size);
}

bool function_data(const struct function_spec *spec, struct data_request *request)
{
  *request = (struct data_request){0};
  return spec->type->data && spec->type->data(spec->config, request);
}

bool function_has_own_dimension(const struct function_spec *spec)
{
  return spec->type->dimension != NULL;
}

unsigned function_traits(const struct function_spec *spec)
{
  const struct function_type *type = spec->type;
  bool bare = spec->wrap.noise > 0 && spec->wrap.noise_kind >= NOISE_MODEL_GAUSSIAN;
  return type->traits | (type->config_traits ? type->config_traits(spec->config) : 0) |
         (bare ? NO_GRADIENT : 0);
}

bool function_has_residuals(const struct function_spec *spec)
{
  return spec->type->residuals && !(spec->wrap.noise > 0);
}

double function_solved(const struct function_spec *spec)
{
  return spec->type->solved ? spec->type->solved(spec->config) * spec->wrap.multiply : NAN;
}

size_t function_dimension(const struct function_spec *spec, const struct dataset *data)
{
  const struct function_type *type = spec->type;
  if (type->dimension) return type->dimension(spec->config, data);
  return type->dim_low == type->dim_high ? type->dim_low : 0;
}

size_t function_levels(const struct function_spec *spec, double levels[LEVELS_MOST])
{
  size_t count = spec->type->levels ? spec->type->levels(spec->config, levels) : 0;
  for (size_t i = 0; i < count; i++) levels[i] *= spec->wrap.multiply;
  return count;
}

void function_spec_free(struct function_spec *spec)
{
  free(spec->config);
  spec->config = NULL;
}
