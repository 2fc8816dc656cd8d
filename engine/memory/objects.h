// Objects: how the engine makes the objects that it makes often and frees one by one: nodes of
// B+trees, pages, transactions, iterators, what readers pin.
//
// HeapObjects (size_class off) is make_shared and make_unique. SlabObjects (on) cuts them from slabs
// of their size (slab.h).
// Thread contract: any thread.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "engine/memory/slab.h"

namespace engine {

class HeapObjects {
 public:
  template <typename T>
  using Deleter = std::default_delete<T>;

  template <typename T, typename... Args>
  static std::shared_ptr<T> make_shared(Args&&... args) {
    return std::make_shared<T>(std::forward<Args>(args)...);
  }

  template <typename T, typename... Args>
  static std::unique_ptr<T, Deleter<T>> make_unique(Args&&... args) {
    return std::unique_ptr<T, Deleter<T>>(new T(std::forward<Args>(args)...));
  }

  // n bytes of whatever content.
  template <size_t n>
  static std::shared_ptr<char[]> make_page() {
    return std::make_shared_for_overwrite<char[]>(n);
  }
};

class SlabObjects {
 public:
  // Of T and nothing derived from it, which has another size.
  template <typename T>
  struct Deleter {
    void operator()(T* object) const {
      object->~T();
      SlabAllocator<T>().deallocate(object, 1);
    }
  };

  template <typename T, typename... Args>
  static std::shared_ptr<T> make_shared(Args&&... args) {
    return std::allocate_shared<T>(SlabAllocator<T>(), std::forward<Args>(args)...);
  }

  template <typename T, typename... Args>
  static std::unique_ptr<T, Deleter<T>> make_unique(Args&&... args) {
    T* const room = SlabAllocator<T>().allocate(1);
    return std::unique_ptr<T, Deleter<T>>(new (room) T(std::forward<Args>(args)...));
  }

  // Lies on a page of the machine; its reference count lies elsewhere.
  template <size_t n>
  static std::shared_ptr<char[]> make_page() {
    using Pages = Slabs<n, n>;
    return std::shared_ptr<char[]>(
        static_cast<char*>(Pages::instance().allocate()),
        [](char* page) { Pages::instance().free(page); }, SlabAllocator<char>());
  }
};

template <typename O>
concept ObjectMaker = requires {
  { O::template make_shared<int>(1) } -> std::same_as<std::shared_ptr<int>>;
  {
    O::template make_unique<int>(1)
    } -> std::same_as<std::unique_ptr<int, typename O::template Deleter<int>>>;
  { O::template make_page<4096>() } -> std::same_as<std::shared_ptr<char[]>>;
};

}  // namespace engine
