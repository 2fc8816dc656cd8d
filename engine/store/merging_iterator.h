// MergingIterator: one InternalIterator over several sorted sources: memtables, tables, levels.
//
// The sources that stand on an entry form a binary heap with the nearest one on top: the least key
// going forward, the greatest going back. A step moves the top source and sifts it down, which for
// a source that stays ahead is two comparisons. Each element of the heap has its source's key at
// hand, so comparisons do not ask the source.
// REQUIRES: an internal key stands in one source only.
// An error of one source ends the whole: entries that it hides might have come next.
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/iterator.h"
#include "engine/store/key.h"

namespace engine {

template <InternalIterator Source>
class MergingIterator {
 public:
  static constexpr size_t kInlineSources = 8;
  using Sources = SmallVec<Source, kInlineSources>;

  // To be filled before the first seek: they are made where they stay.
  Sources& sources() { return sources_; }

  bool valid() const { return !heap_.empty(); }
  const KeyRef& key() const { return heap_[0].key; }
  std::string_view value() const { return top().value(); }
  Bytes value_bytes() const { return top().value_bytes(); }
  // A source may have met what makes all it gave doubtful: each is asked.
  Status status() const {
    if (!status_.is_ok()) return status_;
    for (const Source& source : sources_) RETURN_IF_ERROR(source.status());
    return Status::ok();
  }

  void seek_to_first() {
    for (Source& source : sources_) source.seek_to_first();
    begin(Direction::kForward);
  }
  void seek_to_last() {
    for (Source& source : sources_) source.seek_to_last();
    begin(Direction::kBackward);
  }
  void seek(const KeyRef& target) {
    for (Source& source : sources_) source.seek(target);
    begin(Direction::kForward);
  }

  void next() {
    if (direction_ != Direction::kForward) return turn(Direction::kForward);
    Source& source = top();
    source.next();
    settle_top(source);
  }
  void prev() {
    if (direction_ != Direction::kBackward) return turn(Direction::kBackward);
    Source& source = top();
    source.prev();
    settle_top(source);
  }

 private:
  enum class Direction : unsigned char { kForward, kBackward };
  struct Head {
    KeyRef key;  // of the entry that the source stands on
    uint32_t source = 0;
  };

  Source& top() { return sources_[heap_[0].source]; }
  const Source& top() const { return sources_[heap_[0].source]; }

  bool ahead(const Head& a, const Head& b) const {
    const int order = compare(a.key, b.key);
    return direction_ == Direction::kForward ? order < 0 : order > 0;
  }

  // Builds the heap anew: every source was moved.
  void begin(Direction direction) {
    direction_ = direction;
    status_ = Status::ok();
    heap_.clear();
    expect_size(heap_, sources_.size());
    for (uint32_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].valid()) {
        heap_.push_back(Head{sources_[i].key(), i});
      } else if (Status status = sources_[i].status(); !status.is_ok()) {
        return fail(std::move(status));
      }
    }
    for (size_t i = heap_.size() / 2; i-- > 0;) sift_down(i);
  }

  // Steps off the current entry the other way: the other sources stand on the wrong side of it. Its
  // key is a view into the top source, which therefore moves last.
  void turn(Direction direction) {
    const Head current = heap_[0];
    for (uint32_t i = 0; i < sources_.size(); ++i) {
      if (i != current.source) move_past(sources_[i], current.key, direction);
    }
    if (direction == Direction::kForward) {
      top().next();
    } else {
      top().prev();
    }
    begin(direction);
  }

  static void move_past(Source& source, const KeyRef& key, Direction direction) {
    source.seek(key);  // forward: at the key or after it, and the key is not here
    if (direction == Direction::kForward) return;
    if (source.valid()) {
      source.prev();
    } else if (source.status().is_ok()) {
      source.seek_to_last();
    }
  }

  // The top source has moved: takes its new key, or takes it out at its end.
  void settle_top(Source& source) {
    if (source.valid()) {
      heap_[0].key = source.key();
    } else {
      if (Status status = source.status(); !status.is_ok()) return fail(std::move(status));
      heap_[0] = heap_.back();
      heap_.pop_back();
    }
    sift_down(0);
  }

  void sift_down(size_t i) {
    const size_t n = heap_.size();
    for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
      if (child + 1 < n && ahead(heap_[child + 1], heap_[child])) ++child;
      if (!ahead(heap_[child], heap_[i])) return;
      std::swap(heap_[i], heap_[child]);
      i = child;
    }
  }

  void fail(Status status) {
    status_ = std::move(status);
    heap_.clear();
  }

  Sources sources_;
  SmallVec<Head, kInlineSources> heap_;
  Direction direction_ = Direction::kForward;
  Status status_;
};

}  // namespace engine
