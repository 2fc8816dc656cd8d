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
// and in a phase of {"commit": 1}
//
//     "commit": {"reads": 4, "writes": 4, "abort": 50, "isolation": "snapshot"}
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
  kBatch,    // `batch_size` puts written at once; counted by entries
  kScan,     // a new iterator from the first key, or over the keys that share a
             // prefix; counted by entries
  kSeek,     // a new iterator, one seek, `scan_length` steps; counted by seeks
  kRange,    // `scan_length` entries from a key on, returned at once; counted by
             // calls
  kFlush,    // alone in its phase
  kCompact,  // alone in its phase
  kOpen,     // alone in its phase: opens the store, after closing it if it is open
  kCommit,   // a transaction as `commit` says; counted by transactions
  kLookup,   // up to `scan_length` entries of a keyspace whose field has a value, by an index;
             // counted by lookups
};           // digests of operations hold these numbers
inline constexpr int kOperations = 12;
const char* name_of(Operation operation);  // "put", "get", "delete", ...

// Flush, compact and open are done once and draw no keys.
constexpr bool draws_keys(Operation operation) {
  return operation < Operation::kFlush || operation > Operation::kOpen;
}

enum class Distribution : uint8_t {
  kSequential,   // 0, 1, 2, ... and again from 0
  kUniform,      // each key as likely as any other
  kZipf,         // the key of rank r with a weight of 1 / r^theta; ranks are strewn
                 // over the keys
  kPermutation,  // every key once in shuffled order, and the same order again
};

struct Share {
  Operation operation = Operation::kPut;
  uint32_t weight = 1;  // of the sum of the phase's weights
};

struct Keys {
  Distribution distribution = Distribution::kSequential;
  uint64_t count = 0;    // distinct keys; with `data` the words take its place
  double theta = 0.99;   // for kZipf
  uint32_t size = 16;    // bytes of a key: its number in decimal, with leading zeros
  bool missing = false;  // keys between those that were put: none of them is in the store
};

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
  uint32_t scan_length = 0;  // entries; 0 for kScan: to the end
  uint32_t scan_prefix = 0;  // bytes of the drawn key that kScan goes over; 0: all keys
  bool measured = true;
  bool restart = false;  // the process before ends without flush or close,
                         // another one opens what is there
  std::vector<Before> before;

  bool has(Operation operation) const;
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
};

enum class DataSource : uint8_t {
  kGenerated,
  kWords,      // keys are the words of a file, values small JSON documents about
               // them
  kDocuments,  // keys are generated, values JSON documents with fields drawn from `names`
};

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
  std::string words_file = "/usr/share/dict/american-english";
  Names names;  // of kDocuments
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
  bool has(Operation operation) const;  // in any phase
};

// `file` is only for messages: "fill.json:12: /phases/0/cuont: unknown key; did
// you mean \"count\"?"
engine::Result<Scenario> parse_scenario(std::string_view text, const std::string& file);
engine::Result<Scenario> load_scenario(const std::string& path);

// The content as one line of JSON, every field written out in a fixed order:
// what the digest is taken of. What came later than the first records is left out where it is not
// used, so that the digests of older scenarios stay.
std::string canonical(const Scenario& scenario);

}  // namespace heapdyno
