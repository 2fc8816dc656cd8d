#include "scenarios/phase_worker.h"

#include <algorithm>

namespace heapdyno {
namespace {

using engine::Status;

// Digests the entries of a scan up to a number or to the end of a prefix.
class AnswerSink : public EntrySink {
 public:
  AnswerSink(StreamDigest& answers, bool digests, uint64_t limit, std::string_view prefix)
      : answers_(answers), digests_(digests), limit_(limit), prefix_(prefix) {}

  bool entry(std::string_view key, std::string_view value) override {
    if (entries_ == limit_ || key.substr(0, prefix_.size()) != prefix_) return false;
    ++entries_;
    if (!digests_) return true;
    answers_.bytes(key);
    answers_.bytes(value);
    return true;
  }
  uint64_t entries() const { return entries_; }

 private:
  StreamDigest& answers_;
  const bool digests_;
  const uint64_t limit_;
  const std::string_view prefix_;
  uint64_t entries_ = 0;
};

// Digests what a get or a transaction reads.
class DigestingReads : public ReadSink {
 public:
  DigestingReads(StreamDigest& answers, bool digests) : answers_(answers), digests_(digests) {}
  void read(bool found, std::string_view value) override {
    if (!digests_) return;
    answers_.number(found);
    if (found) answers_.bytes(value);
  }

 private:
  StreamDigest& answers_;
  const bool digests_;
};

// How many entries one call of the phase is given at most.
size_t most_entries(const Phase& phase) {
  size_t most = 1;
  if (phase.has(Operation::kBatch) || phase.has(Operation::kHandOver))
    most = std::max<size_t>(most, phase.batch_size);
  if (phase.has(Operation::kCommit)) most = std::max<size_t>(most, phase.commit.draws());
  return most;
}

// No value is longer than the largest limit that can be set.
size_t append_room(const Phase& phase) {
  if (!phase.has(Operation::kAppend)) return 0;
  return phase.append_limit > 0 ? phase.append_limit : kLargestValue;
}

bool reads_alone(const Phase& phase, const Lane& lane) {
  return phase.threads == 1 || phase.writers == 0 || lane.index < phase.writers;
}

}  // namespace

PhaseWorker::PhaseWorker(const WorkerContext& context, const PhaseWork& work, CallWatch* watch)
    : context_(context),
      phase_(*context.phase),
      work_(work),
      watch_(watch),
      calls_(phase_.measured ? kMeasure : kLoad),
      digests_(reads_alone(phase_, work.lane())),
      answers_(watch == nullptr ? nullptr : watch->digest_pause()),
      keys_(most_entries(phase_) * kMaxKeyBytes),
      entries_(most_entries(phase_)),
      appended_(append_room(phase_)) {
  for (size_t i = 0; i < entries_.size(); ++i) work_.prepare(keys_.data() + i * kMaxKeyBytes);
}

Status PhaseWorker::run(uint64_t calls) {
  if (watch_ != nullptr && call_ == 0) watch_->start();
  if (work_.lane().writes_prepared()) return write_prepared();
  Status status = run_calls(calls);
  if (context_.hand_over != nullptr && (!status.is_ok() || is_done()))
    context_.hand_over->maker_is_done();
  return status;
}

Status PhaseWorker::run_calls(uint64_t calls) {
  for (uint64_t done = 0; done < calls && !is_done(); ++done, ++call_) {
    const Operation operation = work_.operation(call_);
    if (watch_ != nullptr) watch_->before(draw_);
    RETURN_IF_ERROR(step(operation));
    if (watch_ != nullptr) watch_->after(operation);
    report_progress();
  }
  return Status::ok();
}

// Several workers add to one word: seldom, so that they do not wait for each other.
void PhaseWorker::report_progress() {
  constexpr uint64_t kSeldom = 64;
  std::atomic<uint64_t>& reported = context_.progress->operations;
  if (phase_.threads == 1) {
    reported.store(call_ + 1, std::memory_order_relaxed);
  } else if ((call_ + 1) % kSeldom == 0) {
    reported.fetch_add(kSeldom, std::memory_order_relaxed);
  }
}

Status PhaseWorker::step(Operation operation) {
  switch (operation) {
    case Operation::kPut:
      return put();
    case Operation::kInsert:
      return insert();
    case Operation::kGet:
      return get();
    case Operation::kDelete:
      return remove();
    case Operation::kModify:
      return modify();
    case Operation::kAppend:
      return append();
    case Operation::kBatch:
      return batch();
    case Operation::kHandOver:
      return make_batch();
    case Operation::kCommit:
      return commit();
    case Operation::kLookup:
      return lookup();
    case Operation::kIdle:
      ++draw_;
      count(operation, 1);
      return Status::ok();
    default:
      return scan(operation);
  }
}

void PhaseWorker::count(Operation operation, uint64_t operations) {
  Tally& tally = tallies_[static_cast<size_t>(operation)];
  tally.operations += operations;
  ++tally.calls;
}

Key PhaseWorker::next_key() { return work_.key(draw_++, keys_.data()); }

Status PhaseWorker::put() {
  const std::string_view value = work_.value(draw_);
  count(Operation::kPut, 1);
  return calls_.put(context_.target, next_key(), value);
}

Status PhaseWorker::insert() {
  const std::string_view value = work_.value(draw_);
  count(Operation::kInsert, 1);
  return calls_.insert(context_.target, next_key(), value);
}

Status PhaseWorker::get() {
  count(Operation::kGet, 1);
  DigestingReads reads(answers_, digests_);
  return calls_.get(context_.target, next_key(), reads);
}

Status PhaseWorker::remove() {
  count(Operation::kDelete, 1);
  return calls_.remove(context_.target, next_key());
}

Status PhaseWorker::modify() {
  const std::string_view value = work_.value(draw_);
  count(Operation::kModify, 1);
  DigestingReads reads(answers_, digests_);
  return calls_.modify(context_.target, next_key(), value, reads);
}

Status PhaseWorker::append() {
  const std::string_view value = work_.value(draw_);
  count(Operation::kAppend, 1);
  GrowingValue grown({appended_.data(), appended_.size()}, value);
  RETURN_IF_ERROR(calls_.append(context_.target, next_key(), grown));
  if (digests_) answers_.bytes(grown.value());
  return Status::ok();
}

// Draws up to `most` entries, fewer at the end of the phase; returns how many.
size_t PhaseWorker::next_entries(size_t most) {
  const size_t n = std::min<uint64_t>(most, work_.draws() - draw_);
  for (size_t i = 0; i < n; ++i, ++draw_) {
    entries_[i] = {work_.key(draw_, keys_.data() + i * kMaxKeyBytes), work_.value(draw_)};
  }
  return n;
}

Status PhaseWorker::batch() {
  const size_t n = next_entries(phase_.batch_size);
  count(Operation::kBatch, n);
  return calls_.batch(context_.target, entries_.data(), n);
}

// Waits where the writer is behind. Once the writer has given up, for its own error, there is
// nothing more to do.
Status PhaseWorker::make_batch() {
  const size_t n = next_entries(phase_.batch_size);
  const std::optional<size_t> slot = context_.hand_over->free_slot();
  if (!slot) {
    draw_ = work_.draws();
    return Status::ok();
  }
  count(Operation::kHandOver, n);
  RETURN_IF_ERROR(calls_.prepare(context_.target, *slot, entries_.data(), n));
  context_.hand_over->hand_over(*slot);
  return Status::ok();
}

Status PhaseWorker::write_prepared() {
  HandOver& hand_over = *context_.hand_over;
  for (auto slot = hand_over.next(); slot; slot = hand_over.next()) {
    const Status status = calls_.write_prepared(context_.target, *slot);
    if (!status.is_ok()) {
      hand_over.give_up();
      return status;
    }
    hand_over.is_written(*slot);
  }
  return Status::ok();
}

Status PhaseWorker::commit() {
  const Commit& commit = phase_.commit;
  const bool aborts = work_.aborts(tally(Operation::kCommit).calls);
  const size_t n = next_entries(commit.draws());
  count(Operation::kCommit, 1);
  DigestingReads reads(answers_, digests_);
  return calls_.commit(context_.target,
                       {entries_.data(), std::min<size_t>(n, commit.reads),
                        std::min<size_t>(n, commit.writes), commit.isolation, aborts},
                       reads);
}

Status PhaseWorker::lookup() {
  const Lookup lookup = work_.lookup(draw_++);
  count(Operation::kLookup, 1);
  AnswerSink sink(answers_, digests_, UINT64_MAX, "");
  RETURN_IF_ERROR(calls_.lookup(context_.target, lookup, phase_.scan_length, sink));
  if (digests_) answers_.number(sink.entries());
  return Status::ok();
}

// kScan, kSeek and kRange: where they begin, how far they go, and how they are counted.
Status PhaseWorker::scan(Operation operation) {
  const uint32_t length = work_.scan_length(draw_);
  const Key key = next_key();
  const uint64_t limit = length > 0 ? length : UINT64_MAX;
  if (operation != Operation::kScan) {
    AnswerSink sink(answers_, digests_, limit, "");
    count(operation, 1);
    if (operation == Operation::kSeek) return calls_.seek(context_.target, key, sink);
    return calls_.range(context_.target, key, length, sink);
  }
  const std::string_view prefix = key.bytes.substr(0, phase_.scan_prefix);
  AnswerSink sink(answers_, digests_, limit, prefix);
  const Status status = calls_.scan(context_.target, {prefix, key.keyspace}, sink);
  count(operation, sink.entries());
  return status;
}

}  // namespace heapdyno
