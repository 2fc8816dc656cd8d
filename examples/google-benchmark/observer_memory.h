// Google Benchmark's columns of memory from heapdyno's observer, where one is preloaded. Any level
// has allocations and bytes; the peak and the growth of the heap need the one that follows blocks,
// libheapdyno-observer-lifetimes.so.
//
// Thread contract: as Google Benchmark calls it, from one thread.
#pragma once

#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <heapdyno/observer.h>

class ObserverMemory : public benchmark::MemoryManager {
 public:
  // Looks the observer up: before anything is measured, for a failing dlsym allocates.
  ObserverMemory()
      : abi_(look_up<decltype(&heapdyno_observer_abi)>("heapdyno_observer_abi")),
        read_(look_up<decltype(&heapdyno_observer_read)>("heapdyno_observer_read")),
        level_(look_up<decltype(&heapdyno_observer_level)>("heapdyno_observer_level")),
        live_(look_up<decltype(&heapdyno_observer_live)>("heapdyno_observer_live")),
        peak_(look_up<decltype(&heapdyno_observer_peak)>("heapdyno_observer_peak")),
        reset_peak_(
            look_up<decltype(&heapdyno_observer_reset_peak)>("heapdyno_observer_reset_peak")) {}

  bool is_present() const { return abi_ != nullptr && abi_() == HEAPDYNO_OBSERVER_ABI; }

  // REQUIRES: is_present().
  void Start() override {
    reset_peak_();
    live_before_ = live_();
    before_ = sums();
  }

  // REQUIRES: is_present().
  void Stop(Result& result) override {
    const Sums after = sums();
    result.num_allocs = after.allocations - before_.allocations;
    result.total_allocated_bytes = after.bytes - before_.bytes;
    if (level_() < 2) return;
    result.max_bytes_used = static_cast<int64_t>(peak_() - live_before_);
    result.net_heap_growth = static_cast<int64_t>(live_() - live_before_);
  }
  void Stop(Result* result) override { Stop(*result); }

 private:
  struct Sums {
    int64_t allocations;
    int64_t bytes;
  };

  template <typename Function>
  static Function look_up(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
  }

  // Over all scopes.
  Sums sums() const {
    Sums sums = {0, 0};
    for (unsigned scope = 0; scope < HEAPDYNO_SCOPES; ++scope) {
      heapdyno_counts counts;
      read_(scope, &counts);
      for (int function = HEAPDYNO_MALLOC; function < HEAPDYNO_FREE; ++function)
        sums.allocations += static_cast<int64_t>(counts.calls[function]);
      sums.bytes += static_cast<int64_t>(counts.bytes);
    }
    return sums;
  }

  decltype(&heapdyno_observer_abi) abi_;
  decltype(&heapdyno_observer_read) read_;
  decltype(&heapdyno_observer_level) level_;
  decltype(&heapdyno_observer_live) live_;
  decltype(&heapdyno_observer_peak) peak_;
  decltype(&heapdyno_observer_reset_peak) reset_peak_;
  Sums before_ = {0, 0};
  uint64_t live_before_ = 0;
};
