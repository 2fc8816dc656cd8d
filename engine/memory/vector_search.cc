#include "engine/memory/vector_search.h"

#include <array>

#include "engine/memory/line_probes.h"

// Highway compiles what stands between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for each
// target, by including this file again and again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/memory/vector_search.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef ENGINE_MEMORY_VECTOR_SEARCH_ONCE
#define ENGINE_MEMORY_VECTOR_SEARCH_ONCE
namespace engine {

// The factors of a probe sequence's steps from the start: c, c^2, ...
inline constexpr auto kProbeFactors = [] {
  std::array<uint32_t, kMostProbes + kVectorPadding> factors = {};
  uint32_t factor = 1;
  for (uint32_t& f : factors) f = factor *= ProbeSequence::kFactor;
  return factors;
}();

}  // namespace engine
#endif

HWY_BEFORE_NAMESPACE();
namespace engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Halving comes down to few enough numbers first; the branches of comparing those one by one would
// be foretold badly.
size_t count_less(const int64_t* numbers, size_t n, int64_t limit) {
  constexpr size_t kAtOnce = 32;
  const int64_t* first = numbers;
  while (n > kAtOnce) {
    const size_t half = n / 2;
    first += half & (size_t{0} - size_t{first[half - 1] < limit});  // no branch either
    n -= half;
  }
  const hn::CappedTag<int64_t, kVectorPadding + 1> d;
  const auto limits = hn::Set(d, limit);
  size_t less = 0;
  for (size_t i = 0; i < n; i += hn::Lanes(d)) {
    less += hn::CountTrue(d, hn::Lt(hn::LoadU(d, first + i), limits));
  }
  return static_cast<size_t>(first - numbers) + less;
}

#if HWY_TARGET == HWY_SCALAR

// A vector of one is no table.
bool all_set(const char* line, uint32_t hash, int probes) {
  return ScalarProbes::all_set(line, hash, probes);
}

#else

// Words of the line by their numbers: a line is one or a few vectors, and each is a table.
template <class D, class V = hn::Vec<D> >
V words_at(D d, const char* line, V numbers) {
  const hn::Repartition<uint8_t, D> bytes;
  const size_t lanes = hn::Lanes(d);
  const V in_vector = hn::And(numbers, hn::Set(d, static_cast<uint32_t>(lanes - 1)));
  const V vectors = hn::Sub(numbers, in_vector);
  V words = hn::Zero(d);
  for (uint32_t first = 0; first < kLineBytes / sizeof(uint32_t); first += lanes) {
    const auto* const at = reinterpret_cast<const uint8_t*>(line) + first * sizeof(uint32_t);
    const V table = hn::BitCast(d, hn::LoadU(bytes, at));
    const V found = hn::TableLookupLanes(table, hn::IndicesFromVec(d, in_vector));
    words = hn::IfThenElse(hn::Eq(vectors, hn::Set(d, first)), found, words);
  }
  return words;
}

bool all_set(const char* line, uint32_t hash, int probes) {
  const hn::CappedTag<uint32_t, kVectorPadding + 1> d;
  const auto one = hn::Set(d, 1u);
  for (size_t i = 0; i < static_cast<size_t>(probes); i += hn::Lanes(d)) {
    const auto product = hn::Mul(hn::Set(d, hash), hn::LoadU(d, kProbeFactors.data() + i));
    const auto bits = hn::And(hn::ShiftRight<23>(product), hn::Set(d, 31u));
    const auto words = words_at(d, line, hn::ShiftRight<28>(product));
    const auto missing = hn::AndNot(hn::Shr(words, bits), one);
    const auto asked = hn::FirstN(d, static_cast<size_t>(probes) - i);
    if (!hn::AllFalse(d, hn::And(asked, hn::Eq(missing, one)))) return false;
  }
  return true;
}

#endif

}  // namespace engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engine {

HWY_EXPORT(count_less);
HWY_EXPORT(all_set);

namespace {

struct Loops {
  decltype(&HWY_STATIC_DISPATCH(count_less)) count_less;
  decltype(&HWY_STATIC_DISPATCH(all_set)) all_set;
};

Loops choose_loops() {
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  return {&HWY_DYNAMIC_DISPATCH(count_less), &HWY_DYNAMIC_DISPATCH(all_set)};
}

// HWY_DYNAMIC_DISPATCH asks at every call, for a quarter of what a short search takes.
Loops loops = choose_loops();

}  // namespace

void choose_vectors_anew() { loops = choose_loops(); }

size_t vector_count_less(const int64_t* numbers, size_t n, int64_t limit) {
  return loops.count_less(numbers, n, limit);
}

bool vector_all_set(const char* line, uint32_t hash, int probes) {
  return loops.all_set(line, hash, probes);
}

}  // namespace engine
#endif
