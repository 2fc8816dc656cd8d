// Scratch: temporaries of one batch, one replay step, one merge. reset() ends the batch: all that
// was made before must have been destroyed by then (an arena frees it, and its destructor would
// look at it). What is to stay must be copied out.
//
// HeapScratch (arena off) makes ordinary strings and vectors. FreshScratch and RetainedScratch make
// the same over a Region that is given back as a whole: the one frees its blocks at each reset, the
// other keeps them, and takes from and returns to a RegionStore.
// Thread contract: a Scratch and all it made belong to one thread at a time. It does not move: what
// it made points to it.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/memory/region.h"

namespace engine {

// The standard allocator interface over a Region; deallocation does nothing.
template <typename T>
class RegionAllocator {
 public:
  using value_type = T;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;

  explicit RegionAllocator(Region* region) : region_(region) {}
  template <typename U>
  RegionAllocator(const RegionAllocator<U>& other) : region_(other.region()) {}

  T* allocate(size_t n) { return static_cast<T*>(region_->allocate(n * sizeof(T), alignof(T))); }
  void deallocate(T*, size_t) {}
  Region* region() const { return region_; }

  template <typename U>
  bool operator==(const RegionAllocator<U>& other) const {
    return region_ == other.region();
  }

 private:
  Region* region_;
};

class HeapScratch {
 public:
  using String = std::string;
  template <typename T>
  using Vector = std::vector<T>;

  HeapScratch() = default;
  HeapScratch(const HeapScratch&) = delete;
  HeapScratch& operator=(const HeapScratch&) = delete;

  String make_string(std::string_view text = {}) { return String(text); }
  template <typename T>
  Vector<T> make_vector() {
    return Vector<T>();
  }
  void reserve(size_t) {}
  void reset() {}
  static uint64_t parked_bytes() { return 0; }
};

// The interface that both arena kinds share.
class RegionScratch {
 public:
  using String = std::basic_string<char, std::char_traits<char>, RegionAllocator<char>>;
  template <typename T>
  using Vector = std::vector<T, RegionAllocator<T>>;

  RegionScratch(const RegionScratch&) = delete;
  RegionScratch& operator=(const RegionScratch&) = delete;

  String make_string(std::string_view text = {}) {
    return String(text, RegionAllocator<char>(&region_));
  }
  template <typename T>
  Vector<T> make_vector() {
    return Vector<T>(RegionAllocator<T>(&region_));
  }
  // A hint: about n bytes will be made before the next reset.
  void reserve(size_t n) { region_.reserve(n); }

 protected:
  RegionScratch() = default;
  explicit RegionScratch(Region&& region) : region_(std::move(region)) {}
  ~RegionScratch() = default;

  Region region_;
};

class FreshScratch : public RegionScratch {
 public:
  FreshScratch() = default;
  void reset() { region_.release(); }
  static uint64_t parked_bytes() { return 0; }
};

template <typename Store>
class RetainedScratch : public RegionScratch {
 public:
  RetainedScratch() : RegionScratch(Store::take()) {}
  ~RetainedScratch() { Store::give_back(std::move(region_)); }
  void reset() { region_.rewind(); }
  static uint64_t parked_bytes() { return Store::parked_bytes(); }
};

template <typename S>
concept ScratchMemory = std::default_initializable<S> && !std::movable<S> &&
                        requires(S & scratch, std::string_view text, size_t n) {
  { scratch.make_string() } -> std::same_as<typename S::String>;
  { scratch.make_string(text) } -> std::same_as<typename S::String>;
  { scratch.template make_vector<int>() } -> std::same_as<typename S::template Vector<int>>;
  scratch.reserve(n);
  scratch.reset();
  { S::parked_bytes() } -> std::same_as<uint64_t>;
};

}  // namespace engine
