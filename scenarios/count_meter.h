// Count and profile mode: what the observer counted in each scope, and the store's physical work.
//
// Thread contract: one thread.
#pragma once

#include <array>

#include "scenarios/phase_meter.h"

namespace heapdyno {

class CountMeter : public PhaseMeter {
 public:
  using PhaseMeter::PhaseMeter;

  void begin(const Store* store, size_t phase_index) override;
  void end(const Store& store) override;

 protected:
  void fill_scope(Scope scope, const Share* share, ScopeResult& entry) const override;
  void fill_phase(PhaseResult& result) const override;

 private:
  using AllCounts = std::array<heapdyno_counts, kScopes>;

  AllCounts read_counts() const;

  size_t phase_index_ = 0;
  AllCounts counts_before_ = {};
  AllCounts counts_after_ = {};
  Figures physical_before_;
  Figures physical_after_;
  Figures usage_after_;
};

}  // namespace heapdyno
