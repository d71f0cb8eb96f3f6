/* commands.h -- the subcommands: one file each. Each returns an exit code (enum status) and, when
 * it is not STATUS_OK, err holds the line to print. argv[0] is the subcommand's own name. */
#ifndef OPTBENCH_BENCH_COMMAND_COMMANDS_H
#define OPTBENCH_BENCH_COMMAND_COMMANDS_H

#include "bench/plan/campaign.h"

int cmd_run(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_merge(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_list(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_describe(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_meta_train(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_tune(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_plot(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_watch(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_gallery(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_report(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_check(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_dissect(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_scale(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_compare(const struct libraries *libraries, int argc, char **argv, struct error *err);
int cmd_baseline(const struct libraries *libraries, int argc, char **argv, struct error *err);

#endif
