#include "harness/advice.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/cells.h"
#include "harness/lifetimes_table.h"
#include "harness/words.h"

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

// The blocks of an operation's that one rule speaks of, over the sizes for which it does.
struct Matching {
  size_t least_bytes = SIZE_MAX;
  size_t most_bytes = 0;
  uint64_t blocks = 0;
  uint64_t matching = 0;  // of them so many do what the rule is about

  void add(const DeadBlocks& dead, uint64_t matching_here) {
    least_bytes = std::min(least_bytes, dead.least_bytes);
    most_bytes = std::max(most_bytes, dead.most_bytes);
    blocks += dead.blocks;
    matching += matching_here;
  }
};

constexpr const char* kSentences[] = {
    "die within their operation: an arena would take them",
    "are freed with no other call in between: room on the stack or a kept buffer would take them",
    "are freed by another thread: a pool of a thread's own would not get them back",
    "outlive their operation, each of one size: slabs of these sizes would take them"};

class Advisor {
 public:
  explicit Advisor(const std::vector<Record>& records) : samples_(samples_of(records)) {
    table_.title = "What the figures suggest";
    for (const char* key : {"scenario", "phase", "variant", "rule", "advice"})
      table_.columns.push_back({key, Align::kLeft});
  }

  // All that was measured of one phase of one configuration, in the order of the records.
  std::vector<Table> tables() {
    std::set<std::vector<std::string>> seen;
    for (const Sample& sample : samples_) {
      const std::vector<std::string> place = place_of(sample);
      if (!seen.insert(place).second) continue;
      std::vector<Sample> here;
      for (const Sample& other : samples_)
        if (place_of(other) == place) here.push_back(other);
      speak_of_blocks(here);
      speak_of_rounding(here);
      speak_of_held(here);
    }
    if (!any_) return {};
    if (table_.rows.empty()) table_.notes.push_back("no rule has anything to say");
    for (const AdviceRule& rule : advice_rules()) {
      if (spoke_.count(rule.name) > 0)
        table_.notes.push_back(std::string(rule.name) + ", from " + percent(rule.least) + ": " +
                               std::string(rule.text));
    }
    return {table_};
  }

 private:
  static std::vector<std::string> place_of(const Sample& sample) {
    return {value_of(sample, "scenario"), sample.phase->name, configuration_of(sample.keys)};
  }

  void say(const Sample& sample, Rule rule, const std::string& sentence) {
    std::vector<TableCell> row;
    for (const std::string& part : place_of(sample)) row.emplace_back(part);
    row.emplace_back(std::string(advice_rules()[rule].name));
    row.emplace_back(sentence);
    table_.rows.push_back(std::move(row));
    spoke_.insert(advice_rules()[rule].name);
  }

  static bool reaches(Rule rule, double share) { return share >= advice_rules()[rule].least; }

  // Blocks live and die alike under every allocator: the first record speaks for all.
  void speak_of_blocks(const std::vector<Sample>& here) {
    const auto live = std::find_if(here.begin(), here.end(), [](const Sample& sample) {
      return value_of(sample, "mode") == name_of(Mode::kLive);
    });
    if (live == here.end()) return;
    any_ = true;
    if (live->phase->operations() < kFew) return;
    for (const ScopeRecord& scope : live->phase->scopes) {
      if (scope.operations > 0 || scope.name == "background") speak_of_scope(*live, scope);
    }
    speak_of_background(*live);
  }

  void speak_of_scope(const Sample& sample, const ScopeRecord& scope) {
    const double operations = static_cast<double>(sample.phase->operations());
    std::map<Rule, Matching> matching;
    for (const DeadBlocks& dead : dead_blocks(scope)) {
      if (static_cast<double>(dead.blocks) / operations < kWorthwhile) continue;
      const uint64_t outliving = dead.blocks - dead.own_operation;
      if (reaches(kTemporary, ratio(dead.temporary, dead.blocks))) {
        matching[kTemporary].add(dead, dead.temporary);
      } else if (reaches(kArena, ratio(dead.own_operation, dead.blocks))) {
        matching[kArena].add(dead, dead.own_operation);
      } else if (reaches(kSlab, ratio(outliving, dead.blocks))) {
        matching[kSlab].add(dead, outliving);
      }
      if (reaches(kCrossThread, ratio(dead.elsewhere, dead.blocks)))
        matching[kCrossThread].add(dead, dead.elsewhere);
    }
    for (const auto& [rule, blocks] : matching) {
      const DeadBlocks sizes{.least_bytes = blocks.least_bytes, .most_bytes = blocks.most_bytes};
      say(sample, rule,
          percent(ratio(blocks.matching, blocks.blocks)) + " of the blocks of " + sizes.sizes() +
              " that " + scope.name + " makes (" +
              figure(static_cast<double>(blocks.blocks) / operations) + " an operation) " +
              kSentences[rule]);
    }
  }

