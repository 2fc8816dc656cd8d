// The driver's view of a store. Implementations: reference.cc (once per
// variant), null.cc, leveldb.cc, rocksdb.cc, lmdb.cc; each executable links
// exactly one, through make_store().
//
// Scopes: every call is made inside the scope of its operation kind, so what a
// store allocates here counts for that operation. A sink is called inside the
// scope and allocates nothing.
//
// Thread contract: put, get, remove, batch, scan, range, transact, lookup, prepare and
// write_prepared may be called by several threads at once unless refuses_threads(); all else by one,
// with no other at work. The store may have threads of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "scenarios/scenario.h"

namespace heapdyno {

// A key and the keyspace that it lies in: an index into the scenario's; 0 where it names none.
struct Key {
  std::string_view bytes;
  uint32_t keyspace = 0;
};

struct Entry {
  Key key;
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

// Receives what a get or a transaction reads, in order.
class ReadSink {
 public:
  virtual void read(bool found, std::string_view value) = 0;  // until it returns

 protected:
  ~ReadSink() = default;
};

// One transaction: gets the first `reads` keys, puts the first `writes` entries, gets the first key
// again if it did both, and ends.
struct TransactionWork {
  const Entry* entries;
  size_t reads;
  size_t writes;
  Isolation isolation;
  bool aborts;  // instead of a commit

  bool reads_own_write() const { return reads > 0 && writes > 0; }
};

// What an index is asked for.
struct Lookup {
  uint32_t index;     // of the scenario's
  uint32_t keyspace;  // as in Key
  std::string_view field_value;
};

// Figures of the store's own, by name: "flushes", "wal_bytes". Every store that writes files has
// "bytes_written", of all of them (not one that maps its file); what a store cannot tell is absent.
using Figures = std::vector<std::pair<std::string, uint64_t>>;

struct StoreContext {
  bool is_new = true;       // the store is not there yet
  bool count_mode = false;  // background work inline, or settled after each operation
  uint64_t seed = 0;        // for the store's own hashes and skip lists
  // Called around flush and compaction on the thread that does them; null in
  // time mode.
  void (*enter_background)(void*) = nullptr;
  void (*leave_background)(void*) = nullptr;
  void* background = nullptr;  // what both are given
  // The view of a document's field: what an index calls.
  std::optional<std::string_view> (*field_of)(std::string_view value,
                                              std::string_view field) = nullptr;
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
  std::vector<std::string> also;                            // what else it can be: "btree"
  std::string version;                                      // empty: heapdyno's own
  std::string variant;                                      // of the reference engine, else empty
  std::vector<std::pair<std::string, std::string>> policy;  // toggle, kind or "off"
  std::vector<ToggleDescription> toggles;  // all there are, in policy.h's order; in --describe
                                           // [{"name", "kinds": [...], "needs", "why"}, ...]
};

class Store {
 public:
  // The scenario is borrowed: settings, keyspaces and indexes are as it says.
  explicit Store(const Scenario& scenario)
      : scenario_(scenario),
        keyspaces_(scenario.keyspaces.empty() ? std::span(&kDefault, 1)
                                              : std::span<const Keyspace>(scenario.keyspaces)) {}
  virtual ~Store() = default;

  // Why this store cannot be what the scenario is about; null: it can. If not, nothing is called.
  virtual const char* not_applicable() const { return nullptr; }
  // Why this store has no such operation, in words for the record; null: it has. Such a phase is
  // not run and says so: its operation must not be called.
  virtual const char* not_applicable(Operation) const { return nullptr; }

  // Why it cannot be called by several threads at once; null: it can.
  virtual const char* refuses_threads() const { return nullptr; }

  virtual engine::Status open(const StoreContext& context, const std::string& path) = 0;
  virtual engine::Status put(const Key& key, std::string_view value) = 0;
  virtual engine::Status remove(const Key& key) = 0;
  virtual engine::Status get(const Key& key, ReadSink& sink) = 0;  // not found is no error
  virtual engine::Status batch(const Entry* entries, size_t n) = 0;
  // A new iterator from `from` (empty: the first key) until the sink has
  // enough.
  virtual engine::Status scan(const Key& from, EntrySink& sink) = 0;
  virtual engine::Status range(const Key& from, size_t limit, EntrySink& sink) = 0;
  virtual engine::Status transact(const TransactionWork& work, ReadSink& sink) = 0;
  // Up to `limit` entries whose field has the value, by the scenario's index of this number.
  virtual engine::Status lookup(const Lookup& lookup, size_t limit, EntrySink& sink) = 0;
  // kHandOver: a batch that one thread makes and another one writes and gives back. A slot holds one
  // batch at a time, and belongs to one thread at a time.
  static constexpr size_t kSlots = 64;
  virtual engine::Status prepare(size_t slot, const Entry* entries, size_t n) = 0;
  virtual engine::Status write_prepared(size_t slot) = 0;
  virtual engine::Status flush() = 0;
  virtual engine::Status compact() = 0;
  virtual engine::Status settle() = 0;  // returns when no background work is left
  virtual engine::Status close() = 0;

  // Cumulated since open(); asked between operations, in scope harness.
  virtual Figures physical_work() const = 0;
  virtual Figures memory() const = 0;

 protected:
  const StoreSettings& settings() const { return scenario_.store; }
  const Scenario& scenario() const { return scenario_; }
  // What Key::keyspace is an index into: those of the scenario, or the default one where it names
  // none.
  std::span<const Keyspace> keyspaces() const { return keyspaces_; }

 private:
  static inline const Keyspace kDefault;

  const Scenario& scenario_;
  const std::span<const Keyspace> keyspaces_;
};

// What the linked store is, for --describe; `settings_of` says how it takes a scenario's settings.
// `name` is the description's, or one that the executable can be also.
StoreDescription describe_store();
std::vector<std::pair<std::string, std::string>> settings_of(const StoreSettings& settings,
                                                             std::string_view name);
std::unique_ptr<Store> make_store(std::string_view name, const Scenario& scenario);

}  // namespace heapdyno
