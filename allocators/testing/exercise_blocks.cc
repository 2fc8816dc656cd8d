// The exercise program's commands for levels 1 and 2: blocks whose birth, death and bytes the
// program itself keeps account of. Under an observer of the level it compares after each step and
// aborts where they differ; under none it does the same work.

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "allocators/counters_file.h"
#include "allocators/testing/exercise.h"
#include "engine/base/check.h"
#include "engine/base/random.h"

extern "C" void __libc_free(void* block);

namespace heapdyno {
namespace {

enum class Source { kNone, kMalloc, kNew, kAligned };

struct Held {
  void* block = nullptr;
  size_t bytes = 0;
  Source source = Source::kNone;
};

// Blocks of random sizes from every kind of function, in slots, and what they come to.
class Churn {
 public:
  explicit Churn(uint64_t seed) : random_(seed) {
    observer.reset_peak();
    live_before_ = observer.live();
    usable_before_ = live_usable(all_scopes());
  }
  void step() {
    Held& held = slots_[random_.below(slots_.size())];
    if (held.source == Source::kNone) {
      make(held);
    } else if (held.source == Source::kMalloc && random_.below(3) == 0) {
      resize(held);
    } else {
      end(held);
    }
    check_bytes();
  }
  void end_all() {
    for (Held& held : slots_) {
      if (held.source != Source::kNone) end(held);
      check_bytes();
    }
  }
  void check_usable() const {
    if (observer.level() >= 1) CHECK(live_usable(all_scopes()) - usable_before_ == usable_);
  }
  uint64_t live() const { return live_; }
  uint64_t peak() const { return peak_; }

 private:
  static constexpr std::align_val_t kLine{64};

  size_t random_bytes() {
    static constexpr size_t kLimits[] = {16, 64, 64, 256, 1024, 20'000, 300'000};
    return 1 + random_.below(kLimits[random_.below(std::size(kLimits))]);
  }

  void make(Held& held) {
    const size_t bytes = random_bytes();
    const size_t lines = (bytes + 63) & ~size_t{63};  // what a profiler behind operator new sees
    switch (random_.below(8)) {
      case 0:
        return hold(held, std::malloc(bytes), bytes, Source::kMalloc);
      case 1:
        return hold(held, std::calloc(1, bytes), bytes, Source::kMalloc);
      case 2:
        return hold(held, std::realloc(nullptr, bytes), bytes, Source::kMalloc);
      case 3:
        return hold(held, std::aligned_alloc(64, lines), lines, Source::kMalloc);
      case 4:
        return hold(held, posix(bytes), bytes, Source::kMalloc);
      case 5:
        return hold(held, ::operator new(lines, kLine), lines, Source::kAligned);
      case 6:
        return hold(held, ::operator new[](bytes), bytes, Source::kNew);
      default:
        return hold(held, ::operator new(bytes), bytes, Source::kNew);
    }
  }
  static void* posix(size_t bytes) {
    void* block = nullptr;
    CHECK(posix_memalign(&block, 256, bytes) == 0);
    return block;
  }
  void hold(Held& held, void* block, size_t bytes, Source source) {
    CHECK(kept(block) != nullptr);
    held = {block, bytes, source};
    usable_ += malloc_usable_size(block);
    live_ += bytes;
    peak_ = std::max(peak_, live_);
  }
  void let_go(const Held& held) {
    usable_ -= malloc_usable_size(held.block);
    live_ -= held.bytes;
  }

  // One in eight asks for more than there is, and leaves the block as it was.
  void resize(Held& held) {
    if (random_.below(8) == 0) {
      volatile size_t huge = SIZE_MAX / 2;
      CHECK(kept(std::realloc(held.block, huge)) == nullptr);
      return;
    }
    const size_t bytes = random_bytes();
    let_go(held);
    hold(held, std::realloc(held.block, bytes), bytes, Source::kMalloc);
  }

  void end(Held& held) {
    let_go(held);
    if (held.source == Source::kMalloc) {
      std::free(held.block);
    } else if (held.source == Source::kAligned) {
      ::operator delete(held.block, held.bytes, kLine);
    } else {
      ::operator delete(held.block, held.bytes);
    }
    held = {};
  }

  void check_bytes() const {
    if (observer.level() < 2) return;
    CHECK(observer.live() - live_before_ == live_);
    CHECK(observer.peak() - live_before_ == peak_);
  }

