/* watch.c -- see watch.h. */
#include "bench/driver/watch.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "bench/io/say.h"

enum { REDRAW_NANOSECONDS = 100000000 };

static bool nothing(void *context, bool over, bool halted)
{
  (void)context;
  (void)halted;
  return !over;
}

/* One that whoever started the program has it ignore stays so. Blocked, it would be heard. */
static void add_unless_ignored(sigset_t *signals, int signal)
{
  struct sigaction action;
  if (sigaction(signal, NULL, &action) || action.sa_handler != SIG_IGN) sigaddset(signals, signal);
}

static void choose_signals(sigset_t *signals)
{
  sigemptyset(signals);
  add_unless_ignored(signals, SIGINT);
  add_unless_ignored(signals, SIGTERM);
  sigaddset(signals, SIGUSR1);
  sigaddset(signals, SIGUSR2);
}

void watch_begin(sigset_t *before)
{
  sigset_t signals;
  choose_signals(&signals);
  pthread_sigmask(SIG_BLOCK, &signals, before);
}

enum watched watch_with_duty(const struct progress *bar, struct tally *progress, size_t total,
                             atomic_bool *halt, const struct duty *duty)
{
  bool interrupted = false, over = false;
  int left = duty->grace;
  long waited = 0;
  sigset_t signals;
  choose_signals(&signals);
  for (;;) {
    struct timespec pause = {.tv_nsec = duty->nanoseconds};
    int signal = sigtimedwait(&signals, NULL, &pause);
    over |= signal == SIGUSR1;
    if (!duty->serve(duty->context, over, atomic_load(halt)) && over)
      return interrupted ? WATCH_INTERRUPTED : WATCH_ENDED;
    if (signal == SIGINT || signal == SIGTERM) {
      interrupted = true;
      atomic_store(halt, true);
    }
    if (signal == -1) waited += pause.tv_nsec;
    if (waited < REDRAW_NANOSECONDS) continue;
    waited = 0;
    if (interrupted && !left--) return WATCH_STUCK;
    progress_draw(bar, atomic_load(&progress->runs_done), total,
                  atomic_load(&progress->evaluations));
  }
}

enum watched watch_threads_for(const struct progress *bar, struct tally *progress, size_t total,
                               atomic_bool *halt, int grace)
{
  const struct duty none = {.serve = nothing, .nanoseconds = REDRAW_NANOSECONDS, .grace = grace};
  return watch_with_duty(bar, progress, total, halt, &none);
}

enum watched watch_threads(const struct progress *bar, struct tally *progress, size_t total,
                           atomic_bool *halt)
{
  return watch_threads_for(bar, progress, total, halt, GRACE_ALONE);
}

/* What the threads sent, and nobody heard any more, would end the process once it is let through.
 */
void watch_end(const sigset_t *before)
{
  const struct timespec now = {0};
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGUSR1);
  sigaddset(&ours, SIGUSR2);
  while (sigtimedwait(&ours, NULL, &now) > 0) continue;
  pthread_sigmask(SIG_SETMASK, before, NULL);
}

void watch_give_up(const struct progress *bar, const char *words)
{
  progress_end(bar);
  say(stderr, "%s\n", words);
  _exit(EXIT_INTERRUPTED);
}
