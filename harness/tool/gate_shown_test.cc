// The gate on the engine itself: changes are planted in its put path, in a clone of the checkout.
// Long: each is compiled.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/testing/test_engine_clone.h"

namespace heapdyno {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPutFile = "engine/db/write.cc";
constexpr const char* kPut =
    "DbImpl::put(const WriteOptions& options, std::string_view key, std::string_view value) {\n";
constexpr const char* kNodeFile = "engine/store/memtable.cc";
constexpr const char* kNode = "Memtable::make_node(Nodes::Made made, uint64_t tag, int height) {\n";

// So that the compiler leaves it in.
std::string copy_of(const std::string& text) {
  return "  const std::string copy(" + text +
         ");\n"
         "  asm volatile(\"\" : : \"g\"(copy.data()) : \"memory\");\n";
}

class GateShown : public EngineClone {
 protected:
  // With the baselines in this folder.
  Outcome gate(const std::string& command, const std::string& baselines,
               std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {command,    "--scenario", "fill-random",  "--variant",
                                          "baseline", "--baseline", file(baselines)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return tool(std::move(arguments));
  }

  void accept(const std::string& baselines) const {
    EXPECT_EQ(gate("accept", baselines, {"--reason", "as it is"}).exit, 0);
  }

  // "engine/db/write.cc:28", where the copy is planted.
  std::string place_of_copy(const std::string& file) const {
    const std::string text = text_of(file);
    const size_t copy = text.find("const std::string copy(");
    EXPECT_NE(copy, std::string::npos) << "no copy is planted in " << file;
    const std::string before = text.substr(0, copy);
    return file + ":" + std::to_string(std::count(before.begin(), before.end(), '\n') + 1);
  }
};

TEST_F(GateShown, ACopyInThePutPathIsAnIncreaseThenAMoveThenADecrease) {
  accept("without");
  const Outcome unchanged = gate("check", "without");
  EXPECT_EQ(unchanged.exit, 0);
  EXPECT_THAT(unchanged.out, HasSubstr("check: no change"));

  plant(kPutFile, kPut, copy_of("value"));
  const std::string in_put = place_of_copy(kPutFile);
  const Outcome more = gate("check", "without");
  EXPECT_EQ(more.exit, 3);
  EXPECT_THAT(more.out, HasSubstr("increase, fill: put: +1.00 allocations/op: +1.00 DbImpl::put > "
                                  "std::string (" +
                                  in_put + ")"));
  accept("with");

  restore();
  plant(kNodeFile, kNode, copy_of("made.kept.value(nullptr)"));
  const Outcome moved = gate("check", "with");
  EXPECT_EQ(moved.exit, 0);
  EXPECT_THAT(moved.out, AllOf(HasSubstr("moved, fill: put: "),
                               HasSubstr("-1.00 DbImpl::put > std::string (" + in_put +
                                         "), +1.00 "
                                         "Memtable::make_node > std::string (" +
                                         place_of_copy(kNodeFile) + ")")));

  restore();
  const Outcome fewer = gate("check", "with");
  EXPECT_EQ(fewer.exit, 4);
  EXPECT_THAT(fewer.out, HasSubstr("decrease, fill: put: -1.00 allocations/op: -1.00 DbImpl::put"));
  EXPECT_EQ(gate("check", "without").exit, 0);
}

TEST_F(GateShown, AnAllocationThreeInlinedCallsBelowPutIsNamedByFunctionAndLine) {
  accept("before inlining");
  plant(kPutFile, kPut, "  first(value);\n");
  plant(
      kPutFile, "namespace {\n",
      "[[gnu::always_inline]] inline void third(std::string_view value) {\n" + copy_of("value") +
          "}\n"
          "[[gnu::always_inline]] inline void second(std::string_view value) { third(value); }\n"
          "[[gnu::always_inline]] inline void first(std::string_view value) { second(value); }\n");
  const Outcome outcome = gate("check", "before inlining");
  EXPECT_EQ(outcome.exit, 3);
  EXPECT_THAT(outcome.out, HasSubstr("put: +1.00 allocations/op: +1.00 third > std::string (" +
                                     place_of_copy(kPutFile) + ")"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("moved")));
}

}  // namespace
}  // namespace heapdyno
