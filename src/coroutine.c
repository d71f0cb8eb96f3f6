/* coroutine.c -- see coroutine.h: POSIX contexts make the stack, _setjmp and _longjmp switch.
 *
 * swapcontext would switch too, but asks the kernel for the signal mask each time, which costs
 * several evaluations of a small objective (measured: 0.3 us a switch, against 10 ns). Going to and
 * fro with _longjmp between stacks that are both alive is the classic way around that
 * (Engelschall, USENIX 2000). Sanitizers that keep books on stacks are told of each switch, by
 * swapcontext, which they know. */
#undef _FORTIFY_SOURCE  /* its longjmp takes a jump to another stack for an error */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_STACK */
#include "src/coroutine.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

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
  char *stack; /* its lowest byte; below it lies the guard page, above its end this struct */
  size_t mapped;
  ucontext_t outside, inside; /* once it has started, only if the switch is swapcontext's */
  jmp_buf to_outside, to_inside;
#ifdef WATCH_ADDRESSES
  const void *outside_stack;
  size_t outside_size;
  void *fake; /* of the stack that was left */
#endif
#ifdef WATCH_THREADS
  void *outside_fiber, *inside_fiber;
#endif
#ifdef VALGRIND_STACK_REGISTER
  unsigned valgrind_id;
#endif
};

#if defined WATCH_ADDRESSES || defined WATCH_THREADS

static void enter(struct coroutine *co)
{
  co->started = true;
#ifdef WATCH_ADDRESSES
  void *fake = NULL;
  __sanitizer_start_switch_fiber(&fake, co->stack, COROUTINE_STACK);
#endif
#ifdef WATCH_THREADS
  co->outside_fiber = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(co->inside_fiber, 0);
#endif
  swapcontext(&co->outside, &co->inside);
#ifdef WATCH_ADDRESSES
  __sanitizer_finish_switch_fiber(fake, NULL, NULL);
#endif
}

static void arrive(struct coroutine *co)
{
#ifdef WATCH_ADDRESSES
  __sanitizer_finish_switch_fiber(co->fake, &co->outside_stack, &co->outside_size);
#else
  (void)co;
#endif
}

static void leave(struct coroutine *co)
{
#ifdef WATCH_ADDRESSES
  __sanitizer_start_switch_fiber(co->done ? NULL : &co->fake, co->outside_stack, co->outside_size);
#endif
#ifdef WATCH_THREADS
  __tsan_switch_to_fiber(co->outside_fiber, 0);
#endif
  swapcontext(&co->inside, &co->outside);
  arrive(co);
}

#else

static void enter(struct coroutine *co)
{
  if (_setjmp(co->to_outside)) return;
  if (co->started) _longjmp(co->to_inside, 1);
  co->started = true;
  setcontext(&co->inside);
}

static void arrive(struct coroutine *co) { (void)co; }

static void leave(struct coroutine *co)
{
  if (!_setjmp(co->to_inside)) _longjmp(co->to_outside, 1);
}

#endif

/* makecontext hands over ints only: the pointer comes in halves. */
static void begin(unsigned high, unsigned low)
{
  struct coroutine *co = (struct coroutine *)(uintptr_t)((uint64_t)high << 32 | low);
  arrive(co);
  co->body(co, co->arg);
  co->done = true;
  leave(co);
}

static int make_inside(struct coroutine *co)
{
  if (getcontext(&co->inside)) return -1;
  co->inside.uc_stack.ss_sp = co->stack;
  co->inside.uc_stack.ss_size = COROUTINE_STACK;
  co->inside.uc_link = NULL;
  uint64_t address = (uintptr_t)co;
  makecontext(&co->inside, (void (*)(void))begin, 2, (unsigned)(address >> 32), (unsigned)address);
  return 0;
}

/* Bytes at the end of the mapping for the struct. */
static const size_t own = (sizeof(struct coroutine) + 63) / 64 * 64;

struct coroutine *coroutine_new(void (*body)(struct coroutine *, void *), void *arg)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t mapped = (page + COROUTINE_STACK + own + page - 1) / page * page;
  char *base =
      mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (base == MAP_FAILED) return NULL;
  struct coroutine *co = (struct coroutine *)(void *)(base + mapped - own);
  *co = (struct coroutine){
      .body = body,
      .arg = arg,
      .stack = base + mapped - own - COROUTINE_STACK,
      .mapped = mapped,
  };
  if (mprotect(base, page, PROT_NONE) || make_inside(co)) {
    munmap(base, mapped);
    return NULL;
  }
#ifdef WATCH_THREADS
  co->inside_fiber = __tsan_create_fiber(0);
#endif
#ifdef VALGRIND_STACK_REGISTER
  co->valgrind_id = VALGRIND_STACK_REGISTER(co->stack, co->stack + COROUTINE_STACK);
#endif
  return co;
}

bool coroutine_resume(struct coroutine *co)
{
  if (!co->done) enter(co);
  return !co->done;
}

void coroutine_yield(struct coroutine *co) { leave(co); }

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
  munmap((char *)co + own - co->mapped, co->mapped);
}
