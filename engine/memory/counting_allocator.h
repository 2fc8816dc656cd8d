// CountingAllocator: the standard allocator, which adds what its container holds to a number that
// it points to. For containers whose exact bytes are reported.
// Thread contract: as the container that has it; the number is guarded by whoever guards the
// container.
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace engine {

template <typename T>
class CountingAllocator {
 public:
  using value_type = T;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;

  explicit CountingAllocator(size_t* bytes) : bytes_(bytes) {}
  template <typename U>
  CountingAllocator(const CountingAllocator<U>& other) : bytes_(other.bytes()) {}

  T* allocate(size_t n) {
    T* memory = std::allocator<T>().allocate(n);
    *bytes_ += n * sizeof(T);
    return memory;
  }
  void deallocate(T* memory, size_t n) {
    *bytes_ -= n * sizeof(T);
    std::allocator<T>().deallocate(memory, n);
  }
  size_t* bytes() const { return bytes_; }

  template <typename U>
  bool operator==(const CountingAllocator<U>& other) const {
    return bytes_ == other.bytes();
  }

 private:
  size_t* bytes_;
};

}  // namespace engine
