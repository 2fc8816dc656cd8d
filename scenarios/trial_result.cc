#include "scenarios/trial_result.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

namespace heapdyno {
namespace {

using engine::Status;
using Json = nlohmann::ordered_json;

template <typename Value>
Json object(const std::vector<std::pair<std::string, Value>>& pairs) {
  Json json = Json::object();
  for (const auto& [name, value] : pairs) json[name] = value;
  return json;
}

void add_latency(const std::string& name, const LatencyFigures& figures, Json& json) {
  if (figures.histogram.empty()) return;
  json[name] = figures.histogram;
  json[name + "_max_ns"] = figures.max_ns;
}

std::vector<uint64_t> sparse_deaths(const Lifetimes& deaths) {
  std::vector<uint64_t> pairs;
  uint64_t last = 0;
  for (const Lifetimes::Entry& entry : deaths.entries()) {
    const uint64_t index =
        (uint64_t{entry.size_class} * HEAPDYNO_DEATHS + entry.death) * HEAPDYNO_LIFETIME_CLASSES +
        entry.lifetime;
    pairs.push_back(index - last);
    pairs.push_back(entry.blocks);
    last = index;
  }
  return pairs;
}

Json scope_json(const ScopeResult& scope) {
  Json json = Json::object();
  if (scope.calls > 0) {
    json["operations"] = scope.operations;
    json["calls"] = scope.calls;
  }
  if (scope.counts) {
    json["counts"] = object(*scope.counts);
    if (!scope.size_histogram.empty()) json["counts"]["histogram"] = scope.size_histogram;
  }
  if (!scope.deaths.entries().empty()) json["deaths"] = sparse_deaths(scope.deaths);
  add_latency("latency", scope.latency, json);
  add_latency("service", scope.service, json);
  add_latency("in_background", scope.in_background, json);
  return json;
}

void add_times(const PhaseTimes& times, Json& json) {
  json["wall_ns"] = times.wall_ns;
  if (times.cpu_ns > 0) json["cpu_ns"] = times.cpu_ns;
  json["rss_anon"] = times.memory.rss_anon;
  json["rss_file"] = times.memory.rss_file;
  json["rss_shmem"] = times.memory.rss_shmem;
  json["vm_rss"] = times.memory.vm_rss;
  if (times.memory.vm_hwm > 0) json["vm_hwm"] = times.memory.vm_hwm;
  json["minor_faults"] = times.minor_faults;
  json["major_faults"] = times.major_faults;
  json["driver_bytes"] = times.driver_bytes;
  if (times.calls_per_second > 0) json["calls_per_second"] = times.calls_per_second;
}

void add_memory(const PhaseMemory& memory, Json& json) {
  json["pss"] = memory.mapped.pss;
  json["anon_huge"] = memory.mapped.anon_huge;
  json["rss_base"] = memory.rss_base;
  json["allocator"] = object(memory.allocator);
  json["samples"] = Json::array();
  for (const MemorySample& sample : memory.samples)
    json["samples"].push_back({sample.drawn, sample.ns, sample.first});
}

void add_alive(const PhaseAlive& alive, Json& json) {
  json["alive"] = {{"requested", alive.requested},
                   {"requested_peak", alive.requested_peak},
                   {"usable", alive.usable}};
  json["samples"] = Json::array();
  for (const MemorySample& sample : alive.samples)
    json["samples"].push_back({sample.drawn, sample.ns, sample.first, sample.second});
}

std::string hex(uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

Json phase_json(const PhaseResult& phase) {
  Json json = {{"index", phase.index}, {"name", phase.name}, {"measured", phase.measured}};
  if (phase.by_chance) json["by_chance"] = true;
  if (!phase.not_applicable.empty()) {
    json["not_applicable"] = phase.not_applicable;
    return json;
  }
  if (!phase.before_not_applicable.empty())
    json["before_not_applicable"] = object(phase.before_not_applicable);
  json["scopes"] = Json::object();
  for (const ScopeResult& scope : phase.scopes) json["scopes"][scope.name] = scope_json(scope);
  if (phase.times) add_times(*phase.times, json);
  if (phase.looked_at) add_memory(*phase.looked_at, json);
  if (phase.alive) add_alive(*phase.alive, json);
  if (phase.physical) json["physical"] = object(*phase.physical);
  if (phase.memory) json["memory"] = object(*phase.memory);
  json["operation_digest"] = hex(phase.operation_digest);
  json["answer_digest"] = hex(phase.answer_digest);
  return json;
}

Json store_json(const TrialResult& result) {
  return {{"name", result.store.name},
          {"version", result.store.version},
          {"variant", result.store.variant},
          {"settings", object(result.store_settings)}};
}

Status failed(const std::string& path, const char* what) {
  return Status::io_error(path + ": cannot " + what + ": " + std::strerror(errno));
}

Status write_all(int file, const std::string& path, const std::string& content) {
  for (size_t done = 0; done < content.size();) {
    const ssize_t n = write(file, content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(path, "write");
    done += static_cast<size_t>(n);
  }
  return Status::ok();
}

}  // namespace

std::string to_json(const TrialResult& result) {
  Json json = {{"schema", "heapdyno.trial/1"},
               {"scenario", {{"name", result.scenario_name}, {"digest", result.scenario_digest}}},
               {"mode", name_of(result.mode)},
               {"part", result.part},
               {"seed", result.seed},
               {"store", store_json(result)},
               {"allocator", object(result.allocator)}};
  if (result.plant != Plant::kNone) json["planted"] = name_of(result.plant);
  if (result.clock_ns) json["clock_ns"] = *result.clock_ns;
  if (result.rss_anon_before_open) json["rss_anon_before_open"] = *result.rss_anon_before_open;
  if (result.allocation_pair_ns)
    json["allocation_pair_ns"] = std::round(*result.allocation_pair_ns * 100) / 100;
  if (const auto& noise = result.noise) {
    json["noise"] = {{"max_gap_ns", noise->max_gap_ns},
                     {"gaps_ns", noise->gaps_ns},
                     {"spun_ns", noise->spun_ns}};
  }
  json["phases"] = Json::array();
  for (const PhaseResult& phase : result.phases) json["phases"].push_back(phase_json(phase));
  return json.dump() + "\n";
}

Status write_whole_file(const std::string& path, const std::string& content) {
  const std::string temporary = path + ".tmp";
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return failed(temporary, "create");
  Status status = write_all(file, temporary, content);
  if (close(file) != 0 && status.is_ok()) status = failed(temporary, "close");
  if (status.is_ok() && rename(temporary.c_str(), path.c_str()) != 0)
    status = failed(path, "rename");
  if (!status.is_ok()) unlink(temporary.c_str());
  return status;
}

}  // namespace heapdyno
