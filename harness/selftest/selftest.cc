#include "harness/selftest/selftest.h"

#include <algorithm>
#include <functional>

#include "harness/base/folder.h"
#include "harness/check/accept.h"
#include "harness/check/check.h"
#include "harness/check/report_words.h"
#include "harness/compare/gate.h"
#include "harness/run/measure.h"
#include "harness/selftest/recorded_times.h"

namespace heapdyno {
namespace {

// What the gate said of a fault.
struct Said {
  Exit exit = Exit::kFine;
  std::vector<std::string> sentences;  // most serious first
};

// A fault, and how it has to be caught.
struct Case {
  std::optional<GateCheck> check;
  const char* fault;
  Exit expected;
  const char* words;  // in what the gate says; empty: it says nothing
  std::function<Said()> judge;
};

constexpr Plant kNothing = Plant::kNone;
constexpr double kSlower = 1.05;

class Selftest {
 public:
  Selftest(Faults& faults, const SkippedChecks& skipped) : faults_(faults), skipped_(skipped) {}

  std::vector<Case> cases() {
    using enum GateCheck;
    return {
        {{}, "the trial as it was accepted", Exit::kFine, "", check_of(kNothing, {})},
        {kFigures, "one more allocation in each operation", Exit::kRegression, "allocations/op",
         check_of(kNothing, {Plant::kAllocation})},
        // The baseline has the block too, and its free: only that is missing.
        {kBlocksAlive, "one free missing in each operation", Exit::kRegression, "blocks left alive",
         check_of(Plant::kAllocation, {Plant::kLeak})},
        {kBlocksAlive, "the same free missing in a program that marks nothing", Exit::kRegression,
         "blocks left alive", program_of(Plant::kAllocation, Plant::kLeak)},
        {kWork, "one get that answers other bytes", Exit::kNotComparable, "its answers are others",
         check_of(kNothing, {Plant::kAnswer})},
        {kFailures, "a process that aborts", Exit::kFailed, "Aborted",
         check_of(kNothing, {Plant::kCrash})},
        {kAllocator, "an allocator that is not the one that was asked for", Exit::kFailed,
         "exit status 1", check_of(kNothing, {kNothing, Fault::Elsewhere::kMislinked})},
        {kSelection, "a selection that picks nothing", Exit::kNotComparable, "nothing is chosen",
         check_of(kNothing, {kNothing, Fault::Elsewhere::kNothingChosen})},
        {{}, "recorded block times of equal sides", Exit::kFine, "", times_of(1)},
        {kTimes, "5 % put onto recorded block times", Exit::kRegression, "ns/op",
         times_of(kSlower)},
        {{}, "the same instructions", Exit::kFine, "", instructions_of(kNothing)},
        {kCosts, "5 % more instructions in each operation", Exit::kRegression, "instructions/op",
         instructions_of(Plant::kInstructions)},
    };
  }

 private:
  std::function<Said()> check_of(Plant accepted, Fault fault) {
    return [this, accepted, fault] {
      return checked(faults_.count({accepted}, {}), faults_.count(fault, skipped_));
    };
  }

  std::function<Said()> program_of(Plant accepted, Plant fault) {
    return [this, accepted, fault] {
      return checked({faults_.program(accepted)}, {faults_.program(fault)});
    };
  }

  Said checked(const std::vector<CountedTrial>& accepted, const std::vector<CountedTrial>& now) {
    const TemporaryFolder folder("/tmp");
    const BaselineFolder baselines(folder.path());
    accept(accepted, baselines, {"the selftest's own", "", utc_now("%Y-%m-%d"), ""});
    const CheckReport report = check(now, baselines, {"", false, {.skipped = skipped_}});
    Said said{report.exit(), {}};
    for (const Finding& finding : report.findings) said.sentences.push_back(headline(finding));
    return said;
  }

  std::function<Said()> times_of(double slower) {
    return [this, slower] {
      return gated(recorded_times(slower), "variant:baseline", "variant:all", "ns/op");
    };
  }

  std::function<Said()> instructions_of(Plant plant) {
    return [this, plant] {
      std::vector<Record> records = input("before", faults_.instructions(kNothing));
      for (Record& record : input("after", faults_.instructions(plant)))
        records.push_back(std::move(record));
      return gated(records, "in:before", "in:after", "instructions/op");
    };
  }

  static std::vector<Record> input(const char* label, std::vector<Record> records) {
    for (Record& record : records) record.keys["in"] = label;
    return records;
  }

  Said gated(const std::vector<Record>& records, const char* a, const char* b,
             const char* metric) const {
    CompareOptions options;
    options.a = Selection::parse(a);
    options.b = Selection::parse(b);
    const GateResult result = gate(records, options, {metric}, skipped_);
    Said said{result.exit(), result.regressions};
    for (const std::string& text : result.inconclusive) said.sentences.push_back(text);
    return said;
  }

  Faults& faults_;
  const SkippedChecks& skipped_;
};

// The sentence with the words, else the first.
std::string telling(const Said& said, const std::string& words) {
  const auto found =
      std::find_if(said.sentences.begin(), said.sentences.end(),
                   [&](const std::string& text) { return text.find(words) != std::string::npos; });
  if (found != said.sentences.end()) return *found;
  return said.sentences.empty() ? "" : said.sentences.front();
}

// What the gate refuses, it says by an error.
Said judged(const Case& one) {
  try {
    return one.judge();
  } catch (const Error& error) {
    return {error.exit(), {error.what()}};
  }
}

SelftestRow row_of(const Case& one) {
  const Said said = judged(one);
  SelftestRow row{one.check, one.fault, one.expected, said.exit, telling(said, one.words), false};
  row.caught = row.found == row.expected && row.text.find(one.words) != std::string::npos;
  return row;
}

}  // namespace

std::string SelftestRow::name() const { return check ? name_of(*check) : "nothing wrong"; }

std::vector<SelftestRow> selftest(Faults& faults, std::ostream& log, const SkippedChecks& skipped) {
  Selftest selftest(faults, skipped);
  std::vector<SelftestRow> rows;
  for (const Case& one : selftest.cases()) {
    log << "selftest: " << one.fault << std::endl;
    rows.push_back(row_of(one));
  }
  return rows;
}

std::vector<std::string> not_caught(const std::vector<SelftestRow>& rows) {
  std::vector<std::string> names;
  for (const SelftestRow& row : rows) {
    const bool is_named = std::find(names.begin(), names.end(), row.name()) != names.end();
    if (!row.caught && !is_named) names.push_back(row.name());
  }
  return names;
}

}  // namespace heapdyno
