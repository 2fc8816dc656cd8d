// What the tests of the executables share: a folder with a scenario, and what a trial's result says.
//
// Thread contract: one thread.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "scenarios/testing/run_dyno.h"

namespace heapdyno::testing {

using nlohmann::json;

class DynoTest : public ::testing::Test {
 protected:
  DynoTest() { write_text(mixed_, kMixedScenario); }

  const Folder folder_;
  const std::string mixed_ = folder_ / "mixed.json";
};

// The counts of all phases, without what the driver says of itself.
inline json counts_of(const json& trial) {
  json counts = json::array();
  for (const json& phase : trial["phases"]) {
    if (phase.contains("not_applicable")) {
      counts.push_back(phase["not_applicable"]);
      continue;
    }
    counts.push_back({{"scopes", phase["scopes"]},
                      {"physical", phase["physical"]},
                      {"operations", phase["operation_digest"]},
                      {"answers", phase["answer_digest"]}});
  }
  return counts;
}

inline json digests_of(const json& trial) {
  json digests = json::array();
  for (const json& phase : trial["phases"]) {
    digests.push_back({phase["name"], phase.value("operation_digest", "n/a"),
                       phase.value("answer_digest", "n/a")});
  }
  return digests;
}

// The digests are equal where the phase applies to both.
inline void expect_same_digests(const json& a, const json& b, const std::string& what) {
  const json left = digests_of(a);
  const json right = digests_of(b);
  ASSERT_EQ(left.size(), right.size()) << what;
  for (size_t i = 0; i < left.size(); ++i) {
    if (left[i][1] == "n/a" || right[i][1] == "n/a") continue;
    EXPECT_EQ(left[i], right[i]) << what;
  }
}

inline const json& phase_of(const json& trial, const std::string& name) {
  for (const json& phase : trial["phases"]) {
    if (phase["name"] == name) return phase;
  }
  ADD_FAILURE() << "no phase " << name;
  return trial;
}

inline uint64_t allocations(const json& scope) {
  uint64_t sum = 0;
  for (const char* function : {"malloc", "calloc", "realloc", "aligned", "new"})
    sum += scope["counts"].value(function, 0u);
  return sum;
}

}  // namespace heapdyno::testing
