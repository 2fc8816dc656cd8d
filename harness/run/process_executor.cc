#include "harness/run/process_executor.h"

#include <sys/stat.h>

#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "allocators/counters_file.h"
#include "allocators/heaptrack.h"
#include "allocators/preload.h"
#include "harness/base/child.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/run/cachegrind.h"
#include "harness/run/noise_meter.h"
#include "harness/stacks/profile_reader.h"
#include "harness/stacks/profile_tool.h"
#include "scenarios/progress.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kErrorLines = 12;

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The fields of the progress page, read as a file: the process that mapped it may be gone.
struct ProgressPage {
  uint64_t magic = 0, version = 0, phase = 0, operations = 0;
};

std::optional<ProgressPage> read_progress(const std::string& path) {
  const std::string bytes = read_all(path);
  ProgressPage page;
  if (bytes.size() < sizeof page) return std::nullopt;
  std::memcpy(&page, bytes.data(), sizeof page);
  if (page.magic != Progress::kMagic || page.version != Progress::kVersion) return std::nullopt;
  return page;
}

// Of a result: not what prepares and not what the store does not have.
bool is_measured(const nlohmann::ordered_json& phase) {
  return !phase.contains("not_applicable") && phase.value("measured", true);
}

std::vector<size_t> measured_phases(const nlohmann::ordered_json& result) {
  std::vector<size_t> indices;
  for (const nlohmann::ordered_json& phase : result.at("phases")) {
    if (is_measured(phase)) indices.push_back(phase.at("index"));
  }
  return indices;
}

// The longest addition to the name of a trial's folder.
constexpr size_t kFolderPadding = 128;

// Where a part of a trial ends: the driver's --cut.
struct CutPart {
  int part;
  std::string text;  // "before:1"
};

// One trial: its folders, and its parts in sequence.
class RunningTrial {
 public:
  // With a cut, part `cut->part` ends there, and runs under cachegrind.
  RunningTrial(const ProcessOptions& options, const Plan& plan, const Trial& trial,
               std::optional<CutPart> cut = std::nullopt)
      : options_(options),
        cut_(std::move(cut)),
        plan_(plan),
        trial_(trial),
        scenario_(plan.scenarios[static_cast<size_t>(trial.scenario)]),
        arm_(plan.arms[static_cast<size_t>(trial.arm)]),
        dyno_(options.dynos.at(arm_.executable())),
        // Counts must not depend on where a store lies, so no two trials need lie at paths of one length.
        data_(options.data, static_cast<size_t>(trial.padding) % kFolderPadding),
        files_("/dev/shm") {}

  TrialEnd run() {
    const Clock::time_point start = Clock::now();
    write_scenario();
    if (is_timed(trial_.mode)) noise_.emplace();
    const int parts = cut_ ? cut_->part + 1 : scenario_.parts;
    for (int part = 0; part < parts && end_.state == TrialEnd::State::kOk; ++part) run_part(part);
    if (noise_) end_.noise = noise_->read();
    end_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return std::move(end_);
  }

  // REQUIRES: a cut, and it ended well. Throws Error where cachegrind left none.
  CachegrindCounts counts() const {
    return parse_cachegrind(read_all(file("cachegrind", cut_->part)), plan_.id_of(trial_));
  }

 private:
  bool is_cut(int part) const { return cut_ && cut_->part == part; }

  std::vector<std::string> command(int part) const {
    std::vector<std::string> command;
    if (is_cut(part)) command = cachegrind_command(file("cachegrind", part));
    command.push_back(dyno_.path);
    for (std::string& argument : arguments(part)) command.push_back(std::move(argument));
    if (is_cut(part)) command.insert(command.end(), {"--cut", cut_->text});
    return command;
  }

  std::string file(const char* name, int part) const {
    return files_.path() + "/" + name + "." + std::to_string(part);
  }

  std::string scenario_file() const { return files_.path() + "/scenario.json"; }

  void write_scenario() const {
    std::ofstream file(scenario_file(), std::ios::binary);
    if (!(file << scenario_.text << std::flush))
      throw Error(scenario_file() + ": cannot write the scenario: is /dev/shm full?");
  }

  std::vector<std::string> arguments(int part) const {
    std::vector<std::string> arguments = {
        "--trial",  scenario_file(),           "--mode",     std::string(name_of(trial_.mode)),
        "--part",   std::to_string(part),      "--folder",   data_.path(),
        "--result", file("result", part),      "--progress", file("progress", part),
        "--seed",   std::to_string(plan_.seed)};
    if (trial_.load > 0) {
      for (const auto& [phase, rate] : scenario_.loads.at(trial_.load)) {
        arguments.insert(arguments.end(), {"--rate", phase + "=" + std::to_string(rate)});
      }
    }
    if (arm_.store != dyno_.store) arguments.insert(arguments.end(), {"--store", arm_.store});
    if (options_.planted.plant != Plant::kNone)
      arguments.insert(arguments.end(), {"--plant", std::string(name_of(options_.planted.plant))});
    if (!arm_.alloc.library.empty() && !options_.planted.skipped.contains(GateCheck::kAllocator)) {
      for (const std::string& argument : {std::string("--expect-library"), arm_.alloc.library,
                                          std::string("--expect-name"), arm_.alloc.name}) {
        arguments.push_back(argument);
      }
    }
    return arguments;
  }

