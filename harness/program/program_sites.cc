#include "harness/program/program_sites.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/program/program_phases.h"
#include "harness/stacks/frames.h"
#include "harness/stacks/heaptrack_text.h"

namespace heapdyno {
namespace {

constexpr std::string_view kScope = "in_scope<";
constexpr std::string_view kPhase = "in_phase<";
constexpr const char* kNameless = "(a function without a name)";

// Of one kind of allocation.
struct Origin {
  std::string phase;
  CellSite site;  // without figures
};

using Key = std::tuple<std::string, std::string, std::string, std::string, SourcePlace>;

// The number behind the text in a function's name.
std::optional<size_t> number_behind(std::string_view text, std::string_view function) {
  const size_t found = function.find(text);
  if (found == std::string_view::npos) return std::nullopt;
  const std::string_view digits = function.substr(found + text.size());
  size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

bool is_loader(const Frame& frame) {
  return frame.library.substr(frame.library.rfind('/') + 1).starts_with("ld-");
}

// "strdup" of the C library, too.
std::string called(const Frame& frame) {
  const std::string name = callee_name(frame.function);
  return name.empty() ? plain_name(frame.function) : name;
}

class Sites : public HeaptrackListener {
 public:
  Sites(const Counters& process, const std::string& libraries, ProjectFiles& project)
      : process_(process), libraries_(libraries), project_(project) {}

  void described(uint64_t size, std::span<const Frame> frames) override {
    sizes_.push_back(size);
    origins_.push_back(origin_of(frames));
  }

  void allocated(size_t kind) override {
    const std::optional<Origin>& origin = origins_[kind];
    if (!origin) return;
    const CellSite& site = origin->site;
    const Key key = {origin->phase, site.operation, site.function, site.callee, site.place};
    CellSite& sum = sums_.try_emplace(key, site).first->second;
    ++sum.allocations;
    sum.bytes += sizes_[kind];
  }

  void freed(size_t) override {}

  ProgramSites take() {
    ProgramSites sites;
    for (auto& [key, site] : sums_) sites[std::get<0>(key)].push_back(std::move(site));
    return sites;
  }

 private:
  // Absent: it is in no phase, or in no count.
  std::optional<Origin> origin_of(std::span<const Frame> frames) {
    size_t scope = 0;
    size_t phase = 0;
    while (!frames.empty() && frames.front().library.starts_with(libraries_)) {
      scope = number_behind(kScope, frames.front().function).value_or(scope);
      phase = number_behind(kPhase, frames.front().function).value_or(phase);
      frames = frames.subspan(1);
    }
    // The loader's own, and a library's that it loads before the program's own code begins.
    if (!frames.empty() && (is_loader(frames.front()) || is_loader(frames.back())))
      return std::nullopt;
    const std::optional<std::string> name = phase_name(phase);
    if (!name) return std::nullopt;
    CellSite site = site_of(frames);
    site.operation = operation_name(scope);
    return Origin{*name, std::move(site)};
  }

  std::optional<std::string> phase_name(size_t phase) const {
    if (process_.phases.empty()) return kWholeProgram;
    if (phase == 0 || phase > process_.phases.size()) return std::nullopt;
    return process_.phases[phase - 1].name;
  }

  std::string operation_name(size_t scope) const {
    const size_t named = scope - kFirstNamedScope;  // wraps below the first
    return named < process_.scope_names.size() ? process_.scope_names[named] : "";
  }

  CellSite site_of(std::span<const Frame> frames) {
    CellSite site;
    for (size_t i = 0; i < frames.size(); ++i) {
      const std::string& file = project_.within(std::string(frames[i].file));
      if (file.empty()) continue;
      site.function = plain_name(frames[i].function);
      if (i > 0) site.callee = called(frames[i - 1]);
      site.place = {file, static_cast<int>(frames[i].line)};
      return site;
    }
    const auto named = std::find_if(frames.begin(), frames.end(), [](const Frame& frame) {
      return !plain_name(frame.function).empty();
    });
    site.function = named == frames.end() ? kNameless : plain_name(named->function);
    return site;
  }

  const Counters& process_;
  const std::string& libraries_;
  ProjectFiles& project_;
  std::vector<uint64_t> sizes_;                 // by kind
  std::vector<std::optional<Origin>> origins_;  // likewise
  std::map<Key, CellSite> sums_;
};

}  // namespace

ProgramSites sites_of_program(std::istream& text, const std::string& origin,
                              const Counters& process, const std::string& libraries,
                              ProjectFiles& project) {
  Sites sites(process, libraries, project);
  read_heaptrack_text(text, origin, sites);
  return sites.take();
}

}  // namespace heapdyno
