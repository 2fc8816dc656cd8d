// A scenario: a workload written as JSON with comments, schema "heapdyno.scenario/1". The driver
// runs it, the harness plans with it; neither sees the policy here.
//
//   // what it is for,
//   // in two lines
//   {
//     "schema": "heapdyno.scenario/1",
//     "name": "get-hit",
//     "seed": 1,                                 // of the operations; the store has its own
//     "store": {"write_buffer_bytes": 4194304},  // the rest as in StoreSettings
//     "phases": [
//       {"name": "load", "operations": {"put": 1}, "count": 100000, "measured": false,
//        "keys": {"distribution": "permutation"}, "values": {"size": 100}},
//       {"name": "get", "operations": {"get": 1}, "count": 50000, "before": ["flush"],
//        "keys": {"distribution": "uniform", "count": 100000}}
//     ]
//   }
//
// Beside "store" there may stand
//
//     "keyspaces": [{"name": "users", "kind": "btree"}],  // or {"count": 100, "name_size": 32}:
//                                                         // the key drawn says which
//     "data": {"source": "documents", "names": 1000},     // values: JSON about names (Zipf)
//     "indexes": [{"name": "by_team", "field": "team"}],  // of each keyspace
//
// or {"source": "json", "file": "/usr/share/.../iso_3166-2.json", "list": "3166-2", "key": "code"}:
// each object of the list is a value, its field the key; an index may be over the first bytes of a
// field alone, "prefix": 2. The first phase that writes puts each key's own document, a later one
// another: generated ones that no other phase puts, else another word's or object's. In a phase of
// {"commit": 1}
//
//     "commit": {"reads": 4, "writes": 4, "abort": 50, "isolation": "snapshot"}
//
// and in any phase that draws keys
//
//     "threads": 4,          // which share the operations out; each has keys of its own, k mod 4
//     "writers": 1,          // of them so many do all that changes data, the others the rest
//     "thread_life": 500,    // after so many calls a thread ends and another takes its place
//     "scan_length": {"min": 1, "max": 100}, // of each seek or range its own, drawn evenly
//     "append_limit": 2048,  // bytes: where a value has more after an append, its oldest bytes go
//     "pause_ms": 100        // before each operation, of the phase's one thread; only where memory is
//                            // looked at (--memory)
//
// Numbers may have names, with their values by default; null: what refers to it is left out.
//
//     "parameters": {"keys": 100000, "theta": 0.99, "write_buffer": 4194304}
//
// Wherever a number is expected there may then stand "$keys", "$keys * 0.9" or "$keys / 10": one
// operator and a positive number. A whole parameter stays whole: results are rounded to the
// nearest, and at least 1. What sets parameters:
//
//     "sweep": {"keys": [1000, 100000]}  // one parameter's values: a workload for each of them
//     "gate": {"keys": 4000, "write_buffer": 65536, "scale": 0.5}
//
// The gate is the smallest size at which the scenario still flushes twice and compacts twice, or
// makes two checkpoints where its keyspaces are B+trees, and takes at most half a second counted on
// the baseline; "exempt": "why" stands beside its parameters if the smallest is another one. A
// scale, here or of a run, multiplies the "count" of each phase and of its keys after the
// parameters, rounded likewise, and nothing else; a count that a null left out has no scale.
// scenario_document.h makes one workload of it all.
//
// Every number of operations is fixed and every draw comes from the seed, so two runs do the same
// work: nothing is said in seconds. Validation is whole: an unknown key, a wrong type, a value out
// of range, a key without effect or a phase that cannot run is an error with file, line, place and
// what was expected.
//
// Thread contract: plain values; distinct objects are independent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace heapdyno {

