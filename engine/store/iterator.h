// InternalIterator: what every source of internal keys offers: a memtable, a table, a level, a
// merge of them. A concept, not a base class: iterators are values, held in place, and the calls of
// a scan are inlined. OneOf makes one type of several.
//
// The contract of every iterator:
//   1. A new iterator is not valid; seek_to_first, seek_to_last and seek position it.
//   2. key() and value() are views; they hold until the iterator moves, is moved from, or is
//      destroyed.
//   3. value_bytes() outlives the iterator: with zero_copy it pins what the bytes lie in, else it
//      copies.
//   4. An iterator that meets an error is not valid, and status() then says why. Check it when
//      valid() turns false: the end is the end only if the status is ok.
//   5. next and prev REQUIRE valid(). Stepping over either end leaves the iterator not valid.
// Thread contract: an iterator belongs to one thread at a time.
#pragma once

#include <concepts>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"

namespace engine {

template <typename I>
concept InternalIterator = std::movable<I> &&
    requires(I& it, const I& constant, const KeyRef& target) {
  it.seek_to_first();
  it.seek_to_last();
  it.seek(target);  // the first entry at or after the target
  it.next();
  it.prev();
  { constant.valid() } -> std::same_as<bool>;
  { constant.key() } -> std::convertible_to<KeyRef>;
  { constant.value() } -> std::same_as<std::string_view>;
  { constant.value_bytes() } -> std::same_as<Bytes>;
  { constant.status() } -> std::same_as<Status>;
};

// An iterator that is one of several kinds, in place: OneOf<MemtableIterator, TableIterator>.
// Dispatch is a comparison of the kind's number, which the branch predictor learns, not an indirect
// call.
template <InternalIterator... Kinds>
class OneOf {
 public:
  template <typename Kind>
  requires(std::same_as<Kind, Kinds> || ...) OneOf(Kind iterator)
      : iterator_(std::move(iterator)) {}

  void seek_to_first() {
    visit([](auto& it) { it.seek_to_first(); });
  }
  void seek_to_last() {
    visit([](auto& it) { it.seek_to_last(); });
  }
  void seek(const KeyRef& target) {
    visit([&](auto& it) { it.seek(target); });
  }
  void next() {
    visit([](auto& it) { it.next(); });
  }
  void prev() {
    visit([](auto& it) { it.prev(); });
  }
  bool valid() const {
    return visit([](const auto& it) { return it.valid(); });
  }
  KeyRef key() const {
    return visit([](const auto& it) { return it.key(); });
  }
  std::string_view value() const {
    return visit([](const auto& it) { return it.value(); });
  }
  Bytes value_bytes() const {
    return visit([](const auto& it) { return it.value_bytes(); });
  }
  Status status() const {
    return visit([](const auto& it) { return it.status(); });
  }

 private:
  template <typename Call>
  auto visit(Call call) {
    return visit_from<0>(iterator_, call);
  }
  template <typename Call>
  auto visit(Call call) const {
    return visit_from<0>(iterator_, call);
  }

  template <size_t index, typename Variant, typename Call>
  static auto visit_from(Variant& variant, Call& call) {
    if constexpr (index + 1 == sizeof...(Kinds)) {
      return call(*std::get_if<index>(&variant));
    } else {
      if (variant.index() == index) return call(*std::get_if<index>(&variant));
      return visit_from<index + 1>(variant, call);
    }
  }

  std::variant<Kinds...> iterator_;
};

}  // namespace engine
