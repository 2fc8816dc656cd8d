#include "harness/base/folder.h"
#include "harness/profile/profiling.h"
#include "harness/profile/sites.h"
#include "harness/record/record_file.h"
#include "harness/tool/commands.h"

namespace heapdyno {

Exit sites_command(const SitesOptions& options, Streams streams) {
  const BuildFolder folder = open_build_folder(options.build);
  const SiteList list = load_site_list(folder.source_file("engine/sites.json"));
  const Walk* const walk = options.walk.empty() ? nullptr : &list.walk(options.walk);
  const TemporaryFolder scratch("/tmp");
  std::string path = options.in_file;
  if (path.empty()) {
    path = options.out_file.empty() ? scratch.path() + "/sites.jsonl" : options.out_file;
    record_profiles(take_inventory(folder, Ask::kOneOfEach), cells_of(list), {}, path, streams.log);
  }
  const std::vector<Record> records = read_records(path);
  print(streams.out, walk == nullptr ? site_table(list, records) : walk_table(*walk, records),
        options.format);
  return Exit::kFine;
}

}  // namespace heapdyno
