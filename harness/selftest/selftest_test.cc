#include "harness/selftest/selftest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the dynos do, without a process.
class MadeFaults : public Faults {
 public:
  std::vector<CountedTrial> count(const Fault& fault, const SkippedChecks& skipped) override {
    if (fault.elsewhere == Fault::Elsewhere::kNothingChosen) {
      if (skipped.contains(GateCheck::kSelection)) return {};
      throw Error("nothing is chosen", Exit::kNotComparable);
    }
    const bool is_proved = !skipped.contains(GateCheck::kAllocator);
    if (fault.elsewhere == Fault::Elsewhere::kMislinked && is_proved)
      return {trial_of({}, "failed: exit status 1")};
    if (fault.plant == Plant::kCrash) return {trial_of({}, "crashed: signal 6 (Aborted)")};
    return {trial_of({phase_of(fault.plant)}, "")};
  }

  CountedTrial program(Plant plant) override {
    CountedTrial trial = trial_of({phase_of(plant)}, "");
    trial.cell.variant.clear();
    return trial;
  }

  std::vector<Record> instructions(Plant plant) override {
    if (!lacks.empty()) throw Error(lacks);
    TestTrial trial;
    trial.mode = Mode::kInstructions;
    Record made = record(trial);
    uint64_t& instructions = made.phases[0].figures["instructions"];
    if (plant == Plant::kInstructions) instructions += instructions / 20;
    return {made};
  }

  std::string lacks;

 private:
  static CellPhase phase_of(Plant plant) {
    const uint64_t more = plant == Plant::kAllocation || plant == Plant::kLeak ? 1000 : 0;
    CellPhase phase;
    phase.name = "get";
    phase.work = plant == Plant::kAnswer ? "aa cc" : "aa bb";
    phase.operations["get"] = {
        1000, {{"allocations", 3000 + more}, {"frees", 3000 + (plant == Plant::kLeak ? 0 : more)}}};
    return phase;
  }

  static CountedTrial trial_of(std::vector<CellPhase> phases, const std::string& failure) {
    return {{"get-hit{size=gate}", "baseline", "d1", std::move(phases)},
            {},
            {"gcc 12.2.0", "12", "x86_64", "-O2 -g1"},
            failure};
  }
};

std::vector<SelftestRow> rows_of(Faults& faults, const SkippedChecks& skipped = {}) {
  std::ostringstream log;
  return selftest(faults, log, skipped);
}

TEST(Selftest, FindsEveryFaultWithItsExitCode) {
  MadeFaults faults;
  for (const SelftestRow& row : rows_of(faults))
    EXPECT_TRUE(row.caught) << row.name() << ": " << row.fault << ": "
                            << static_cast<int>(row.found) << " " << row.text;
}

TEST(Selftest, HasAFaultForEveryCheck) {
  MadeFaults faults;
  std::vector<std::string> names;
  for (const SelftestRow& row : rows_of(faults)) names.push_back(row.name());
  for (const GateCheck check : kGateChecks) EXPECT_THAT(names, Contains(name_of(check)));
}

TEST(Selftest, NamesTheCheckThatIsSkipped) {
  MadeFaults faults;
  for (const GateCheck check : kGateChecks)
    EXPECT_THAT(not_caught(rows_of(faults, {check})), Contains(name_of(check)));
}

TEST(Selftest, SaysWhatIsMissing) {
  MadeFaults faults;
  faults.lacks = "valgrind is not installed: apt install valgrind";
  const std::vector<SelftestRow> rows = rows_of(faults);
  EXPECT_THAT(not_caught(rows), ElementsAre("nothing wrong", "costs"));
  EXPECT_THAT(rows.back().text, HasSubstr("apt install valgrind"));
}

}  // namespace
}  // namespace heapdyno
