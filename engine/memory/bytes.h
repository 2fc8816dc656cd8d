// Bytes: an immutable value that the engine hands about: keys and values in the memtable, answers
// of reads.
//
// OwnedBytes (zero_copy off) is a string that owns its bytes: a copy copies. SharedBytes (on) is a
// slice and a counted reference to whoever owns the bytes: a copy is an atomic increment, and a
// small slice keeps its whole owner alive (kShared: what holds one for long may want a copy of its
// own). Both count what they copy (copied_bytes.h).
// Thread contract: as a std::string; distinct objects are independent, also where they share an
// owner.
#pragma once

#include <concepts>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/memory/copied_bytes.h"

namespace engine {

class OwnedBytes {
 public:
  static constexpr bool kShared = false;

  OwnedBytes() = default;
  OwnedBytes(const OwnedBytes& other) : text_(other.text_) { count_copied_bytes(text_.size()); }
  OwnedBytes(OwnedBytes&&) noexcept = default;
  OwnedBytes& operator=(const OwnedBytes& other) {
    text_ = other.text_;
    count_copied_bytes(text_.size());
    return *this;
  }
  OwnedBytes& operator=(OwnedBytes&&) noexcept = default;
  ~OwnedBytes() = default;

  // Bytes of their own, whatever becomes of `text`.
  static OwnedBytes copy_of(std::string_view text) {
    count_copied_bytes(text.size());
    return OwnedBytes(std::string(text));
  }

  // The bytes of a string that its owner has done with.
  static OwnedBytes adopt(std::string&& text) { return OwnedBytes(std::move(text)); }

  // `part` lies in memory that lives as long as `owner` does: here copied, and the owner let go.
  template <typename Owner>
  static OwnedBytes pinned(std::string_view part, const std::shared_ptr<Owner>&) {
    return copy_of(part);
  }

  std::string_view view() const { return text_; }
  operator std::string_view() const { return text_; }
  const char* data() const { return text_.data(); }
  size_t size() const { return text_.size(); }
  bool empty() const { return text_.empty(); }

  friend bool operator==(const OwnedBytes& a, const OwnedBytes& b) { return a.view() == b.view(); }

 private:
  explicit OwnedBytes(std::string&& text) : text_(std::move(text)) {}

  std::string text_;
};

class SharedBytes {
 public:
  static constexpr bool kShared = true;

  SharedBytes() = default;
  SharedBytes(const SharedBytes&) = default;
  SharedBytes(SharedBytes&& other) noexcept
      : text_(std::exchange(other.text_, {})), owner_(std::move(other.owner_)) {}
  SharedBytes& operator=(const SharedBytes&) = default;
  SharedBytes& operator=(SharedBytes&& other) noexcept {
    text_ = std::exchange(other.text_, {});
    owner_ = std::move(other.owner_);
    return *this;
  }
  ~SharedBytes() = default;

  // One allocation: the bytes lie behind their reference count.
  static SharedBytes copy_of(std::string_view text) {
    if (text.empty()) return SharedBytes();
    count_copied_bytes(text.size());
    std::shared_ptr<char[]> copy = std::make_shared_for_overwrite<char[]>(text.size());
    std::memcpy(copy.get(), text.data(), text.size());
    const std::string_view view(copy.get(), text.size());
    return SharedBytes(view, std::move(copy));
  }

  static SharedBytes adopt(std::string&& text) {
    auto owner = std::make_shared<const std::string>(std::move(text));
    const std::string_view view = *owner;
    return SharedBytes(view, std::move(owner));
  }

  template <typename Owner>
  static SharedBytes pinned(std::string_view part, std::shared_ptr<Owner> owner) {
    return SharedBytes(part, std::move(owner));
  }

  std::string_view view() const { return text_; }
  operator std::string_view() const { return text_; }
  const char* data() const { return text_.data(); }
  size_t size() const { return text_.size(); }
  bool empty() const { return text_.empty(); }

  friend bool operator==(const SharedBytes& a, const SharedBytes& b) {
    return a.view() == b.view();
  }

 private:
  SharedBytes(std::string_view text, std::shared_ptr<const void> owner)
      : text_(text), owner_(std::move(owner)) {}

  std::string_view text_;
  std::shared_ptr<const void> owner_;
};

// What the engine may ask of Bytes. Nothing about addresses: a move may move the bytes of
// OwnedBytes.
template <typename B>
concept ByteString = std::regular<B> && std::convertible_to<B, std::string_view> &&
    requires(const B& bytes, std::string_view text, std::string string,
             const std::shared_ptr<const std::string>& owner) {
  { B::copy_of(text) } -> std::same_as<B>;
  { B::adopt(std::move(string)) } -> std::same_as<B>;
  { B::pinned(text, owner) } -> std::same_as<B>;
  { B::kShared } -> std::convertible_to<bool>;
  { bytes.view() } -> std::same_as<std::string_view>;
  { bytes.data() } -> std::same_as<const char*>;
  { bytes.size() } -> std::same_as<size_t>;
  { bytes.empty() } -> std::same_as<bool>;
};

}  // namespace engine
