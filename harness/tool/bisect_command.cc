#include <chrono>

#include "harness/base/words.h"
#include "harness/bisect/commit_builds.h"
#include "harness/bisect/commit_search.h"
#include "harness/bisect/commit_tables.h"
#include "harness/bisect/set_tables.h"
#include "harness/bisect/smallest_sets.h"
#include "harness/bisect/trials.h"
#include "harness/builds/scenario_choice.h"
#include "harness/run/campaign.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// At gate size unless something else was asked for.
ScenarioSettings settings_of(const BisectOptions& options, const BuildFolder& folder) {
  ScenarioSettings settings = options.settings;
  const ScenarioChoice choice = parse_scenario_choice(options.scenario);
  const bool is_sized = settings.size || settings.scale || choice.settings.size ||
                        choice.settings.scale || !find_scenario(folder, choice.scenario).gate;
  if (!is_sized) settings.size = ScenarioSize::kGate;
  return settings;
}

WhatIsCounted counted_by(const BisectOptions& options, const BuildFolder& folder) {
  WhatIsCounted counted{options.scenario, settings_of(options, folder), options.phase,
                        &exact_metric(options.metric)};
  const ScenarioInstance instance = one_instance_of(counted.scenario, counted.settings, folder);
  check_measured_phase(counted.phase, instance.scenario);
  return counted;
}

TrialLimits limits_of(const BisectOptions& options) {
  return {options.data, std::chrono::seconds(options.time_limit_seconds)};
}

// "allocations of fill-random{size=gate}"
std::string what_of(const WhatIsCounted& counted, const BuildFolder& folder) {
  return std::string(counted.metric->name) + " of " +
         one_instance_of(counted.scenario, counted.settings, folder).name;
}

// Call sites come on top of the answer: without them it is still one.
template <typename TablesOfSites>
void add_sites(std::vector<Table>& tables, TablesOfSites tables_of_sites, Streams streams) {
  try {
    for (Table& table : tables_of_sites()) tables.push_back(std::move(table));
  } catch (const Error& error) {
    streams.log << "warning: no call sites: " << error.what() << "\n";
  }
}

Exit nothing_changed(const Counts& counts, const std::string& between, Streams streams) {
  streams.err << "heapdyno: nothing changed " << between << ": " << text_of(counts) << "\n";
  return Exit::kNotComparable;
}

// "arena=fresh+zero_copy", as canonical_variant() understands it.
std::string name_of(const Policy& policy, const std::vector<ToggleInfo>& toggles) {
  std::vector<std::string> words;
  for (const auto& [toggle, kind] : policy) words.push_back(toggle + "=" + kind);
  return canonical_variant(words.empty() ? "baseline" : join(words, "+"), toggles);
}

class TogglesBisection {
 public:
  TogglesBisection(const BisectTogglesOptions& options, Streams streams)
      : options_(options),
        streams_(streams),
        inventory_(take_inventory(open_build_folder(options.common.build), Ask::kOneOfEach)),
        counted_(counted_by(options.common, inventory_.folder)),
        switches_(policy_of_variant(options.from, inventory_.toggles),
                  policy_of_variant(options.to, inventory_.toggles), inventory_.toggles) {}

  Exit run() {
    const std::string between = "from " + options_.from + " to " + options_.to;
    if (switches_.toggles().empty())
      throw usage_error(between + " there is no toggle to switch: they are one variant");
    warn_of_dropped_variables(streams_);
    const Question question = options_.whole ? Question::kWholeChange : Question::kAnyChange;
    const auto most = static_cast<size_t>(options_.most);
    const Clock::time_point start = Clock::now();
    const SmallestSets found =
        find_smallest_sets(switches_, question, most,
                           [this](const std::vector<Policy>& policies) { return count(policies); });
    const double seconds = seconds_since(start);
    if (found.sets.empty()) return nothing_changed(found.from, between, streams_);
    const std::string what = what_of(counted_, inventory_.folder) + " " + between;
    std::vector<Table> tables = {table_of(found, switches_, question, most, what, seconds)};
    add_sites(
        tables, [&] { return sites_of(found); }, streams_);
    print(streams_.out, tables, options_.common.format);
    return Exit::kFine;
  }

 private:
  std::string variant_of(const Policy& policy) const { return name_of(policy, inventory_.toggles); }

  std::vector<Counts> count(const std::vector<Policy>& policies) const {
    std::vector<std::string> variants;
    for (const Policy& policy : policies) variants.push_back(variant_of(policy));
    return count_variants(inventory_, variants, counted_, limits_of(options_.common), streams_.log);
  }

