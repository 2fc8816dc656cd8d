// Merge: the work of one compaction: its inputs, in order, without what nobody can see any more,
// become tables of the next level.
//
// Of one user key the newest version that the oldest snapshot sees hides all older ones: they are
// dropped. A tombstone that everybody sees is dropped too once no deeper level can hold the key.
// Tables are cut between user keys only, so that no user key is in two tables of a level.
// Thread contract: one thread at a time.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/status.h"
#include "engine/db/compaction_picker.h"
#include "engine/db/counters.h"
#include "engine/db/options.h"
#include "engine/db/sources.h"
#include "engine/db/table_cache.h"
#include "engine/db/table_cut.h"
#include "engine/db/table_files.h"
#include "engine/db/table_output.h"
#include "engine/db/version_set.h"

namespace engine {

class Merge {
 public:
  // What merges of one database have in common. All of it must outlive the merge.
  struct Context {
    const Options& options;
    TableFiles& files;
    VersionSet& versions;
    TableCache& tables;
    Counters& counters;
  };

  // Opens the inputs and stands on the first entry. Whoever reads at `oldest` or later must not
  // notice.
  static Result<std::unique_ptr<Merge>> begin(const Context& context, const Compaction& compaction,
                                              Sequence oldest);

  // step() takes the entry the merge stands on to the output, or drops it. REQUIRES: valid().
  bool valid() const { return inputs_.valid(); }
  Status step();

  // The new tables. REQUIRES: !valid().
  Result<Tables> finish();

  // Removes what was written. For a merge that failed or was given up.
  void discard();

 private:
  Merge(const Context& context, const Compaction& compaction, Sequence oldest)
      : context_(context),
        compaction_(compaction),
        oldest_(oldest),
        cut_(context.options, compaction.grandparents) {
    const size_t outputs = expected_outputs();
    expect_size(created_, outputs);
    expect_size(outputs_, outputs);
  }

  size_t expected_outputs() const;

  bool enter_user_key(std::string_view user_key);
  bool is_droppable(const KeyRef& key);
  bool is_below(std::string_view user_key);
  Status close_output();

  const Context context_;
  const Compaction& compaction_;
  const Sequence oldest_;
  MergedSources inputs_;

  // Of the user key that the merge is in.
  std::optional<Strings::Guard> user_key_;
  bool hidden_ = false;  // the versions still to come are

  // The first table that may still meet a key, for keys that come in order.
  std::array<size_t, kLevels> below_ = {};

  TableCut cut_;
  Scratch scratch_;  // of the open output
  Owned<TableOutput> output_;
  std::vector<uint64_t> created_;
  Tables outputs_;
};

}  // namespace engine
