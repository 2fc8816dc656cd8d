/* The interface of the observer: the preloadable library that counts a program's calls to its
 * allocator. Plain C, so that any program can use it.
 *
 * Find these functions with dlsym(RTLD_DEFAULT, name) and never by linking or as weak symbols:
 * under a preload a weak reference stays null with some linkers, and the program then runs
 * uncounted. A failing dlsym allocates: look up before the first scope is entered
 * (heapdyno/scope.h does both for any program, allocators/observer_client.h for our own).
 *
 * Levels. Three libraries are made from the same sources; each knows all that the one before knows,
 * and costs more (allocators/README.md says how much). The functions below are in all of them.
 *   L0  libheapdyno-observer.so            calls and the bytes they ask for
 *   L1  libheapdyno-observer-usable.so     what the allocator makes of them: usable bytes
 *   L2  libheapdyno-observer-lifetimes.so  every block from birth to death: bytes alive and their
 *                                          peak, how long blocks live, and who frees them
 *
 * Scopes. Every thread counts into one scope at a time. A thread that never entered one counts for
 * scope 0, the store, so that work a library does on threads of its own is not lost. The process's
 * first thread starts in HEAPDYNO_SCOPE_PRE_MAIN and stays there until it enters another scope:
 * what runs before main is then told apart. The scopes after HEAPDYNO_SCOPE_BACKGROUND are for the
 * program's operations; it takes them by number, as our driver does, or by name, but not both.
 *
 * Phases. A program may say where a phase of its work begins and ends. The counters file then has
 * what each scope counted in each phase, also when the program crashes afterwards; and of a phase
 * that goes on, what it counted so far. Phases of one name are one phase, whose counts are summed.
 * A forked child goes on with its parent's phase.
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
 * the number of libraries and on the C library's stack cache, so they are in no other count. The
 * total that a heap profiler sees is allocations + loader_allocations, summed over all scopes.
 *
 * What is alive. Blocks are freed in other scopes than they were made in, so these are sums over
 * all scopes, those before main and the loader's blocks included:
 *   requested bytes alive = bytes + loader_bytes - freed_bytes - loader_freed_bytes     (L2)
 *   usable bytes alive    = usable - usable_freed                                       (L1)
 * and of the program alone, equal under every allocator: bytes - freed_bytes. realloc ends the old
 * block and begins one of the new size. After a fork the counts begin at zero, so in a child these
 * are the changes since; heapdyno_observer_live() has what the child was born with in it.
 *
 * Lifetimes (L2) are in operations. An operation begins when a thread enters one of the scopes
 * after HEAPDYNO_SCOPE_BACKGROUND; work of another scope that is done within it ends with leave(),
 * and it goes on. The clock counts the operations of all threads; a block's lifetime is the clock
 * at its death less the clock at its birth. Of one thread it is 0 for a block that dies in the
 * operation that made it; beside others, as many more as they began meanwhile. The loader's blocks
 * are left out.
 *
 * Thread contract: any thread, any time, also in a forked child. read() and lifetimes() sum over
 * all threads that ever were; they are exact for threads that are parked or have ended, and never
 * decrease otherwise.
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HEAPDYNO_OBSERVER_ABI 4
/* Environment variable: absolute path of the counters file of the first process (counters_file.h).
 * The file must not exist: a process that finds it there takes PATH.PID. Without the variable the
 * observer counts in private memory. */
#define HEAPDYNO_OBSERVER_VARIABLE "HEAPDYNO_OBSERVER"

#define HEAPDYNO_SCOPES 32
enum heapdyno_scope {
  HEAPDYNO_SCOPE_STORE = 0,
  HEAPDYNO_SCOPE_HARNESS = 1,
  HEAPDYNO_SCOPE_PRE_MAIN = 2,
  HEAPDYNO_SCOPE_BACKGROUND = 3 /* operations follow */
};

