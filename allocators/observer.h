/* The interface of the observer, libheapdyno-observer.so: the preloadable library that counts a
 * program's calls to its allocator. Plain C, so that any program can use it.
 *
 * Find these functions with dlsym(RTLD_DEFAULT, name) and never by linking or as weak symbols:
 * under a preload a weak reference stays null with some linkers, and the program then runs
 * uncounted. A failing dlsym allocates: look up before the first scope is entered
 * (observer_client.h does both).
 *
 * Scopes. Every thread counts into one scope at a time. A thread that never entered one counts for
 * scope 0, the store, so that work a library does on threads of its own is not lost. The process's
 * first thread starts in HEAPDYNO_SCOPE_PRE_MAIN and stays there until it enters another scope:
 * what runs before main is then told apart.
 *
 * What is counted. A call is counted when it has succeeded, so a refused request adds nothing.
 *   malloc, calloc   each call
 *   realloc          realloc and reallocarray; realloc(block, 0) is a free
 *   aligned          aligned_alloc, posix_memalign, memalign, valloc, pvalloc
 *   new, delete      every form of the operators: array, aligned, nothrow, sized
 *   free             free and cfree
 * free(NULL) and delete of a null pointer are not counted. With these,
 *   allocations  = malloc + calloc + realloc + aligned + new
 *   frees        = free + delete
 *   blocks alive = allocations - resized - frees
 * Bytes are those that were asked for, never what the allocator rounds them up to.
 *
 * The dynamic loader's own calls (thread start, dlopen) are a class of their own: they depend on
 * the number of libraries and on the C library's stack cache, so they are in no other field. The
 * total that a heap profiler sees is allocations + loader_allocations, summed over all scopes.
 *
 * Thread contract: any thread, any time, also in a forked child. read() sums over all threads that
 * ever were; it is exact for threads that are parked or have ended, and never decreases otherwise.
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HEAPDYNO_OBSERVER_ABI 1
/* Environment variable: absolute path of the counters file of the first process (counters_file.h).
 * The file must not exist: a process that finds it there takes PATH.PID. Without the variable the
 * observer counts in private memory. */
#define HEAPDYNO_OBSERVER_VARIABLE "HEAPDYNO_OBSERVER"

#define HEAPDYNO_SCOPES 32
enum heapdyno_scope {
  HEAPDYNO_SCOPE_STORE = 0,
  HEAPDYNO_SCOPE_HARNESS = 1,
  HEAPDYNO_SCOPE_PRE_MAIN = 2,
  HEAPDYNO_SCOPE_BACKGROUND = 3 /* the driver's operations follow */
};

enum heapdyno_function {
  HEAPDYNO_MALLOC,
  HEAPDYNO_CALLOC,
  HEAPDYNO_REALLOC,
  HEAPDYNO_ALIGNED,
  HEAPDYNO_NEW,
  HEAPDYNO_FREE,
  HEAPDYNO_DELETE,
  HEAPDYNO_FUNCTIONS
};

#define HEAPDYNO_SIZE_CLASSES 48

/* The counts of one scope. All fields are 64-bit words; the counters file holds the same bytes. */
struct heapdyno_counts {
  uint64_t calls[HEAPDYNO_FUNCTIONS];    /* by enum heapdyno_function */
  uint64_t bytes;                        /* asked for by these calls; of a realloc, its new size */
  uint64_t resized;                      /* the realloc calls that were given a block, not NULL */
  uint64_t loader_allocations;           /* the dynamic loader's malloc, calloc, realloc */
  uint64_t loader_frees;                 /* and its free */
  uint64_t loader_bytes;                 /* asked for by the loader */
  uint64_t reserved[4];                  /* 0 */
  uint64_t sizes[HEAPDYNO_SIZE_CLASSES]; /* allocations by the bytes asked for (size_class.h) */
};

#pragma GCC visibility push(default)

/* Makes `scope` the calling thread's scope and returns the one before. A scope >= HEAPDYNO_SCOPES
 * changes nothing. */
unsigned heapdyno_observer_enter(unsigned scope);

/* The counts of one scope since the start of the process (of the child, after a fork), over all
 * threads. */
void heapdyno_observer_read(unsigned scope, struct heapdyno_counts* out);

/* HEAPDYNO_OBSERVER_ABI of the library. A client refuses any other. */
unsigned heapdyno_observer_abi(void);

/* The flags of this process, as in the counters file. */
unsigned heapdyno_observer_flags(void);

/* Where the observer forwards to: the address that answers malloc, and the one that answers
 * operator new (null where operator new ends in the malloc above, as libstdc++'s does). proof.h
 * asks these who the allocator is. */
const void* heapdyno_observer_malloc_target(void);
const void* heapdyno_observer_new_target(void);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif
