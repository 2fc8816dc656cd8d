// A campaign that goes on until it is resolved. Its plan has all the rounds of the last look
// (figures/looks.h); at each look a scenario stops of which every line has a verdict.
//
// A line is a phase and two configurations, compared in ns/op as `compare` does: where stores or
// variants differ, each against the first under the same allocator, else each allocator against the
// first. A look sees the rounds before it and nothing else, so a run that is continued decides what
// it would have decided without the break.
//
// Thread contract: one call at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/figures/verdict.h"
#include "harness/record/plan.h"
#include "harness/record/record.h"

namespace heapdyno {

struct LookedAtLine {
  std::string name;  // "phase get of all under jemalloc": what is set against the first
  Verdict verdict = Verdict::kInconclusive;
};

// What was decided of one scenario at one look.
struct Look {
  int scenario = 0;  // index into Plan::scenarios
  int rounds = 0;    // that it saw
  std::vector<LookedAtLine> lines;

  bool resolved() const;  // no line is inconclusive
  bool is_last() const;   // of the scenario
};

// "fill after 10 rounds: 1 of 2 lines have a verdict, still open: phase fill of all under jemalloc:
// goes on to 14"
std::string text_of(const Look& look, const Plan& plan);

// Two configurations to be compared, each named by store and variant, and allocator.
struct Side {
  std::string configuration;
  std::string alloc;
  bool operator==(const Side&) const = default;
};
struct Comparison {
  Side a;
  Side b;
};

// Throws a usage error where the filter left no timed trial, or no scenario that is timed has two
// configurations.
void check_can_be_resolved(const Plan& plan);

class UntilResolved {
 public:
  // Borrows the plan; `on_look` hears of each decision.
  UntilResolved(const Plan& plan, std::function<void(const Look&)> on_look);

  // A trial that has ended, now or before the run was continued.
  void add(Record record);

  // False: its scenario has stopped before this round. Looks first, where a look is due.
  // REQUIRES: trials are asked for in the plan's order, when those before them have ended.
  bool wants(const Trial& trial);

  // The looks that are left when all rounds are done.
  void conclude();

 private:
  struct State {
    std::vector<Comparison> comparisons;
    std::vector<Record> records;
    size_t looks = 0;  // that were made
    bool stopped = false;
  };

  void look(int scenario);
  std::vector<LookedAtLine> lines_of(const State& state, int rounds) const;

  const Plan& plan_;
  const std::function<void(const Look&)> on_look_;
  std::vector<State> states_;  // of the scenarios
};

}  // namespace heapdyno
