#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "harness/base/folder.h"
#include "harness/base/outputs.h"
#include "harness/base/words.h"
#include "harness/builds/peers.h"
#include "harness/builds/scenario_choice.h"
#include "harness/profile/flame_graph.h"
#include "harness/profile/profile_diff_tables.h"
#include "harness/profile/profile_tables.h"
#include "harness/profile/profiling.h"
#include "harness/record/record_file.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

// Before minutes of work, not after them.
void check_folder(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  if (!file.empty() && !folder.empty() && !std::filesystem::is_directory(folder))
    throw usage_error("there is no folder " + folder + " for " + file);
}

void check_options(const ProfileOptions& options, const Inventory& inventory, ProfileTool tool) {
  if (!options.diff.empty() && options.variant.empty())
    throw usage_error("--diff needs --variant: what to compare with");
  check_store(options.store, inventory);
  if (options.store == "null") throw usage_error("the store null allocates nothing");
  const bool is_peer = !inventory.has_variants(options.store);
  if (!options.variant.empty() && is_peer)
    throw usage_error("the store " + options.store + " has no variants");
  // addr2line calls what a library does not name by the nearest function that it does.
  if (is_peer && tool == ProfileTool::kJemalloc)
    throw usage_error("the store " + options.store +
                      " is a library that names few of its functions: --tool heaptrack finds them");
  const std::vector<std::string>& built = inventory.allocators;
  if (std::find(built.begin(), built.end(), allocator_of(tool).linked) == built.end())
    throw Error("no configuration is built with " + allocator_of(tool).linked + ", which --tool " +
                std::string(name_of(tool)) + " needs: heapdyno doctor says how to get it");
  check_measured_phase(
      options.phase,
      one_instance_of(options.scenario, options.settings, inventory.folder).scenario);
  for (const std::string& file : {options.out_file, options.flame_file, options.folded_file})
    check_folder(file);
}

// The variants by canonical name; of a store without any, one of no name.
std::vector<std::string> variants_of(const ProfileOptions& options, const Inventory& inventory) {
  if (!inventory.has_variants(options.store)) return {""};
  const auto canonical = [&](const std::string& name) {
    return canonical_variant(name, inventory.toggles);
  };
  std::vector<std::string> variants = {
      canonical(options.variant.empty() ? "baseline" : options.variant)};
  if (!options.diff.empty()) variants.push_back(canonical(options.diff));
  return variants;
}

// As many profiles as variants, in their order.
std::vector<Profile> profiles_of(const ProfileOptions& options, Streams streams) {
  const ProfileTool tool = parse_profile_tool(options.tool);
  const Inventory inventory = take_inventory(open_build_folder(options.build), Ask::kOneOfEach);
  check_options(options, inventory, tool);
  const std::vector<std::string> variants = variants_of(options, inventory);
  std::vector<ProfiledCell> cells;
  for (const std::string& variant : variants)
    cells.push_back({options.scenario, variant, options.store});
  const TemporaryFolder scratch("/tmp");
  const std::string path = scratch.path() + "/profile.jsonl";
  record_profiles(inventory, cells,
                  {options.settings, tool, std::chrono::seconds(options.time_limit_seconds)}, path,
                  streams.log);
  const std::vector<Record> records = read_records(path);
  std::vector<Profile> profiles;
  for (const std::string& variant : variants) {
    for (const Record& record : records) {
      const auto of = record.keys.find("variant");
      if ((of == record.keys.end() ? "" : of->second) != variant) continue;
      Profile profile = profile_of(record, tool);
      profiles.push_back(options.phase.empty() ? std::move(profile)
                                               : only_phase(std::move(profile), options.phase));
    }
  }
  return profiles;
}

Graph graph_of(const Profile& profile) {
  return {profile.scenario + " on " + profile.configuration(), folded(profile)};
}

void show(const ProfileOptions& options, const Profile& profile, Streams streams) {
  print(streams.out, tables_of(profile, static_cast<size_t>(options.top)), options.format);
  write_output(options.out_file,
               [&](std::ostream& out) { out << to_json(profile).dump(1) << "\n"; });
  write_output(options.flame_file,
               [&](std::ostream& out) { write_flame_graph(out, graph_of(profile)); });
  write_output(options.folded_file, [&](std::ostream& out) { write_folded(out, folded(profile)); });
}

void show_diff(const ProfileOptions& options, const Profile& before, const Profile& after,
               Streams streams) {
  const ProfileDiff diff = diff_of(before, after);
  print(streams.out, tables_of(diff, static_cast<size_t>(options.top)), options.format);
  write_output(options.out_file, [&](std::ostream& out) { out << to_json(diff).dump(1) << "\n"; });
  write_output(options.flame_file, [&](std::ostream& out) {
    write_flame_graph(out, graph_of(before), graph_of(after));
  });
  write_output(options.folded_file,
               [&](std::ostream& out) { write_folded(out, folded(before), folded(after)); });
}

}  // namespace

Exit profile_command(const ProfileOptions& options, Streams streams) {
  const std::vector<Profile> profiles = profiles_of(options, streams);
  if (options.diff.empty()) {
    show(options, profiles.front(), streams);
  } else {
    show_diff(options, profiles.front(), profiles.back(), streams);
  }
  return Exit::kFine;
}

}  // namespace heapdyno
