#include "scenarios/phase_calls.h"

#include "allocators/adapter.h"
#include "scenarios/scopes.h"
#include "scenarios/words.h"

namespace heapdyno {

using engine::Status;

Status PhaseCalls::prepare(const Phase& phase,
                           std::vector<std::pair<std::string, std::string>>& left_out) {
  if (!is_open_ && phase.operations.front().operation != Operation::kOpen)
    RETURN_IF_ERROR(open(kLoad));
  for (Before action : phase.before) RETURN_IF_ERROR(before(action, left_out));
  return Status::ok();
}

Status PhaseCalls::run(const Phase& phase, PhaseRunner& runner) {
  const StoreCalls& calls = phase.measured ? kMeasure : kLoad;
  const Operation operation = phase.operations.front().operation;
  if (draws_keys(operation)) return runner.run();
  switch (operation) {
    case Operation::kFlush:
      return calls.flush(target_);
    case Operation::kCompact:
      return calls.compact(target_);
    case Operation::kPurge:
      allocator::purge();
      return Status::ok();
    default:
      RETURN_IF_ERROR(close(calls));
      return open(calls);
  }
}

Status PhaseCalls::before(Before action,
                          std::vector<std::pair<std::string, std::string>>& left_out) {
  if (action == Before::kSettle) {
    const ObserverScope within(*target_.observer, kScopeStore);
    return target_.store->settle();
  }
  const bool flushes = action == Before::kFlush;
  const Operation operation = flushes ? Operation::kFlush : Operation::kCompact;
  if (const char* why = target_.store->not_applicable(operation)) {
    left_out.emplace_back(name_of(action), why);
    return Status::ok();
  }
  return flushes ? kLoad.flush(target_) : kLoad.compact(target_);
}

Status PhaseCalls::open(const StoreCalls& calls) {
  RETURN_IF_ERROR(calls.open(target_, {context_, kDatabase}));
  context_.is_new = false;
  is_open_ = true;
  return Status::ok();
}

Status PhaseCalls::close(const StoreCalls& calls) {
  if (!is_open_) return Status::ok();
  is_open_ = false;
  return calls.close(target_);
}

}  // namespace heapdyno
