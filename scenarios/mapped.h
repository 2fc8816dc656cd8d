// Memory of the driver's own that no allocator sees: an array of plain values
// mapped from the system, zeroed, and touched before it is used, so that it
// neither disturbs the allocator under test nor faults inside a measured phase.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "engine/base/check.h"

namespace heapdyno {

// Bytes that all MappedArrays of the process hold now.
inline uint64_t g_mapped_bytes = 0;

template <typename T>
class MappedArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  MappedArray() = default;
  explicit MappedArray(size_t n) : size_(n) {
    if (n == 0) return;
    void* memory = mmap(nullptr, n * sizeof(T), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    CHECK(memory != MAP_FAILED);
    data_ = static_cast<T*>(memory);
    g_mapped_bytes += n * sizeof(T);
  }
  MappedArray(MappedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedArray& operator=(MappedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedArray() {
    if (data_ == nullptr) return;
    munmap(data_, size_ * sizeof(T));
    g_mapped_bytes -= size_ * sizeof(T);
  }

  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<const T> span() const { return {data_, size_}; }

 private:
  T* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace heapdyno
