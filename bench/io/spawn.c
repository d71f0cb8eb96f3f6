/* spawn.c -- see spawn.h. */
#include "bench/io/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int launch(struct child *child, char *const argv[], const int ends[2])
{
  posix_spawn_file_actions_t actions;
  int failed = posix_spawn_file_actions_init(&actions);
  if (failed) return failed;
  failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  if (!failed) failed = posix_spawnp(&child->process, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

int spawn_start(struct child *child, char *const argv[], struct error *err)
{
  int ends[2];
  child->process = 0;
  child->length = 0;
  child->text[0] = '\0';
  child->status = 0;
  if (pipe(ends)) return error_set(err, STATUS_IO, "cannot start %s: %s", argv[0], strerror(errno));
  /* So that no other child holds this pipe open. */
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  int failed = launch(child, argv, ends);
  close(ends[1]);
  if (failed) {
    close(ends[0]);
    child->process = 0;
    error_set(err, STATUS_IO, "cannot start %s: %s", argv[0], strerror(failed));
    errno = failed;
    return STATUS_IO;
  }
  child->pipe = ends[0];
  return STATUS_OK;
}

static void reap(struct child *child)
{
  int status = 0;
  close(child->pipe);
  while (waitpid(child->process, &status, 0) < 0 && errno == EINTR) continue;
  child->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  child->process = 0;
}

/* Takes what there is to read; false once the other end is closed. What is beyond the room for
 * it is read all the same, lest the child waits for a reader. */
static bool drain(struct child *child)
{
  char bytes[SPAWN_TEXT];
  ssize_t got = read(child->pipe, bytes, sizeof bytes);
  if (got < 0) return errno == EINTR;
  size_t room = sizeof child->text - 1 - child->length;
  size_t kept = (size_t)got < room ? (size_t)got : room;
  memcpy(child->text + child->length, bytes, kept);
  child->length += kept;
  child->text[child->length] = '\0';
  return got > 0;
}

size_t spawn_wait(struct child *children, size_t count)
{
  for (;;) {
    struct pollfd watched[SPAWN_LIMIT];
    size_t owner[SPAWN_LIMIT], running = 0;
    for (size_t i = 0; i < count; i++) {
      if (!children[i].process) continue;
      watched[running] = (struct pollfd){.fd = children[i].pipe, .events = POLLIN};
      owner[running++] = i;
    }
    if (!running) return count;
    if (poll(watched, (nfds_t)running, -1) < 0) continue;
    for (size_t i = 0; i < running; i++) {
      struct child *child = &children[owner[i]];
      if (!watched[i].revents || drain(child)) continue;
      reap(child);
      return owner[i];
    }
  }
}

void spawn_stop(struct child *child)
{
  if (!child->process) return;
  kill(child->process, SIGTERM);
  reap(child);
}
