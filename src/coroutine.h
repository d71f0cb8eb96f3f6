/* coroutine.h -- runs a blocking routine so that it can be suspended.
 *
 * Puts a solver that calls the objective itself behind ask/tell: each call of the objective
 * suspends the solver until the answer is there. A coroutine belongs to one thread at a time, and
 * any number of them run at once. */
#ifndef OPTBENCH_SRC_COROUTINE_H
#define OPTBENCH_SRC_COROUTINE_H

#include <stdbool.h>

/* Bytes of stack, with no guard below: a page that may not be touched would cost three system calls
 * a run, which threads would wait for one another in. The solvers need less than 4 KiB, what the
 * dynamic linker does at a first call included; a signal's frame may come on top. */
enum { COROUTINE_STACK = 64 * 1024 };

struct coroutine;

/* A coroutine that will call body(co, arg); it takes all its memory here. NULL: no memory. */
struct coroutine *coroutine_new(void (*body)(struct coroutine *co, void *arg), void *arg);

/* Let it run until it yields (true) or body has returned (false, from then on). */
bool coroutine_resume(struct coroutine *co);

/* Back to whoever resumed it. Only from inside body. */
void coroutine_yield(struct coroutine *co);

/* Also while it is suspended: body is then never finished, so what it holds must be freed by
 * others. NULL is fine. */
void coroutine_free(struct coroutine *co);

#endif
