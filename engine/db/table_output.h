// TableOutput: one new table, from the creation of its file to what a version needs to know of it.
// Flushes and compactions write through it.
// Thread contract: one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/db/counters.h"
#include "engine/db/options.h"
#include "engine/db/table_files.h"
#include "engine/db/version_edit.h"
#include "engine/store/table_builder.h"

namespace engine {

class TableOutput {
  struct OnlyCreate {};  // the constructor is public for Objects, and create() alone can call it

 public:
  // Creates the file. The scratch must outlive the output.
  static Result<Owned<TableOutput>> create(const Options& options, TableFiles& files,
                                           uint64_t number, uint64_t expected_bytes,
                                           Scratch& scratch);

  TableOutput(OnlyCreate, std::unique_ptr<WritableFile> file, const Options& options,
              uint64_t number, Scratch& scratch)
      : file_(std::move(file)),
        builder_({options.block_bytes, options.bits_per_key}, *file_, scratch) {
    meta_.number = number;
  }

  // REQUIRES: the key is greater than the last one.
  Status add(const KeyRef& key, std::string_view value);
  uint64_t bytes() const { return builder_.file_bytes(); }

  // Writes what is left, syncs and closes. REQUIRES: something was added.
  Result<TableRef> finish(Counters& counters);

 private:
  std::unique_ptr<WritableFile> file_;
  TableBuilder builder_;
  TableMeta meta_;
};

}  // namespace engine
