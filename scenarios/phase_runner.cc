#include "scenarios/phase_runner.h"

#include <algorithm>

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;

// Digests the entries of a scan up to a number or to the end of a prefix.
class AnswerSink : public EntrySink {
 public:
  AnswerSink(StreamDigest& answers, uint64_t limit, std::string_view prefix)
      : answers_(answers), limit_(limit), prefix_(prefix) {}

  bool entry(std::string_view key, std::string_view value) override {
    if (entries_ == limit_ || key.substr(0, prefix_.size()) != prefix_) return false;
    ++entries_;
    answers_.bytes(key);
    answers_.bytes(value);
    return true;
  }
  uint64_t entries() const { return entries_; }

 private:
  StreamDigest& answers_;
  const uint64_t limit_;
  const std::string_view prefix_;
  uint64_t entries_ = 0;
};

// Digests what a transaction reads.
class DigestingReads : public ReadSink {
 public:
  explicit DigestingReads(StreamDigest& answers) : answers_(answers) {}
  void read(bool found, std::string_view value) override {
    answers_.number(found);
    if (found) answers_.bytes(value);
  }

 private:
  StreamDigest& answers_;
};

// How many entries one call of the phase is given at most.
size_t most_entries(const Phase& phase) {
  size_t most = 1;
  if (phase.has(Operation::kBatch)) most = std::max<size_t>(most, phase.batch_size);
  if (phase.has(Operation::kCommit)) most = std::max<size_t>(most, phase.commit.draws());
  return most;
}

}  // namespace

PhaseRunner::PhaseRunner(const Target& target, const Phase& phase, const PhaseWork& work,
                         PhaseClock* clock, Progress& progress)
    : target_(target),
      phase_(phase),
      work_(work),
      clock_(clock),
      progress_(progress),
      calls_(phase.measured ? kMeasure : kLoad),
      answers_(clock),
      keys_(most_entries(phase) * kMaxKeyBytes),
      entries_(most_entries(phase)) {
  for (const Share& share : phase.operations) {
    tallies_[static_cast<size_t>(share.operation)] = std::make_unique<Tally>();
  }
  for (size_t i = 0; i < entries_.size(); ++i) work_.prepare(keys_.data() + i * kMaxKeyBytes);
}

Status PhaseRunner::run() {
  const bool stamped = clock_ != nullptr && phase_.measured;
  for (uint64_t call = 0; draw_ < work_.draws(); ++call) {
    const Operation operation = work_.operation(call);
    RETURN_IF_ERROR(step(operation));
    if (stamped) {
      const uint64_t ns = clock_->stamp();
      Tally& tally = *tallies_[static_cast<size_t>(operation)];
      tally.latency.record(ns);
      tally.latency_max_ns = std::max(tally.latency_max_ns, ns);
    }
    progress_.operations.store(call + 1, std::memory_order_relaxed);
  }
  return Status::ok();
}

Status PhaseRunner::step(Operation operation) {
  switch (operation) {
    case Operation::kPut:
      return put();
    case Operation::kGet:
      return get();
    case Operation::kDelete:
      return remove();
    case Operation::kBatch:
      return batch();
    case Operation::kCommit:
      return commit();
    case Operation::kLookup:
      return lookup();
    default:
      return scan(operation);
  }
}

void PhaseRunner::count(Operation operation, uint64_t operations) {
  Tally& tally = *tallies_[static_cast<size_t>(operation)];
  tally.operations += operations;
  ++tally.calls;
}

Key PhaseRunner::next_key() { return work_.key(draw_++, keys_.data()); }

Status PhaseRunner::put() {
  const std::string_view value = work_.value(draw_);
  count(Operation::kPut, 1);
  return calls_.put(target_, next_key(), value);
}

Status PhaseRunner::get() {
  count(Operation::kGet, 1);
  const Result<Answer> answer = calls_.get(target_, next_key());
  if (!answer.is_ok()) return answer.status();
  answers_.number(answer->found);
  if (answer->found) answers_.bytes(answer->value);
  return Status::ok();
}

Status PhaseRunner::remove() {
  count(Operation::kDelete, 1);
  return calls_.remove(target_, next_key());
}

// Draws up to `most` entries, fewer at the end of the phase; returns how many.
size_t PhaseRunner::next_entries(size_t most) {
  const size_t n = std::min<uint64_t>(most, work_.draws() - draw_);
  for (size_t i = 0; i < n; ++i, ++draw_) {
    entries_[i] = {work_.key(draw_, keys_.data() + i * kMaxKeyBytes), work_.value(draw_)};
  }
  return n;
}

Status PhaseRunner::batch() {
  const size_t n = next_entries(phase_.batch_size);
  count(Operation::kBatch, n);
  return calls_.batch(target_, entries_.data(), n);
}

Status PhaseRunner::commit() {
  const Commit& commit = phase_.commit;
  const bool aborts = work_.aborts(tally(Operation::kCommit)->calls);
  const size_t n = next_entries(commit.draws());
  count(Operation::kCommit, 1);
  DigestingReads reads(answers_);
  return calls_.commit(target_,
                       {entries_.data(), std::min<size_t>(n, commit.reads),
                        std::min<size_t>(n, commit.writes), commit.isolation, aborts},
                       reads);
}

Status PhaseRunner::lookup() {
  const Lookup lookup = work_.lookup(draw_++);
  count(Operation::kLookup, 1);
  AnswerSink sink(answers_, UINT64_MAX, "");
  const Status status = calls_.lookup(target_, lookup, phase_.scan_length, sink);
  answers_.number(sink.entries());
  return status;
}

// kScan, kSeek and kRange: where they begin, how far they go, and how they are counted.
Status PhaseRunner::scan(Operation operation) {
  const Key key = next_key();
  const uint64_t limit = phase_.scan_length > 0 ? phase_.scan_length : UINT64_MAX;
  if (operation != Operation::kScan) {
    AnswerSink sink(answers_, limit, "");
    count(operation, 1);
    if (operation == Operation::kSeek) return calls_.seek(target_, key, sink);
    return calls_.range(target_, key, phase_.scan_length, sink);
  }
  const std::string_view prefix = key.bytes.substr(0, phase_.scan_prefix);
  AnswerSink sink(answers_, limit, prefix);
  const Status status = calls_.scan(target_, {prefix, key.keyspace}, sink);
  count(operation, sink.entries());
  return status;
}

}  // namespace heapdyno
