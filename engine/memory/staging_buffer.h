// The other buffers that a write batch can be staged in (see batch_buffer.h), where bytes are not
// shared but the buffer's memory is not asked of the allocator each time: PooledBuffer (object_pool
// on) is a recycled string, RegionBuffer (arena on) grows in a Region. share() copies, as that of
// OwnedBuffer does.
// Thread contract: as a std::string; may be destroyed on any thread.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "engine/memory/batch_buffer.h"
#include "engine/memory/bytes.h"
#include "engine/memory/pool.h"
#include "engine/memory/region.h"

namespace engine {

// P is a pool of strings.
template <typename P>
class PooledBuffer {
 public:
  using Bytes = OwnedBytes;

  void append(std::string_view text) { text_->append(text); }
  void push_back(char c) { text_->push_back(c); }
  void reserve(size_t n) { text_->reserve(n); }
  void clear() { text_->clear(); }
  char* data() { return text_->data(); }
  size_t size() const { return text_->size(); }
  size_t capacity() const { return text_->capacity(); }
  std::string_view view() const { return *text_; }
  OwnedBytes share(std::string_view part) { return OwnedBytes::copy_of(part); }

 private:
  typename P::Guard text_ = P::take();
};

// The region comes from Store and goes back there; with NoRegions it lives with the buffer.
template <typename Store>
class RegionBuffer {
 public:
  using Bytes = OwnedBytes;

  RegionBuffer() : region_(Store::take()) {}
  RegionBuffer(RegionBuffer&& other) noexcept { swap(other); }
  RegionBuffer& operator=(RegionBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~RegionBuffer() {
    if (region_.held_bytes() != 0) Store::give_back(std::move(region_));
  }

  void append(std::string_view text) {
    if (text.size() > capacity_ - size_) grow(std::max(size_ + text.size(), 2 * capacity_));
    if (!text.empty()) std::memcpy(data_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  void push_back(char c) { append(std::string_view(&c, 1)); }
  void reserve(size_t n) {
    if (n > capacity_) grow(n);
  }
  void clear() { size_ = 0; }
  char* data() { return data_; }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  std::string_view view() const { return std::string_view(data_, size_); }
  OwnedBytes share(std::string_view part) { return OwnedBytes::copy_of(part); }

 private:
  void grow(size_t capacity) {
    char* const data = static_cast<char*>(region_.allocate(capacity, 1));
    if (size_ != 0) std::memcpy(data, data_, size_);
    data_ = data;
    capacity_ = capacity;
  }

  void swap(RegionBuffer& other) noexcept {
    std::swap(region_, other.region_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  Region region_;
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace engine
