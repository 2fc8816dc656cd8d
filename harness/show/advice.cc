#include "harness/show/advice.h"

#include <algorithm>
#include <optional>
#include <set>

#include "harness/base/words.h"
#include "harness/figures/noisy.h"
#include "harness/figures/phase_rows.h"
#include "harness/show/lifetimes_table.h"

namespace heapdyno {
namespace {

enum Rule : size_t { kArena, kTemporary, kCrossThread, kSlab, kBackground, kRounding, kHeld };

// Below this many an operation, or so many bytes, there is nothing to win.
constexpr double kWorthwhile = 0.05;
constexpr double kSmall = 1e6;

// Of fewer operations "for each" says nothing.
constexpr uint64_t kFew = 100;

std::string percent(double share) { return figure(100 * share) + " %"; }

double ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool reaches(Rule rule, double share) { return share >= advice_rules()[rule].least; }

// What one rule says of the blocks of one size, or of neighbouring sizes of which it says the same.
struct Finding {
  std::optional<Rule> rule;  // none: it does not speak of them
  BlocksOfSize sizes;        // from which to which
  uint64_t blocks = 0;
  uint64_t matching = 0;  // of them so many do what the rule is about

  double share() const { return ratio(matching, blocks); }
  void add(const Finding& other) {
    blocks += other.blocks;
    matching += other.matching;
  }
};

using Judge = Finding (*)(const BlocksOfSize& blocks);

// By what becomes of the blocks that are born.
Finding judge_lifetimes(const BlocksOfSize& blocks) {
  const uint64_t outliving = blocks.born - std::min(blocks.born, blocks.own_operation);
  const std::pair<Rule, uint64_t> candidates[] = {
      {kTemporary, blocks.temporary}, {kArena, blocks.own_operation}, {kSlab, outliving}};
  for (const auto& [rule, matching] : candidates) {
    if (reaches(rule, ratio(matching, blocks.born))) return {rule, blocks, blocks.born, matching};
  }
  return {std::nullopt, blocks, blocks.born, 0};
}

// By who frees those that die.
Finding judge_frees(const BlocksOfSize& blocks) {
  const bool speaks = reaches(kCrossThread, ratio(blocks.elsewhere, blocks.died));
  return {speaks ? std::optional(kCrossThread) : std::nullopt, blocks, blocks.died,
          blocks.elsewhere};
}

// Of each run of neighbouring sizes under one rule. Sizes of which there are no blocks do not part
// it; those of which there are fewer than `least` count within it, and neither begin nor end it.
std::vector<Finding> findings(const std::vector<BlocksOfSize>& sizes, Judge judge, double least) {
  std::vector<Finding> runs;
  Finding pending;  // since the last run's end
  for (const BlocksOfSize& blocks : sizes) {
    const Finding here = judge(blocks);
    if (here.blocks == 0) continue;
    const bool is_seldom = static_cast<double>(here.blocks) < least;
    if (runs.empty() || runs.back().rule != here.rule) {
      runs.push_back(here);
      if (is_seldom) runs.back().rule = std::nullopt;
      pending = Finding();
      continue;
    }
    pending.add(here);
    if (is_seldom) continue;
    runs.back().sizes.most_bytes = blocks.most_bytes;
    runs.back().add(pending);
    pending = Finding();
  }
  std::erase_if(runs, [](const Finding& run) { return !run.rule; });
  return runs;
}

constexpr const char* kSentences[] = {
    "makes{} die within their operation: an arena would take them",
    "makes{} are freed with no other call in between: room on the stack or a kept buffer would "
    "take them",
    "made and that died{} were freed by another thread: a pool of a thread's own would not get "
    "them back",
    "makes{} outlive their operation, each of one size: slabs of these sizes would take them"};

// "71.00 % of the blocks of 17-32 B that put makes (2 for each put) die within their operation: ..."
std::string sentence(const ScopeRecord& scope, const Finding& found, double operations) {
  const bool has_operations = scope.operations > 0;
  const double each = static_cast<double>(found.blocks) /
                      (has_operations ? static_cast<double>(scope.operations) : operations);
  std::string text = kSentences[*found.rule];
  const std::string how_many =
      " (" + figure(each) + " for each " + (has_operations ? scope.name : "operation") + ")";
  text.replace(text.find("{}"), 2, how_many);
  return percent(found.share()) + " of the blocks of " + found.sizes.sizes() + " that " +
         scope.name + " " + text;
}

class Advisor {
 public:
  explicit Advisor(const std::vector<Record>& records)
      : rows_(phase_rows(samples_of(records, kModes), Allocators::kTogether)),
        table_("What the figures suggest", rows_) {
    for (const char* key : {"rule", "advice"}) table_.add_column(key, Align::kLeft);
  }

