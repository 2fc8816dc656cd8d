// The committed records are of the scenarios as they are: who changes one, on purpose or by the way it is read, records
// anew what was recorded of it. HEAPDYNO_TEST_SOURCE names the source folder; Meson sets it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include "harness/builds/scenario_choice.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using NameAndDigest = std::pair<std::string, std::string>;

std::set<NameAndDigest> recorded_in(const fs::path& path) {
  std::ostringstream out, err;
  std::set<NameAndDigest> recorded;
  for (const Record& record : read_inputs({{"", path}}, {out, err, err}))
    recorded.emplace(record.keys.at("scenario"), record.scenario_digest);
  return recorded;
}

// Of the checkout: its files, without a build.
BuildFolder sources() {
  BuildFolder folder;
  folder.source = std::getenv("HEAPDYNO_TEST_SOURCE");
  folder.catalogue = folder.source + "/scenarios/catalogue";
  return folder;
}

TEST(RecordedScenarios, HaveTheDigestsOfTodaysFiles) {
  const BuildFolder folder = sources();
  size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(folder.source + "/results")) {
    if (entry.path().extension() != ".jsonl") continue;
    for (const auto& [name, digest] : recorded_in(entry.path())) {
      const auto instances = instances_of(choose_scenarios({name}, folder), {});
      ASSERT_EQ(instances.size(), 1u) << entry.path() << ": " << name;
      EXPECT_EQ(instances[0].name, name) << entry.path();
      EXPECT_EQ(instances[0].scenario.digest, digest) << entry.path() << ": " << name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20u);
}

TEST(RecordedScenarios, AreTheSameWhenTheyAreSettledAndReadAgain) {
  for (const ScenarioDocument& document : all_scenarios(sources())) {
    for (const ScenarioInstance& instance : instances_of({{document, {}}}, {})) {
      const auto again = parse_scenario_document(instance.text, instance.name);
      ASSERT_TRUE(again.is_ok()) << again.status().to_string();
      EXPECT_EQ(again->scenario.digest, instance.scenario.digest) << instance.name;
      EXPECT_TRUE(again->parameters.empty() && !again->sweep && !again->gate) << instance.name;
    }
  }
}

}  // namespace
}  // namespace heapdyno
