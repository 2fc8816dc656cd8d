#include "harness/check/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/base/error.h"
#include "harness/base/folder.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

Toolchain gcc() { return {"gcc 12.2.0", "12", "x86_64", "-O2 -g1"}; }

BaselineCell cell(const std::string& variant) {
  CellPhase fill;
  fill.name = "fill";
  fill.work = "aa bb";
  fill.operations["put"] = {1000, {{"allocations", 3000}}};
  fill.operations["background"] = {0, {{"allocations", 40}}};
  fill.physical = {{"flushes", 3}};
  fill.sites = {{"put", "Memtable::insert", "std::string", {"engine/a.cc", 8}, 3000, 90'000}};
  return {
      {"fill-random{size=gate}", variant, "d1", {fill}}, {"first", "c0ffee", "2026-11-26", ""}, {}};
}

Baseline baseline() {
  Baseline baseline{"fill-random", gcc(), {}};
  baseline.put(cell("baseline"));
  baseline.put(cell("all"));
  return baseline;
}

std::string error_of(const std::string& text) {
  try {
    parse_baseline(text, "b.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = text_of(baseline());
  const size_t found = text.find(from);
  EXPECT_NE(found, std::string::npos) << text;
  return text.replace(found, from.size(), to);
}

TEST(Baseline, SurvivesItsText) {
  Baseline full = baseline();
  full.cells[0].moved = {"fill put bytes"};
  full.cells[0].accepted.expires = "2027-01-31";
  full.cells[0].counted.bounded = {{"fill", {{"instructions", 30'273'700}, {"major_faults", 0}}}};
  const std::string text = text_of(full);
  const Baseline parsed = parse_baseline(text, "b.json");
  EXPECT_EQ(text_of(parsed), text);
  EXPECT_EQ(parsed.toolchain, gcc());
  ASSERT_EQ(parsed.cells.size(), 2u);
  EXPECT_EQ(parsed.cells[0].accepted, full.cells[0].accepted);
  EXPECT_EQ(parsed.cells[0].moved, full.cells[0].moved);
  EXPECT_EQ(parsed.cells[0].counted.bounded, full.cells[0].counted.bounded);
  EXPECT_EQ(text.find("bounded"), text.rfind("bounded")) << "the other cell has none";
  const CellPhase& fill = parsed.find("fill-random{size=gate}", "all")->counted.phases.at(0);
  EXPECT_EQ(fill.operations.at("put").operations, 1000u);
  EXPECT_EQ(fill.operations.at("put").figures, (NamedCounts{{"allocations", 3000}}));
  EXPECT_EQ(fill.sites.at(0).place.line, 8);
}

TEST(Baseline, KeepsItsCellsInOrderAndEachOnce) {
  Baseline one = baseline();
  BaselineCell anew = cell("baseline");
  anew.accepted.reason = "second";
  one.put(anew);
  ASSERT_EQ(one.cells.size(), 2u);
  EXPECT_EQ(one.cells[0].counted.variant, "all");
  EXPECT_EQ(one.cells[1].accepted.reason, "second");
  EXPECT_EQ(one.find("fill-random{size=gate}", "only-arena"), nullptr);
}

TEST(Baseline, IsReadStrictly) {
  EXPECT_THAT(error_of("{"), HasSubstr("b.json"));
  EXPECT_THAT(error_of(replaced("\"digest\"", "\"digset\"")), HasSubstr("digset"));
  EXPECT_THAT(error_of(replaced("heapdyno.baseline/1", "heapdyno.baseline/9")),
              HasSubstr("heapdyno.baseline/1"));
  EXPECT_THAT(error_of(replaced("3000", "-3000")), HasSubstr("expected a count"));
  EXPECT_THAT(error_of(replaced("\"std::string\", ", "")), HasSubstr("[function, callee, file"));
  EXPECT_THAT(error_of(replaced("\"reason\": \"first\"", "\"reason\": \"\"")), HasSubstr("why"));
}

TEST(BaselineFolder, SavesAndLoadsByToolchain) {
  const TemporaryFolder folder(testing::TempDir());
  const BaselineFolder baselines(folder.path());
  EXPECT_FALSE(baselines.load("fill-random", gcc()));
  baselines.save(baseline());
  EXPECT_TRUE(baselines.has("fill-random{size=gate}", gcc()));
  EXPECT_EQ(text_of(*baselines.load("fill-random", gcc())), text_of(baseline()));
  Toolchain clang = gcc();
  clang.compiler = "clang 14.0.6";
  EXPECT_FALSE(baselines.load("fill-random", clang));
  const std::vector<Baseline> others = baselines.load_others("fill-random", clang);
  ASSERT_EQ(others.size(), 1u);
  EXPECT_EQ(others[0].toolchain, gcc());
  EXPECT_TRUE(baselines.load_others("fill-random", gcc()).empty());
}

TEST(BaselineFolder, ThatCannotBeWrittenIsAnErrorThatNamesTheFile) {
  const BaselineFolder baselines("/dev/null/baselines");
  try {
    baselines.save(baseline());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/dev/null/baselines"));
  }
}

}  // namespace
}  // namespace heapdyno
