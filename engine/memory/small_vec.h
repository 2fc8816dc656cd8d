// SmallVec<T, N>: a sequence that is mostly short. HeapVec (small_vector off) is std::vector;
// InlineVec (on) keeps the first N elements inside itself and allocates when there are more. Code
// may use what ShortVector names; elements of an InlineVec move when it moves.
// Thread contract: as a std::vector.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace engine {

template <typename T, size_t N>
using HeapVec = std::vector<T>;

// Its methods do what std::vector's do; a sequence that is full grows by 60 %. (Not Boost's
// small_vector, which took a tenth of all that a variant compiles.)
// Invariant: data_ == inside() exactly where capacity_ == N.
template <typename T, size_t N>
class InlineVec {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  InlineVec() = default;
  explicit InlineVec(size_t n) { resize(n); }
  InlineVec(const InlineVec& other) { append(other); }
  InlineVec(InlineVec&& other) noexcept { take(other); }
  InlineVec& operator=(const InlineVec& other) {
    if (this == &other) return *this;
    clear();
    append(other);
    return *this;
  }
  InlineVec& operator=(InlineVec&& other) noexcept {
    if (this == &other) return *this;
    clear();
    take(other);
    return *this;
  }
  ~InlineVec() {
    clear();
    free_room();
  }

  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  T& front() { return data_[0]; }
  const T& front() const { return data_[0]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }

  void reserve(size_t n) {
    if (n > capacity_) move_to(n);
  }
  // The arguments may not lie in the sequence itself.
  template <typename... Args>
  T& emplace_back(Args&&... args) {
    if (size_ == capacity_) grow(size_ + 1);
    return *::new (static_cast<void*>(data_ + size_++)) T{std::forward<Args>(args)...};
  }
  void push_back(T value) { emplace_back(std::move(value)); }
  void pop_back() { std::destroy_at(data_ + --size_); }
  T* insert(const T* place, T value) {
    const ptrdiff_t at = place - data_;
    emplace_back(std::move(value));
    T* const to = data_ + at;
    if (T* const last = &back(); to != last) {
      T inserted = std::move(*last);
      for (T* i = last; i != to; --i) *i = std::move(i[-1]);
      *to = std::move(inserted);
    }
    return to;
  }
  T* erase(const T* first, const T* last) {
    T* const at = data_ + (first - data_);
    T* to = at;
    for (T* from = data_ + (last - data_); from != end(); ++from) *to++ = std::move(*from);
    truncate(static_cast<size_t>(to - data_));
    return at;
  }
  void clear() { truncate(0); }
  void resize(size_t n) {
    if (n > capacity_) grow(n);
    if (n < size_) return truncate(n);
    while (size_ < n) emplace_back();
  }

 private:
  T* inside() { return reinterpret_cast<T*>(room_); }

  void truncate(size_t n) {
    while (size_ > n) pop_back();
  }
  void grow(size_t least) { move_to(std::max(least, capacity_ + capacity_ * 3 / 5)); }
  [[gnu::noinline]] void move_to(size_t capacity) {
    T* const room = std::allocator<T>().allocate(capacity);
    relocate(data_, size_, room);
    free_room();
    data_ = room;
    capacity_ = capacity;
  }
  static void relocate(T* from, size_t n, T* to) {
    for (; n != 0; --n, ++from, ++to) {
      ::new (static_cast<void*>(to)) T(std::move(*from));
      std::destroy_at(from);
    }
  }
  void free_room() {
    if (capacity_ != N) std::allocator<T>().deallocate(data_, capacity_);
  }
  // REQUIRES of both: this is empty.
  void append(const InlineVec& other) {
    reserve(other.size_);
    for (const T& element : other) emplace_back(element);
  }
  void take(InlineVec& other) {
    if (other.capacity_ == N) {
      relocate(other.data_, other.size_, data_);
    } else {
      free_room();
      data_ = std::exchange(other.data_, other.inside());
      capacity_ = std::exchange(other.capacity_, N);
    }
    size_ = std::exchange(other.size_, 0);
  }

  T* data_ = inside();
  size_t size_ = 0;
  size_t capacity_ = N;
  alignas(T) std::byte room_[N * sizeof(T)];
};

template <typename V, typename T>
concept ShortVector = std::movable<V> && std::default_initializable<V> &&
    requires(V& v, T value, size_t n) {
  v.push_back(std::move(value));
  { v.emplace_back(std::move(value)) } -> std::same_as<T&>;
  { v[n] } -> std::same_as<T&>;
  { v.back() } -> std::same_as<T&>;
  { v.data() } -> std::same_as<T*>;
  { v.size() } -> std::convertible_to<size_t>;
  { v.capacity() } -> std::convertible_to<size_t>;
  v.insert(v.begin(), std::move(value));
  v.erase(v.begin(), v.end());
  v.pop_back();
  v.clear();
  v.reserve(n);
  v.resize(n);
};

}  // namespace engine
