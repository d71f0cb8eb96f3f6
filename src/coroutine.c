/* coroutine.c -- see coroutine.h: POSIX contexts make the stack, _setjmp and _longjmp switch.
 *
 * swapcontext would switch too, but sets the signal mask by a system call each time: to and fro
 * takes 450 ns that way and 60 ns this way, beside some 80 ns of a small evaluation. Two stacks
 * that are both alive may jump to each other (Engelschall, Portable Multithreading, USENIX 2000).
 * Sanitizers and valgrind keep books on stacks and are told of ours. */
#undef _FORTIFY_SOURCE /* its longjmp takes a jump to another stack for an error */
#include "src/coroutine.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WATCH_ADDRESSES 1
#endif
#if __has_feature(thread_sanitizer)
#define WATCH_THREADS 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WATCH_ADDRESSES 1
#endif
#ifdef __SANITIZE_THREAD__
#define WATCH_THREADS 1
#endif

#ifdef WATCH_ADDRESSES
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef WATCH_THREADS
#include <sanitizer/tsan_interface.h>
#endif
#ifdef __has_include
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif

struct coroutine {
  void (*body)(struct coroutine *, void *);
  void *arg;
  bool started, done;
  ucontext_t inside, outside; /* to start with; `outside` only under WATCH_THREADS */
  jmp_buf to_outside, to_inside;
#ifdef WATCH_ADDRESSES
  const void *outside_stack;
  size_t outside_size;
  void *fake_outside, *fake_inside; /* what it keeps of the stack that is left */
#endif
#ifdef WATCH_THREADS
  void *outside_fiber, *inside_fiber;
#endif
#ifdef VALGRIND_STACK_REGISTER
  unsigned valgrind_id;
#endif
  _Alignas(64) char stack[COROUTINE_STACK]; /* grows down: too deep a call spoils the above first */
};

#ifdef WATCH_THREADS
/* It looks after each setjmp and longjmp itself, and takes those between stacks for mistakes. */
#define SWITCH(from_jump, to_jump, from, to, to_started) swapcontext(&(from), &(to))
#else
#define SWITCH(from_jump, to_jump, from, to, to_started)                                           \
  do {                                                                                             \
    if (_setjmp(from_jump)) break;                                                                 \
    if (to_started) _longjmp((to_jump), 1);                                                        \
    setcontext(&(to));                                                                             \
  } while (0)
#endif

/* The first thing done on its stack. */
static void arrive(struct coroutine *co)
{
#ifdef WATCH_ADDRESSES
  __sanitizer_finish_switch_fiber(co->fake_inside, &co->outside_stack, &co->outside_size);
#else
  (void)co;
#endif
}

bool coroutine_resume(struct coroutine *co)
{
  if (co->done) return false;
#ifdef WATCH_ADDRESSES
  __sanitizer_start_switch_fiber(&co->fake_outside, co->stack, COROUTINE_STACK);
#endif
#ifdef WATCH_THREADS
  co->outside_fiber = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(co->inside_fiber, 0);
#endif
  SWITCH(co->to_outside, co->to_inside, co->outside, co->inside, co->started);
#ifdef WATCH_ADDRESSES
  __sanitizer_finish_switch_fiber(co->fake_outside, NULL, NULL);
#endif
  return !co->done;
}

void coroutine_yield(struct coroutine *co)
{
#ifdef WATCH_ADDRESSES
  __sanitizer_start_switch_fiber(co->done ? NULL : &co->fake_inside, co->outside_stack,
                                 co->outside_size);
#endif
#ifdef WATCH_THREADS
  __tsan_switch_to_fiber(co->outside_fiber, 0);
#endif
  SWITCH(co->to_inside, co->to_outside, co->inside, co->outside, true);
  arrive(co);
}

/* makecontext hands over ints only: the pointer comes in halves. */
static void begin(unsigned high, unsigned low)
{
  struct coroutine *co = (struct coroutine *)(uintptr_t)((uint64_t)high << 32 | low);
  arrive(co);
  co->started = true;
  co->body(co, co->arg);
  co->done = true;
  coroutine_yield(co);
}

static bool make_inside(struct coroutine *co)
{
  if (getcontext(&co->inside)) return false;
  co->inside.uc_stack.ss_sp = co->stack;
  co->inside.uc_stack.ss_size = COROUTINE_STACK;
  co->inside.uc_link = NULL;
  uint64_t address = (uintptr_t)co;
  makecontext(&co->inside, (void (*)(void))begin, 2, (unsigned)(address >> 32), (unsigned)address);
  return true;
}

struct coroutine *coroutine_new(void (*body)(struct coroutine *, void *), void *arg)
{
  struct coroutine *co = aligned_alloc(64, sizeof *co);
  if (!co) return NULL;
  co->body = body;
  co->arg = arg;
  co->started = co->done = false;
  if (!make_inside(co)) {
    free(co);
    return NULL;
  }
#ifdef WATCH_ADDRESSES
  co->fake_inside = NULL;
#endif
#ifdef WATCH_THREADS
  co->inside_fiber = __tsan_create_fiber(0);
#endif
#ifdef VALGRIND_STACK_REGISTER
  co->valgrind_id = VALGRIND_STACK_REGISTER(co->stack, co->stack + COROUTINE_STACK);
#endif
  return co;
}

void coroutine_free(struct coroutine *co)
{
  if (!co) return;
#ifdef VALGRIND_STACK_REGISTER
  VALGRIND_STACK_DEREGISTER(co->valgrind_id);
#endif
#ifdef WATCH_THREADS
  __tsan_destroy_fiber(co->inside_fiber);
#endif
#ifdef WATCH_ADDRESSES
  __asan_unpoison_memory_region(co->stack, COROUTINE_STACK); /* frames that never returned */
#endif
  free(co);
}
