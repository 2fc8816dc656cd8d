#include "scenarios/phase_meter.h"

namespace heapdyno {
namespace {

// The kind of the phase whose calls are made in this scope; null: none.
const Share* share_in(Scope scope, const Phase& phase) {
  for (const Share& share : phase.operations) {
    if (scope_of(share.operation) == scope) return &share;
  }
  return nullptr;
}

// Blocks may die in a phase that does nothing in the scope that they were born in.
bool has_figures(const ScopeResult& scope) {
  return (scope.counts && !scope.counts->empty()) || !scope.deaths.entries().empty();
}

}  // namespace

void PhaseMeter::report(const PhaseRunner* runner, PhaseResult& result) const {
  for (unsigned i = 0; i < kScopes; ++i) {
    const Scope scope = static_cast<Scope>(i);
    if (scope == kScopeHarness || scope == kScopePreMain) continue;
    ScopeResult entry;
    entry.name = name_of(scope);
    const Share* const share = share_in(scope, phase());
    if (share != nullptr) {
      const Tally tally = runner == nullptr ? Tally{1, 1} : *runner->tally(share->operation);
      entry.operations = tally.operations;
      entry.calls = tally.calls;
    }
    fill_scope(scope, share, entry);
    if (share != nullptr || has_figures(entry)) result.scopes.push_back(std::move(entry));
  }
  fill_phase(result);
}

std::unique_ptr<PhaseMeter> make_meter(const MeterContext& context) {
  switch (context.mode) {
    case Mode::kCount:
    case Mode::kProfile:
      return make_count_meter(context);
    case Mode::kLive:
      return make_live_meter(context);
    case Mode::kTime:
    case Mode::kOpenLoop:
      return make_time_meter(context);
    case Mode::kMemory:
      return make_memory_meter(context);
    case Mode::kInstructions:
      break;
  }
  return std::make_unique<PhaseMeter>(context);
}

}  // namespace heapdyno
