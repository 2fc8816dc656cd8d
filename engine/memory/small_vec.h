// SmallVec<T, N>: a sequence that is mostly short. HeapVec (small_vector off) is std::vector;
// InlineVec (on) keeps the first N elements inside itself and allocates when there are more. Code
// may use what ShortVector names; elements of an InlineVec move when it moves.
// Thread contract: as a std::vector.
#pragma once

#include <boost/container/small_vector.hpp>
#include <concepts>
#include <vector>

namespace engine {

template <typename T, size_t N>
using HeapVec = std::vector<T>;

template <typename T, size_t N>
using InlineVec = boost::container::small_vector<T, N>;

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
static_assert(ShortVector<HeapVec<int, 4>, int> && ShortVector<InlineVec<int, 4>, int>);

}  // namespace engine