  void speak_of_background(const Sample& sample) {
    uint64_t all = 0;
    uint64_t background = 0;
    for (const ScopeRecord& scope : sample.phase->scopes) {
      all += scope.allocations();
      if (scope.name == "background") background += scope.allocations();
    }
    const double share = ratio(background, all);
    const double each =
        static_cast<double>(background) / static_cast<double>(sample.phase->operations());
    if (!reaches(kBackground, share) || each < kWorthwhile) return;
    say(sample, kBackground,
        percent(share) + " of all allocations are made by flush and compaction: look there first");
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

  void speak_of_rounding(const std::vector<Sample>& here) {
    const std::string found = allocators(
        here, kRounding,
        [&](const std::string& alloc) -> std::optional<double> {
          const auto live = of_allocator(here, alloc, "live");
          const auto usable = of_allocator(here, alloc, "live-usable");
          if (!live || !usable || *live < kSmall) return std::nullopt;
          return *usable / *live - 1;
        },
        [](double extra) { return "by " + percent(extra); });
    if (found.empty()) return;
    say(here.front(), kRounding,
        "what is alive at the end is rounded up, under " + found +
            ": other sizes, or several objects in a block, would waste less");
  }

  void speak_of_held(const std::vector<Sample>& here) {
    const auto live_of_any = [&]() -> std::optional<double> {
      for (const Sample& sample : here) {
        if (value_of(sample, "mode") == name_of(Mode::kLive))
          return find_metric("live").of(*sample.phase);
      }
      return std::nullopt;
    }();
    const std::string found = allocators(
        here, kHeld,
        [&](const std::string& alloc) -> std::optional<double> {
          const auto held = of_allocator(here, alloc, "held");
          any_ |= held && live_of_any;
          if (!held || !live_of_any || *held - *live_of_any < kSmall) return std::nullopt;
          return *held / std::max(1.0, *live_of_any) - 1;
        },
        [](double extra) { return figure(extra + 1) + " times"; });
    if (found.empty()) return;
    say(here.front(), kHeld,
        "more is held at the end than is alive, under " + found +
            ": a purge at this point, or settings that give memory back sooner, would return it");
  }

  const std::vector<Sample> samples_;
  Table table_;
  std::set<std::string_view> spoke_;  // rules by name
  bool any_ = false;                  // figures that a rule looks at
};

}  // namespace

const std::vector<AdviceRule>& advice_rules() {
  static const std::vector<AdviceRule> kRules = {
      {"arena", 0.5,
       "of the blocks of one size that an operation makes, those that die within it: an arena that "
       "is reset after each operation costs one step of a pointer for each (toggle arena)"},
      {"temporary", 0.5,
       "of the blocks of one size that an operation makes, those that are freed with no other call "
       "in between: a buffer on the stack, or one that is kept, needs no allocator (toggles "
       "small_vector and object_pool)"},
      {"cross-thread", 0.05,
       "of the blocks of one size that an operation makes, those that another thread frees: a "
       "cache "
       "of a thread's own does not get them back, and allocators differ most here (compare them; "
       "see lock-free pools)"},
      {"slab", 0.5,
       "of the blocks of one size that an operation makes, those that outlive it, where that is at "
       "least one in twenty operations: slabs of one size have no headers and free in bulk (see "
       "size classes)"},
      {"background", 0.3,
       "of all allocations, those that flush and compaction make: the operations' own are the "
       "lesser "
       "part (toggles arena and object_pool act on both)"},
      {"rounding", 0.1,
       "usable bytes above requested ones, of what is alive at the end of a phase: internal "
       "fragmentation of this allocator with these sizes"},
      {"held", 0.5,
       "resident bytes that the store holds above those alive, at the end of a phase: "
       "fragmentation "
       "and what the allocator keeps for later"},
  };
  return kRules;
}

std::vector<Table> advice_tables(const std::vector<Record>& records) {
  return Advisor(records).tables();
}

}  // namespace heapdyno
