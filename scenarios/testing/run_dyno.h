// Runs an executable of the driver in a clean environment, for tests.
//
// Thread contract: one thread.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "allocators/counters_file.h"

namespace heapdyno::testing {

// A new folder, removed with all that is in it at the end.
class Folder {
 public:
  explicit Folder(const std::string& name_part = "");
  ~Folder();
  std::string operator/(const std::string& name) const { return path_ / name; }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Finished {
  int status = -1;  // the exit status; -1: ended by a signal
  std::string output;
  std::string errors;
  std::optional<Counters> counters;  // of an observed process
};

// The executable `name` of the build's folder scenarios/, e.g. "dyno-null-glibc".
std::string dyno(const std::string& name);
bool has_dyno(const std::string& name);

enum class Observed { kNo, kCounted, kFollowed };  // by which observer

Finished run(const std::vector<std::string>& arguments,
             const std::vector<std::string>& environment = {}, Observed observed = Observed::kNo);

struct TrialSpec {
  std::string dyno;      // a name
  std::string scenario;  // a file
  std::string mode = "count";
  std::vector<std::string> more = {};  // further arguments
  std::vector<std::string> environment = {};
  std::string folder_name = "";  // makes paths longer
};

// Runs all parts of a trial, each in a process of its own; the phases of all parts in one list. A
// failed part is a test failure.
nlohmann::json run_trial(const TrialSpec& spec);

// All that a store is asked for, with a flush and a compaction as phases and as preparations.
inline constexpr const char* kMixedScenario = R"({"schema": "heapdyno.scenario/1", "name": "mixed",
  "store": {"write_buffer_bytes": 65536, "table_bytes": 65536}, "phases": [
  {"name": "fill", "operations": {"put": 1}, "count": 3000,
   "keys": {"distribution": "permutation"}},
  {"name": "mix", "batch_size": 8, "count": 3000,
   "operations": {"get": 5, "put": 3, "delete": 1, "seek": 1, "range": 1, "batch": 1},
   "keys": {"distribution": "zipf", "count": 3000}},
  {"name": "flush", "operations": {"flush": 1}},
  {"name": "missing", "operations": {"get": 1}, "count": 500,
   "keys": {"count": 3000, "missing": true}},
  {"name": "compact", "operations": {"compact": 1}},
  {"name": "scan", "before": ["settle", "flush", "compact"], "operations": {"scan": 1}, "count": 2},
  {"name": "prefix", "operations": {"scan": 1}, "scan_prefix": 14, "count": 20,
   "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "reopen", "operations": {"open": 1}},
  {"name": "again", "operations": {"get": 1}, "count": 500, "keys": {"count": 3000}},
  {"name": "recover", "restart": true, "operations": {"open": 1}},
  {"name": "check", "operations": {"get": 1}, "count": 500, "keys": {"count": 3000}}]})";

// Keyspaces of both kinds, transactions under both isolations, aborted and not, and a recovery.
inline constexpr const char* kTransactionScenario = R"({"schema": "heapdyno.scenario/1",
  "name": "transactions", "store": {"write_buffer_bytes": 65536, "table_bytes": 65536},
  "keyspaces": [{"name": ""}, {"name": "users-of-the-whole-house", "kind": "btree"},
                {"name": "orders-of-the-whole-house"}], "phases": [
  {"name": "fill", "operations": {"batch": 1}, "count": 2000,
   "keys": {"distribution": "permutation"}},
  {"name": "commit", "operations": {"commit": 1}, "count": 2001,
   "commit": {"reads": 3, "writes": 4, "abort": 30},
   "keys": {"distribution": "zipf", "count": 2500}},
  {"name": "snapshot", "operations": {"commit": 2, "get": 1, "put": 1}, "count": 2000,
   "commit": {"reads": 5, "writes": 5, "isolation": "snapshot"},
   "keys": {"distribution": "uniform", "count": 2500}},
  {"name": "read", "operations": {"commit": 1}, "count": 500, "commit": {"reads": 5, "writes": 0},
   "keys": {"distribution": "uniform", "count": 2500}},
  {"name": "scan", "operations": {"scan": 1}, "scan_prefix": 14, "count": 40,
   "keys": {"distribution": "uniform", "count": 2500}},
  {"name": "range", "operations": {"range": 1, "seek": 1, "delete": 1}, "count": 200,
   "keys": {"distribution": "uniform", "count": 2500}},
  {"name": "recover", "restart": true, "operations": {"open": 1}},
  {"name": "check", "operations": {"get": 1}, "count": 1000, "keys": {"count": 2500}}]})";

// What needs several threads or goes back and forth: every kind that kMixedScenario does not have.
inline constexpr const char* kThreadedScenario = R"({"schema": "heapdyno.scenario/1",
  "name": "threaded", "store": {"write_buffer_bytes": 65536, "table_bytes": 65536}, "phases": [
  {"name": "load", "operations": {"put": 1}, "count": 3000, "keys": {"distribution": "permutation"}},
  {"name": "thirds", "operations": {"put": 1, "get": 1, "delete": 1}, "count": 6000, "threads": 4,
   "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "churn", "operations": {"put": 1, "get": 1}, "count": 3000, "threads": 3,
   "thread_life": 100, "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "readers", "operations": {"put": 1, "get": 3, "seek": 1}, "count": 5000, "threads": 4,
   "writers": 1, "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "hand-over", "operations": {"hand-over": 1}, "batch_size": 7, "count": 5000,
   "threads": 3, "writers": 1, "keys": {"distribution": "permutation", "count": 4000}},
  {"name": "lists", "operations": {"append": 4, "delete": 1}, "count": 2000, "append_limit": 300,
   "values": {"size": 40}, "keys": {"distribution": "zipf", "count": 500}},
  {"name": "modify", "operations": {"modify": 1, "insert": 1, "get": 2}, "count": 2000,
   "keys": {"distribution": "latest", "count": 4000}},
  {"name": "purge", "operations": {"purge": 1}},
  {"name": "check", "operations": {"get": 1}, "count": 5000, "keys": {"count": 5000}}]})";

// The folder of the source's scenarios, and their names.
std::string catalogue_folder();
std::vector<std::string> shipped_scenarios();

// One of them with every count of operations and keys divided.
nlohmann::json shrunk_scenario(const std::string& name, int divisor);
void write_text(const std::string& path, const std::string& text);

}  // namespace heapdyno::testing
