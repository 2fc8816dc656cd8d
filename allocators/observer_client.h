// A program's view of the observer that may be preloaded into it: looked up once, by dlsym alone
// (observer.h).
//
// Thread contract: find() once, before the first scope and before threads; the value may then be
// copied and used by any thread.
#pragma once

#include "allocators/lifetimes.h"
#include "engine/base/status.h"
#include "heapdyno/observer.h"

namespace heapdyno {

class Observer {
 public:
  // No observer in this process: all calls below do nothing.
  Observer() = default;

  // The observer of this process, or an absent one. An error: HEAPDYNO_OBSERVER is set but no
  // observer is there (the preload failed; ld.so only warns), or it is of another version, or
  // malloc does not reach it.
  static engine::Result<Observer> find();

  bool present() const { return enter_ != nullptr; }
  // What it counts: 0, 1 or 2; what a level does not count is zero below.
  unsigned level() const { return level_; }
  // Returns the calling thread's scope before.
  unsigned enter(unsigned scope) const { return present() ? enter_(scope) : 0; }
  // Returns to the scope that enter() returned.
  void leave(unsigned before) const {
    if (present()) leave_(before);
  }
  heapdyno_counts read(unsigned scope) const {
    heapdyno_counts counts = {};
    if (present()) read_(scope, &counts);
    return counts;
  }

  // Level 2: the requested bytes alive in the process, and their peak since the start or the last
  // reset, which makes it begin anew at what is alive.
  uint64_t live() const { return present() ? live_() : 0; }
  uint64_t peak() const { return present() ? peak_() : 0; }
  void reset_peak() const {
    if (present()) reset_peak_();
  }
  // Level 2: the deaths of blocks born in the scope. Allocates: in a scope that does not matter.
  Lifetimes lifetimes(unsigned scope) const;

 private:
  unsigned (*enter_)(unsigned) = nullptr;
  void (*leave_)(unsigned) = nullptr;
  void (*read_)(unsigned, heapdyno_counts*) = nullptr;
  uint64_t (*live_)() = nullptr;
  uint64_t (*peak_)() = nullptr;
  void (*reset_peak_)() = nullptr;
  void (*lifetimes_)(unsigned, heapdyno_lifetimes*) = nullptr;
  unsigned level_ = 0;
};

// Counts the calling thread's allocations into `scope` until the end of the block, then into the
// scope before.
class ObserverScope {
 public:
  ObserverScope(const Observer& observer, unsigned scope)
      : observer_(observer), before_(observer.enter(scope)) {}
  ~ObserverScope() { observer_.leave(before_); }
  ObserverScope(const ObserverScope&) = delete;
  ObserverScope& operator=(const ObserverScope&) = delete;

 private:
  const Observer& observer_;
  const unsigned before_;
};

}  // namespace heapdyno
