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

  void add_point(uint32_t part, Bytes key) { points_.push_back(Point{part, std::move(key)}); }

  // Each positioning of an iterator begins a span, which grows as the iterator goes.
  size_t begin_at(uint32_t part, std::string_view key) {
    spans_.push_back(Span{part, std::string(key), std::string(key)});
    return spans_.size() - 1;
  }
  size_t begin_at_end(uint32_t part) {
    spans_.push_back(Span{part, {}, {}, true, true});
    return spans_.size() - 1;
  }
  void add_span(uint32_t part, std::string from, std::string to) {
    spans_.push_back(Span{part, std::move(from), std::move(to)});
  }
  void extend_up(size_t span, std::string_view key) {
    Span& grown = spans_[span];
    if (!grown.to_end && compare_user_keys(grown.to, key) < 0) grown.to.assign(key);
  }
  void extend_to_end(size_t span) { spans_[span].to_end = true; }
  void extend_down(size_t span, std::string_view key) {
    Span& grown = spans_[span];
    if (grown.from_end || compare_user_keys(key, grown.from) < 0) grown.from.assign(key);
    grown.from_end = false;
  }
  void extend_to_start(size_t span) {
    spans_[span].from.clear();
    spans_[span].from_end = false;
  }

  const Points& points() const { return points_; }
  const Spans& spans() const { return spans_; }

 private:
  Points points_;
  Spans spans_;
};

}  // namespace engine
