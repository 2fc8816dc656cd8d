#include "harness/program/program_costs.h"

#include <filesystem>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/base/json_file.h"
#include "harness/run/cachegrind.h"

namespace heapdyno {
namespace {

constexpr const char* kOut = "cachegrind";

bool is_out_file(const std::filesystem::path& path) { return path.stem() == kOut; }

}  // namespace

uint64_t count_instructions(const ProgramOptions& options) {
  check_cachegrind();
  const TemporaryFolder files("/dev/shm");
  ProgramSetting setting;
  setting.tool = cachegrind_command_of_all(files.path() + "/" + kOut);
  run_program(options, setting, files.path());
  uint64_t instructions = 0;
  for (const auto& file : std::filesystem::directory_iterator(files.path())) {
    if (is_out_file(file.path()))
      instructions +=
          parse_cachegrind(text_of_file(file.path()), options.command.front()).instructions;
  }
  if (instructions == 0) throw Error(options.command.front() + ": cachegrind left no counts");
  return instructions;
}

ProgramFaults count_page_faults(const ProgramOptions& options) {
  const TemporaryFolder files("/dev/shm");
  const ChildEnd end = run_program(options, {}, files.path());
  return {end.minor_faults, end.major_faults};
}

}  // namespace heapdyno
