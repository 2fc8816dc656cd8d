#include "harness/run/until_resolved.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "harness/base/error.h"
#include "harness/run/execute.h"
#include "harness/testing/test_errors.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using Texts = std::vector<std::string>;

Arm arm(const char* variant, const char* alloc) {
  return {"reference", variant, parse_allocator(alloc)};
}

PlanRequest request(std::vector<Arm> arms) {
  PlanRequest request;
  request.scenarios = {{"fill", "{}", "1", 1}, {"scan", "{}", "2", 1}};
  request.arms = std::move(arms);
  request.timed = {"fill", "scan"};
  request.counts = 0;
  request.rounds = 40;
  request.until_resolved = true;
  return request;
}

// A clear difference, and one that is drowned: a tenth and more faster in one round, slower in the next.
uint64_t fast(const TestTrial&) { return 50'000; }
uint64_t drowned(const TestTrial& trial) {
  const uint64_t off = 10'000 + 500 * static_cast<uint64_t>(trial.block);
  return trial.block % 2 == 0 ? 100'000 - off : 100'000 + off;
}

// Trials that take what a test says: the first arm 100,000 ns.
class Campaign : public Executor {
 public:
  using Time = std::function<uint64_t(const TestTrial&)>;

  explicit Campaign(Plan plan) : plan_(std::move(plan)) {
    options_.wanted = [this](const Trial& trial) { return until_.wants(trial); };
    options_.on_end = [this](const Trial& trial, int, const TrialEnd& end) {
      ++rounds_[scenario_of(trial)][trial.block];
      until_.add(record_of(trial, end));
    };
  }

  // Of "fill all glibc": the trials' wall time.
  void takes(const std::string& cell, Time time) { times_[cell] = std::move(time); }
  void fails(const std::string& cell) { failing_.push_back(cell); }

  TrialEnd run(const Plan&, const Trial& trial) override {
    TrialEnd end;
    if (std::find(failing_.begin(), failing_.end(), cell_of(trial)) != failing_.end())
      end.state = TrialEnd::State::kCrashed;
    return end;
  }

  // As a run would that is continued with what the first rounds left.
  void run_after(int rounds_done) {
    for (const Trial& trial : plan_.trials) {
      if (trial.block >= rounds_done) continue;
      until_.add(record_of(trial, {}));
      options_.done.insert(plan_.id_of(trial));
    }
    execute(plan_, *this, options_);
    until_.conclude();
  }

  int rounds(const std::string& scenario) { return static_cast<int>(rounds_[scenario].size()); }
  const Texts& said() const { return said_; }

 private:
  std::string scenario_of(const Trial& trial) const { return plan_.keys_of(trial).at("scenario"); }
  std::string cell_of(const Trial& trial) const {
    const CellKeys keys = plan_.keys_of(trial);
    return keys.at("scenario") + " " + configuration_of(keys) + " " + keys.at("alloc");
  }

  Record record_of(const Trial& trial, const TrialEnd& end) const {
    const Arm& arm = plan_.arms[static_cast<size_t>(trial.arm)];
    TestTrial made;
    made.scenario = scenario_of(trial);
    made.store = arm.store;
    made.variant = arm.variant;
    made.alloc = arm.alloc.name;
    made.mode = trial.mode;
    made.block = trial.block;
    made.place = trial.place;
    made.state = end.state;
    const auto time = times_.find(cell_of(trial));
    if (time != times_.end()) made.wall_ns = time->second(made);
    Record record = heapdyno::record(made);
    record.until_resolved = true;
    return record;
  }

  const Plan plan_;
  Texts said_;
  UntilResolved until_{plan_, [this](const Look& look) { said_.push_back(text_of(look, plan_)); }};
  ExecuteOptions options_;
  std::map<std::string, Time> times_;
  std::vector<std::string> failing_;
  std::map<std::string, std::map<int, int>> rounds_;
};

TEST(UntilResolved, AScenarioStopsAtTheLookThatGivesEachLineAVerdict) {
  Campaign campaign(make_plan(request({arm("baseline", "glibc"), arm("all", "glibc")})));
  campaign.takes("fill all glibc", fast);
  campaign.takes("scan all glibc", drowned);
  campaign.run_after(0);
  EXPECT_EQ(campaign.rounds("fill"), 10);
  EXPECT_EQ(campaign.rounds("scan"), 40);
  EXPECT_EQ(
      campaign.said(),
      (Texts{"fill after 10 rounds: 1 of 1 lines have a verdict: stops",
             "scan after 10 rounds: 0 of 1 lines have a verdict, still open: phase fill of all "
             "under glibc: goes on to 14",
             "scan after 14 rounds: 0 of 1 lines have a verdict, still open: phase fill of all "
             "under glibc: goes on to 20",
             "scan after 20 rounds: 0 of 1 lines have a verdict, still open: phase fill of all "
             "under glibc: goes on to 28",
             "scan after 28 rounds: 0 of 1 lines have a verdict, still open: phase fill of all "
             "under glibc: goes on to 40",
             "scan after 40 rounds: 0 of 1 lines have a verdict, still open: phase fill of all "
             "under glibc: ends unresolved"}));
}

TEST(UntilResolved, NoDifferenceIsAVerdictToo) {
  Campaign campaign(make_plan(request({arm("baseline", "glibc"), arm("all", "glibc")})));
  campaign.takes("fill all glibc", [](const TestTrial& trial) {
    return 100'000 + 100 * static_cast<uint64_t>(trial.block);
  });
  campaign.run_after(0);
  EXPECT_EQ(campaign.rounds("fill"), 10);
}

Texts sorted(Texts texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(UntilResolved, ALookSeesTheRoundsBeforeItEvenWhereThereAreMore) {
  Campaign campaign(make_plan(request({arm("baseline", "glibc"), arm("all", "glibc")})));
  // Drowned where ten rounds are seen, clear where fourteen are.
  const auto late = [](const TestTrial& trial) {
    return trial.block < 3 ? drowned(trial) : uint64_t{80'000};
  };
  campaign.takes("fill all glibc", late);
  campaign.takes("scan all glibc", late);
  campaign.run_after(18);
  Campaign unbroken(make_plan(request({arm("baseline", "glibc"), arm("all", "glibc")})));
  unbroken.takes("fill all glibc", late);
  unbroken.takes("scan all glibc", late);
  unbroken.run_after(0);
  EXPECT_EQ(sorted(campaign.said()), sorted(unbroken.said()));
  EXPECT_EQ(campaign.rounds("fill"), 0);
  EXPECT_EQ(unbroken.rounds("fill"), 14);
}

TEST(UntilResolved, VariantsAreComparedUnderEachAllocatorAndNotAllocators) {
  Campaign campaign(make_plan(request({arm("baseline", "glibc"), arm("baseline", "jemalloc"),
                                       arm("all", "glibc"), arm("all", "jemalloc")})));
  for (const char* cell : {"fill baseline jemalloc", "fill all jemalloc", "scan all jemalloc"})
    campaign.takes(cell, drowned);
  campaign.run_after(0);
  EXPECT_EQ(campaign.said().at(0), "fill after 10 rounds: 2 of 2 lines have a verdict: stops");
  EXPECT_EQ(
      campaign.said().at(1),
      "scan after 10 rounds: 1 of 2 lines have a verdict, still open: phase fill of all under "
      "jemalloc: goes on to 14");
}

TEST(UntilResolved, AllocatorsAreComparedWithTheFirstWhereNothingElseDiffers) {
  std::vector<Arm> arms;
  for (const char* alloc : {"glibc", "jemalloc", "mimalloc", "tcmalloc", "x=/x.so", "y=/y.so"})
    arms.push_back(arm("all", alloc));
  arms.push_back({"null", "", parse_allocator("glibc")});
  arms.push_back(arms[0]);
  arms.back().control = true;
  Campaign campaign(make_plan(request(arms)));
  for (const char* alloc : {"jemalloc", "mimalloc", "tcmalloc", "x"})
    campaign.takes("fill all " + std::string(alloc), drowned);
  campaign.run_after(0);
  EXPECT_EQ(
      campaign.said().at(0),
      "fill after 10 rounds: 1 of 5 lines have a verdict, still open: phase fill of all under "
      "jemalloc, phase fill of all under mimalloc and 2 more: goes on to 14");
}

TEST(UntilResolved, AConfigurationWithoutResultsHasNoVerdict) {
  Campaign campaign(make_plan(request({arm("baseline", "glibc"), arm("all", "glibc")})));
  campaign.fails("fill all glibc");
  campaign.run_after(0);
  EXPECT_EQ(campaign.rounds("fill"), 40);
}

TEST(UntilResolved, APlanOfOneConfigurationIsRefused) {
  PlanRequest one = request({arm("all", "glibc"), {"null", "", parse_allocator("glibc")}});
  EXPECT_THROW(check_can_be_resolved(make_plan(one)), Error);
  one.arms.push_back(arm("all", "jemalloc"));
  check_can_be_resolved(make_plan(one));
  one.filter = Selection::parse("alloc:jemalloc");
  EXPECT_THROW(check_can_be_resolved(make_plan(one)), Error);
}

TEST(UntilResolved, AFilterThatLeavesNoTimedTrialIsNamed) {
  PlanRequest counted = request({arm("baseline", "glibc"), arm("all", "glibc")});
  counted.counts = 1;
  counted.filter = Selection::parse("mode:count");
  EXPECT_THAT(usage_error_of([&] { check_can_be_resolved(make_plan(counted)); }),
              HasSubstr("--filter leaves none"));
}

}  // namespace
}  // namespace heapdyno