  Profile profile(const Policy& policy) const {
    return profile_variant(inventory_, variant_of(policy), counted_, limits_of(options_.common),
                           streams_.log);
  }

  std::vector<Table> sites_of(const SmallestSets& found) const {
    const Profile before = profile(switches_.from());
    std::vector<Table> tables;
    for (const FoundSet& set : found.sets) {
      for (Table& table :
           site_tables(before, profile(set.policy), changed_counts(found.from, set.counts),
                       *counted_.metric, static_cast<size_t>(options_.common.top)))
        tables.push_back(std::move(table));
    }
    return tables;
  }

  const BisectTogglesOptions& options_;
  const Streams streams_;
  const Inventory inventory_;
  const WhatIsCounted counted_;
  const Switches switches_;
};

class CommitsBisection {
 public:
  CommitsBisection(const BisectCommitsOptions& options, Streams streams)
      : options_(options),
        streams_(streams),
        folder_(open_build_folder(options.common.build)),
        checkout_(folder_.source),
        toggles_(take_inventory(folder_, Ask::kOneOfEach).toggles),
        counted_(counted_by(options.common, folder_)),
        variant_(canonical_variant(options.variant, toggles_)) {}

  Exit run() {
    const GitCommit good = checkout_.commit(options_.good);
    const GitCommit bad = checkout_.commit(options_.bad);
    std::vector<GitCommit> line = checkout_.line(good, bad);
    warn_of_dropped_variables(streams_);
    CommitBuilds builds(checkout_, folder_,
                        options_.worktree.empty() ? folder_.build + "/bisect" : options_.worktree,
                        {variant_, is_named_variant(variant_, toggles_), counted_.metric->mode});
    const CommitSearch search = search_commits(
        std::move(line), [&](const GitCommit& commit) { return count(builds, commit); },
        streams_.log);
    if (!search.range) {
      return nothing_changed(*search.steps.front().count.counts,
                             "from " + good.short_hash() + " to " + bad.short_hash(), streams_);
    }
    std::vector<Table> tables =
        tables_of(search, what_of(counted_, folder_) + ", variant " + variant_);
    add_sites(
        tables, [&] { return sites_of(search, builds); }, streams_);
    print(streams_.out, tables, options_.common.format);
    return search.range->is_one_commit() ? Exit::kFine : Exit::kNotComparable;
  }

 private:
  CommitCount count(CommitBuilds& builds, const GitCommit& commit) const {
    CommitCount count;
    count.why_skipped = builds.build(commit);
    if (!count.why_skipped.empty()) return count;
    const Clock::time_point start = Clock::now();
    try {
      count.counts = count_variants(take_inventory(builds.built(commit), Ask::kOneOfEach),
                                    {variant_}, counted_, limits_of(options_.common), streams_.log)
                         .front();
    } catch (const Error& error) {
      if (interrupted()) throw;
      count.why_skipped = "cannot be counted: " + std::string(error.what());
    }
    count.counting_seconds = seconds_since(start);
    return count;
  }

  Profile profile(const CommitBuilds& builds, const GitCommit& commit) const {
    Profile profile = profile_variant(take_inventory(builds.built(commit), Ask::kOneOfEach),
                                      variant_, counted_, limits_of(options_.common), streams_.log);
    profile.commit = commit.short_hash();
    return profile;
  }

  std::vector<Table> sites_of(const CommitSearch& search, const CommitBuilds& builds) const {
    const ChangedRange& range = *search.range;
    return site_tables(profile(builds, search.line[range.as_good]),
                       profile(builds, search.line[range.changed]),
                       changed_counts(*search.step_of(range.as_good).count.counts,
                                      *search.step_of(range.changed).count.counts),
                       *counted_.metric, static_cast<size_t>(options_.common.top));
  }

  const BisectCommitsOptions& options_;
  const Streams streams_;
  const BuildFolder folder_;
  const Checkout checkout_;
  const std::vector<ToggleInfo> toggles_;
  const WhatIsCounted counted_;
  const std::string variant_;
};

}  // namespace

Exit bisect_toggles_command(const BisectTogglesOptions& options, Streams streams) {
  return TogglesBisection(options, streams).run();
}

Exit bisect_commits_command(const BisectCommitsOptions& options, Streams streams) {
  return CommitsBisection(options, streams).run();
}

}  // namespace heapdyno
