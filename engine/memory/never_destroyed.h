// NeverDestroyed<T>: a T in the memory of its owner that has no end. For statics that others use after
// main (an object that is static itself, a thread that ends late); unlike one that `new` makes it is no
// allocation, so what it is made of does not show in counts.
#pragma once

#include <cstddef>
#include <new>

namespace engine {

template <typename T>
class NeverDestroyed {
 public:
  NeverDestroyed() { ::new (memory_) T; }
  NeverDestroyed(const NeverDestroyed&) = delete;
  NeverDestroyed& operator=(const NeverDestroyed&) = delete;

  T& operator*() { return *std::launder(reinterpret_cast<T*>(memory_)); }

 private:
  alignas(T) std::byte memory_[sizeof(T)];
};

}  // namespace engine