  bool is_under_heaptrack() const {
    return trial_.mode == Mode::kProfile && tool_of(arm_.alloc) == ProfileTool::kHeaptrack;
  }

  std::vector<std::string> environment(int part) const {
    std::vector<std::string> environment = clean_environment();
    environment.push_back("PAD=" + std::string(static_cast<size_t>(trial_.padding), 'x'));
    for (const auto& [name, value] : arm_.alloc.settings) environment.push_back(name + "=" + value);
    if (is_observed(trial_.mode)) {
      environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=" + file("counters", part));
    }
    if (is_under_heaptrack()) {
      environment.push_back(std::string(kHeaptrackVariable) + "=" + file("profile", part));
    }
    return environment;
  }

  Preload preload() const {
    std::vector<std::string> libraries;
    if (is_observed(trial_.mode)) {
      const bool live = trial_.mode == Mode::kLive;
      libraries.push_back(live ? options_.live_observer : options_.observer);
    }
    if (is_under_heaptrack()) libraries.push_back(kHeaptrack);
    if (!arm_.alloc.library.empty()) libraries.push_back(arm_.alloc.library);
    engine::Result<Preload> preload = Preload::open(libraries);
    if (!preload.is_ok()) throw Error(preload.status().to_string());
    return std::move(preload).value();
  }

  void run_part(int part) {
    const Preload libraries = preload();
    ChildOptions child;
    const std::vector<std::string> command = this->command(part);
    child.program = command.front();
    child.arguments.assign(command.begin() + 1, command.end());
    child.environment = environment(part);
    child.preload = &libraries;
    child.limit = options_.limit;
    child.stop = options_.stop;
    const ChildEnd end = run_child(child);
    if (noise_) noise_->add(end);
    judge(part, end);
    if (end_.state != TrialEnd::State::kOk) note_where(part);
  }

  void judge(int part, const ChildEnd& child) {
    end_.errors = last_lines(child.errors, kErrorLines);
    switch (child.how) {
      case ChildEnd::How::kStopped:
        return fail(TrialEnd::State::kStopped, child.text());
      case ChildEnd::How::kTimedOut:
        return fail(TrialEnd::State::kHung, "killed at its time limit of " +
                                                std::to_string(options_.limit.count() / 1000) +
                                                " s: give it more, where the command has a "
                                                "--time-limit, or less to do, a smaller scale");
      case ChildEnd::How::kSignalled:
        return fail(child.code == SIGKILL ? TrialEnd::State::kKilled : TrialEnd::State::kCrashed,
                    child.text());
      case ChildEnd::How::kExited:
        if (child.code != 0) return fail(TrialEnd::State::kFailed, child.text());
    }
    if (is_observed(trial_.mode)) check_counters(part);
    if (end_.state == TrialEnd::State::kOk && !is_cut(part)) take_result(part);
  }

  // Without a whole counters file the figures say nothing: a preload that fails is only a warning of the loader.
  void check_counters(int part) {
    const engine::Result<Counters> counters = read_counters(file("counters", part));
    if (!counters.is_ok()) {
      return fail(TrialEnd::State::kFailed,
                  "the observer was not there: " + counters.status().to_string());
    }
    if ((counters->flags & kUnreached) != 0) {
      return fail(TrialEnd::State::kFailed, "malloc does not reach the observer");
    }
    if ((counters->flags & kIncomplete) != 0) {
      const bool follows_blocks = trial_.mode == Mode::kLive;
      return fail(TrialEnd::State::kFailed,
                  follows_blocks ? "there was no memory left to follow every block in: give the "
                                   "machine more, or the scenario a smaller --scale"
                                 : "/dev/shm is full: some threads were not counted");
    }
  }

  void take_result(int part) {
    std::string text = read_all(file("result", part));
    if (!nlohmann::json::accept(text)) {
      return fail(TrialEnd::State::kFailed, "it ended without a result");
    }
    if (trial_.mode == Mode::kProfile) {
      try {
        text = with_call_stacks(text, part);
      } catch (const Error& error) {
        return fail_to_read(error);
      }
    }
    end_.results.push_back(std::move(text));
    end_.errors.clear();
  }

  // The result with what the profiler saw.
  std::string with_call_stacks(const std::string& result, int part) const {
    nlohmann::ordered_json json = nlohmann::ordered_json::parse(result);
    HeapProfile profile = read_profile(measured_phases(json), part);
    std::map<size_t, std::string> names;
    for (nlohmann::ordered_json& phase : json.at("phases")) {
      const size_t index = phase.at("index");
      if (is_measured(phase)) add_stacks(phase, profile.phases[index], profile.places[index]);
      names[index] = phase.at("name");
    }
    for (const AliveHeap& heap : profile.heaps) {
      json["heaps"].push_back(
          {{"moment", heap.phase ? "end of " + names[*heap.phase] : peak_of(part)},
           {"blocks", heap.all.allocations},
           {"bytes", heap.all.bytes},
           {"stacks", to_json(heap.stacks)}});
    }
    return json.dump();
  }

