#include "engine/db/version_set.h"

#include <algorithm>
#include <utility>

#include "engine/db/record_corruption.h"

namespace engine {
namespace {

constexpr uint64_t kLongManifest = 1 << 20;

Result<std::string> read_small_file(FileSystem& file_system, const std::string& path) {
  Result<std::unique_ptr<RandomAccessFile>> file = file_system.open(path);
  if (!file.is_ok()) return std::move(file).status();
  char buffer[256];
  const Result<size_t> bytes = (*file)->read(0, sizeof buffer, buffer);
  if (!bytes.is_ok()) return bytes.status();
  return std::string(buffer, *bytes);
}

}  // namespace

void VersionSet::mark_used(uint64_t number) {
  if (next_file_.load(std::memory_order_relaxed) <= number)
    next_file_.store(number + 1, std::memory_order_relaxed);
}

// The manifest's name, without the newline behind it.
Result<std::string> VersionSet::read_current() const {
  Result<std::string> text = read_small_file(*options_.file_system, names_.current());
  if (!text.is_ok()) return text;
  const bool whole = !text->empty() && text->back() == '\n';
  if (whole) text->pop_back();
  const auto name = parse_file_name(*text);
  if (!whole || !name || name->type != FileType::kManifest)
    return Status::corruption(names_.current() + ": names no manifest");
  return text;
}

Status VersionSet::recover() {
  const Result<std::string> name = read_current();
  if (!name.is_ok()) return name.status();
  return replay(names_.in_folder(*name), parse_file_name(*name)->number);
}

Status VersionSet::replay(const std::string& path, uint64_t number) {
  Result<std::unique_ptr<RandomAccessFile>> file = options_.file_system->open(path);
  if (file.status().is_not_found())
    return Status::corruption(path + ": the manifest that CURRENT names is missing");
  if (!file.is_ok()) return std::move(file).status();
  Result<WalReader> reader = WalReader::open(*std::move(file), path, number);
  if (!reader.is_ok()) return std::move(reader).status();

  auto version = std::make_shared<Version>();
  Result<WalOutcome> outcome = reader->next();
  for (; outcome.is_ok() && *outcome == WalOutcome::kRecord; outcome = reader->next()) {
    Result<VersionEdit> edit = VersionEdit::decode(reader->payload());
    Status status = edit.is_ok() ? change(*version, *edit) : std::move(edit).status();
    if (!status.is_ok()) return record_corruption(path, reader->offset(), status.message());
  }
  if (!outcome.is_ok()) return std::move(outcome).status();
  if (*outcome == WalOutcome::kCorruption) return reader->corruption();
  if (next_file_.load(std::memory_order_relaxed) <= number)
    return record_corruption(path, reader->offset(), "no edit says everything");
  current_ = std::move(version);
  return Status::ok();
}

Status VersionSet::change(Version& version, const VersionEdit& edit) {
  RETURN_IF_ERROR(version.change(edit));
  if (edit.log_number) log_number_ = std::max(log_number_, *edit.log_number);
  if (edit.last_sequence) last_sequence_ = std::max(last_sequence_, *edit.last_sequence);
  if (edit.next_file) mark_used(std::max<uint64_t>(*edit.next_file, 1) - 1);
  for (const VersionEdit::CompactionPoint& point : edit.compaction_points)
    picker_.set_point(point.level, point.key);
  return Status::ok();
}

Status VersionSet::commit(VersionEdit edit) {
  auto version = std::make_shared<Version>(*current_);
  RETURN_IF_ERROR(change(*version, edit));
  if (!edit.added.empty()) RETURN_IF_ERROR(options_.file_system->sync_directory(names_.folder()));
  if (manifest_ == nullptr || manifest_->bytes() > kLongManifest) {
    RETURN_IF_ERROR(begin_manifest(*version));
  } else {
    edit.next_file = next_file_.load(std::memory_order_relaxed);
    RETURN_IF_ERROR(append(edit));
  }
  current_ = std::move(version);
  return Status::ok();
}

Status VersionSet::append(const VersionEdit& edit) {
  const uint64_t before = manifest_->bytes();
  RETURN_IF_ERROR(manifest_->append(edit.encode()));
  counters_.manifest_bytes.add(manifest_->bytes() - before);
  counters_.syncs.add(1);
  return manifest_->sync();
}

VersionEdit VersionSet::everything(const Version& version) const {
  VersionEdit edit;
  edit.log_number = log_number_;
  edit.next_file = next_file_.load(std::memory_order_relaxed);
  edit.last_sequence = last_sequence_;
  for (int level = 0; level < kLevels; ++level) {
    if (!picker_.point(level).empty())
      edit.compaction_points.push_back({level, picker_.point(level)});
    for (const TableRef& table : version.level(level)) edit.added.push_back({level, table});
  }
  return edit;
}

Status VersionSet::begin_manifest(const Version& version) {
  const uint64_t number = new_file();
  Result<std::unique_ptr<WritableFile>> file =
      options_.file_system->create(names_.manifest(number));
  if (!file.is_ok()) return std::move(file).status();
  manifest_ = std::make_unique<WalWriter>(*std::move(file), number);
  RETURN_IF_ERROR(append(everything(version)));
  RETURN_IF_ERROR(set_current(number));
  const uint64_t old = std::exchange(manifest_number_, number);
  // One that cannot be removed is in nobody's way, and the next open tries again.
  if (old != 0) (void)options_.file_system->remove(names_.manifest(old)).is_ok();
  return Status::ok();
}

Status VersionSet::set_current(uint64_t number) {
  FileSystem& file_system = *options_.file_system;
  const std::string temporary = names_.temporary(number);
  const std::string path = names_.manifest(number);
  Result<std::unique_ptr<WritableFile>> file = file_system.create(temporary);
  if (!file.is_ok()) return std::move(file).status();
  RETURN_IF_ERROR((*file)->append(path.substr(names_.folder().size() + 1) + "\n"));
  RETURN_IF_ERROR((*file)->sync());
  RETURN_IF_ERROR((*file)->close());
  counters_.syncs.add(1);
  // The manifest's own name must be durable before CURRENT names it.
  RETURN_IF_ERROR(file_system.sync_directory(names_.folder()));
  RETURN_IF_ERROR(file_system.rename(temporary, names_.current()));
  return file_system.sync_directory(names_.folder());
}

}  // namespace engine
