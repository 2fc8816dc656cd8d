// VersionSet: the keyspaces and indexes, the current version of each, and the manifest that makes
// them durable.
//
// The manifest is a log (store/wal.h) whose number is that of the file and whose records are
// version edits (version_edit.h). Its first edits, one for each tree and one for the logs, say
// everything; each further one a change, synced before anything relies on it. CURRENT names the
// manifest in force and is only ever replaced by a rename. A torn tail is an edit that nothing
// relied on yet.
// Thread contract: new_file() any thread; all else one thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/db/counters.h"
#include "engine/db/file_names.h"
#include "engine/db/options.h"
#include "engine/db/tree_name.h"
#include "engine/db/version.h"
#include "engine/db/version_edit.h"
#include "engine/store/wal.h"

namespace engine {

class VersionSet {
 public:
  // What is durable of one keyspace or index.
  struct Tree {
    std::shared_ptr<const Version> version = std::make_shared<const Version>();
    uint64_t page_file = 0;  // 0: it is an LSM tree
    Sequence flushed = 0;  // entries up to here are in tables, or of an older keyspace of this name
    std::string field;     // of an index
    std::string extractor;
  };
  using Trees = std::map<TreeName, Tree, TreeNameLess>;

  // All must outlive the set.
  VersionSet(const Options& options, const FileNames& names, Counters& counters);
  ~VersionSet();

  // Reads what CURRENT names. kNotFound when there is no CURRENT; kCorruption names file and
  // offset.
  Status recover();

  // Applies the edit and makes it durable, by a record of the manifest; by a new manifest when
  // there is none or it has grown long. After an error the edit may or may not be found by the next
  // recovery, and trees() has it: remove nothing that it adds or removes. Every later commit gives that
  // error, too: what it would append might not be found.
  Status commit(VersionEdit edit);

  const Trees& trees() const { return trees_; }
  // REQUIRES: it is there.
  const Tree& tree(const TreeNameView& name) const;
  // Whether entries that name it may still be in the logs, though it is not there.
  bool was_dropped(const TreeNameView& name) const;
  uint64_t log_number() const { return log_number_; }  // logs below it are no longer needed
  Sequence last_sequence() const { return last_sequence_; }
  uint64_t manifest_number() const { return manifest_number_; }

  uint64_t new_file() { return next_file_.fetch_add(1, std::memory_order_relaxed); }
  // A file with this number is there: new ones get greater numbers.
  void mark_used(uint64_t number);

 private:
  Result<std::string> read_current() const;
  Status replay(const std::string& path, uint64_t number);
  Status change(const VersionEdit& edit);
  Status commit_whole(VersionEdit edit);
  Status change_trees(const VersionEdit& edit);
  Status create(const VersionEdit& edit);
  Status drop(const VersionEdit& edit);
  std::vector<VersionEdit> everything() const;
  // Writes a manifest that says everything, and makes it the one in force.
  Status begin_manifest();
  Status append(const VersionEdit& edit);
  Status set_current(uint64_t number);

  const Options& options_;
  const FileNames& names_;
  Counters& counters_;

  std::atomic<uint64_t> next_file_{1};
  uint64_t log_number_ = 0;
  Sequence last_sequence_ = 0;
  Trees trees_;
  std::map<TreeName, uint64_t, TreeNameLess> dropped_;  // the log in use when it was
  std::unique_ptr<WalWriter> manifest_;
  uint64_t manifest_number_ = 0;
  uint64_t longest_manifest_ = 0;  // where the next one begins
  std::string record_;             // of the last edit; its memory is kept
  Status failure_;                 // of a commit
};

// What a recovery adds to the keyspaces: one edit for each.
class RecoveredEdits {
 public:
  RecoveredEdits();
  ~RecoveredEdits();
  VersionEdit& of(const TreeName& name);
  // The default keyspace's is the last.
  Status commit_to(VersionSet& versions);

 private:
  std::map<TreeName, VersionEdit, TreeNameLess> edits_;
};

}  // namespace engine
