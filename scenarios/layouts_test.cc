// Executables that are linked once more with their functions in another order (option layouts).
#include <algorithm>
#include <sstream>

#include "scenarios/testing/dyno_fixture.h"

namespace heapdyno::testing {
namespace {

class LayoutTest : public DynoTest {
 protected:
  void SetUp() override {
    if (!has_dyno("dyno-baseline-glibc.layout1")) GTEST_SKIP() << "lld is not installed";
  }

  // By address.
  static std::vector<std::string> functions_of(const std::string& name) {
    const Finished finished = run({"/usr/bin/nm", "--numeric-sort", dyno(name)});
    EXPECT_EQ(finished.status, 0) << finished.errors;
    std::vector<std::string> functions;
    std::istringstream lines(finished.output);
    for (std::string address, kind, function; lines >> address;) {
      if (address.size() == 1) {  // of another library: it has none
        lines >> function;
        continue;
      }
      lines >> kind >> function;
      if (kind == "t" || kind == "T" || kind == "W") functions.push_back(function);
    }
    return functions;
  }
};

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

TEST_F(LayoutTest, TheSeedDecidesTheOrderOfTheSameFunctions) {
  const std::vector<std::string> first = functions_of("dyno-baseline-glibc.layout1");
  const std::vector<std::string> second = functions_of("dyno-baseline-glibc.layout2");
  EXPECT_GT(first.size(), 1000u);
  EXPECT_EQ(sorted(first), sorted(second));
  size_t moved = 0;
  for (size_t i = 0; i < first.size(); ++i) moved += first[i] != second[i];
  EXPECT_GT(moved, first.size() / 2);
  EXPECT_EQ(functions_of("layout-again-dyno"), first);
}

TEST_F(LayoutTest, CountsAndAnswersAreThoseOfAnyOtherLayout) {
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  for (const char* name : {"dyno-baseline-glibc.layout1", "dyno-baseline-glibc.layout2"})
    EXPECT_EQ(counts_of(run_trial({.dyno = name, .scenario = mixed_})), counts_of(expected))
        << name;
}

TEST_F(LayoutTest, ItSaysWhatItIsAsAnyOther) {
  const auto description = [](const char* name) {
    json description = json::parse(run({dyno(name), "--describe"}).output);
    description.erase("build_id");
    return description;
  };
  EXPECT_EQ(description("dyno-baseline-glibc.layout1"), description("dyno-baseline-glibc"));
}

}  // namespace
}  // namespace heapdyno::testing