  static void add_stacks(nlohmann::ordered_json& phase, const CallStacks& stacks,
                         const CallPlaces& places) {
    phase["stacks"] = to_json(stacks);
    if (!places.empty()) phase["places"] = to_json(places, stacks);
  }

  std::string peak_of(int part) const {
    return scenario_.parts == 1 ? "peak" : "peak of process " + std::to_string(part + 1);
  }

  HeapProfile read_profile(const std::vector<size_t>& phases, int part) const {
    const ProfileReader reader(files_.path(), plan_.id_of(trial_), {options_.limit, options_.stop});
    if (is_under_heaptrack()) return reader.heaptracks(file("profile", part));
    return reader.jemallocs(data_.path(), phases);
  }

  void fail(TrialEnd::State state, const std::string& reason) {
    end_.state = state;
    end_.reason = reason;
  }

  // What the profiler left, unless an interrupt was the reason.
  void fail_to_read(const Error& error) {
    const bool stopped = options_.stop != nullptr && options_.stop->load();
    fail(stopped ? TrialEnd::State::kStopped : TrialEnd::State::kFailed, error.what());
  }

  void note_where(int part) {
    end_.part = part;
    const std::optional<ProgressPage> page = read_progress(file("progress", part));
    if (!page) return;
    end_.phase = static_cast<int>(page->phase);
    end_.operations = page->operations;
  }

  const ProcessOptions& options_;
  const std::optional<CutPart> cut_;
  const Plan& plan_;
  const Trial& trial_;
  const PlannedScenario& scenario_;
  const Arm& arm_;
  const Dyno& dyno_;
  TemporaryFolder data_;
  TemporaryFolder files_;
  std::optional<NoiseMeter> noise_;  // of a timed trial
  TrialEnd end_;
};

// A phase's instructions: what the trial takes that ends after its calls, less what the one takes that
// ends before them.
class InstructionTrial {
 public:
  InstructionTrial(const ProcessOptions& options, const Plan& plan, const Trial& trial)
      : options_(options), plan_(plan), trial_(trial) {}

  TrialEnd run() {
    TrialEnd end = RunningTrial(options_, plan_, trial_).run();
    for (size_t part = 0; part < end.results.size(); ++part) {
      nlohmann::ordered_json result = nlohmann::ordered_json::parse(end.results[part]);
      for (nlohmann::ordered_json& phase : result.at("phases")) {
        if (!is_measured(phase)) continue;
        const std::string index = std::to_string(phase.at("index").get<size_t>());
        const auto before = counts(part, "before:" + index);
        const auto after = counts(part, "after:" + index);
        if (!before || !after) return std::move(failed_);
        if (after->instructions < before->instructions)
          return too_few(phase.at("name"), before->instructions, after->instructions);
        phase["instructions"] = after->instructions - before->instructions;
        put_difference(phase, "cache_misses", before->cache_misses, after->cache_misses);
        put_difference(phase, "memory_misses", before->memory_misses, after->memory_misses);
      }
      end.results[part] = result.dump();
    }
    return end;
  }

 private:
  // Where what comes before the calls takes much, and moves by more than they take.
  static TrialEnd too_few(const std::string& phase, uint64_t before, uint64_t after) {
    TrialEnd end;
    end.state = TrialEnd::State::kFailed;
    end.reason = "the calls of phase " + phase +
                 " are too few to count: a process that ends before them takes " +
                 std::to_string(before) + " instructions, one that ends after them " +
                 std::to_string(after);
    return end;
  }

  // Absent where what comes before the calls missed more than they do.
  static void put_difference(nlohmann::ordered_json& phase, const char* name, uint64_t before,
                             uint64_t after) {
    if (after >= before) phase[name] = after - before;
  }

  // Nothing: it failed, and failed_ says how.
  std::optional<CachegrindCounts> counts(size_t part, const std::string& cut) {
    RunningTrial trial(options_, plan_, trial_, CutPart{static_cast<int>(part), cut});
    failed_ = trial.run();
    if (failed_.state != TrialEnd::State::kOk) return std::nullopt;
    try {
      return trial.counts();
    } catch (const Error& error) {
      failed_.state = TrialEnd::State::kFailed;
      failed_.reason = error.what();
      return std::nullopt;
    }
  }

  const ProcessOptions& options_;
  const Plan& plan_;
  const Trial& trial_;
  TrialEnd failed_;
};

}  // namespace

ProcessExecutor::ProcessExecutor(ProcessOptions options) : options_(std::move(options)) {}

TrialEnd ProcessExecutor::run(const Plan& plan, const Trial& trial) {
  return trial.mode == Mode::kInstructions ? InstructionTrial(options_, plan, trial).run()
                                           : RunningTrial(options_, plan, trial).run();
}

}  // namespace heapdyno
