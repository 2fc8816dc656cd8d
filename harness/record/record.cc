#include "harness/record/record.h"

#include <memory_resource>
#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/base/json_numbers.h"
#include "harness/base/packing.h"

namespace heapdyno {
namespace {

// Where the nodes of a record's document are while it is parsed: hundreds, which are given back at once.
std::pmr::monotonic_buffer_resource& nodes() {
  thread_local std::pmr::monotonic_buffer_resource nodes(32768);
  return nodes;
}

template <typename Node>
struct NodeAllocator {
  using value_type = Node;
  NodeAllocator() = default;
  template <typename Other>
  NodeAllocator(const NodeAllocator<Other>&) {}
  Node* allocate(size_t count) {
    return static_cast<Node*>(nodes().allocate(count * sizeof(Node), alignof(Node)));
  }
  void deallocate(Node*, size_t) {}
  bool operator==(const NodeAllocator&) const { return true; }
};

using Parsed = nlohmann::basic_json<std::map, std::vector, std::string, bool, int64_t, uint64_t,
                                    double, NodeAllocator>;

constexpr uint64_t kDeathClasses =
    uint64_t{HEAPDYNO_SIZE_CLASSES} * HEAPDYNO_DEATHS * HEAPDYNO_LIFETIME_CLASSES;

// Empty where it is not there.
template <typename Map>
Map map_of(const Parsed& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() ? Map() : found->get<Map>();
}
using Numbers = std::map<std::string, uint64_t>;
using Texts = std::map<std::string, std::string>;

// Of allocations by size, sparse.
std::vector<uint64_t> parse_sizes(const std::string& packed) {
  std::vector<uint64_t> sizes = unpack_numbers(packed);
  uint64_t index = 0;
  for (size_t i = 0; i < sizes.size(); i += 2) {
    index += sizes[i];
    if (index >= HEAPDYNO_SIZE_CLASSES) throw Error("sizes: no such class");
  }
  return sizes;
}

// Empty where the scope has none of that name.
LatencyHistogram parse_latency(const Parsed& scope, const char* name, int bits) {
  if (!scope.contains(name)) return {};
  const std::vector<uint64_t> numbers = unpack_numbers(scope.at(name).get<std::string>());
  LatencyHistogram latency;
  latency.reserve(numbers.size() / 2);
  uint64_t index = 0;
  for (size_t i = 0; i + 1 < numbers.size(); i += 2) {
    index += numbers[i];
    if (index >= bucket_count(bits)) throw Error(std::string(name) + ": no such bucket");
    latency.emplace_back(bucket_midpoint(index, bits), numbers[i + 1]);
  }
  return latency;
}

std::vector<Deaths> parse_deaths(const std::string& packed) {
  const std::vector<uint64_t> numbers = unpack_numbers(packed);
  std::vector<Deaths> deaths;
  uint64_t index = 0;
  for (size_t i = 0; i + 1 < numbers.size(); i += 2) {
    index += numbers[i];
    if (index >= kDeathClasses) throw Error("deaths: no such class");
    const auto kind = static_cast<unsigned>(index / HEAPDYNO_LIFETIME_CLASSES);
    deaths.push_back({kind / HEAPDYNO_DEATHS, static_cast<heapdyno_death>(kind % HEAPDYNO_DEATHS),
                      static_cast<unsigned>(index % HEAPDYNO_LIFETIME_CLASSES), numbers[i + 1]});
  }
  return deaths;
}

ScopeRecord parse_scope(const std::string& name, const Parsed& json, int latency_bits) {
  ScopeRecord scope;
  scope.name = name;
  scope.operations = json.value("operations", uint64_t{0});
  if (json.contains("counts")) {
    scope.counts.emplace();
    for (const auto& [key, value] : json.at("counts").items()) {
      if (key == "sizes") {
        scope.histogram = parse_sizes(value.get<std::string>());
      } else {
        (*scope.counts)[key] = value;
      }
    }
  }
  if (json.contains("deaths")) scope.deaths = parse_deaths(json.at("deaths"));
  scope.latency = parse_latency(json, "latency", latency_bits);
  scope.service = parse_latency(json, "service", latency_bits);
  scope.in_background = parse_latency(json, "in_background", latency_bits);
  scope.latency_max_ns = json.value("latency_max_ns", uint64_t{0});
  scope.service_max_ns = json.value("service_max_ns", uint64_t{0});
  return scope;
}

// An object, or the values of one whose names the record has.
Numbers parse_physical(const Parsed& phase, const Parsed& record) {
  Numbers values;
  if (!phase.contains("physical")) return values;
  const Parsed& physical = phase.at("physical");
  if (physical.is_object()) return physical;
  for (size_t i = 0; i < physical.size(); ++i) {
    values[record.at("physical").at(i)] = physical.at(i);
  }
  return values;
}

// Of a drawn, a time and one figure or two each.
std::vector<MemorySample> parse_samples(const std::string& packed, size_t figures) {
  const std::vector<uint64_t> numbers = unpack_numbers(packed);
  std::vector<MemorySample> samples;
  MemorySample sample;
  for (size_t i = 0; i + 1 + figures < numbers.size(); i += 2 + figures) {
    sample.drawn += numbers[i];
    sample.ns += numbers[i + 1] * 1000;
    sample.first = numbers[i + 2];
    if (figures > 1) sample.second = numbers[i + 3];
    samples.push_back(sample);
  }
  return samples;
}

PhaseRecord parse_phase(const Parsed& json, const Parsed& record) {
  const int latency_bits = record.value("latency_bits", kFinestBits);
  if (latency_bits < kCoarsestBits || latency_bits > kFinestBits)
    throw Error("latency_bits: expected " + std::to_string(kCoarsestBits) + " to " +
                std::to_string(kFinestBits));
  PhaseRecord phase;
  phase.name = json.at("name");
  phase.measured = json.value("measured", true);
  phase.by_chance = json.value("by_chance", false);
  phase.not_applicable = json.value("not_applicable", "");
  phase.before_not_applicable = map_of<Texts>(json, "before_not_applicable");
  if (!phase.applies()) return phase;
  for (const auto& [name, scope] : json.at("scopes").items()) {
    phase.scopes.push_back(parse_scope(name, scope, latency_bits));
  }
  for (const char* figure :
       {"wall_ns", "cpu_ns", "rss_anon", "rss_file", "rss_shmem", "vm_rss", "vm_hwm",
        "minor_faults", "major_faults", "driver_bytes", "pss", "anon_huge", "rss_base",
        "calls_per_second", "instructions", "cache_misses", "memory_misses"}) {
    if (json.contains(figure)) phase.figures[figure] = json.at(figure);
  }
  phase.allocator = map_of<Numbers>(json, "allocator");
  phase.alive = map_of<Numbers>(json, "alive");
  if (json.contains("samples"))
    phase.samples = parse_samples(json.at("samples"), phase.alive.empty() ? 1 : 2);
  phase.physical = parse_physical(json, record);
  if (json.contains("stacks")) phase.stacks = parse_call_stacks(json.at("stacks"));
  if (json.contains("places"))
    phase.places = parse_call_places(json.at("places"), json.at("stacks"));
  const Parsed& digests = json.at("digests");
  phase.operation_digest = digests.at(0);
  if (digests.size() > 1) phase.answer_digest = digests.at(1);
  return phase;
}

// Absent: only the driver's own, of an open loop, or none.
std::optional<MachineNoise> parse_noise(const Parsed& json) {
  if (!json.contains("wall_ns")) return std::nullopt;
  MachineNoise noise;
  noise.load = json.at("load");
  noise.wall_ns = json.at("wall_ns");
  noise.cpu_ns = json.at("cpu_ns");
  noise.involuntary_switches = json.at("involuntary_switches");
  for (const SystemCounter& counter : kSystemCounters) {
    if (json.contains(counter.name)) noise.*counter.value = json.at(counter.name).get<uint64_t>();
  }
  return noise;
}

// A key of each field that is there.
void add_keys(CellKeys& keys, const Parsed& of,
              const std::vector<std::pair<const char*, const char*>>& fields) {
  for (const auto& [key, field] : fields) {
    const auto found = of.find(field);
    if (found == of.end() || *found == "") continue;
    keys[key] = found->is_string() ? found->get<std::string>() : found->dump();
  }
}

std::string host_of(const Parsed& host) {
  return host.value("cpu", "") + ", " + std::to_string(host.value("cores", 0)) + " cores, Linux " +
         host.value("kernel", "");
}

// Those of kKeys that do not vary within a trial, and kRecordedKeys.
CellKeys keys_of(const Parsed& json) {
  CellKeys keys = {{"mode", json.at("mode")},
                   {"scenario", json.at("scenario").at("name")},
                   {"store", json.at("store").at("name")},
                   {"alloc", json.at("allocator").at("name")},
                   {"host", host_of(json.at("host"))},
                   {"date", json.value("time", "").substr(0, std::size("2026-11-22") - 1)}};
  const Parsed& build = json.at("build");
  const Parsed& plan = json.at("plan");
  add_keys(keys, json, {{"variant", "variant"}});
  add_keys(keys, json.at("store"), {{"store-version", "version"}});
  add_keys(keys, json.at("allocator"),
           {{"allocator-version", "version"}, {"allocator-build", "build_id"}});
  add_keys(keys, build,
           {{"build", "id"},
            {"compiler", "compiler"},
            {"flags", "flags"},
            {"libstdcxx", "libstdcxx"},
            {"commit", "commit"}});
  if (keys.contains("commit")) keys["dirty"] = build.value("dirty", false) ? "yes" : "no";
  add_keys(keys, json.at("host"),
           {{"cpu", "cpu"},
            {"cores", "cores"},
            {"kernel", "kernel"},
            {"thp", "thp"},
            {"governor", "governor"}});
  add_keys(keys, plan,
           {{"plan", "digest"},
            {"seed", "seed"},
            {"load", "load"},
            {"layout", "layout"},
            {"until", "until"}});
  if (plan.value("control", false)) keys["control"] = kControl;
  return keys;
}

Record from_json(const Parsed& json) {
  Record record;
  record.keys = keys_of(json);
  record.state = json.at("state");
  if (json.contains("end")) record.reason = json.at("end").value("reason", "");
  record.scenario_digest = json.at("scenario").at("digest");
  record.policy = map_of<Texts>(json, "policy");
  for (const auto& [toggle, kind] : record.policy)
    record.keys[std::string(kToggleKey) + toggle] = kind;
  record.allocator_version = json.at("allocator").value("version", "");
  const Parsed noise = json.value("noise", Parsed::object());
  record.noise = parse_noise(noise);
  record.longest_gap_ns = noise.value("max_gap_ns", uint64_t{0});
  if (json.contains("allocation_pair_ns"))
    record.allocation_pair_ns = json.at("allocation_pair_ns");
  record.time = json.value("time", "");
  const Parsed& plan = json.at("plan");
  record.plan_digest = plan.at("digest");
  record.block = plan.at("block");
  record.place = plan.at("place");
  record.attempt = plan.value("attempt", 1);
  record.until_resolved = plan.value("until", "") == "resolved";
  record.trial_id = trial_id(record.keys, record.block, record.place);
  record.phases.reserve(json.at("phases").size());
  for (const Parsed& phase : json.at("phases")) record.phases.push_back(parse_phase(phase, json));
  for (const Parsed& heap : json.value("heaps", Parsed::array())) {
    record.heaps.push_back({heap.at("moment"),
                            {heap.at("blocks"), heap.at("bytes")},
                            parse_call_stacks(heap.at("stacks"))});
  }
  return record;
}

}  // namespace

uint64_t ScopeRecord::count(const std::string& name_of_count) const {
  if (!counts) return 0;
  const auto found = counts->find(name_of_count);
  return found == counts->end() ? 0 : found->second;
}

uint64_t ScopeRecord::allocations() const {
  uint64_t sum = 0;
  for (const char* function : {"malloc", "calloc", "realloc", "aligned", "new"}) {
    sum += count(function);
  }
  return sum;
}

uint64_t PhaseRecord::operations() const {
  uint64_t sum = 0;
  for (const ScopeRecord& scope : scopes) sum += scope.operations;
  return sum;
}

Record parse_record(std::string_view line, const std::string& origin) {
  try {
    nodes().release();  // of the record before
    const Parsed json = Parsed::parse(line);
    check_fractions(json);
    const std::string schema = json.value("schema", "");
    if (schema != kRecordSchema)
      throw Error("the schema is '" + schema + "', expected '" + std::string(kRecordSchema) + "'");
    Record record = from_json(json);
    record.origin = origin;
    return record;
  } catch (const std::exception& error) {
    throw Error(origin + ": not a record: " + error.what());
  }
}

}  // namespace heapdyno