/* Of the names of a program's scopes and phases, with the zero byte that ends them. */
#define HEAPDYNO_NAME_BYTES 48
#define HEAPDYNO_NAMED_SCOPES (HEAPDYNO_SCOPES - HEAPDYNO_SCOPE_BACKGROUND - 1)
#define HEAPDYNO_PHASES 64

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
  uint64_t usable;                       /* L1: malloc_usable_size of all blocks, when made */
  uint64_t usable_freed;                 /* L1: and when freed or resized */
  uint64_t freed_bytes;                  /* L2: asked for once by blocks freed or resized here */
  uint64_t loader_freed_bytes;           /* L2: of those that the loader had made */
  uint64_t sizes[HEAPDYNO_SIZE_CLASSES]; /* allocations by the bytes asked for (size_class.h) */
};

/* How a block dies: by its free, or by a realloc, which begins another. */
enum heapdyno_death {
  HEAPDYNO_DEATH_OWN,       /* by the thread that made it */
  HEAPDYNO_DEATH_ELSEWHERE, /* by another thread */
  HEAPDYNO_DEATH_TEMPORARY, /* by the thread that made it, with no other allocation or free of that
                             * thread in between; as heaptrack tells temporary allocations */
  HEAPDYNO_DEATHS
};

/* Lifetimes of 0, 1, 2-3, 4-7, ... operations; the last class has all longer ones (lifetimes.h). */
#define HEAPDYNO_LIFETIME_CLASSES 32

/* The blocks born in one scope that have died. The counters file holds the same bytes. */
struct heapdyno_lifetimes {
  uint64_t deaths[HEAPDYNO_SIZE_CLASSES][HEAPDYNO_DEATHS][HEAPDYNO_LIFETIME_CLASSES];
};

#pragma GCC visibility push(default)

/* The scope of that name, the same for the same name: those after HEAPDYNO_SCOPE_BACKGROUND, in the
 * order in which they were first asked for. When all have names, or the name is empty or too long,
 * the process's flags say so and the answer is HEAPDYNO_SCOPE_STORE. Any thread; never allocates. */
unsigned heapdyno_observer_scope(const char* name);

/* Ends the phase that goes on, if any, and begins the one of that name; NULL: begins none. A name
 * that is empty or too long, or one more than HEAPDYNO_PHASES, begins none, and the process's flags
 * say so. Any thread; never allocates. What other threads do meanwhile falls into one phase or the
 * other: call it while none is within an operation. */
void heapdyno_observer_phase(const char* name);

/* 1 + the place of the phase that goes on, among those of the process in the order in which they
 * first began; 0: none does. Any thread; never allocates. */
unsigned heapdyno_observer_current_phase(void);

/* Makes `scope` the calling thread's scope and returns the one before. A scope >= HEAPDYNO_SCOPES
 * changes nothing. How often each scope was entered is in the counters file. */
unsigned heapdyno_observer_enter(unsigned scope);

/* Makes `before`, which enter() returned, the calling thread's scope again; no operation begins. */
void heapdyno_observer_leave(unsigned before);

/* The counts of one scope since the start of the process (of the child, after a fork), over all
 * threads. What the level does not count is 0. */
void heapdyno_observer_read(unsigned scope, struct heapdyno_counts* out);

/* HEAPDYNO_OBSERVER_ABI of the library. A client refuses any other. */
unsigned heapdyno_observer_abi(void);

/* The level of the library: 0, 1 or 2. */
unsigned heapdyno_observer_level(void);

/* The flags of this process, as in the counters file. */
unsigned heapdyno_observer_flags(void);

/* L2, else 0: the requested bytes that are alive in the whole process now, and the most that ever
 * were since its start or the last reset. With several threads the peak is that of one order in
 * which their calls may have come. */
uint64_t heapdyno_observer_live(void);
uint64_t heapdyno_observer_peak(void);

/* Makes the peak begin anew at what is alive. */
void heapdyno_observer_reset_peak(void);

/* The deaths of blocks born in `scope`; all 0 below L2. */
void heapdyno_observer_lifetimes(unsigned scope, struct heapdyno_lifetimes* out);

/* Where the observer forwards to: the address that answers malloc, and the one that answers
 * operator new (null where operator new ends in the malloc above, as libstdc++'s does). proof.h
 * asks these who the allocator is. */
const void* heapdyno_observer_malloc_target(void);
const void* heapdyno_observer_new_target(void);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif
