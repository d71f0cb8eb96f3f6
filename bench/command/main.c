/* main.c -- picks the subcommand, prints the one error line, exits. */
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/command/commands.h"
#include "bench/data/store.h"
#include "bench/driver/ranks.h"
#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "src/names.h"
#include "src/version.h"

struct command {
  const char *name, *summary;
  int (*run)(const struct libraries *libraries, int argc, char **argv, struct error *err);
};

static const struct command commands[] = {
    {"run", "run a campaign (the default one without an argument)", cmd_run},
    {"merge", "put the parts of a campaign together (run --part)", cmd_merge},
    {"plot", "draw the figures of a campaign's results", cmd_plot},
    {"watch", "live through an episode of a policy that a run found", cmd_watch},
    {"gallery", "remake the figures that the README shows", cmd_gallery},
    {"tune", "look for better parameters", cmd_tune},
    {"meta-train", "train a learned optimizer", cmd_meta_train},
    {"dissect", "open up the network of a learned optimizer", cmd_dissect},
    {"scale", "predict how far processes speed a generation up", cmd_scale},
    {"compare", "compare results, or optimizers inside one", cmd_compare},
    {"report", "one page with all figures and tables of a campaign", cmd_report},
    {"check", "compare with a baseline: has convergence become worse?", cmd_check},
    {"baseline", "make a baseline out of results", cmd_baseline},
    {"list", "list the optimizers and functions", cmd_list},
    {"describe", "show formula, reference and parameters of one of them", cmd_describe},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void usage(FILE *out)
{
  fputs("optbench " OPTBENCH_VERSION ": benchmarks of optimizers on test functions\n\n"
        "  optbench COMMAND [ARGUMENTS]\n\n",
        out);
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
  fputs("\n`optbench COMMAND --help` says more; `optbench run` is a good start.\n", out);
}

/* What several ranks do together; the rest is the work of one process. */
static bool needs_ranks(const char *word) { return !strcmp(word, "run") || !strcmp(word, "scale"); }

/* Started by an mpirun, as one of several, but not as a rank of its job: each would run all. */
static bool is_estranged(const struct ranks *ranks)
{
  static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && ranks->size == 1; i++) {
    const char *size = getenv(sizes[i]);
    if (size && strtoul(size, NULL, 10) > 1) return true;
  }
  return false;
}

/* The command that is asked for, and what it needs; NULL: what was asked for is done. */
static int choose(struct libraries *libraries, int argc, char **argv, const struct command **chosen,
                  struct error *err)
{
  const char *word = argc > 1 ? argv[1] : "--help";
  if (!strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help")) {
    usage(stdout);
    return STATUS_OK;
  }
  if (!strcmp(word, "--version")) {
    puts("optbench " OPTBENCH_VERSION);
    return STATUS_OK;
  }
  int status = levels_pick(getenv("OPTBENCH_VECTOR"), libraries, err);
  if (status) return status;
  const char *names[COMMAND_COUNT];
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    names[i] = commands[i].name;
    if (strcmp(word, names[i]) != 0) continue;
    if (needs_ranks(word) && is_estranged(libraries->ranks))
      return error_set(err, STATUS_USAGE,
                       "mpirun started several of these, and none knows of another: take "
                       "optbench-mpi, and the mpirun of the MPI that it was built with");
    if (libraries->ranks->size > 1 && !needs_ranks(word))
      return error_set(err, STATUS_USAGE, "%s is the work of one process: start it without mpirun",
                       word);
    *chosen = &commands[i];
    libraries->data = data_store_new();
    return libraries->data ? STATUS_OK : error_memory(err, "the data sets");
  }
  const char *near = closest_name(word, names, COMMAND_COUNT);
  if (near)
    return error_set(err, STATUS_USAGE, "unknown command '%.60s'; did you mean '%s'?", word, near);
  return error_set(err, STATUS_USAGE, "unknown command '%.60s'; `optbench --help` lists them",
                   word);
}

static int dispatch(struct ranks *ranks, int argc, char **argv, struct error *err)
{
  struct libraries libraries = {.figures = figure_names, .ranks = ranks};
  const struct command *command = NULL;
  int status = choose(&libraries, argc, argv, &command, err);
  status = ranks_agree(ranks, status, err);
  if (!status && command) status = command->run(&libraries, argc - 1, argv + 1, err);
  if (libraries.data) data_store_free(libraries.data);
  return status;
}

/* A standard stream that the caller closed would lend its number to the next file that is opened,
 * and what is printed would land in that file. Opened the wrong way round, it only fails. */
static void reserve_streams(void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd) return;
}

/* What all ranks would say, the first one says. */
static void be_quiet(void)
{
  int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere < 0) return;
  dup2(nowhere, STDOUT_FILENO);
  close(nowhere);
}

int main(int argc, char **argv)
{
  reserve_streams();
  gsl_set_error_handler_off();
  struct ranks *ranks = ranks_begin(&argc, &argv);
  if (!ranks) return STATUS_NOMEM;
  if (ranks->rank) be_quiet();
  struct error err = {0};
  int status = dispatch(ranks, argc, argv, &err);
  if (status == STATUS_OK && (fflush(stdout) || ferror(stdout)))
    status = error_set(&err, STATUS_IO, "cannot write to standard output; is the disk full?");
  /* A text may be left of what was tried and did not matter: then the program ends with another
   * status, which its command has explained. */
  bool failed = status == STATUS_USAGE || status == STATUS_IO || status == STATUS_NOMEM;
  if (err.text[0] && status != STATUS_OK && (failed || err.status == status))
    fprintf(stderr, "optbench: error: %s\n", err.text);
  fflush(stderr);
  ranks->end(ranks);
  return status;
}
