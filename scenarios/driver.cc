// The main of every configuration's executable.
//
//   dyno-X --describe
//   dyno-X --trial SCENARIO --mode MODE --folder DIR --result FILE
//          [--store NAME] [--part K] [--progress FILE] [--seed N] [--rate PHASE=CALLS]...
//          [--cut before:N|after:N] [--plant WHAT]
//          [--expect-name NAME --expect-library PATH [--expect-build-id ID]]
//
// Count mode needs the observer (preloaded, with HEAPDYNO_OBSERVER set), profile mode heaptrack
// (likewise, with DUMP_HEAPTRACK_OUTPUT set) or a jemalloc that profiles (MALLOC_CONF=prof:true), and
// the others refuse what would stand before the allocator. Open loops need the rate of at least one
// phase, in calls a second.
// Exit: 0 done, 1 failed with one line on stderr, 2 wrong arguments.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <span>

#include "scenarios/describe.h"
#include "scenarios/scopes.h"
#include "scenarios/stores/store.h"
#include "scenarios/trial.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;

constexpr const char* kUsage =
    "usage: --describe | --trial SCENARIO --mode MODE --folder DIR --result FILE [--store NAME] "
    "[--part K] [--progress FILE] [--seed N] [--rate PHASE=CALLS]... "
    "[--cut before:N|after:N] [--plant WHAT] [--expect-name NAME --expect-library PATH "
    "[--expect-build-id ID]]";

template <typename Number>
bool parse_number(const std::string& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// One of these, by its name.
template <typename Named>
bool parse_name(const std::string& text, std::span<const Named> all, Named& value) {
  for (const Named known : all) {
    if (name_of(known) != text) continue;
    value = known;
    return true;
  }
  return false;
}

// "get=100000"
bool parse_rate(const std::string& text, std::map<std::string, uint64_t>& rates) {
  const size_t equals = text.find('=');
  uint64_t rate = 0;
  if (equals == std::string::npos || !parse_number(text.substr(equals + 1), rate) || rate == 0)
    return false;
  rates[text.substr(0, equals)] = rate;
  return true;
}

// "before:2"
bool parse_cut(const std::string& text, std::optional<Cut>& cut) {
  const size_t colon = text.find(':');
  const std::string moment = text.substr(0, colon);
  if (colon == std::string::npos || (moment != "before" && moment != "after")) return false;
  cut.emplace();
  cut->after = moment == "after";
  return parse_number(text.substr(colon + 1), cut->phase);
}

bool set_option(const std::string& name, const std::string& value, TrialOptions& options) {
  if (name == "--trial")
    options.scenario = value;
  else if (name == "--store")
    options.store = value;
  else if (name == "--folder")
    options.folder = value;
  else if (name == "--result")
    options.result = value;
  else if (name == "--progress")
    options.progress = value;
  else if (name == "--expect-name")
    options.expect_name = value;
  else if (name == "--expect-library")
    options.expect_library = value;
  else if (name == "--expect-build-id")
    options.expect_build_id = value;
  else if (name == "--part")
    return parse_number(value, options.part);
  else if (name == "--seed")
    return parse_number(value, options.seed);
  else if (name == "--cut")
    return parse_cut(value, options.cut);
  else if (name == "--plant")
    return parse_name<Plant>(value, kPlants, options.plant);
  else if (name == "--rate")
    return parse_rate(value, options.rates);
  else if (name == "--mode")
    return parse_name<Mode>(value, kModes, options.mode);
  else
    return false;
  return true;
}

Result<TrialOptions> parse_options(int argc, char** argv) {
  TrialOptions options;
  bool has_mode = false;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc || !set_option(name, argv[i + 1], options)) {
      return Status::invalid_argument("wrong argument " + name + "; " + kUsage);
    }
    has_mode |= name == "--mode";
  }
  if (options.scenario.empty() || !has_mode || options.folder.empty() || options.result.empty()) {
    return Status::invalid_argument(kUsage);
  }
  return options;
}

constexpr unsigned kLiveLevel = 2;

Status check_mode(Mode mode, const Observer& observer, const Profiler& profiler) {
  if (is_observed(mode) && !observer.present()) {
    return Status::invalid_argument(std::string(name_of(mode)) +
                                    " mode needs the observer: preload libheapdyno-observer.so and "
                                    "set " HEAPDYNO_OBSERVER_VARIABLE);
  }
  if (mode == Mode::kLive && observer.level() < kLiveLevel) {
    return Status::invalid_argument(
        "live mode needs the observer that follows every block: preload "
        "libheapdyno-observer-lifetimes.so");
  }
  if (mode == Mode::kProfile && (!profiler.present() || observer.present())) {
    return Status::invalid_argument(
        "profile mode needs a heap profiler and no observer: preload libheaptrack_preload.so and "
        "set DUMP_HEAPTRACK_OUTPUT, or set MALLOC_CONF=prof:true for a jemalloc that was built "
        "with --enable-prof");
  }
  if (!is_observed(mode) && mode != Mode::kProfile &&
      (observer.present() || profiler.stands_before_allocator())) {
    return Status::invalid_argument(
        std::string(name_of(mode)) +
        " mode runs without observer and profiler: what is timed is what would ship");
  }
  return Status::ok();
}

Status check_rates(const Scenario& scenario, const TrialOptions& options) {
  if ((options.mode == Mode::kOpenLoop) == options.rates.empty())
    return Status::invalid_argument("open-loop mode, and no other, has a --rate");
  for (const auto& rate : options.rates) {
    const std::string& name = rate.first;
    const auto phase = std::find_if(scenario.phases.begin(), scenario.phases.end(),
                                    [&](const Phase& p) { return p.name == name; });
    if (phase == scenario.phases.end() || !phase->measured ||
        !draws_keys(phase->operations.front().operation))
      return Status::invalid_argument("--rate " + name +
                                      ": no phase that is measured and draws keys");
  }
  return Status::ok();
}

Status failed(const std::string& path, const char* what) {
  return Status::io_error(path + ": cannot " + what + ": " + std::strerror(errno));
}

// The progress page, mapped from its file; from nowhere when no file is asked for.
Result<Progress*> map_progress(const std::string& path) {
  int flags = MAP_SHARED;
  int file = -1;
  if (path.empty()) {
    flags = MAP_PRIVATE | MAP_ANONYMOUS;
  } else {
    file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return failed(path, "create");
    // Written, not only made longer: on a full disk a hole would be a signal at the first store.
    const char page[Progress::kBytes] = {};
    if (pwrite(file, page, sizeof page, 0) != static_cast<ssize_t>(sizeof page))
      return failed(path, "write");
  }
  void* memory = mmap(nullptr, Progress::kBytes, PROT_READ | PROT_WRITE, flags, file, 0);
  if (memory == MAP_FAILED) return failed(path, "map");
  if (file >= 0) close(file);
  return new (memory) Progress;
}

Status enter_folder(const std::string& folder) {
  if (chdir(folder.c_str()) != 0) return failed(folder, "enter");
  return Status::ok();
}

// The store that is asked for must be one that this executable can be.
Status choose_store(std::string& name) {
  const StoreDescription store = describe_store();
  if (name.empty()) name = store.name;
  const auto& also = store.also;
  if (name == store.name || std::find(also.begin(), also.end(), name) != also.end())
    return Status::ok();
  return Status::invalid_argument("--store " + name + ": this executable is the store " +
                                  store.name + (also.empty() ? "" : " or " + also.front()));
}

Status run(TrialOptions options, const Observer& observer, const Profiler& profiler) {
  RETURN_IF_ERROR(check_mode(options.mode, observer, profiler));
  RETURN_IF_ERROR(choose_store(options.store));
  const Result<Scenario> scenario = load_scenario(options.scenario);
  if (!scenario.is_ok()) return scenario.status();
  if (options.part < 0 || options.part >= scenario->parts()) {
    return Status::invalid_argument("part " + std::to_string(options.part) +
                                    " of a scenario with " + std::to_string(scenario->parts()));
  }
  RETURN_IF_ERROR(check_rates(*scenario, options));
  const Result<Progress*> progress = map_progress(options.progress);
  if (!progress.is_ok()) return progress.status();
  options.result = std::filesystem::absolute(options.result).string();
  RETURN_IF_ERROR(enter_folder(options.folder));
  const Result<TrialResult> result = run_trial(*scenario, options, observer, profiler, **progress);
  if (!result.is_ok()) return result.status();
  if (options.cut) return Status::ok();
  return write_whole_file(options.result, to_json(*result));
}

int fail(const Status& status, int code) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name,
               std::string(status.message()).c_str());
  return code;
}

int main_in_harness(int argc, char** argv, const Observer& observer, const Profiler& profiler) {
  if (argc == 2 && std::strcmp(argv[1], "--describe") == 0) {
    std::fputs(describe_executable().c_str(), stdout);
    return 0;
  }
  const Result<TrialOptions> options = parse_options(argc, argv);
  if (!options.is_ok()) return fail(options.status(), 2);
  const Status status = run(*options, observer, profiler);
  return status.is_ok() ? 0 : fail(status, 1);
}

}  // namespace
}  // namespace heapdyno

int main(int argc, char** argv) {
  const auto observer = heapdyno::Observer::find();
  if (!observer.is_ok()) return heapdyno::fail(observer.status(), 1);
  observer->enter(heapdyno::kScopeHarness);
  const auto profiler = heapdyno::Profiler::find();
  const int code = heapdyno::main_in_harness(argc, argv, *observer, profiler);
  profiler.stop();
  // Without destructors: a store that a later part recovers must not be closed on the way out.
  std::fflush(nullptr);
  _exit(code);
}
