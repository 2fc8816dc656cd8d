// A program for the observer's tests: allocates in exactly known ways. One executable per
// allocator.
//
//   exercise COMMAND [NUMBER]
//
// It counts into scope kWork only between begin and end of the work, so what the C++ library, the
// loader and main do is told apart. What each command allocates stands beside it; the tests know
// the same numbers.

#include "allocators/testing/exercise.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory_resource>
#include <mutex>
#include <new>
#include <regex>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "allocators/observer_client.h"

extern char** environ;

namespace heapdyno {

Observer observer;

namespace {

char* own_path = nullptr;

void malloc_family() {
  for (const size_t bytes : {0, 1, 16, 17, 1000}) std::free(kept(std::malloc(bytes)));
  std::free(kept(std::calloc(10, 10)));
  std::free(kept(std::calloc(1, 3)));
  void* block = kept(std::realloc(nullptr, 40));
  block = kept(std::realloc(block, 4000));
  block = kept(std::realloc(block, 20));
  kept(std::realloc(block, 0));  // a free
  block = kept(reallocarray(nullptr, 5, 5));
  block = kept(reallocarray(block, 10, 10));
  std::free(block);
  std::free(kept(strdup("five")));  // the C library's own malloc(5)
  std::free(nullptr);
}

void aligned_family() {
  std::free(kept(std::aligned_alloc(64, 128)));
  void* block = nullptr;
  if (posix_memalign(&block, 64, 200) != 0) std::abort();
  std::free(kept(block));
  std::free(kept(memalign(32, 300)));
  std::free(kept(valloc(400)));
  std::free(kept(pvalloc(500)));
}

void refused_requests() {
  volatile size_t huge = SIZE_MAX / 2;  // the compiler would warn of a constant
  if (kept(std::malloc(huge)) != nullptr) std::abort();
  if (kept(std::calloc(huge, 4)) != nullptr) std::abort();
  if (kept(std::realloc(nullptr, huge)) != nullptr) std::abort();
  if (kept(reallocarray(nullptr, huge, 4)) != nullptr || errno != ENOMEM) std::abort();
  void* block = nullptr;
  if (posix_memalign(&block, 3, 100) != EINVAL) std::abort();
  if (kept(pvalloc(2 * huge + 1)) != nullptr) std::abort();
}

void every_operator() {
  using std::align_val_t;
  constexpr align_val_t k64{64};
  ::operator delete(kept(::operator new(10)));
  ::operator delete(kept(::operator new(20)), 20);
  ::operator delete(kept(::operator new(30, std::nothrow)), std::nothrow);
  ::operator delete(kept(::operator new(40, k64)), k64);
  ::operator delete(kept(::operator new(50, k64)), 50, k64);
  ::operator delete(kept(::operator new(60, k64, std::nothrow)), k64, std::nothrow);
  ::operator delete[](kept(::operator new[](10)));
  ::operator delete[](kept(::operator new[](20)), 20);
  ::operator delete[](kept(::operator new[](30, std::nothrow)), std::nothrow);
  ::operator delete[](kept(::operator new[](40, k64)), k64);
  ::operator delete[](kept(::operator new[](50, k64)), 50, k64);
  ::operator delete[](kept(::operator new[](60, k64, std::nothrow)), k64, std::nothrow);
  ::operator delete(nullptr);
  ::operator delete[](nullptr, 8);
}

void every_call(unsigned) {
  const ObserverScope scope(observer, kWork);
  malloc_family();
  aligned_family();
  refused_requests();
  every_operator();
}

// Three blocks of no bytes, which operator new must give all the same.
void zero_bytes(unsigned) {
  const ObserverScope scope(observer, kWork);
  void* const plain = kept(::operator new(0));
  void* const nothrow = kept(::operator new(0, std::nothrow));
  void* const aligned = kept(::operator new (0, std::align_val_t{64}));
  if (plain == nullptr || nothrow == nullptr || aligned == nullptr) std::abort();
  ::operator delete(plain);
  ::operator delete(nothrow, std::nothrow);
  ::operator delete (aligned, std::align_val_t{64});
}

int handled = 0;
void give_up_at_third_call() {
  if (++handled == 3) std::set_new_handler(nullptr);
}

// No allocation succeeds, except what the C++ library itself takes for exceptions.
void failing_new(unsigned) {
  const ObserverScope scope(observer, kWork);
  std::set_new_handler(give_up_at_third_call);
  volatile size_t huge = SIZE_MAX / 2;
  volatile size_t overflows_when_rounded = SIZE_MAX - 10;
  unsigned caught = 0;
  try {
    kept(::operator new(huge));
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  try {
    kept(::operator new (huge, std::align_val_t{64}));
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  if (kept(::operator new (overflows_when_rounded, std::align_val_t{64}, std::nothrow)) !=
      nullptr) {
    std::abort();
  }
  if (kept(::operator new(huge, std::nothrow)) != nullptr) std::abort();
  if (kept(::operator new[](huge, std::align_val_t{64}, std::nothrow)) != nullptr) std::abort();
  if (caught != 2 || handled != 3) std::abort();
}

void hand_over_between_threads() {
  std::mutex mutex;
  std::vector<std::string> shared;
  shared.reserve(1200);
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 12; ++t) {
    threads.emplace_back([&, t] {
      const ObserverScope scope(observer, kWork);
      for (unsigned i = 0; i < 100; ++i) {
        std::string text(20 + t * 7 + i, 'x');
        const std::lock_guard<std::mutex> lock(mutex);
        shared.push_back(std::move(text));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// What ordinary programs do: containers, streams, regular expressions, exceptions.
void containers(unsigned) {
  const ObserverScope scope(observer, kWork);
  std::map<int, std::string> ordered;
  std::unordered_map<std::string, std::vector<int>> hashed;
  for (int i = 0; i < 500; ++i) {
    ordered[i * 7919 % 500] = std::string(static_cast<size_t>(i % 60), 'a');
    hashed["key" + std::to_string(i % 50)].push_back(i);
  }
  std::ostringstream out;
  for (const auto& entry : ordered) out << entry.second << '\n';
  std::pmr::monotonic_buffer_resource resource;
  std::pmr::vector<std::pmr::string> arena(&resource);
  for (int i = 0; i < 100; ++i) arena.emplace_back(std::string(100, 'b').c_str());
  if (!std::regex_search(out.str(), std::regex("a{3,5}\\n"))) std::abort();
  try {
    throw std::runtime_error(std::string(200, 'e'));
  } catch (const std::exception&) {
  }
}

void library_mix(unsigned) {
  const ObserverScope scope(observer, kWork);
  containers(0);
  hand_over_between_threads();
}

void count(unsigned number) {
  const ObserverScope scope(observer, kWork);
  malloc_and_free(number, 24);
}

// `number` threads one after another, each with 3 pairs in kWork and 1 where it starts, then 300 at
// once with 2,000 and 1.
void threads(unsigned number) {
  const auto body = [](unsigned pairs) {
    malloc_and_free(1, 100);
    const ObserverScope scope(observer, kWork);
    malloc_and_free(pairs, 100);
  };
  for (unsigned i = 0; i < number; ++i) std::thread(body, 3).join();
  std::vector<std::thread> together;
  for (unsigned i = 0; i < 300; ++i) together.emplace_back(body, 2000);
  for (std::thread& thread : together) thread.join();
}

// A child in kWork: 10 malloc, 5 free.
[[noreturn]] void leave_as_child() {
  observer.enter(kWork);
  malloc_and_free(5, 32);
  for (int i = 0; i < 5; ++i) kept(std::malloc(32));
  _exit(0);
}

// `number` forks while four threads do 100,000 pairs each in kWork.
void fork_storm(unsigned number) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      const ObserverScope scope(observer, kWork);
      malloc_and_free(100'000, 48);
    });
  }
  for (unsigned i = 0; i < number; ++i) {
    const pid_t child = fork();
    if (child == 0) leave_as_child();
    wait_for(child);
  }
  for (std::thread& thread : threads) thread.join();
}

// Three children by the ways past fork()'s handlers, and 2 pairs after each.
void fork_past_handlers(unsigned) {
  const ObserverScope scope(observer, kWork);
  const pid_t raw_fork = _Fork();
  if (raw_fork == 0) leave_as_child();
  wait_for(raw_fork);
  malloc_and_free(2, 24);
  const auto cloned =
      static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0L));
  if (cloned == 0) leave_as_child();
  wait_for(cloned);
  malloc_and_free(2, 24);
}

// A child, its child, and 6 pairs in each; the thread keeps its scope over the fork.
void fork_twice(unsigned) {
  const ObserverScope scope(observer, kWork);
  malloc_and_free(6, 24);
  const pid_t child = fork();
  if (child == 0) {
    malloc_and_free(6, 24);
    const pid_t grandchild = fork();
    if (grandchild == 0) {
      malloc_and_free(6, 24);
      _exit(0);
    }
    wait_for(grandchild);
    _exit(0);
  }
  wait_for(child);
}

void become_count(unsigned number) {
  count(number);
  char command[] = "count";
  char amount[] = "11";
  char* arguments[] = {own_path, command, amount, nullptr};
  execve(own_path, arguments, environ);
}

// 4 pairs between three children that end, by vfork, posix_spawn and system.
void spawn(unsigned) {
  const ObserverScope scope(observer, kWork);
  malloc_and_free(2, 24);
  char program[] = "/bin/true";
  char* arguments[] = {program, nullptr};
  const pid_t child = vfork();
  if (child == 0) {
    execve(program, arguments, environ);
    _exit(1);
  }
  wait_for(child);
  pid_t spawned = 0;
  if (posix_spawn(&spawned, program, nullptr, nullptr, arguments, environ) != 0) std::abort();
  wait_for(spawned);
  malloc_and_free(2, 24);
  {
    const ObserverScope outside(observer, HEAPDYNO_SCOPE_HARNESS);
    if (std::system("true") != 0) std::abort();
  }
}

void kill_oneself(unsigned number) {
  const ObserverScope scope(observer, kWork);
  malloc_and_free(number, 24);
  raise(SIGKILL);
}

// Stays until its input ends.
void count_and_wait(unsigned number) {
  count(number);
  std::puts("counted");
  std::fflush(stdout);
  std::getchar();
}

// The scopes a thread sees, and what it counts where it never entered one.
void print_scopes(unsigned) {
  unsigned in_thread = 99;
  std::thread([&] {
    malloc_and_free(8, 24);
    in_thread = observer.enter(kWork);
  }).join();
  const unsigned before = observer.enter(kWork);
  const unsigned ignored = observer.enter(HEAPDYNO_SCOPES);
  const unsigned now = observer.enter(before);
  std::printf("%u %u %u %u\n", in_thread, before, ignored, now);
}

// What the program itself reads of kWork, for tests where the file cannot have it all.
void read_own(unsigned number) {
  threads(number);
  std::printf("%llu\n",
              static_cast<unsigned long long>(observer.read(kWork).calls[HEAPDYNO_MALLOC]));
}

constexpr Command kCommands[] = {
    {"every-call", every_call},
    {"zero-bytes", zero_bytes},
    {"failing-new", failing_new},
    {"containers", containers},
    {"library-mix", library_mix},
    {"count", count},
    {"threads", threads},
    {"fork-storm", fork_storm},
    {"fork-past-handlers", fork_past_handlers},
    {"fork-twice", fork_twice},
    {"exec", become_count},
    {"spawn", spawn},
    {"kill", kill_oneself},
    {"wait", count_and_wait},
    {"scopes", print_scopes},
    {"read-own", read_own},
};

const Command* find(std::span<const Command> commands, const char* name) {
  for (const Command& command : commands) {
    if (std::strcmp(command.name, name) == 0) return &command;
  }
  return nullptr;
}

int run(const char* name, unsigned number) {
  const Command* command = find(kCommands, name);
  if (command == nullptr) command = find(block_commands(), name);
  if (command == nullptr) command = find(mark_commands(), name);
  if (command != nullptr) {
    command->run(number);
    return 0;
  }
  std::fprintf(stderr, "exercise: no command %s\n", name);
  return 2;
}

}  // namespace

void wait_for(pid_t child) {
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) std::abort();
}

}  // namespace heapdyno

int main(int count, char** arguments) {
  if (count < 2) return 2;
  // Without an observer a look-up would fail and allocate: the same program is then also run under
  // heaptrack.
  if (std::getenv(HEAPDYNO_OBSERVER_VARIABLE) != nullptr) {
    auto found = heapdyno::Observer::find();
    if (!found.is_ok()) {
      std::fprintf(stderr, "%s\n", found.status().to_string().c_str());
      return 1;
    }
    heapdyno::observer = *found;
  }
  heapdyno::own_path = arguments[0];
  const unsigned before = heapdyno::observer.enter(HEAPDYNO_SCOPE_HARNESS);
  if (heapdyno::observer.present() && before != HEAPDYNO_SCOPE_PRE_MAIN) std::abort();
  return heapdyno::run(arguments[1],
                       count > 2 ? static_cast<unsigned>(std::atoi(arguments[2])) : 0);
}
