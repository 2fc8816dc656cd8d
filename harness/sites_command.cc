#include <filesystem>

#include "allocators/heaptrack.h"
#include "harness/commands.h"
#include "harness/folder.h"
#include "harness/inventory.h"
#include "harness/measure.h"
#include "harness/record_file.h"
#include "harness/sites.h"

namespace heapdyno {
namespace {

void check_heaptrack() {
  for (const char* file : {kHeaptrack, kHeaptrackInterpreter}) {
    if (!std::filesystem::exists(file))
      throw Error("call stacks come from heaptrack, and there is no " + std::string(file) +
                  ": install the Debian package heaptrack");
  }
}

// Profiles what the list asks for; the records stay in `path`.
void profile(const BuildFolder& folder, const SiteList& list, const std::string& path,
             Streams streams) {
  check_heaptrack();
  const PreparedRun run =
      prepare_profiles(take_inventory(folder, Ask::kOneOfEach), cells_of(list), streams.err);
  RecordWriter writer(path, RecordWriter::Existing::kRefuse);
  const Facts facts = gather_facts();
  streams.err << run.plan.trials.size() << " profiled trials on " << describe(facts) << std::endl;
  const ExecuteResult result = measure(run, facts, {}, writer, streams.err);
  if (result.stopped) throw Error("stopped");
  if (result.failures > 0)
    throw Error(std::to_string(result.failures) + " attempts of trials failed; records in " + path +
                " say why");
}

}  // namespace

Exit sites_command(const SitesOptions& options, Streams streams) {
  const BuildFolder folder = open_build_folder(options.build);
  const SiteList list = load_site_list(folder.source + "/engine/sites.json");
  const Walk* const walk = options.walk.empty() ? nullptr : &list.walk(options.walk);
  const TemporaryFolder scratch("/tmp");
  std::string path = options.in_file;
  if (path.empty()) {
    path = options.out_file.empty() ? scratch.path() + "/sites.jsonl" : options.out_file;
    profile(folder, list, path, streams);
  }
  const std::vector<Record> records = read_records(path);
  print(streams.out, walk == nullptr ? site_table(list, records) : walk_table(*walk, records),
        options.format);
  return Exit::kFine;
}

}  // namespace heapdyno
