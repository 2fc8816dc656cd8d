#include "scenarios/scenario_parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/object_reader.h"
#include "scenarios/words.h"

namespace heapdyno {
namespace {

using nlohmann::json;

constexpr uint64_t kMaxCount = 2'000'000'000;  // keys are numbered with 32 bits
constexpr uint32_t kHashDigits = 10;           // of the largest 32-bit number
constexpr uint64_t kMaxBytes = uint64_t{1} << 40;
constexpr size_t kLongestStoreName = 255;

bool is_name(const std::string& text) {
  if (text.empty() || text.size() > 64 || text.front() == '-') return false;
  for (char c : text) {
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_') return false;
  }
  return true;
}

std::string read_name(const ObjectReader& reader) {
  reader.require("name", "a name");
  std::string name = reader.text("name", "");
  if (!is_name(name)) {
    reader.fail("name",
                "expected 1 to 64 lower-case letters, digits, - and _, found \"" + name + "\"");
  }
  return name;
}

StoreSettings read_settings(const json& value, const std::string& pointer) {
  const ObjectReader reader(
      value, pointer,
      {"write_buffer_bytes", "block_bytes", "block_cache_bytes", "table_bytes", "level_base_bytes",
       "bits_per_key", "level0_trigger", "sync"});
  StoreSettings s;
  s.write_buffer_bytes =
      reader.integer("write_buffer_bytes", s.write_buffer_bytes, 64 << 10, kMaxBytes);
  s.block_bytes = reader.integer("block_bytes", s.block_bytes, 256, 4 << 20);
  s.block_cache_bytes = reader.integer("block_cache_bytes", s.block_cache_bytes, 0, kMaxBytes);
  s.table_bytes = reader.integer("table_bytes", s.table_bytes, 64 << 10, kMaxBytes);
  s.level_base_bytes = reader.integer("level_base_bytes", s.level_base_bytes, 64 << 10, kMaxBytes);
  s.bits_per_key = reader.small("bits_per_key", s.bits_per_key, 0, 30);
  s.level0_trigger = reader.small("level0_trigger", s.level0_trigger, 1, 1000);
  if (reader.has("sync")) {
    s.sync = static_cast<SyncPolicy>(choice(reader.at("sync"), reader.place("sync"), kSyncWords));
  }
  return s;
}

// The operations that stand alone are over the whole store: flush, compact and open.
bool is_alone(const Share& share) { return !draws_keys(share.operation); }
bool stands_alone(const Phase& phase) { return is_alone(phase.operations.front()); }

std::vector<Share> read_operations(const ObjectReader& phase) {
  phase.require("operations", R"(the kinds with their weights, as in {"get": 95, "put": 5})");
  const std::string place = phase.place("operations");
  const ObjectReader reader(phase.at("operations"), place, kOperationWords);
  std::vector<Share> shares;
  for (size_t i = 0; i < kOperationWords.size(); ++i) {
    const std::string_view word = kOperationWords[i];
    if (!reader.has(word)) continue;
    shares.push_back({static_cast<Operation>(i), reader.small(word, 1, 1, 1'000'000)});
  }
  if (shares.empty()) throw Problem{place, "expected at least one kind of operation"};
  const auto alone = std::find_if(shares.begin(), shares.end(), is_alone);
  if (shares.size() > 1 && alone != shares.end())
    reader.fail(name_of(alone->operation),
                "flush, compact, open and purge stand alone in their phase");
  return shares;
}

uint32_t digits(uint64_t n) {
  uint32_t digits = 1;
  while (n >= 10) {
    n /= 10;
    ++digits;
  }
  return digits;
}

void read_theta(const ObjectReader& reader, Keys& keys) {
  if (keys.distribution != Distribution::kZipf && keys.distribution != Distribution::kLatest)
    reader.forbid("theta", "only zipf and latest have a theta");
  keys.theta = reader.number("theta", keys.theta, 0, 20);
}

void read_generated_keys(const ObjectReader& reader, const Phase& phase, Keys& keys) {
  keys.count = reader.integer("count", phase.count, 1, kMaxCount);
  keys.size = reader.small("size", keys.size, 1, 1024);
  keys.hashed = reader.flag("hashed", false);
  const uint64_t all = keys.count + (phase.has(Operation::kInsert) ? phase.count : 0);
  const uint32_t needed = keys.hashed ? kHashDigits : digits(all - 1);
  if (keys.size < needed) {
    reader.fail("size",
                "expected at least " + std::to_string(needed) + ": a key is its number" +
                    (keys.hashed ? "'s hash of 32 bits in decimal"
                                 : " in decimal, and there are " + std::to_string(all) + " keys"));
  }
}

Keys read_keys(const json& value, const std::string& pointer, const Phase& phase, DataSource data) {
  const ObjectReader reader(value, pointer,
                            {"distribution", "count", "theta", "size", "missing", "hashed"});
  Keys keys;
  if (reader.has("distribution")) {
    keys.distribution = static_cast<Distribution>(
        choice(reader.at("distribution"), reader.place("distribution"), kDistributionWords));
  }
  read_theta(reader, keys);
  keys.missing = reader.flag("missing", false);
  if (keys.missing && phase.writes_values()) {
    reader.fail("missing", "missing keys are those that are never put; this phase puts");
  }
  if (brings_keys(data)) {
    for (const char* key : {"size", "hashed"}) reader.forbid(key, "the data bring their keys");
    keys.count = reader.integer("count", 0, 1, kMaxCount);
  } else {
    read_generated_keys(reader, phase, keys);
  }
  return keys;
}

Values read_values(const json& value, const std::string& pointer) {
  const ObjectReader reader(value, pointer, {"size", "distribution", "min", "max"});
  if (!reader.has("distribution")) {
    reader.forbid("min", "min and max go with \"distribution\": \"uniform\"");
    reader.forbid("max", "min and max go with \"distribution\": \"uniform\"");
    const uint32_t size = reader.small("size", Values{}.min, 0, kLargestValue);
    return {size, size};
  }
  choice(reader.at("distribution"), reader.place("distribution"), {"uniform"});
  reader.forbid("size", "a uniform distribution has min and max");
  reader.require("min", "bytes, with max");
  reader.require("max", "bytes, with min");
  Values values;
  values.min = reader.small("min", 0, 0, kLargestValue);
  values.max = reader.small("max", 0, values.min, kLargestValue);
  return values;
}

std::vector<Before> read_before(const ObjectReader& phase) {
  std::vector<Before> before;
  if (!phase.has("before")) return before;
  const json& value = phase.at("before");
  if (!value.is_array()) phase.fail("before", "expected a list such as [\"flush\"]");
  for (size_t i = 0; i < value.size(); ++i) {
    const std::string place = phase.place("before") + "/" + std::to_string(i);
    before.push_back(static_cast<Before>(choice(value[i], place, kBeforeWords)));
  }
  return before;
}

// Its scans and lookups end after `scan_length` entries.
bool is_bounded(const Phase& phase) {
  return phase.has(Operation::kSeek) || phase.has(Operation::kRange) ||
         phase.has(Operation::kLookup);
}

// A key that would change nothing is a mistake of the author.
void refuse_idle_keys(const ObjectReader& reader, const Phase& phase) {
  if (stands_alone(phase)) {
    const std::string why = std::string(name_of(phase.operations.front().operation)) +
                            " is done once and draws no keys";
    for (const char* key : {"count", "keys", "threads", "thread_life", "pause_ms"})
      reader.forbid(key, why);
  }
  if (!phase.writes_values()) reader.forbid("values", "this phase writes nothing");
  if (!phase.has(Operation::kBatch) && !phase.has(Operation::kHandOver))
    reader.forbid("batch_size", "this phase has no batch");
  if (!phase.has(Operation::kScan)) reader.forbid("scan_prefix", "this phase has no scan");
  if (!phase.has(Operation::kCommit)) reader.forbid("commit", "this phase has no commit");
  if (!phase.has(Operation::kScan) && !is_bounded(phase))
    reader.forbid("scan_length", "this phase has no scan, seek, range or lookup");
  if (!phase.has(Operation::kAppend)) reader.forbid("append_limit", "this phase appends nothing");
}

constexpr uint32_t kLongestScan = 1'000'000'000;

void read_scan_length(const ObjectReader& reader, Phase& phase) {
  const bool bounded = is_bounded(phase);
  if (!reader.has("scan_length") || !reader.at("scan_length").is_object()) {
    phase.scan_length =
        reader.small("scan_length", bounded ? 10 : 0, bounded ? 1 : 0, kLongestScan);
    phase.scan_length_min = phase.scan_length;
    return;
  }
  if (!phase.has(Operation::kSeek) && !phase.has(Operation::kRange))
    reader.fail("scan_length", "only seeks and ranges draw their lengths");
  const ObjectReader lengths(reader.at("scan_length"), reader.place("scan_length"), {"min", "max"});
  lengths.require("min", "entries, with max");
  lengths.require("max", "entries, with min");
  phase.scan_length_min = lengths.small("min", 1, 1, kLongestScan);
  phase.scan_length = lengths.small("max", 1, phase.scan_length_min, kLongestScan);
}

// Threads that all write have keys of their own, so that answers do not hang on who was first; a
// scan would see the others' keys.
void check_threads(const ObjectReader& reader, const Phase& phase) {
  const bool scans = phase.has(Operation::kScan) || is_bounded(phase);
  if (phase.threads > 1 && phase.writers == 0 && scans && phase.changes_data())
    reader.fail("threads",
                "a scan would see what other threads write: say how many are \"writers\"");
  if (!phase.has(Operation::kHandOver)) return;
  if (phase.threads < 2 || phase.writers != 1 || phase.operations.size() > 1)
    reader.fail(
        "operations",
        "a hand-over stands alone in its phase and goes from \"threads\" to \"writers\": 1");
}

void check_writers(const ObjectReader& reader, const Phase& phase) {
  if (phase.writers == 0 || phase.has(Operation::kHandOver)) return;
  const auto changes = [&](const Share& share) { return phase.changes_data(share.operation); };
  const auto& shares = phase.operations;
  if (std::none_of(shares.begin(), shares.end(), changes) ||
      std::all_of(shares.begin(), shares.end(), changes))
    reader.fail("writers",
                "expected operations that change data for them, and others for the rest");
}

// The words of a file are enough.
void check_keys_of_threads(const ObjectReader& reader, const Phase& phase) {
  if (phase.keys.count == 0 || phase.keys.count >= phase.threads) return;
  const std::string threads = std::to_string(phase.threads);
  reader.fail("threads", threads + " threads need at least " + threads + " keys, and there are " +
                             std::to_string(phase.keys.count));
}

void read_threads(const ObjectReader& reader, Phase& phase) {
  phase.threads = reader.small("threads", 1, 1, 64);
  if (phase.threads == 1) reader.forbid("writers", "one thread does it all");
  phase.writers = reader.small("writers", 0, 1, phase.threads - (phase.threads > 1));
  phase.thread_life = reader.small("thread_life", 0, 1, UINT32_MAX);
  if (!stands_alone(phase)) check_keys_of_threads(reader, phase);
  check_threads(reader, phase);
  check_writers(reader, phase);
}

void read_scan(const ObjectReader& reader, Phase& phase) {
  read_scan_length(reader, phase);
  phase.scan_prefix = reader.small("scan_prefix", 0, 0, 1024);
}

Commit read_commit(const json& value, const std::string& pointer) {
  const ObjectReader reader(value, pointer, {"reads", "writes", "abort", "isolation"});
  Commit commit;
  commit.reads = reader.small("reads", commit.reads, 0, 1'000'000);
  commit.writes = reader.small("writes", commit.writes, commit.reads == 0 ? 1 : 0, 1'000'000);
  commit.abort = reader.small("abort", commit.abort, 0, 100);
  if (reader.has("isolation")) {
    commit.isolation = static_cast<Isolation>(
        choice(reader.at("isolation"), reader.place("isolation"), kIsolationWords));
  }
  return commit;
}

// New keys are numbered by the operations that insert them.
void check_inserts(const ObjectReader& reader, const Scenario& scenario, const Phase& phase) {
  if (!phase.has(Operation::kInsert)) return;
  const std::string place = reader.place("operations") + "/insert";
  if (brings_keys(scenario.data)) throw Problem{place, "the data bring their keys"};
  if (phase.has(Operation::kBatch) || phase.has(Operation::kCommit))
    throw Problem{place, "an insert does not stand beside operations of several keys"};
}

void read_drawing(const ObjectReader& reader, const Scenario& scenario, Phase& phase) {
  if (!brings_keys(scenario.data))
    reader.require("count", "the number of keys that the phase draws");
  phase.count = reader.integer("count", 0, 1, kMaxCount);
  phase.keys = read_keys(reader.has("keys") ? reader.at("keys") : json::object(),
                         reader.place("keys"), phase, scenario.data);
  if (phase.has(Operation::kLookup) && scenario.indexes.empty())
    throw Problem{reader.place("operations") + "/lookup", "the scenario has no indexes"};
  check_inserts(reader, scenario, phase);
}

Phase read_phase(const json& value, const std::string& pointer, const Scenario& scenario) {
  const ObjectReader reader(
      value, pointer,
      {"name", "operations", "count", "keys", "values", "batch_size", "commit", "scan_length",
       "scan_prefix", "append_limit", "threads", "writers", "thread_life", "pause_ms", "measured",
       "restart", "before"});
  Phase phase;
  phase.name = read_name(reader);
  phase.operations = read_operations(reader);
  if (reader.has("commit")) phase.commit = read_commit(reader.at("commit"), reader.place("commit"));
  refuse_idle_keys(reader, phase);
  phase.count = 1;
  if (!stands_alone(phase)) read_drawing(reader, scenario, phase);
  if (scenario.data != DataSource::kGenerated)
    reader.forbid("values", "values are documents about the keys");
  if (reader.has("values")) phase.values = read_values(reader.at("values"), reader.place("values"));
  phase.batch_size = reader.small("batch_size", phase.batch_size, 1, 1'000'000);
  read_scan(reader, phase);
  phase.append_limit = reader.small("append_limit", 0, 1, kLargestValue);
  read_threads(reader, phase);
  if (phase.threads > 1) reader.forbid("pause_ms", "one thread would pause and the others go on");
  phase.pause_ms = reader.small("pause_ms", 0, 1, 60'000);
  phase.measured = reader.flag("measured", true);
  phase.restart = reader.flag("restart", false);
  phase.before = read_before(reader);
  return phase;
}

// What only the sequence of phases shows.
void check_sequence(const std::vector<Phase>& phases, size_t i) {
  const std::string place = "/phases/" + std::to_string(i);
  const Phase& phase = phases[i];
  for (size_t j = 0; j < i; ++j) {
    if (phases[j].name == phase.name)
      throw Problem{place + "/name", "an earlier phase has this name"};
  }
  if (i == 0 && phase.restart)
    throw Problem{place + "/restart", "nothing runs before the first phase"};
  const bool first_of_part = i == 0 || phase.restart;
  if (first_of_part && phase.has(Operation::kOpen) && !phase.before.empty()) {
    throw Problem{place + "/before", "the store is not open yet"};
  }
}

std::vector<Phase> read_phases(const ObjectReader& reader, const Scenario& scenario) {
  reader.require("phases", "a list of phases");
  const json& value = reader.at("phases");
  if (!value.is_array() || value.empty())
    reader.fail("phases", "expected a list of at least one phase");
  std::vector<Phase> phases;
  for (size_t i = 0; i < value.size(); ++i) {
    phases.push_back(read_phase(value[i], "/phases/" + std::to_string(i), scenario));
    check_sequence(phases, i);
  }
  return phases;
}

Names read_names(const ObjectReader& reader) {
  Names names;
  names.count = reader.small("names", names.count, 1, 1'000'000);
  names.min = reader.small("min", names.min, digits(names.count - 1), 256);
  names.max = reader.small("max", std::max(names.max, names.min), names.min, 256);
  names.theta = reader.number("theta", names.theta, 0, 20);
  return names;
}

void read_json_data(const ObjectReader& reader, Scenario& scenario) {
  if (scenario.data != DataSource::kJson) {
    for (const char* key : {"list", "key"}) reader.forbid(key, "only json has a list of objects");
    return;
  }
  reader.require("file", "the path of a JSON file");
  reader.require("list", "the member of the file that is a list of objects");
  reader.require("key", "the field of these objects that is the key");
  scenario.json_list = reader.text("list", "");
  scenario.json_key = reader.text("key", "");
}

void read_data(const json& value, const std::string& pointer, Scenario& scenario) {
  const ObjectReader reader(value, pointer,
                            {"source", "file", "list", "key", "names", "min", "max", "theta"});
  reader.require("source", R"("words", "documents" or "json")");
  scenario.data =
      static_cast<DataSource>(choice(reader.at("source"), reader.place("source"), kDataWords));
  if (!brings_keys(scenario.data)) reader.forbid("file", "only words and json have a file");
  if (scenario.data != DataSource::kDocuments) {
    for (const char* key : {"names", "min", "max", "theta"})
      reader.forbid(key, "only documents draw names");
  }
  scenario.data_file = reader.text("file", scenario.data_file);
  if (scenario.data_file.empty()) reader.fail("file", "expected the path of a file");
  read_json_data(reader, scenario);
  scenario.names = read_names(reader);
}

Keyspace::Kind read_kind(const ObjectReader& reader) {
  if (!reader.has("kind")) return Keyspace::Kind::kLsm;
  return static_cast<Keyspace::Kind>(
      choice(reader.at("kind"), reader.place("kind"), kKeyspaceKindWords));
}

// A name of the store's, at `key`.
std::string read_store_name(const ObjectReader& reader, const char* key, size_t shortest) {
  reader.require(key, "a name");
  std::string name = reader.text(key, "");
  if (name.size() < shortest || name.size() > kLongestStoreName)
    reader.fail(key, "expected " + std::to_string(shortest) + " to 255 bytes");
  return name;
}

// So many, each with a name of so many bytes: "keyspace-0000000012".
std::vector<Keyspace> numbered_keyspaces(const ObjectReader& reader) {
  const uint32_t count = reader.small("count", 1, 1, 100'000);
  const uint32_t shortest = digits(count - 1);
  const uint32_t size = reader.small("name_size", 24, shortest, kLongestStoreName);
  const Keyspace::Kind kind = read_kind(reader);
  std::vector<Keyspace> keyspaces;
  for (uint32_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    std::string name = std::string("keyspace-").substr(0, size - shortest);
    name.append(size - name.size() - number.size(), '0');
    keyspaces.push_back({name + number, kind});
  }
  return keyspaces;
}

std::vector<Keyspace> read_keyspaces(const json& value) {
  if (value.is_object())
    return numbered_keyspaces({value, "/keyspaces", {"count", "name_size", "kind"}});
  if (!value.is_array() || value.empty())
    throw Problem{"/keyspaces", "expected a list of keyspaces, or a count of them"};
  std::vector<Keyspace> keyspaces;
  for (size_t i = 0; i < value.size(); ++i) {
    const ObjectReader reader(value[i], "/keyspaces/" + std::to_string(i), {"name", "kind"});
    std::string name = read_store_name(reader, "name", 0);
    for (const Keyspace& other : keyspaces) {
      if (other.name == name) reader.fail("name", "an earlier keyspace has this name");
    }
    keyspaces.push_back({std::move(name), read_kind(reader)});
  }
  return keyspaces;
}

// Of a JSON file any: its documents show only when they are read.
std::string read_field(const ObjectReader& reader, DataSource data) {
  reader.require("field", "a field of the documents");
  if (data == DataSource::kJson) return reader.text("field", "");
  const Words fields = data == DataSource::kWords ? Words(kFieldsOfWords) : Words(kFieldsOfNames);
  return std::string(fields[choice(reader.at("field"), reader.place("field"), fields)]);
}

std::vector<Index> read_indexes(const json& value, DataSource data) {
  if (!value.is_array() || value.empty()) throw Problem{"/indexes", "expected a list of indexes"};
  if (data == DataSource::kGenerated)
    throw Problem{"/indexes", "generated values have no fields: \"data\" says what has"};
  std::vector<Index> indexes;
  for (size_t i = 0; i < value.size(); ++i) {
    const ObjectReader reader(value[i], "/indexes/" + std::to_string(i),
                              {"name", "field", "prefix"});
    Index index;
    index.field = read_field(reader, data);
    index.name = read_store_name(reader, "name", 1);
    index.prefix = reader.small("prefix", 0, 1, 255);
    for (const Index& other : indexes) {
      if (other.name == index.name) reader.fail("name", "an earlier index has this name");
    }
    indexes.push_back(std::move(index));
  }
  return indexes;
}

}  // namespace

Scenario read_scenario(const json& document) {
  const ObjectReader reader(document, "",
                            {"schema", "name", "by_default", "parameters", "sweep", "gate", "seed",
                             "data", "store", "keyspaces", "indexes", "phases"});
  reader.require("schema", "\"heapdyno.scenario/1\"");
  choice(reader.at("schema"), "/schema", {kScenarioSchema});
  Scenario scenario;
  scenario.name = read_name(reader);
  scenario.by_default = reader.flag("by_default", true);
  scenario.seed = reader.integer("seed", scenario.seed, 0, UINT64_MAX);
  if (reader.has("data")) read_data(reader.at("data"), "/data", scenario);
  if (reader.has("store")) scenario.store = read_settings(reader.at("store"), "/store");
  if (reader.has("keyspaces")) scenario.keyspaces = read_keyspaces(reader.at("keyspaces"));
  if (reader.has("indexes")) scenario.indexes = read_indexes(reader.at("indexes"), scenario.data);
  scenario.phases = read_phases(reader, scenario);
  return scenario;
}

}  // namespace heapdyno
