// For tests of vector_search.h: the same test once for each width of vectors that this processor has.
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "engine/memory/vector_search.h"

namespace engine {

template <typename Test>
void for_each_vector_target(Test test) {
  const auto allow = [](int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);  // 0: whatever there is
    choose_vectors_anew();
  };
  for (int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    SCOPED_TRACE(hwy::TargetName(left & -left));
    allow(left & -left);
    test();
  }
  allow(0);
}

}  // namespace engine