  engine::Random random_;
  std::array<Held, 500> slots_ = {};
  uint64_t live_ = 0;
  uint64_t peak_ = 0;
  uint64_t usable_ = 0;
  uint64_t live_before_ = 0;
  uint64_t usable_before_ = 0;
};

// `number` steps; prints what is alive at eight points, the peak, and what is alive at the end.
void churn(unsigned number) {
  std::setvbuf(stdout, nullptr, _IONBF, 0);  // no buffer made between the steps
  const ObserverScope scope(observer, kWork);
  static Churn churn(1);
  for (unsigned i = 1; i <= number; ++i) {
    churn.step();
    if (i % (number / 8) != 0) continue;
    churn.check_usable();
    std::printf("%llu ", static_cast<unsigned long long>(churn.live()));
  }
  churn.end_all();
  churn.check_usable();
  std::printf("%llu %llu\n", static_cast<unsigned long long>(churn.peak()),
              static_cast<unsigned long long>(churn.live()));
}

struct alignas(64) Line {
  char text[64];
};

// Sequences that grow: by realloc, by the C library's own realloc, and by aligned new.
void growth(unsigned number) {
  const ObserverScope scope(observer, kWork);
  char* text = nullptr;
  size_t bytes = 0;
  for (unsigned i = 0; i < number; ++i) {
    text = kept(static_cast<char*>(std::realloc(text, bytes + i % 100 + 1)));
    bytes += i % 100 + 1;
  }
  text = kept(static_cast<char*>(std::realloc(text, 10)));
  std::free(text);
  char* written = nullptr;
  std::FILE* const stream = open_memstream(&written, &bytes);
  for (unsigned i = 0; i < number; ++i) std::fprintf(stream, "line %u\n", i);
  std::fclose(stream);
  std::free(written);
  std::vector<Line> lines;
  for (unsigned i = 0; i < number; ++i) lines.push_back(Line{});
}

// Blocks of 100 bytes: three that die as the thread's next call, two that do not, four that another
// thread frees.
void deaths(unsigned) {
  const ObserverScope scope(observer, kWork);
  malloc_and_free(3, 100);
  void* const first = kept(std::malloc(100));
  void* const second = kept(std::malloc(100));
  std::free(first);
  std::free(second);  // the call before was a free
  std::array<void*, 4> given = {};
  for (void*& block : given) block = kept(std::malloc(100));
  std::thread([&] {
    for (void* const block : given) std::free(block);
  }).join();
}

// Level 2, and glibc alone: a block goes back past the observer, and its address is given again.
void unseen(unsigned) {
  const ObserverScope scope(observer, kWork);
  const uint64_t before = observer.live();
  void* const first = kept(std::malloc(100));
  __libc_free(first);
  void* const second = kept(std::malloc(90));
  CHECK(second == first && observer.live() == before + 90);
  std::free(second);
  CHECK(observer.live() == before);
}

void begin_operations(unsigned number) {
  for (unsigned i = 0; i < number; ++i) const ObserverScope operation(observer, kWork + 1);
}

// A block of 200 bytes for each lifetime, of the operation that makes it and of as many more as
// said. What an operation does in the background is part of it.
void lifetimes(unsigned) {
  for (const unsigned operations : {0, 0, 1, 2, 3, 4, 1000}) {
    const ObserverScope scope(observer, kWork);
    void* const block = kept(std::malloc(200));
    {
      const ObserverScope background(observer, HEAPDYNO_SCOPE_BACKGROUND);
      void* const other = kept(std::malloc(3000));
      std::free(kept(std::malloc(3000)));
      std::free(other);
    }
    {
      const ObserverScope aside(observer, HEAPDYNO_SCOPE_HARNESS);
      std::free(kept(std::malloc(5000)));
    }
    const ObserverScope outside(observer, HEAPDYNO_SCOPE_HARNESS);
    begin_operations(operations);
    std::free(block);
  }
}

// Level 2: `number` threads hold 1,000 bytes each at once, then 2,000 after the peak was reset.
void peaks(unsigned number) {
  std::barrier all(number + 1);
  const auto hold = [&](size_t bytes) {
    all.arrive_and_wait();
    void* const block = kept(std::malloc(bytes));
    all.arrive_and_wait();
    std::free(block);
    all.arrive_and_wait();
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < number; ++i) {
    threads.emplace_back([&] {
      all.arrive_and_wait();
      hold(1000);
      hold(2000);
      all.arrive_and_wait();  // nobody ends, and gives back what a thread has, before main looked
    });
  }
  all.arrive_and_wait();
  for (const uint64_t bytes : {1000, 2000}) {
    const uint64_t before = observer.live();
    observer.reset_peak();
    CHECK(observer.peak() == before);
    for (int point = 0; point < 3; ++point) all.arrive_and_wait();
    CHECK(observer.live() == before);
    CHECK(observer.peak() == before + number * bytes);
  }
  all.arrive_and_wait();
  for (std::thread& thread : threads) thread.join();
}

// Level 2: the child frees two of the blocks it was born with, of 500 bytes, and makes one of 70; it prints
// what it was born with. The parent has made one of 3,000 more meanwhile.
void fork_alive(unsigned) {
  const ObserverScope scope(observer, kWork);
  std::array<void*, 3> blocks = {};
  for (void*& block : blocks) block = kept(std::malloc(500));
  const uint64_t before = observer.live();
  const pid_t child = fork();
  if (child == 0) {
    usleep(50'000);
    std::free(blocks[0]);
    CHECK(observer.live() == before - 500);
    kept(std::malloc(70));
    std::free(blocks[1]);
    CHECK(observer.peak() == before);
    char text[24];
    const int length =
        std::snprintf(text, sizeof(text), "%llu\n", static_cast<unsigned long long>(before));
    _exit(write(1, text, static_cast<size_t>(length)) == length ? 0 : 1);
  }
  void* const more = kept(std::malloc(3000));
  wait_for(child);
  CHECK(observer.live() == before + 3000);
  std::free(more);
}

constexpr Command kCommands[] = {
    {"churn", churn}, {"growth", growth},         {"deaths", deaths},     {"lifetimes", lifetimes},
    {"peaks", peaks}, {"fork-alive", fork_alive}, {"exchange", exchange}, {"unseen", unseen},
};

}  // namespace

heapdyno_counts all_scopes() {
  heapdyno_counts total = {};
  for (unsigned scope = 0; scope < HEAPDYNO_SCOPES; ++scope) {
    total = sum(total, observer.read(scope));
  }
  return total;
}

std::span<const Command> block_commands() { return kCommands; }

}  // namespace heapdyno
