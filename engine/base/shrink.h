// shrink: the smallest part of a failing list that still fails, found by leaving out ever smaller
// runs of it. What is left cannot be shortened by any one element, unless the work ran out.
// Reference: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002. Only
// complements are tried: a part that fails alone is what is left of them.
// For tests only. Thread contract: one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace engine {

// fails(list) says whether the list fails; it must say the same each time. At most `work` elements
// are tried, all tries together. REQUIRES: the list fails.
template <typename T, typename Fails>
std::vector<T> shrink(std::vector<T> list, Fails fails, uint64_t work) {
  for (size_t run = std::max<size_t>(list.size() / 2, 1); !list.empty();) {
    bool shorter = false;
    for (size_t at = 0; at < list.size();) {
      std::vector<T> rest(list.begin(), list.begin() + static_cast<ptrdiff_t>(at));
      rest.insert(rest.end(),
                  list.begin() + static_cast<ptrdiff_t>(std::min(at + run, list.size())),
                  list.end());
      if (work < rest.size() + 1) return list;
      work -= rest.size() + 1;
      if (fails(std::as_const(rest))) {
        list = std::move(rest);
        shorter = true;
      } else {
        at += run;
      }
    }
    if (run == 1 && !shorter) break;
    run = std::max<size_t>(run / 2, 1);
  }
  return list;
}

}  // namespace engine
