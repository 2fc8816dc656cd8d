// Commands of the exercise program that name scopes and phases, as a user's program does.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "allocators/testing/exercise.h"
#include "heapdyno/scope.h"

namespace heapdyno {
namespace {

const Scope kPut("put");  // before main
const Scope kGet("get");

void pairs_in(const Scope& scope, unsigned pairs) {
  for (unsigned i = 0; i < pairs; ++i) {
    const Operation operation(scope);
    malloc_and_free(1, 24);
  }
}

// "load": `number` put of a pair each; "run": 2 * `number` get; then, in no phase, `number` put;
// then "load" again, `number` put and a pair in no operation.
void phases(unsigned number) {
  heapdyno_phase("load");
  pairs_in(kPut, number);
  heapdyno_phase("run");
  pairs_in(kGet, 2 * number);
  heapdyno_phase(NULL);
  pairs_in(kPut, number);
  heapdyno_phase("load");
  pairs_in(kPut, number);
  malloc_and_free(1, 24);
  heapdyno_phase(NULL);
}

// One put with a get and a pair in it, and a pair of its own before and after that.
void within(unsigned) {
  heapdyno_phase("run");
  const Operation operation(kPut);
  malloc_and_free(1, 24);
  pairs_in(kGet, 1);
  malloc_and_free(1, 24);
}

void crash(unsigned number) {
  phases(number);
  heapdyno_phase("run");
  pairs_in(kGet, 3);
  raise(SIGKILL);
}

// Within "run" a child that does 5 put and then, in "after", 2; the parent does `number`.
void fork_in_phase(unsigned number) {
  heapdyno_phase("load");
  pairs_in(kPut, number);
  heapdyno_phase("run");
  const pid_t child = fork();
  if (child == 0) {
    pairs_in(kPut, 5);
    heapdyno_phase("after");
    pairs_in(kPut, 2);
    heapdyno_phase(NULL);
    _exit(0);
  }
  wait_for(child);
  pairs_in(kPut, number);
  heapdyno_phase(NULL);
}

// In each of two phases `number` threads, at most 50 at once, that ask for 8 names and enter each of
// these operations 100 times.
void name_in_threads(unsigned number) {
  for (const char* phase : {"first", "second"}) {
    heapdyno_phase(phase);
    for (unsigned done = 0; done < number; done += 50) {
      std::vector<std::thread> threads;
      for (unsigned t = done; t < number && t < done + 50; ++t) {
        threads.emplace_back([] {
          for (int i = 0; i < 8; ++i) pairs_in(Scope(("name " + std::to_string(i)).c_str()), 100);
        });
      }
      for (std::thread& thread : threads) thread.join();
    }
  }
  heapdyno_phase(NULL);
}

// The numbers of `number` names of 47 bytes, after put and get; then that of the last again.
void name_scopes(unsigned number) {
  unsigned scope = 0;
  std::string name;
  for (unsigned i = 0; i < number; ++i) {
    name = std::to_string(i) + std::string(40, 'x') + std::string(7, 'y');
    name.resize(47);
    scope = heapdyno_operation(name.c_str());
    std::printf("%u ", scope);
  }
  std::printf("%u\n", heapdyno_operation(name.c_str()));
}

void name_phases(unsigned number) {
  for (unsigned i = 0; i < number; ++i) {
    heapdyno_phase(("phase " + std::to_string(i)).c_str());
    pairs_in(kPut, i);
  }
  heapdyno_phase(NULL);
}

void name_badly(unsigned number) {
  const std::string name(number, 'x');
  std::printf("%u\n", heapdyno_operation(name.c_str()));
  heapdyno_phase(name.c_str());
}

constexpr Command kCommands[] = {
    {"phases", phases},
    {"within", within},
    {"crash-in-phase", crash},
    {"fork-in-phase", fork_in_phase},
    {"name-in-threads", name_in_threads},
    {"name-scopes", name_scopes},
    {"name-phases", name_phases},
    {"name-badly", name_badly},
};

}  // namespace

std::span<const Command> mark_commands() { return kCommands; }

}  // namespace heapdyno
