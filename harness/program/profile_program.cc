#include "harness/program/profile_program.h"

#include <filesystem>
#include <fstream>

#include "allocators/heaptrack.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/stacks/profile_reader.h"

namespace heapdyno {

ProgramSites profile_program(const ProgramOptions& options, const ProfilingOfProgram& profiling) {
  const TemporaryFolder files("/dev/shm");
  const TemporaryFolder profiles(
      temporary_folder());  // a line for each allocation: they may be large
  const std::string counters = files.path() + "/counters";
  const std::string raw = profiles.path() + "/heaptrack";
  ProgramSetting setting;
  setting.libraries = {options.observer, profiling.frames, kHeaptrack};
  setting.environment = {HEAPDYNO_OBSERVER_VARIABLE "=" + counters,
                         std::string(kHeaptrackVariable) + "=" + raw};
  run_program(options, setting, files.path());
  const engine::Result<Counters> process = read_counters(counters);
  if (!process.is_ok()) throw Error(process.status().to_string());
  const std::string& name = options.command.front();
  std::error_code none;
  if (const auto size = std::filesystem::file_size(raw, none); none || size == 0)
    throw Error(name +
                ": nothing is left of the process that is started, which ends without exit "
                "handlers, as a shell does; what it starts can be named itself");
  const ProfileReader reader(profiles.path(), name, {options.limit, options.stop});
  std::ifstream text(reader.interpreted(raw));
  ProjectFiles project(profiling.project);
  return sites_of_program(text, name, *process, files.path(), project);
}

}  // namespace heapdyno
