#include "harness/program/program_phases.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr size_t kMostListed = 4;
// Something was named, and is not in the file.
constexpr uint32_t kLostNames = kManyScopes | kManyPhases | kBadName;

struct Defect {
  uint32_t flag;
  const char* text;
};

constexpr std::array<Defect, 5> kDefects = {{
    {kUnreached,
     "its malloc does not reach the observer: it defines malloc itself, as an allocator that is "
     "linked statically does. Link the allocator as a shared library"},
    {kIncomplete, "/dev/shm is full: some of its threads were not counted. Make room there"},
    {kManyScopes,
     "it names more than the 28 operations that there is room for. Name fewer, or give "
     "several the same name"},
    {kManyPhases,
     "it names more than the 64 phases that there is room for. Name fewer, or give "
     "several the same name"},
    {kBadName,
     "an operation or a phase of it has an empty name, or one of more than 47 bytes. Shorten it"},
}};
static_assert(HEAPDYNO_NAMED_SCOPES == 28 && HEAPDYNO_PHASES == 64 && HEAPDYNO_NAME_BYTES == 48);

std::string name_of(const Counters& process) {
  return std::filesystem::path(process.executable).filename().string();
}

// The process with the most to say speaks.
enum class Says { kNothing, kOperations, kPhases };

Says said_by(const Counters& process) {
  if (!process.phases.empty()) return Says::kPhases;
  return process.scope_names.empty() ? Says::kNothing : Says::kOperations;
}

Says most_said(const std::vector<Counters>& processes) {
  Says most = Says::kNothing;
  for (const Counters& process : processes) most = std::max(most, said_by(process));
  return most;
}

void require_none(const Counters& process, uint32_t flags) {
  for (const Defect& defect : kDefects) {
    if ((process.flags & flags & defect.flag) != 0)
      throw Error(name_of(process) + ": " + defect.text);
  }
}

void add(CellOperation& to, const heapdyno_counts& counts) {
  to.figures["allocations"] += allocations(counts);
  to.figures["frees"] += frees(counts);
  to.figures["bytes"] += counts.bytes;
}

bool is_idle(const ScopeSums& sums, size_t scope) {
  return sums.entered[scope] == 0 &&
         allocations(sums.scopes[scope]) + frees(sums.scopes[scope]) == 0;
}

void add_operation(CellPhase& phase, const std::string& name, const ScopeSums& sums, size_t scope) {
  if (is_idle(sums, scope)) return;
  CellOperation& operation = phase.operations[name];
  operation.operations += sums.entered[scope];
  add(operation, sums.scopes[scope]);
}

void add_scopes(CellPhase& phase, const ScopeSums& sums, const Counters& process) {
  CellOperation& rest = phase.operations[""];
  for (size_t scope = 0; scope < HEAPDYNO_SCOPES; ++scope) {
    const size_t named = scope - kFirstNamedScope;  // wraps below the first
    if (named < process.scope_names.size()) {
      add_operation(phase, process.scope_names[named], sums, scope);
    } else {
      add(rest, sums.scopes[scope]);
    }
  }
}

class Phases {
 public:
  void add_process(const Counters& process) {
    if (process.phases.empty())
      add_scopes(phase(kWholeProgram), difference(process, process.loaded), process);
    for (const MarkedPhase& marked : process.phases)
      add_scopes(phase(marked.name), marked.sums, process);
    if (own_ == 0) own_ = phases_.size();
  }

  std::vector<CellPhase> take() {
    std::sort(phases_.begin() + static_cast<std::ptrdiff_t>(own_), phases_.end(),
              [](const CellPhase& a, const CellPhase& b) { return a.name < b.name; });
    return std::move(phases_);
  }

 private:
  CellPhase& phase(const std::string& name) {
    for (CellPhase& phase : phases_) {
      if (phase.name == name) return phase;
    }
    phases_.emplace_back().name = name;
    return phases_.back();
  }

  std::vector<CellPhase> phases_;
  size_t own_ = 0;  // of the first process
};

std::string note_of(std::vector<std::string> left_out, Says most) {
  const size_t count = left_out.size();
  std::sort(left_out.begin(), left_out.end());
  left_out.erase(std::unique(left_out.begin(), left_out.end()), left_out.end());
  return std::to_string(count) +
         (count == 1 ? " process that names no " : " processes that name no ") +
         (most == Says::kPhases ? "phase" : "operation") +
         (count == 1 ? " is not counted: " : " are not counted: ") + listed(left_out, kMostListed);
}

}  // namespace

ProgramPhases phases_of_program(const std::vector<Counters>& processes) {
  const Says most = most_said(processes);
  Phases phases;
  std::vector<std::string> left_out;
  for (const Counters& process : processes) {
    require_none(process, kLostNames);
    if (said_by(process) < most) {
      left_out.push_back(name_of(process));
    } else {
      require_none(process, ~0u);
      phases.add_process(process);
    }
  }
  ProgramPhases result = {phases.take(), {}};
  if (!left_out.empty()) result.notes.push_back(note_of(std::move(left_out), most));
  return result;
}

}  // namespace heapdyno
