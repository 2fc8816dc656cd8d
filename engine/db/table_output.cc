#include "engine/db/table_output.h"

#include <utility>

namespace engine {

Result<Owned<TableOutput>> TableOutput::create(const Options& options, TableFiles& files,
                                               uint64_t number, uint64_t expected_bytes,
                                               Scratch& scratch) {
  Result<std::unique_ptr<WritableFile>> file = files.create(number, expected_bytes);
  if (!file.is_ok()) return std::move(file).status();
  return Objects::make_unique<TableOutput>(OnlyCreate(), *std::move(file), options, number,
                                           scratch);
}

Status TableOutput::add(const KeyRef& key, std::string_view value) {
  if (builder_.entries() == 0) append_key(meta_.smallest, key);
  return builder_.add(key, value);
}

Result<TableRef> TableOutput::finish(Counters& counters) {
  RETURN_IF_ERROR(builder_.finish());
  RETURN_IF_ERROR(file_->sync());
  counters.syncs.add(1);
  RETURN_IF_ERROR(file_->close());
  counters.tables_written.add(1);
  meta_.bytes = builder_.file_bytes();
  meta_.largest = builder_.last_key();
  return TableRef(Objects::make_shared<const TableMeta>(std::move(meta_)));
}

}  // namespace engine
