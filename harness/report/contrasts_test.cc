#include "harness/report/contrasts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ReportCell cell(const std::string& variant, const std::string& alloc = "glibc",
                const std::string& store = "reference", const std::string& in = "run") {
  return {in == "new" ? size_t{1} : 0, in, {"fill"}, 0, "fill", store, {variant}, alloc, {}};
}

std::vector<std::string> names(const std::vector<ReportCell>& cells) {
  std::vector<std::string> names;
  for (const ContrastGroup& group : groups_of(contrasts_of(cells)))
    names.push_back(group.name + " x" + std::to_string(group.contrasts.size()));
  return names;
}

TEST(Contrasts, of_one_configuration_there_are_none) {
  EXPECT_THAT(names({cell("all")}), IsEmpty());
}

TEST(Contrasts, a_variant_and_an_allocator_are_held_against_the_first) {
  EXPECT_THAT(
      names({cell("baseline"), cell("all"), cell("baseline", "jemalloc"), cell("all", "jemalloc")}),
      ElementsAre("all against baseline x2", "jemalloc against glibc x2"));
}

TEST(Contrasts, the_whole_set_of_optimizations_comes_first) {
  EXPECT_THAT(names({cell("baseline"), cell("only-arena"), cell("all")}),
              ElementsAre("all against baseline x1", "only-arena against baseline x1"));
}

TEST(Contrasts, other_stores_are_held_against_the_engine_alone) {
  EXPECT_THAT(names({cell("baseline"), cell("", "glibc", "leveldb")}),
              ElementsAre("leveldb against the engine's baseline x1"));
}

TEST(Contrasts, where_two_inputs_have_the_same_cells_inputs_are_compared) {
  EXPECT_THAT(names({cell("baseline", "glibc", "reference", "new"),
                     cell("baseline", "glibc", "reference", "old"),
                     cell("all", "glibc", "reference", "new")}),
              ElementsAre("new against old x1"));
}

}  // namespace
}  // namespace heapdyno
