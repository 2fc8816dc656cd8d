#include "scenarios/phase_runner.h"

#include "engine/base/check.h"

namespace heapdyno {

using engine::Status;

PhaseRunner::PhaseRunner(const Target& target, const Phase& phase,
                         const std::vector<PhaseWork>& works,
                         const std::vector<CallWatch*>& watches, Progress& progress)
    : phase_(phase) {
  if (phase.has(Operation::kHandOver))
    hand_over_ = std::make_unique<HandOver>(phase.threads - phase.writers);
  const WorkerContext context{target, &phase, hand_over_.get(), &progress};
  for (size_t i = 0; i < works.size(); ++i) {
    workers_.push_back(
        std::make_unique<PhaseWorker>(context, works[i], watches.empty() ? nullptr : watches[i]));
  }
  if (phase.is_threaded())
    threads_ = std::make_unique<PhaseThreads>(workers_, phase.thread_life, *target.observer);
}

Status PhaseRunner::run() {
  CHECK(draws_keys(phase_.operations.front().operation));
  return threads_ != nullptr ? threads_->run() : workers_.front()->run(UINT64_MAX);
}

std::optional<Tally> PhaseRunner::tally(Operation operation) const {
  if (!phase_.has(operation)) return std::nullopt;
  Tally sum;
  for (const auto& worker : workers_) {
    sum.operations += worker->tally(operation).operations;
    sum.calls += worker->tally(operation).calls;
  }
  return sum;
}

uint64_t PhaseRunner::answer_digest() {
  if (workers_.size() == 1) return workers_.front()->answer_digest();
  StreamDigest digest;
  for (const auto& worker : workers_) digest.number(worker->answer_digest());
  return digest.value();
}

}  // namespace heapdyno
