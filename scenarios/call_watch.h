// What is done around each call of the store, outside its scope: latencies are stamped, a schedule is
// kept, or memory is looked at. Counting and profiling do nothing there.
//
// Thread contract: one thread, the one that makes the calls.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "scenarios/histogram.h"
#include "scenarios/scenario.h"
#include "scenarios/stream_digest.h"

namespace heapdyno {

struct Latencies {
  Histogram histogram;  // nanoseconds
  uint64_t max_ns = 0;

  void record(uint64_t ns) {
    histogram.record(ns);
    max_ns = std::max(max_ns, ns);
  }
  void add(const Latencies& other) {
    histogram.add(other.histogram);
    max_ns = std::max(max_ns, other.max_ns);
  }
};

// One for each kind of operation that a phase has; null for the others. Made before the phase
// begins, so that recording maps nothing.
using LatenciesByKind = std::array<std::unique_ptr<Latencies>, kOperations>;
inline LatenciesByKind latencies_for(const Phase& phase) {
  LatenciesByKind latencies;
  for (const Share& share : phase.operations)
    latencies[static_cast<size_t>(share.operation)] = std::make_unique<Latencies>();
  return latencies;
}

class CallWatch {
 public:
  virtual ~CallWatch() = default;
  virtual void start() = 0;                 // the phase begins
  virtual void before(uint64_t drawn) = 0;  // so many keys were drawn before this call
  virtual void after(Operation operation) = 0;
  virtual DigestPause* digest_pause() { return nullptr; }  // null: digesting is not told apart
};

}  // namespace heapdyno
