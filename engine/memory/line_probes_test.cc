#include "engine/memory/line_probes.h"

#include <gtest/gtest.h>

#include <memory>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/memory/vector_targets.h"

namespace engine {
namespace {

static_assert(Probing<ScalarProbes> && Probing<VectorProbes>);

template <typename P>
class LineProbesTest : public testing::Test {};
using LineProbesAlternatives = testing::Types<ScalarProbes, VectorProbes>;
TYPED_TEST_SUITE(LineProbesTest, LineProbesAlternatives);

// Each bit for itself: all but one of a key's bits are set, and that one is missed.
TYPED_TEST(LineProbesTest, AsksForEachBitOfTheSequenceAndForNoOther) {
  for_each_vector_target([] {
    Random random(test_seed());
    for (int round = 0; round < 300; ++round) {
      const auto hash = static_cast<uint32_t>(random.next());
      const int probes = 1 + round % kMostProbes;
      // Without alignment, and ending where its memory does.
      const size_t shift = random.below(16);
      const auto memory = std::make_unique<char[]>(shift + kLineBytes);
      char* const line = memory.get() + shift;
      const auto flip = [line](unsigned bit) { line[bit / 8] ^= static_cast<char>(1 << bit % 8); };
      EXPECT_FALSE(TypeParam::all_set(line, hash, probes));
      for (ProbeSequence sequence(hash); !TypeParam::all_set(line, hash, probes);) {
        const unsigned bit = sequence.next_bit();
        if ((line[bit / 8] >> bit % 8 & 1) == 0) flip(bit);
      }
      ProbeSequence sequence(hash);
      for (int i = 0; i < probes; ++i) {
        const unsigned bit = sequence.next_bit();
        flip(bit);
        EXPECT_FALSE(TypeParam::all_set(line, hash, probes)) << "probe " << i << " of " << probes;
        flip(bit);
      }
      EXPECT_TRUE(TypeParam::all_set(line, hash, probes));
    }
  });
}

TEST(LineProbes, AlternativesAgreeOnLinesThatAreHalfFull) {
  for_each_vector_target([] {
    Random random(test_seed());
    int found[2] = {};
    for (int round = 0; round < 20000; ++round) {
      char line[kLineBytes];
      for (char& byte : line) byte = static_cast<char>(random.next() | random.next());
      const auto hash = static_cast<uint32_t>(random.next());
      const int probes = static_cast<int>(random.below(kMostProbes + 1));
      const bool all = ScalarProbes::all_set(line, hash, probes);
      ASSERT_EQ(VectorProbes::all_set(line, hash, probes), all);
      ++found[all];
    }
    EXPECT_GT(found[false], 1000);
    EXPECT_GT(found[true], 1000);
  });
}

}  // namespace
}  // namespace engine
