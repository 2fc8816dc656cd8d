#include "harness/compare/hidden_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_comparisons.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Notes = std::vector<std::string>;

// Baseline twice and all once, each with this key.
Notes notes_of(const char* key, const Notes& values, const CompareOptions& options) {
  std::vector<Record> records = {record({}), record({.block = 1}), record({.variant = "all"})};
  for (size_t i = 0; i < values.size(); ++i) records[i].keys[key] = values[i];
  return hidden_key_notes(lines_of(samples_of(records), options), options);
}

TEST(HiddenKeys, WhatVariesWithinASideIsToldWithItsValues) {
  EXPECT_THAT(
      notes_of("commit", {"a1", "b2", "a1"}, all_against_baseline()),
      ElementsAre("commit varies inside a cell: a1, b2; fix it with --filter, or name it on "
                  "a side, in --row or in --col"));
}

TEST(HiddenKeys, WhatSomeRecordsDoNotHaveVariesToo) {
  EXPECT_THAT(
      notes_of("governor", {"performance"}, all_against_baseline()),
      ElementsAre(
          "governor varies inside a cell: none, performance; fix it with --filter, or name it "
          "on a side, in --row or in --col"));
}

TEST(HiddenKeys, WhatDistinguishesTheSidesOnlyDoesNotHide) {
  EXPECT_THAT(notes_of("commit", {"a1", "a1", "b2"}, all_against_baseline()), IsEmpty());
}

TEST(HiddenKeys, ACellIsOfOneMode) {
  std::vector<Record> records = {record({}), record({.variant = "all"})};
  for (const char* variant : {"baseline", "all"}) {
    records.push_back(record({.variant = variant, .mode = Mode::kTime}));
    records.back().keys["commit"] = "timed";
  }
  EXPECT_THAT(hidden_key_notes(lines_of(samples_of(records), all_against_baseline()),
                               all_against_baseline()),
              IsEmpty());
}

TEST(HiddenKeys, LinkOrdersAreToldApartWithinALine) {
  EXPECT_THAT(notes_of("layout", {"1", "2", "1"}, all_against_baseline()), IsEmpty());
}

TEST(HiddenKeys, BuildsOfAnAllocatorAreCheckedByThemselves) {
  EXPECT_THAT(notes_of("allocator-build", {"ab", "cd", "ab"}, all_against_baseline()), IsEmpty());
}

}  // namespace
}  // namespace heapdyno
