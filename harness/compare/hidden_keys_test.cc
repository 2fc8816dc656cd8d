#include "harness/compare/hidden_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Notes = std::vector<std::string>;

CompareOptions options() {
  CompareOptions options;
  options.a = Selection::parse("variant:baseline");
  options.b = Selection::parse("variant:all");
  return options;
}

// Baseline twice and all once, each with this key.
Notes notes_of(const char* key, const Notes& values, const CompareOptions& options) {
  std::vector<Record> records = {record({}), record({.block = 1}), record({.variant = "all"})};
  for (size_t i = 0; i < values.size(); ++i) records[i].keys[key] = values[i];
  return hidden_key_notes(lines_of(samples_of(records), options), options);
}

TEST(HiddenKeys, WhatVariesWithinASideIsToldWithItsValues) {
  EXPECT_THAT(
      notes_of("commit", {"a1", "b2", "a1"}, options()),
      ElementsAre("commit varies inside a cell: a1, b2; fix it with --filter, or name it on "
                  "a side, in --row or in --col"));
}

TEST(HiddenKeys, WhatSomeRecordsDoNotHaveVariesToo) {
  EXPECT_THAT(
      notes_of("governor", {"performance"}, options()),
      ElementsAre(
          "governor varies inside a cell: none, performance; fix it with --filter, or name it "
          "on a side, in --row or in --col"));
}

TEST(HiddenKeys, WhatDistinguishesTheSidesOnlyDoesNotHide) {
  EXPECT_THAT(notes_of("commit", {"a1", "a1", "b2"}, options()), IsEmpty());
}

TEST(HiddenKeys, ACellIsOfOneMode) {
  std::vector<Record> records = {record({}), record({.variant = "all"})};
  for (const char* variant : {"baseline", "all"}) {
    records.push_back(record({.variant = variant, .mode = Mode::kTime}));
    records.back().keys["commit"] = "timed";
  }
  EXPECT_THAT(hidden_key_notes(lines_of(samples_of(records), options()), options()), IsEmpty());
}

TEST(HiddenKeys, LinkOrdersAreToldApartWithinALine) {
  EXPECT_THAT(notes_of("layout", {"1", "2", "1"}, options()), IsEmpty());
}

TEST(HiddenKeys, BuildsOfAnAllocatorAreCheckedByThemselves) {
  EXPECT_THAT(notes_of("allocator-build", {"ab", "cd", "ab"}, options()), IsEmpty());
}

}  // namespace
}  // namespace heapdyno
