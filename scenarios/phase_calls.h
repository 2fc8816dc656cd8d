// What a phase asks of the store, whoever looks on: it is opened where it is not open yet, what stands
// in "before" is done, and then the phase's own operation, the one of a phase that draws no keys or
// the many of a PhaseRunner.
//
// Thread contract: one thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "scenarios/phase_runner.h"
#include "scenarios/scenario.h"
#include "scenarios/store_calls.h"

namespace heapdyno {

class PhaseCalls {
 public:
  // Borrows the target. The store's files go into the current folder. `context` is that of the first
  // open; at every later one the store is there already.
  PhaseCalls(const Target& target, const StoreContext& context)
      : target_(target), context_(context) {}

  bool is_open() const { return is_open_; }

  // Opens the store, unless that is the phase itself, and does what the phase asks for before it.
  // What the store does not have is added to `left_out`, with why.
  engine::Status prepare(const Phase& phase,
                         std::vector<std::pair<std::string, std::string>>& left_out);

  // REQUIRES: prepare(). `runner` is the phase's; one that draws no keys does not run it.
  engine::Status run(const Phase& phase, PhaseRunner& runner);

  engine::Status close(const StoreCalls& calls);  // if it is open

 private:
  engine::Status before(Before action, std::vector<std::pair<std::string, std::string>>& left_out);
  engine::Status open(const StoreCalls& calls);

  const Target& target_;
  StoreContext context_;
  bool is_open_ = false;
};

// The folder of the store's files: relative, so that no count depends on where a trial runs.
inline constexpr const char* kDatabase = "db";

}  // namespace heapdyno
