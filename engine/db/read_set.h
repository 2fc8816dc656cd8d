// ReadSet: what a serializable transaction has seen: keys that it asked for, whether they were there
// or not, and the ranges that its scans covered. Its commit demands that nobody changed them.
//
// Thread contract: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"

namespace engine {

class ReadSet {
 public:
  struct Point {
    uint32_t part;  // of the transaction: a keyspace or an index
    Bytes key;
  };
  // User keys from..to, both included; `from` empty: from the first.
  struct Span {
    uint32_t part;
    std::string from;
    std::string to;
    bool to_end = false;
    bool from_end = false;  // and nothing before the end was seen yet
  };
  using Points = SmallVec<Point, 8>;
  using Spans = SmallVec<Span, 2>;

  // What a point or a span is charged beyond the bytes of its keys.
  static constexpr size_t kOverhead = 64;

  // Full when it is charged more than the bound.
  explicit ReadSet(size_t bound) : bound_(bound) {}

  size_t charge() const { return bytes_ + (points_.size() + spans_.size()) * kOverhead; }
  bool is_full() const { return charge() > bound_; }
  // What is said where it is.
  Status full() const {
    return Status::invalid_argument(
        "the transaction read or wrote more than " + std::to_string(bound_) +
        " bytes: do it in several, or raise Options::transaction_bytes");
  }

  void add_point(uint32_t part, Bytes key) {
    bytes_ += key.size();
    points_.push_back(Point{part, std::move(key)});
  }

  // Each positioning of an iterator begins a span, which grows as the iterator goes.
  size_t begin_at(uint32_t part, std::string_view key) {
    add_span(part, std::string(key), std::string(key));
    return spans_.size() - 1;
  }
  size_t begin_at_end(uint32_t part) {
    spans_.push_back(Span{part, {}, {}, true, true});
    return spans_.size() - 1;
  }
  void add_span(uint32_t part, std::string from, std::string to) {
    bytes_ += from.size() + to.size();
    spans_.push_back(Span{part, std::move(from), std::move(to)});
  }
  void extend_up(size_t span, std::string_view key) {
    Span& grown = spans_[span];
    if (!grown.to_end && compare_user_keys(grown.to, key) < 0) change(grown.to, key);
  }
  void extend_to_end(size_t span) { spans_[span].to_end = true; }
  void extend_down(size_t span, std::string_view key) {
    Span& grown = spans_[span];
    if (grown.from_end || compare_user_keys(key, grown.from) < 0) change(grown.from, key);
    grown.from_end = false;
  }
  void extend_to_start(size_t span) {
    change(spans_[span].from, {});
    spans_[span].from_end = false;
  }

  const Points& points() const { return points_; }
  const Spans& spans() const { return spans_; }

 private:
  void change(std::string& end, std::string_view key) {
    bytes_ += key.size() - end.size();
    end.assign(key);
  }

  const size_t bound_;
  size_t bytes_ = 0;
  Points points_;
  Spans spans_;
};

}  // namespace engine
