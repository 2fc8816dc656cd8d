// Live mode, under the observer that follows every block: beside what count mode finds, the bytes that
// are alive while a phase goes on, and how the blocks died that were born in each scope.
#include "scenarios/count_meter.h"
#include "scenarios/memory_watch.h"

namespace heapdyno {
namespace {

struct LiveBytes {
  uint64_t requested = 0;
  uint64_t usable = 0;
};

// The driver's own blocks live and die in its own scopes; all else is the store's.
bool is_of_store(unsigned scope) { return scope != kScopeHarness && scope != kScopePreMain; }

LiveBytes live_in_store(const Observer& observer) {
  LiveBytes live;
  for (unsigned scope = 0; scope < kScopes; ++scope) {
    if (!is_of_store(scope)) continue;
    const heapdyno_counts counts = observer.read(scope);
    live.requested += counts.bytes - counts.freed_bytes;
    live.usable += counts.usable - counts.usable_freed;
  }
  return live;
}

class LiveWatch : public MemoryWatch {
 public:
  LiveWatch(const Phase& phase, const WatchedDraws& watched, const Observer& observer)
      : MemoryWatch(phase, watched, Pauses::kSkipped), observer_(observer) {}

 private:
  MemorySample look() const override {
    const LiveBytes live = live_in_store(observer_);
    return {.first = live.requested, .second = live.usable};
  }

  const Observer& observer_;
};

class LiveMeter : public CountMeter {
 public:
  explicit LiveMeter(const MeterContext& context)
      : CountMeter(context),
        watched_(watched_draws(*context.works)),
        watch_(phase(), watched_, *context.observer) {}

  std::vector<CallWatch*> watches() override {
    std::vector<CallWatch*> watches(context().works->size(), nullptr);
    watches[watched_.thread] = &watch_;
    return watches;
  }

  // What is alive beside the store stays the same: the driver allocates nothing within a phase, but
  // for threads that come and go ("thread_life"), whose few hundred bytes the peak then includes.
  void begin(const Store* store, size_t phase_index) override {
    deaths_before_ = read_deaths();
    CountMeter::begin(store, phase_index);
    const Observer& observer = *context().observer;
    beside_store_ = observer.live() - live_in_store(observer).requested;
    observer.reset_peak();
    watch_.start();
  }

  void end(const Store& store) override {
    const Observer& observer = *context().observer;
    watch_.last_sample();
    peak_ = observer.peak() - beside_store_;
    live_ = live_in_store(observer);
    CountMeter::end(store);
    deaths_after_ = read_deaths();
  }

 private:
  using AllDeaths = std::vector<Lifetimes>;

  AllDeaths read_deaths() const {
    AllDeaths deaths;
    for (unsigned scope = 0; scope < kScopes; ++scope)
      deaths.push_back(context().observer->lifetimes(scope));
    return deaths;
  }

  void fill_scope(Scope scope, const Share* share, ScopeResult& entry) const override {
    CountMeter::fill_scope(scope, share, entry);
    entry.deaths = deaths_after_[scope] - deaths_before_[scope];
  }

  void fill_phase(PhaseResult& result) const override {
    CountMeter::fill_phase(result);
    const auto samples = watch_.samples();
    result.alive = {live_.requested, peak_, live_.usable, {samples.begin(), samples.end()}};
  }

  const WatchedDraws watched_;
  LiveWatch watch_;
  AllDeaths deaths_before_;
  AllDeaths deaths_after_;
  uint64_t beside_store_ = 0;
  uint64_t peak_ = 0;
  LiveBytes live_;
};

}  // namespace

std::unique_ptr<PhaseMeter> make_live_meter(const MeterContext& context) {
  return std::make_unique<LiveMeter>(context);
}

}  // namespace heapdyno
