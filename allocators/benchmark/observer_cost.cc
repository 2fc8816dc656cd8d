// The program on which the cost of observing is measured (scripts/observer-cost): 10,000 objects of
// 16 to 256 bytes are alive, and each operation ends one, reading it whole, and makes another,
// writing it whole. Half of the places hold malloc's and free's objects, half new's and delete's.
// Which place and which size comes from a table that is drawn from a fixed seed.
//
//   observer-cost-ALLOCATOR OPERATIONS
//
// Prints, a word and a number a line: operations, ns (processor time, of the operations alone), digest (of
// all that was read: the same in every run), made (objects in all), level (of the observer; -1:
// none); and the rate in words. Under an observer it compares what that counted with what it
// did, and exits 1 where they differ.

#include <malloc.h>
#include <time.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "allocators/counters_file.h"
#include "allocators/observer_client.h"
#include "engine/base/random.h"

namespace heapdyno {
namespace {

constexpr unsigned kWork = HEAPDYNO_SCOPE_BACKGROUND + 1;
constexpr size_t kObjects = 10'000;
constexpr size_t kSteps = 1u << 16;
constexpr size_t kLeast = 16;
constexpr size_t kMost = 256;

struct Object {
  char* bytes;
  size_t size;
};
struct Step {
  uint32_t place;
  uint32_t size;
};

// In static memory, so that the allocator sees the objects alone.
std::array<Object, kObjects> objects;
std::array<Step, kSteps> steps;

// Keeps the compiler from eliding an object.
char* kept(void* block) {
  asm volatile("" : "+r"(block) : : "memory");
  return static_cast<char*>(block);
}

void make(size_t place, size_t size, size_t content) {
  char* const bytes = kept(place % 2 == 0 ? std::malloc(size) : ::operator new(size));
  std::memset(bytes, static_cast<int>(content), size);
  objects[place] = {bytes, size};
}

void end(size_t place) {
  const Object& object = objects[place];
  if (place % 2 == 0) {
    std::free(kept(object.bytes));
  } else {
    ::operator delete(kept(object.bytes), object.size);
  }
}

// Of all whole words of the object.
uint64_t digest_of(const Object& object) {
  uint64_t digest = object.size;
  for (size_t i = 0; i + sizeof(uint64_t) <= object.size; i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, object.bytes + i, sizeof(word));
    digest = (digest ^ word) * 0x9e3779b97f4a7c15;
  }
  return digest;
}

uint64_t run(uint64_t from, uint64_t to) {
  uint64_t digest = 0;
  for (uint64_t i = from; i < to; ++i) {
    const Step& step = steps[i % kSteps];
    digest = digest * 31 + digest_of(objects[step.place]);
    end(step.place);
    make(step.place, step.size, i);
  }
  return digest;
}

// Processor time: what else runs on the machine takes only caches from it.
uint64_t spent_ns() {
  struct timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

void expect_made(heapdyno_counts& expected, size_t place, size_t size) {
  ++expected.calls[place % 2 == 0 ? HEAPDYNO_MALLOC : HEAPDYNO_NEW];
  expected.bytes += size;
}

// What the observer must have counted after start() and `operations`.
heapdyno_counts expected_counts(uint64_t operations) {
  heapdyno_counts expected = {};
  for (size_t place = 0; place < kObjects; ++place) {
    expect_made(expected, place, steps[place].size);
  }
  for (uint64_t i = 0; i < operations; ++i) {
    const Step& step = steps[i % kSteps];
    ++expected.calls[step.place % 2 == 0 ? HEAPDYNO_FREE : HEAPDYNO_DELETE];
    expect_made(expected, step.place, step.size);
  }
  return expected;
}

struct Alive {
  uint64_t bytes = 0;
  uint64_t usable = 0;
};
Alive alive_now() {
  Alive alive;
  for (const Object& object : objects) {
    alive.bytes += object.size;
    alive.usable += malloc_usable_size(object.bytes);
  }
  return alive;
}

// Whether the observer counted what was expected, and at its level what is alive now.
bool agrees(const Observer& observer, const heapdyno_counts& expected) {
  const heapdyno_counts counts = observer.read(kWork);
  const Alive alive = alive_now();
  bool same = counts.bytes == expected.bytes && allocations(counts) == allocations(expected);
  for (int function = 0; function < HEAPDYNO_FUNCTIONS; ++function) {
    same = same && counts.calls[function] == expected.calls[function];
  }
  if (observer.level() >= 1) same = same && live_usable(counts) == alive.usable;
  if (observer.level() >= 2) {
    same = same && live_bytes(counts) == alive.bytes &&
           observer.lifetimes(kWork).deaths() == frees(counts);
  }
  return same;
}

void print(const char* word, uint64_t number) {
  std::printf("%s %llu\n", word, static_cast<unsigned long long>(number));
}

void start() {
  engine::Random random(1);
  for (Step& step : steps) {
    step.place = static_cast<uint32_t>(random.below(kObjects));
    step.size = static_cast<uint32_t>(kLeast + random.below(kMost - kLeast + 1));
  }
  for (size_t place = 0; place < kObjects; ++place) make(place, steps[place].size, place);
}

// A tenth first, which is not timed.
int main(const Observer& observer, uint64_t operations) {
  observer.enter(kWork);
  start();
  const uint64_t untimed = operations / 10;
  const uint64_t all = untimed + operations;
  const uint64_t first = run(0, untimed);
  const uint64_t begin = spent_ns();
  const uint64_t digest = run(untimed, all);
  const uint64_t ns = spent_ns() - begin;
  observer.enter(HEAPDYNO_SCOPE_HARNESS);
  print("operations", operations);
  print("ns", ns);
  print("digest", first ^ digest);
  print("made", kObjects + all);
  std::printf("level %d\n", observer.present() ? static_cast<int>(observer.level()) : -1);
  std::printf("%.1f million allocations a second\n",
              1e3 * static_cast<double>(operations) / static_cast<double>(ns));
  if (!observer.present() || agrees(observer, expected_counts(all))) return 0;
  std::fprintf(stderr, "observer-cost: the observer counted something else than was done\n");
  return 1;
}

}  // namespace
}  // namespace heapdyno

int main(int count, char** arguments) {
  const uint64_t operations = count == 2 ? std::strtoull(arguments[1], nullptr, 10) : 0;
  if (operations == 0) {
    std::fprintf(stderr, "usage: %s OPERATIONS\n", arguments[0]);
    return 2;
  }
  // Without an observer a look-up would fail and allocate.
  if (std::getenv(HEAPDYNO_OBSERVER_VARIABLE) == nullptr) {
    return heapdyno::main(heapdyno::Observer(), operations);
  }
  const auto observer = heapdyno::Observer::find();
  if (observer.is_ok()) return heapdyno::main(*observer, operations);
  std::fprintf(stderr, "%s\n", observer.status().to_string().c_str());
  return 1;
}
