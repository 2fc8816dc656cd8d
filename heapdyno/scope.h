/* Marks the operations and phases of a program, so that heapdyno says what each of them allocates:
 * `heapdyno check -- ./program` compares it with a baseline. C99 and C++11, this header alone.
 *
 *   C++   static const heapdyno::Scope kPut("put");
 *         heapdyno_phase("load");
 *         { const heapdyno::Operation operation(kPut); store.put(key, value); }
 *         heapdyno_phase(NULL);
 *
 *   C     const unsigned put = heapdyno_operation("put");
 *         heapdyno_phase("load");
 *         const unsigned before = heapdyno_enter(put);
 *         store_put(store, key, value);
 *         heapdyno_leave(before);
 *         heapdyno_phase(NULL);
 *
 * Each process counts what its threads allocate and free within an operation, and how often it was
 * entered, in each phase. Operations may lie within each other: the inner one counts. What lies in
 * a phase and in no operation is told apart. A program with operations and no phase is one phase;
 * once it has named one, what lies outside of its phases is not compared.
 *
 * The observer is a library that heapdyno preloads, and HEAPDYNO_OBSERVER in the environment says
 * that it did (heapdyno/observer.h). It is found with dlsym at the first use; linking needs nothing,
 * but -ldl where glibc is older than 2.34. Without it a program runs as if nothing were here:
 * entering an operation costs a branch. An observer of another interface is refused with a line on
 * stderr. Nothing here allocates.
 *
 * Names are up to 47 bytes long; there are 28 for operations and 64 for phases. More, or longer
 * ones, make heapdyno fail with a message that says so.
 *
 * Thread contract: any thread, any time, also before main and in a forked child, which goes on in
 * its parent's phase. Begin and end phases while no other thread is within an operation.
 */
#ifndef HEAPDYNO_SCOPE_H
#define HEAPDYNO_SCOPE_H

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The interface of the observer that this header knows. */
#define HEAPDYNO_SCOPE_ABI 4u

/* What heapdyno_enter() answers where nothing was entered: no scope has this number. */
#define HEAPDYNO_NOT_ENTERED (~0u)

enum heapdyno_state { HEAPDYNO_NOT_LOOKED_UP, HEAPDYNO_ABSENT, HEAPDYNO_PRESENT };

struct heapdyno_functions {
  int state;
  unsigned (*scope)(const char* name);
  unsigned (*enter)(unsigned scope);
  void (*leave)(unsigned before);
  void (*phase)(const char* name);
};

/* One for each executable or library, whatever number of its files include this. */
__attribute__((weak, visibility("hidden"))) struct heapdyno_functions heapdyno_functions = {
    HEAPDYNO_NOT_LOOKED_UP, NULL, NULL, NULL, NULL};

/* ISO C knows no conversion of a pointer to an object into one to a function. `function`: where it
 * goes. NULL is RTLD_DEFAULT, which <dlfcn.h> hides from -std=c99. */
static inline void heapdyno_look_up_one(const char* name, void* function) {
  void* const address = dlsym(NULL, name);
  memcpy(function, &address, sizeof(address));
}

/* A failing dlsym allocates its message: it is not asked in a program that is not observed. */
static inline int heapdyno_knows_interface(void) {
  unsigned (*abi)(void);
  if (getenv("HEAPDYNO_OBSERVER") == NULL) return 0;
  heapdyno_look_up_one("heapdyno_observer_abi", &abi);
  if (abi == NULL) return 0;
  if (abi() == HEAPDYNO_SCOPE_ABI) return 1;
  fprintf(stderr,
          "heapdyno: the observer has interface %u and this program expects %u, so its operations "
          "and phases are not told apart: compile it with the scope.h of the heapdyno that runs "
          "it\n",
          abi(), HEAPDYNO_SCOPE_ABI);
  return 0;
}

/* Threads that come here at once find the same. */
static inline int heapdyno_look_up(void) {
  struct heapdyno_functions found = {HEAPDYNO_ABSENT, NULL, NULL, NULL, NULL};
  if (heapdyno_knows_interface()) {
    heapdyno_look_up_one("heapdyno_observer_scope", &found.scope);
    heapdyno_look_up_one("heapdyno_observer_enter", &found.enter);
    heapdyno_look_up_one("heapdyno_observer_leave", &found.leave);
    heapdyno_look_up_one("heapdyno_observer_phase", &found.phase);
    found.state = HEAPDYNO_PRESENT;
  }
  __atomic_store_n(&heapdyno_functions.scope, found.scope, __ATOMIC_RELAXED);
  __atomic_store_n(&heapdyno_functions.enter, found.enter, __ATOMIC_RELAXED);
  __atomic_store_n(&heapdyno_functions.leave, found.leave, __ATOMIC_RELAXED);
  __atomic_store_n(&heapdyno_functions.phase, found.phase, __ATOMIC_RELAXED);
  __atomic_store_n(&heapdyno_functions.state, found.state, __ATOMIC_RELEASE);
  return found.state;
}

static inline int heapdyno_is_present(void) {
  int state = __atomic_load_n(&heapdyno_functions.state, __ATOMIC_ACQUIRE);
  if (state == HEAPDYNO_NOT_LOOKED_UP) state = heapdyno_look_up();
  return state == HEAPDYNO_PRESENT;
}

/* The operation of that name, the same for the same name; 0 without an observer. Ask once and keep
 * it: names are looked through. */
static inline unsigned heapdyno_operation(const char* name) {
  return heapdyno_is_present() ? __atomic_load_n(&heapdyno_functions.scope, __ATOMIC_RELAXED)(name)
                               : 0;
}

/* The calling thread enters the operation. Returns what heapdyno_leave() must be given. */
static inline unsigned heapdyno_enter(unsigned operation) {
  if (__builtin_expect(operation == 0, 1) || !heapdyno_is_present()) return HEAPDYNO_NOT_ENTERED;
  return __atomic_load_n(&heapdyno_functions.enter, __ATOMIC_RELAXED)(operation);
}

/* The calling thread is again where it was before heapdyno_enter(). */
static inline void heapdyno_leave(unsigned before) {
  if (__builtin_expect(before == HEAPDYNO_NOT_ENTERED, 1) || !heapdyno_is_present()) return;
  __atomic_load_n(&heapdyno_functions.leave, __ATOMIC_RELAXED)(before);
}

/* Ends the phase that goes on, if any, and begins that one; NULL: begins none. A phase of a name
 * that was there before goes on with its counts. */
static inline void heapdyno_phase(const char* name) {
  if (heapdyno_is_present()) __atomic_load_n(&heapdyno_functions.phase, __ATOMIC_RELAXED)(name);
}

#ifdef __cplusplus
}

namespace heapdyno {

/* The name of an operation: a constant of the program. */
class Scope {
 public:
  explicit Scope(const char* name) : number_(heapdyno_operation(name)) {}
  unsigned number() const { return number_; }

 private:
  unsigned number_;
};

/* The calling thread is in the operation until the end of the block. */
class Operation {
 public:
  explicit Operation(const Scope& scope) : before_(heapdyno_enter(scope.number())) {}
  ~Operation() { heapdyno_leave(before_); }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

 private:
  const unsigned before_;
};

}  // namespace heapdyno
#endif

#endif
