// Where the store allocates, by call site, and the call stacks as a flame graph.
#include <algorithm>

#include "harness/profile/folded.h"
#include "harness/profile/profile.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr double kNarrowestShare = 0.002;  // of a flame graph's width: frames below are left out

ProfileTool tool_of_record(const Record& record) {
  return value_of(record.keys, "alloc") == allocator_of(ProfileTool::kHeaptrack).name
             ? ProfileTool::kHeaptrack
             : ProfileTool::kJemalloc;
}

std::vector<Profile> profiles_of(const Gathered& gathered) {
  std::vector<Profile> profiles;
  for (const Record& record : gathered.records()) {
    if (record.keys.at("mode") == name_of(Mode::kProfile))
      profiles.push_back(profile_of(record, tool_of_record(record)));
  }
  return profiles;
}

std::string variant_name(const Profile& profile) {
  ReportCell cell;
  cell.store = profile.store;
  cell.variant = {profile.variant};
  return cell.configuration();
}

void add_sites(Table& table, const Profile& profile) {
  for (const PhaseProfile& phase : profile.phases) {
    for (const CallSite& site : most_first(call_sites(phase.stacks), By::kAllocations)) {
      table.rows.push_back(
          {profile.scenario, phase.name, variant_name(profile), site.operation,
           short_name(site.function), count_cell(site.figures.allocations),
           number_cell(per(site.figures.allocations, phase.operations_of(site.operation))),
           count_cell(site.figures.bytes), count_cell(site.figures.temporary)});
    }
  }
}

// Frames from left to right, callees below their caller.
class FlameRows {
 public:
  FlameRows(Table& table, const Profile& profile, const PhaseProfile& phase)
      : table_(table), scenario_(profile.scenario), variant_(variant_name(profile)), phase_(phase) {
    Profile alone = profile;
    alone.phases = {phase};
    for (const auto& [stack, count] : folded(alone)) add(stack, count);
    close(0);
    write();
  }

 private:
  struct Open {
    std::string frame;
    uint64_t from;
  };

  // Stacks come in order, so that those with a common beginning stand side by side.
  void add(const Stack& stack, uint64_t count) {
    size_t common = 0;
    while (common < open_.size() && common < stack.size() && open_[common].frame == stack[common])
      ++common;
    close(common);
    for (size_t i = common; i < stack.size(); ++i) open_.push_back({stack[i], position_});
    position_ += count;
  }

  void close(size_t depth) {
    while (open_.size() > depth) {
      const Open frame = open_.back();
      open_.pop_back();
      rows_.push_back({frame, open_.size(), position_});
    }
  }

  void write() {
    const double least = kNarrowestShare * static_cast<double>(position_);
    for (const auto& [frame, depth, to] : rows_) {
      if (static_cast<double>(to - frame.from) < least) continue;
      table_.rows.push_back({scenario_, phase_.name, variant_, frame.frame, count_cell(depth),
                             count_cell(frame.from), count_cell(to), count_cell(to - frame.from)});
    }
  }

  struct Closed {
    Open frame;
    size_t depth;
    uint64_t to;
  };

  Table& table_;
  const std::string scenario_;
  const std::string variant_;
  const PhaseProfile& phase_;
  std::vector<Open> open_;  // the frames of the last stack
  std::vector<Closed> rows_;
  uint64_t position_ = 0;
};

constexpr size_t kMostNamedSites = 8;

// "batch-100 fill, baseline: OwnedBytes::copy_of makes 64.4 % of 310,244 allocations"
Statement largest_sites(const std::vector<Profile>& profiles) {
  Statement statement{"The function that asks for memory the most often:"};
  size_t phases = 0;
  for (const Profile& profile : profiles) {
    for (const PhaseProfile& phase : profile.phases) {
      const uint64_t all = total(phase.stacks).allocations;
      if (all == 0 || phases++ >= kMostNamedSites) continue;
      const CallSite site = most_first(call_sites(phase.stacks), By::kAllocations).front();
      statement.items.push_back(profile.scenario + " " + phase.name + ", " + variant_name(profile) +
                                ": " + short_name(site.function) + " makes " +
                                percent_text(per(site.figures.allocations, all)) + " of " +
                                thousands(all) + " allocations");
    }
  }
  if (phases > kMostNamedSites)
    statement.items.push_back(std::to_string(phases - kMostNamedSites) + " more stand below");
  return statement;
}

std::vector<Column> place_columns() {
  return {{"scenario", Align::kLeft}, {"phase", Align::kLeft}, {"variant", Align::kLeft}};
}

Table site_rows(const std::vector<Profile>& profiles) {
  Table table{"", place_columns(), {}, {}};
  table.columns.insert(table.columns.end(), {{"operation", Align::kLeft},
                                             {"function", Align::kLeft},
                                             {"allocations"},
                                             {"per operation"},
                                             {"bytes"},
                                             {"temporary"}});
  for (const Profile& profile : profiles) add_sites(table, profile);
  table.notes = {"temporary: freed by the very next call of the allocator"};
  return table;
}

Table flame_rows(const std::vector<Profile>& profiles) {
  Table table{"", place_columns(), {}, {}};
  table.columns.insert(table.columns.end(),
                       {{"frame", Align::kLeft}, {"depth"}, {"from"}, {"to"}, {"allocations"}});
  for (const Profile& profile : profiles) {
    for (const PhaseProfile& phase : profile.phases) FlameRows(table, profile, phase);
  }
  table.notes = {
      "from, to: the frame's place among all allocations of the phase; frames narrower than " +
      share_text(kNarrowestShare) + " are left out"};
  return table;
}

}  // namespace

std::vector<ReportSection> site_sections(const Gathered& gathered) {
  const std::vector<Profile> profiles = profiles_of(gathered);
  Table sites = site_rows(profiles);
  if (sites.rows.empty()) return {};
  const std::vector<std::string> pick = {"scenario", "phase", "variant"};
  return {
      {"sites",
       "Where the store allocates",
       {"The function of the store that asks for the memory. Counted with every call stack; the "
        "picture has the first fifteen, the table all."},
       "sites",
       std::move(sites),
       pick,
       {{"metric", "allocs/op"}},
       largest_sites(profiles)},
      {"flame",
       "By which way it gets there",
       {"A flame graph from top to bottom: a frame stands below its caller and is as wide as the "
        "share "
        "of allocations made in it and in what it calls."},
       "flame",
       flame_rows(profiles),
       pick,
       {{"metric", "allocs/op"}}}};
}

}  // namespace heapdyno
