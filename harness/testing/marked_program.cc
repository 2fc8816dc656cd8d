// A user's program, for tests: what it does is its first argument, how often its second.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "heapdyno/scope.h"

namespace {

void allocate(unsigned blocks) {
  for (unsigned i = 0; i < blocks; ++i) {
    void* block = std::malloc(10);
    asm volatile("" : "+r"(block) : : "memory");
    std::free(block);
  }
}

// `blocks` allocations each.
void operations(const char* name, unsigned number, unsigned blocks) {
  const heapdyno::Scope scope(name);
  for (unsigned i = 0; i < number; ++i) {
    const heapdyno::Operation operation(scope);
    allocate(blocks);
  }
}

void phases(unsigned number) {
  allocate(1000);
  heapdyno_phase("load");
  operations("put", number, 2);
  heapdyno_phase("run");
  operations("get", number, 1);
  allocate(7);
  heapdyno_phase(nullptr);
  allocate(1000);
}

void fork_in_phase(unsigned number) {
  heapdyno_phase("run");
  const pid_t child = fork();
  if (child == 0) {
    operations("put", number, 3);
    _exit(0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) std::abort();
  operations("put", number, 1);
  heapdyno_phase(nullptr);
}

// At the same time.
void threads(unsigned number) {
  heapdyno_phase("run");
  std::thread other([number] { operations("get", number, 1); });
  operations("put", number, 2);
  other.join();
  heapdyno_phase(nullptr);
}

void many_names(unsigned number) {
  for (unsigned i = 0; i < number; ++i) operations(std::to_string(i).c_str(), 1, 1);
}

[[noreturn]] void abort_in_phase() {
  heapdyno_phase("run");
  std::fputs("an invariant is broken\n", stderr);
  std::abort();
}

unsigned variable(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? 0 : static_cast<unsigned>(std::atoi(text));
}

// As much as the environment says.
void as_environment_says() {
  operations("put", variable("HEAPDYNO_TEST_SIZE"), 1 + variable("HEAPDYNO_TEST_MORE"));
  const unsigned loops = variable("HEAPDYNO_TEST_LOOPS");
  for (unsigned i = 0; i < loops; ++i) asm volatile("");
}

// As much as the path of the folder for temporary files is long.
void as_long_as_temporary_folder() {
  const char* const folder = std::getenv("TMPDIR");
  allocate(folder == nullptr ? 4 : static_cast<unsigned>(std::strlen(folder)));
}

int run(const std::string& what, unsigned number) {
  if (what == "nothing") allocate(number);
  if (what == "operations") operations("put", number, 2);
  if (what == "phases") phases(number);
  if (what == "fork") fork_in_phase(number);
  if (what == "threads") threads(number);
  if (what == "many-names") many_names(number);
  if (what == "environment") as_environment_says();
  if (what == "temporary") as_long_as_temporary_folder();
  if (what == "print") std::printf("%u\n", number);
  if (what == "abort") abort_in_phase();
  if (what == "hang") pause();
  if (what == "fail") std::fputs("the disk is full\n", stderr);
  return what == "fail" ? 3 : 0;
}

}  // namespace

int main(int count, char** arguments) {
  return run(count > 1 ? arguments[1] : "",
             count > 2 ? static_cast<unsigned>(std::atoi(arguments[2])) : 0);
}