  // All that was measured of one phase of one configuration.
  std::vector<Table> tables() {
    for (const PhaseRow& row : rows_) {
      speak_of_blocks(row);
      speak_of_rounding(row);
      speak_of_held(row);
    }
    if (!any_) return {};
    if (spoke_.empty()) table_.add_note("no rule has anything to say");
    for (const AdviceRule& rule : advice_rules()) {
      if (spoke_.count(rule.name) > 0)
        table_.add_note(std::string(rule.name) + ", from " + percent(rule.least) + ": " +
                        std::string(rule.text));
    }
    return {table_.table()};
  }

 private:
  void say(const PhaseRow& row, Rule rule, const std::string& sentence) {
    table_.add_row(row, {std::string(advice_rules()[rule].name), sentence});
    spoke_.insert(advice_rules()[rule].name);
  }

  // Blocks live and die alike under every allocator: the first record speaks for all.
  void speak_of_blocks(const PhaseRow& row) {
    const std::vector<Sample> live = of_mode(row.samples, Mode::kLive);
    if (live.empty()) return;
    any_ = true;
    const PhaseRecord& phase = *live.front().phase;
    if (phase.operations() < kFew) return;
    for (const ScopeRecord& scope : phase.scopes) {
      if (scope.operations > 0 || scope.name == "background") speak_of_scope(row, phase, scope);
    }
    speak_of_background(row, phase);
  }

  void speak_of_scope(const PhaseRow& row, const PhaseRecord& phase, const ScopeRecord& scope) {
    const double operations = static_cast<double>(phase.operations());
    const std::vector<BlocksOfSize> sizes = blocks_by_size(scope);
    for (const Judge judge : {judge_lifetimes, judge_frees}) {
      for (const Finding& found : findings(sizes, judge, kWorthwhile * operations))
        say(row, *found.rule, sentence(scope, found, operations));
    }
  }

  void speak_of_background(const PhaseRow& row, const PhaseRecord& phase) {
    uint64_t all = 0;
    uint64_t background = 0;
    for (const ScopeRecord& scope : phase.scopes) {
      all += scope.allocations();
      if (scope.name == "background") background += scope.allocations();
    }
    const double share = ratio(background, all);
    const double each = static_cast<double>(background) / static_cast<double>(phase.operations());
    if (!reaches(kBackground, share) || each < kWorthwhile) return;
    say(row, kBackground,
        percent(share) + " of all allocations are made by flush and compaction: look there, too");
  }

  // The allocators for which `extra` reaches the rule's share, each with its figure: "jemalloc by ...".
  template <typename Extra, typename Text>
  static std::string allocators(const std::vector<Sample>& here, Rule rule, Extra extra,
                                Text text) {
    std::vector<std::string> names;
    for (const Sample& sample : here) {
      const std::string& alloc = value_of(sample, "alloc");
      if (std::find(names.begin(), names.end(), alloc) == names.end()) names.push_back(alloc);
    }
    std::vector<std::string> parts;
    for (const std::string& alloc : names) {
      const std::optional<double> found = extra(alloc);
      if (found && reaches(rule, *found)) parts.push_back(alloc + " " + text(*found));
    }
    return join(parts, ", ");
  }

