#include "harness/tool/gate_inputs.h"

#include <filesystem>

#include "harness/base/error.h"
#include "harness/base/interrupts.h"
#include "harness/run/measure.h"

namespace heapdyno {

namespace {

constexpr const char* kOfProject = ".heapdyno";

std::string project_of(const BaselineFolder& baselines) {
  const std::filesystem::path folder = std::filesystem::absolute(baselines.path());
  return folder.filename() == kOfProject ? folder.parent_path().string() : ".";
}

}  // namespace

BaselineFolder baselines_of(const GateOptions& options, const BuildFolder& folder) {
  if (!options.baselines.empty()) return BaselineFolder(options.baselines);
  if (!options.program.empty()) return BaselineFolder(kOfProject);
  if (folder.is_installed())
    throw Error(
        "an installed heapdyno has no baselines of its own: name a folder with --baseline DIR, or "
        "a program to check: heapdyno check -- ./my_benchmark",
        Exit::kNotComparable);
  return BaselineFolder(folder.source_file("results/baselines"));
}

std::optional<GitState> commit_of(const GateOptions& options, const BuildFolder& folder) {
  if (!options.program.empty()) return git_state(".");
  return folder.is_installed() ? std::nullopt : git_state(folder.source);
}

ProgramCounting program_counting_of(const GateOptions& options, const BuildFolder& folder) {
  ProgramCounting counting;
  counting.bounded = options.counting.bounded;
  if (options.counting.sites == Sites::kProfile)
    counting.profiling = {folder.frames_path(), project_of(baselines_of(options, folder))};
  return counting;
}

ProgramOptions program_of(const GateOptions& options, const BuildFolder& folder) {
  ProgramOptions program;
  program.command = options.program;
  program.observer = folder.observer_path();
  program.limit = std::chrono::seconds(options.counting.time_limit_seconds);
  program.stop = &interrupted();
  return program;
}

std::string day_of(const std::optional<GitState>& git) {
  return git ? git->date : utc_now("%Y-%m-%d");
}

}  // namespace heapdyno