enum class Operation : uint8_t {
  kPut,
  kGet,
  kDelete,
  kBatch,     // `batch_size` puts written at once; counted by entries
  kScan,      // a new iterator from the first key, or over the keys that share a
              // prefix; counted by entries
  kSeek,      // a new iterator, one seek, `scan_length` steps; counted by seeks
  kRange,     // `scan_length` entries from a key on, returned at once; counted by
              // calls
  kFlush,     // alone in its phase
  kCompact,   // alone in its phase
  kOpen,      // alone in its phase: opens the store, after closing it if it is open
  kCommit,    // a transaction as `commit` says; counted by transactions
  kLookup,    // up to `scan_length` entries of a keyspace whose field has a value, by an index;
              // counted by lookups
  kInsert,    // a put of the next new key: the first after those that `keys` counts
  kModify,    // a get and a put of the same key, in two calls of the store
  kAppend,    // likewise; what is put is what was got and the drawn value after it
  kHandOver,  // a batch made in this thread and written in the phase's writer; counted by entries
  kIdle,      // nothing
  kPurge,     // alone in its phase: the allocator gives free memory back to the system
};            // digests of operations hold these numbers
inline constexpr int kOperations = 18;
const char* name_of(Operation operation);  // "put", "get", "delete", ...

// Flush, compact, open and purge are done once and draw no keys.
constexpr bool draws_keys(Operation operation) {
  const bool over_the_store = operation >= Operation::kFlush && operation <= Operation::kOpen;
  return !over_the_store && operation != Operation::kPurge;
}

enum class Distribution : uint8_t {
  kSequential,   // 0, 1, 2, ... and again from 0
  kUniform,      // each key as likely as any other
  kZipf,         // the key of rank r with a weight of 1 / r^theta; ranks are strewn
                 // over the keys
  kPermutation,  // every key once in shuffled order, and the same order again
  kLatest,       // as zipf, and the newest key is the first in rank: the one inserted last
};

struct Share {
  Operation operation = Operation::kPut;
  uint32_t weight = 1;  // of the sum of the phase's weights
};

struct Keys {
  Distribution distribution = Distribution::kSequential;
  uint64_t count = 0;    // distinct keys; with `data` the words take its place
  double theta = 0.99;   // for kZipf and kLatest
  uint32_t size = 16;    // bytes of a key: its number in decimal, with leading zeros
  bool missing = false;  // keys between those that were put: none of them is in the store
  bool hashed = false;   // a key is its number's hash in decimal, so that new ones fall anywhere
};

inline constexpr uint32_t kLargestValue = 1 << 20;  // bytes

// Sizes in bytes; drawn evenly from min to max.
struct Values {
  uint32_t min = 100;
  uint32_t max = 100;
};

enum class Isolation : uint8_t { kSerializable, kSnapshot };

// A transaction draws as many keys as the larger of `reads` and `writes` says. It gets the first
// `reads` of them, puts the first `writes`, and if it does both gets the first one again: its own
// write. So equal numbers read, modify and write.
struct Commit {
  uint32_t reads = 1;
  uint32_t writes = 1;
  uint32_t abort = 0;  // of a hundred transactions, evenly spread, so many end without a commit
  Isolation isolation = Isolation::kSerializable;

  uint32_t draws() const { return reads > writes ? reads : writes; }
  friend bool operator==(const Commit&, const Commit&) = default;
};

enum class Before : uint8_t {
  kSettle,
  kFlush,
  kCompact
};  // done before the phase, outside its figures

struct Phase {
  std::string name;
  std::vector<Share> operations;  // at least one
  // Operations of the phase, as counted by their kind; of kScan: scans; of kCommit: keys drawn.
  uint64_t count = 0;
  Keys keys;
  Values values;
  uint32_t batch_size = 100;
  Commit commit;
  uint32_t scan_length = 0;      // entries; 0 for kScan: to the end
  uint32_t scan_length_min = 0;  // of kSeek and kRange: drawn from here on; the same: not drawn
  uint32_t scan_prefix = 0;      // bytes of the drawn key that kScan goes over; 0: all keys
  uint32_t append_limit = 0;     // bytes; 0: none
  uint32_t threads = 1;
  uint32_t writers = 0;      // 0: every thread does every kind
  uint32_t thread_life = 0;  // calls; 0: as long as the phase
  uint32_t pause_ms = 0;
  bool measured = true;
  bool restart = false;  // the process before ends without flush or close,
                         // another one opens what is there
  std::vector<Before> before;

