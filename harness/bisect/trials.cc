#include "harness/bisect/trials.h"

#include <algorithm>
#include <map>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/profile/profile_diff.h"
#include "harness/profile/profile_diff_tables.h"
#include "harness/profile/profiling.h"
#include "harness/record/record_file.h"
#include "harness/run/measure.h"

namespace heapdyno {
namespace {

// One trial of each variant, of the mode that gives the metric.
PreparedRun prepare(const Inventory& inventory, const std::vector<std::string>& variants,
                    const WhatIsCounted& counted, std::ostream& log) {
  std::vector<Arm> arms;
  for (const std::string& variant : variants)
    arms.push_back({"reference", variant, parse_allocator("glibc")});
  RunOptions options;
  options.scenarios = {counted.scenario};
  options.settings = counted.settings;
  options.rounds = 0;
  options.counts = counted.metric->mode == Mode::kCount ? 1 : 0;
  options.live = counted.metric->mode == Mode::kLive ? 1 : 0;
  return prepare_arms(inventory, std::move(arms), options, {log, log, log});
}

}  // namespace

std::vector<Counts> count_variants(const Inventory& inventory,
                                   const std::vector<std::string>& variants,
                                   const WhatIsCounted& counted, const TrialLimits& limits,
                                   std::ostream& log) {
  const PreparedRun run = prepare(inventory, variants, counted, log);
  std::map<std::string, Record> records;  // by variant; of several attempts the last
  for (Record& record : measured_records(run, {limits.data, limits.limit, {}}, log))
    records.insert_or_assign(value_of(record.keys, "variant"), std::move(record));
  std::vector<Counts> counts;
  for (const std::string& variant : variants)
    counts.push_back(counts_of(records.at(variant), counted));
  return counts;
}

Profile profile_variant(const Inventory& inventory, const std::string& variant,
                        const WhatIsCounted& counted, const TrialLimits& limits,
                        std::ostream& log) {
  const TemporaryFolder scratch("/tmp");
  const std::string path = scratch.path() + "/profile.jsonl";
  record_profiles(inventory, {{counted.scenario, variant}},
                  {counted.settings, ProfileTool::kHeaptrack, limits.limit}, path, log);
  return profile_of(read_records(path).front(), ProfileTool::kHeaptrack);
}

std::vector<Table> site_tables(const Profile& before, const Profile& after,
                               const std::vector<ChangedCount>& changed, const Metric& metric,
                               size_t top) {
  ProfileDiff diff = diff_of(before, after);
  std::erase_if(diff.phases, [&](const PhaseDiff& phase) {
    return std::none_of(changed.begin(), changed.end(), [&](const ChangedCount& count) {
      return count.phase == phase.before->name;
    });
  });
  if (metric.mode != Mode::kLive) diff.heaps.clear();  // nothing was said of what is alive
  return tables_of(diff, top);
}

}  // namespace heapdyno
