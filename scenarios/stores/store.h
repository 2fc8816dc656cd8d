// The driver's view of a store. Implementations: reference.cc (once per
// variant), null.cc, leveldb.cc, rocksdb.cc, lmdb.cc; each executable links
// exactly one, through make_store().
//
// Scopes: every call is made inside the scope of its operation kind, so what a
// store allocates here counts for that operation. What a get answers lives
// until the next call, so it is obtained and given back inside scopes of the
// store. A sink is called inside the scope and allocates nothing.
//
// Thread contract: one thread calls; the store may have threads of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "scenarios/scenario.h"

namespace heapdyno {

struct Entry {
  std::string_view key;
  std::string_view value;
};

// Receives the entries of a scan, seek or range in order.
class EntrySink {
 public:
  virtual bool entry(std::string_view key,
                     std::string_view value) = 0;  // false: enough

 protected:
  ~EntrySink() = default;
};

struct Answer {
  bool found = false;
  std::string_view value;  // until the next call on the store
};

// Figures of the store's own, by name: "flushes", "wal_bytes". Every store that writes files has
// "bytes_written", of all of them (not one that maps its file); what a store cannot tell is absent.
using Figures = std::vector<std::pair<std::string, uint64_t>>;

struct StoreContext {
  bool count_mode = false;  // background work inline, or settled after each operation
  uint64_t seed = 0;        // for the store's own hashes and skip lists
  // Called around flush and compaction on the thread that does them; null in
  // time mode.
  void (*enter_background)(void*) = nullptr;
  void (*leave_background)(void*) = nullptr;
  void* background = nullptr;  // what both are given
};

// A toggle as policy.h declares it: what the harness validates and spells variants with.
struct ToggleDescription {
  std::string name;
  std::vector<std::string> kinds;  // weakest first, without off
  std::string needs;               // another toggle, or empty
  std::string why;
};

struct StoreDescription {
  std::string name;                                         // "reference", "leveldb", ...
  std::string version;                                      // empty: heapdyno's own
  std::string variant;                                      // of the reference engine, else empty
  std::vector<std::pair<std::string, std::string>> policy;  // toggle, kind or "off"
  std::vector<ToggleDescription> toggles;  // all there are, in policy.h's order; in --describe
                                           // [{"name", "kinds": [...], "needs", "why"}, ...]
};

class Store {
 public:
  virtual ~Store() = default;

  // Why this store has no such operation, in words for the record; null: it has. Such a phase is
  // not run and says so: its operation must not be called.
  virtual const char* not_applicable(Operation) const { return nullptr; }

  virtual engine::Status open(const StoreSettings& settings, const StoreContext& context,
                              const std::string& path) = 0;
  virtual engine::Status put(std::string_view key, std::string_view value) = 0;
  virtual engine::Status remove(std::string_view key) = 0;
  virtual engine::Result<Answer> get(
      std::string_view key) = 0;  // not found is an answer, not an error
  virtual engine::Status batch(const Entry* entries, size_t n) = 0;
  // A new iterator from `from` (empty: the first key) until the sink has
  // enough.
  virtual engine::Status scan(std::string_view from, EntrySink& sink) = 0;
  virtual engine::Status range(std::string_view from, size_t limit, EntrySink& sink) = 0;
  virtual engine::Status flush() = 0;
  virtual engine::Status compact() = 0;
  virtual engine::Status settle() = 0;  // returns when no background work is left
  virtual engine::Status close() = 0;
  virtual void release() = 0;  // gives back the last answer

  // Cumulated since open(); asked between operations, in scope harness.
  virtual Figures physical_work() const = 0;
  virtual Figures memory() const = 0;
};

// What the linked store is, for --describe; `settings_of` says how it takes a
// scenario's settings.
StoreDescription describe_store();
std::vector<std::pair<std::string, std::string>> settings_of(const StoreSettings& settings);
std::unique_ptr<Store> make_store();

}  // namespace heapdyno