  bool has(Operation operation) const;
  bool changes_data(Operation operation) const;  // when it is done in this phase
  bool changes_data() const;
  bool writes_values() const;  // changes_data() otherwise than by deleting
  bool is_threaded() const { return threads > 1 || thread_life > 0; }
  bool draws_lengths() const { return scan_length_min != scan_length; }
};

enum class SyncPolicy : uint8_t { kNone, kEveryWrite };

// The same for every store; to one that cannot follow one of them the scenario does not apply.
struct StoreSettings {
  uint64_t write_buffer_bytes = 4 << 20;
  uint64_t block_bytes = 4096;
  uint64_t block_cache_bytes = 64 << 20;
  uint64_t table_bytes = 2 << 20;
  uint64_t level_base_bytes = 10 << 20;
  uint32_t bits_per_key = 10;
  uint32_t level0_trigger = 4;
  SyncPolicy sync = SyncPolicy::kNone;
};

// An ordered map of the store; the one without a name is always there.
struct Keyspace {
  enum class Kind : uint8_t { kLsm, kBTree };  // of the reference engine; peers have one kind
  std::string name;
  Kind kind = Kind::kLsm;
};

// Of each keyspace: its entries by a field of their documents.
struct Index {
  std::string name;
  std::string field;
  uint32_t prefix = 0;  // bytes of the field that the index is over; 0: all

  // "field" or "field:prefix", as indexed_field() takes it.
  std::string text() const { return prefix == 0 ? field : field + ":" + std::to_string(prefix); }
};

enum class DataSource : uint8_t {
  kGenerated,
  kWords,      // keys are the words of a file, values small JSON documents about
               // them
  kDocuments,  // keys are generated, values JSON documents with fields drawn from `names`
  kJson,       // keys and values are those of a list of objects in a JSON file
};

// Whose keys are texts that come with the data, not numbers.
constexpr bool brings_keys(DataSource source) {
  return source == DataSource::kWords || source == DataSource::kJson;
}

// The distinct values of fields "name" and "team" of generated documents: how many, of how many
// bytes, and how often each (Zipf).
struct Names {
  uint32_t count = 1000;
  uint32_t min = 8;
  uint32_t max = 64;
  double theta = 0.99;
  friend bool operator==(const Names&, const Names&) = default;
};

struct Scenario {
  std::string name;
  std::string about;  // the comment lines at the top of the file, joined by a space
  // Whether a run that names no scenario has it. Says nothing of the work: not in the digest.
  bool by_default = true;
  uint64_t seed = 1;
  DataSource data = DataSource::kGenerated;
  std::string data_file = "/usr/share/dict/american-english";  // of kWords and kJson
  std::string json_list;  // of kJson: the member of the file that is the list
  std::string json_key;   // of kJson: the field of its objects that is the key
  Names names;            // of kDocuments
  StoreSettings store;
  std::vector<Keyspace> keyspaces;  // empty: the default one
  std::vector<Index> indexes;
  std::vector<Phase> phases;

  // XXH3 of the canonical content in hexadecimal: comments, white space, order
  // of keys, by_default and defaults written out do not change it.
  std::string digest;

  // How many processes one trial takes: 1 + the phases that begin with a
  // restart.
  int parts() const;
  // The phases of process `part`, as indexes [first, last) into `phases`.
  struct Span {
    size_t first = 0;
    size_t last = 0;
  };
  Span phases_of(int part) const;
  bool has(Operation operation) const;        // in any phase
  size_t writing_phases(size_t first) const;  // how many of so many first phases write values
};

// With its parameters as they stand by default. `file` is only for messages: "fill.json:12:
// /phases/0/cuont: unknown key; did you mean \"count\"?"
engine::Result<Scenario> parse_scenario(std::string_view text, const std::string& file);
engine::Result<Scenario> load_scenario(const std::string& path);

// Whether the file that brings its keys is not there.
bool lacks_data(const Scenario& scenario);

// The content as one line of JSON, every field written out in a fixed order:
// what the digest is taken of. What came later than the first records is left out where it is not
// used, so that the digests of older scenarios stay.
std::string canonical(const Scenario& scenario);

}  // namespace heapdyno