  static std::optional<double> of_allocator(const std::vector<Sample>& here,
                                            const std::string& alloc, const char* name) {
    const Metric& metric = find_metric(name);
    std::vector<Sample> samples;
    for (const Sample& sample : here) {
      if (value_of(sample, "alloc") == alloc && value_of(sample, "mode") == name_of(metric.mode))
        samples.push_back(sample);
    }
    return typical(samples, metric);
  }

  void speak_of_rounding(const PhaseRow& row) {
    const std::string found = allocators(
        row.samples, kRounding,
        [&](const std::string& alloc) -> std::optional<double> {
          const auto live = of_allocator(row.samples, alloc, "live");
          const auto usable = of_allocator(row.samples, alloc, "live-usable");
          if (!live || !usable || *live < kSmall) return std::nullopt;
          return *usable / *live - 1;
        },
        [](double extra) { return "by " + percent(extra); });
    if (found.empty()) return;
    say(row, kRounding,
        "what is alive at the end is rounded up, under " + found +
            ": other sizes, or several objects in a block, would waste less");
  }

  void speak_of_held(const PhaseRow& row) {
    const std::vector<Sample> live = of_mode(row.samples, Mode::kLive);
    const std::optional<double> live_of_any =
        live.empty() ? std::nullopt : find_metric("live").of(*live.front().phase);
    const std::string found = allocators(
        row.samples, kHeld,
        [&](const std::string& alloc) -> std::optional<double> {
          const auto held = of_allocator(row.samples, alloc, "held");
          any_ |= held && live_of_any;
          if (!held || !live_of_any || *held - *live_of_any < kSmall) return std::nullopt;
          return *held / std::max(1.0, *live_of_any) - 1;
        },
        [](double extra) { return figure(extra + 1) + " times"; });
    if (found.empty()) return;
    say(row, kHeld,
        "more is held at the end than is alive, under " + found +
            (is_purge(*row.samples.front().phase)
                 ? ": this purge did not return it"
                 : ": what a purge at this point would return, a phase with one shows"));
  }

  static bool is_purge(const PhaseRecord& phase) {
    return std::any_of(phase.scopes.begin(), phase.scopes.end(), [](const ScopeRecord& scope) {
      return scope.name == "purge" && scope.operations > 0;
    });
  }

  static constexpr Mode kModes[] = {Mode::kLive, Mode::kMemory};  // what rules look at

  const std::vector<PhaseRow> rows_;
  PhaseTable table_;
  std::set<std::string_view> spoke_;  // rules by name
  bool any_ = false;                  // figures that a rule looks at
};

}  // namespace

const std::vector<AdviceRule>& advice_rules() {
  static const std::vector<AdviceRule> kRules = {
      {"arena", 0.6,
       "of the blocks of one size that an operation makes, those that die within it: an arena that "
       "is reset after each operation costs one step of a pointer for each (toggle arena)"},
      {"temporary", 0.5,
       "of the blocks of one size that an operation makes, those that are freed with no other call "
       "in between: a buffer on the stack, or one that is kept, needs no allocator (toggles "
       "small_vector and object_pool)"},
      {"cross-thread", 0.05,
       "of the blocks of one size that an operation makes and that die, those that another thread "
       "frees: a cache of a thread's own does not get them back, and allocators differ most here "
       "(compare them; see lock-free pools)"},
      {"slab", 0.6,
       "of the blocks of one size that an operation makes, those that outlive it, where that is at "
       "least one in twenty operations: slabs of one size have no headers and free in bulk (see "
       "size classes)"},
      {"background", 0.3,
       "of all allocations, those that flush and compaction make: look there as well as at the "
       "operations' own (toggles arena and object_pool act on both)"},
      {"rounding", 0.1,
       "usable bytes above requested ones, of what is alive at the end of a phase: internal "
       "fragmentation of this allocator with these sizes"},
      {"held", 0.5,
       "resident bytes that the store holds above those alive, at the end of a phase: "
       "fragmentation and what the allocator keeps for later"},
  };
  return kRules;
}

std::vector<Table> advice_tables(const std::vector<Record>& records) {
  return Advisor(records).tables();
}

}  // namespace heapdyno
