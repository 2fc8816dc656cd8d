// The exercise program's command "exchange": threads that free each other's blocks, and know it.

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

#include "allocators/counters_file.h"
#include "allocators/testing/exercise.h"
#include "engine/base/check.h"
#include "engine/base/random.h"

namespace heapdyno {
namespace {

struct Note {  // at the beginning of each block
  size_t bytes;
  unsigned maker;
};

struct Account {
  uint64_t made = 0;  // bytes
  uint64_t ended = 0;
  uint64_t deaths[HEAPDYNO_DEATHS] = {};
};

// A thread and what it did, as it knows itself.
class Worker {
 public:
  explicit Worker(unsigned number) : number_(number) {}

  Note* make(size_t bytes) { return hold(kept(std::malloc(bytes)), bytes); }
  Note* resize(Note* note, size_t bytes) {
    leave(note);
    return hold(kept(std::realloc(note, bytes)), bytes);
  }
  void end(Note* note) {
    leave(note);
    std::free(note);
  }
  const Account& account() const { return account_; }

 private:
  Note* hold(void* block, size_t bytes) {
    account_.made += bytes;
    last_ = new (block) Note{bytes, number_};
    return last_;
  }
  void leave(const Note* note) {
    if (note == nullptr) return;
    account_.ended += note->bytes;
    ++account_.deaths[note->maker != number_ ? HEAPDYNO_DEATH_ELSEWHERE
                      : note == last_        ? HEAPDYNO_DEATH_TEMPORARY
                                             : HEAPDYNO_DEATH_OWN];
    last_ = nullptr;
  }

  const unsigned number_;
  Note* last_ = nullptr;  // of the last call; null: that was a free
  Account account_;
};

// A row of places where threads leave blocks for each other.
class Exchange {
 public:
  // `steps` of each of `number` threads, at most 50 at once.
  void run(unsigned number, unsigned steps) {
    for (unsigned started = 0; started < number;) {
      std::vector<std::thread> threads;
      for (; started < number && threads.size() < 50; ++started) {
        threads.emplace_back([this, started, steps] { work(started + 1, steps); });
      }
      for (std::thread& thread : threads) thread.join();
    }
  }
  // Frees what is left, in the calling thread.
  void clear() {
    Worker worker(0);
    for (std::atomic<Note*>& place : places_) worker.end(place.exchange(nullptr));
    add(worker.account());
  }
  const Account& total() const { return total_; }

 private:
  void work(unsigned thread, unsigned steps) {
    const ObserverScope scope(observer, kWork);
    engine::Random random(thread);
    Worker worker(thread);
    for (unsigned i = 0; i < steps; ++i) {
      std::atomic<Note*>& place = places_[random.below(places_.size())];
      const size_t bytes = sizeof(Note) + random.below(200);
      Note* const note =
          random.below(4) == 0 ? worker.resize(place.exchange(nullptr), bytes) : worker.make(bytes);
      worker.end(random.below(8) == 0 ? note : place.exchange(note));
    }
    add(worker.account());
  }
  void add(const Account& account) {
    const std::lock_guard<std::mutex> lock(mutex_);
    total_.made += account.made;
    total_.ended += account.ended;
    for (int i = 0; i < HEAPDYNO_DEATHS; ++i) total_.deaths[i] += account.deaths[i];
  }

  std::array<std::atomic<Note*>, 300> places_ = {};
  std::mutex mutex_;
  Account total_;
};

// Requested bytes alive, without the loader's.
uint64_t program_live() {
  const heapdyno_counts total = all_scopes();
  return total.bytes - total.freed_bytes;
}

}  // namespace

void exchange(unsigned number) {
  static Exchange exchange;
  const uint64_t before = program_live();
  exchange.run(number, 2000);
  if (observer.level() >= 2) {
    CHECK(program_live() - before == exchange.total().made - exchange.total().ended);
  }
  {
    const ObserverScope scope(observer, kWork);
    exchange.clear();
  }
  if (observer.level() < 2) return;
  CHECK(program_live() == before);
  CHECK(observer.live() == live_bytes(all_scopes()));
  const Lifetimes lifetimes = observer.lifetimes(kWork);
  for (const heapdyno_death death :
       {HEAPDYNO_DEATH_OWN, HEAPDYNO_DEATH_ELSEWHERE, HEAPDYNO_DEATH_TEMPORARY}) {
    CHECK(lifetimes.deaths(death) == exchange.total().deaths[death]);
  }
}

}  // namespace heapdyno
