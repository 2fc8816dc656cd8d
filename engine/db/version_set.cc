#include "engine/db/version_set.h"

#include <algorithm>
#include <utility>

#include "engine/db/record_corruption.h"

namespace engine {
namespace {

Result<std::string> read_small_file(FileSystem& file_system, const std::string& path) {
  Result<std::unique_ptr<RandomAccessFile>> file = file_system.open(path);
  if (!file.is_ok()) return std::move(file).status();
  char buffer[256];
  const Result<size_t> bytes = (*file)->read(0, sizeof buffer, buffer);
  if (!bytes.is_ok()) return bytes.status();
  return std::string(buffer, *bytes);
}

}  // namespace

VersionSet::VersionSet(const Options& options, const FileNames& names, Counters& counters)
    : options_(options), names_(names), counters_(counters) {
  trees_.emplace(TreeName(), Tree());
}

VersionSet::~VersionSet() = default;

const VersionSet::Tree& VersionSet::tree(const TreeNameView& name) const {
  return trees_.find(name)->second;
}

bool VersionSet::was_dropped(const TreeNameView& name) const { return dropped_.contains(name); }

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

  Result<WalOutcome> outcome = reader->next();
  for (; outcome.is_ok() && *outcome == WalOutcome::kRecord; outcome = reader->next()) {
    Result<VersionEdit> edit = VersionEdit::decode(reader->payload());
    Status status = edit.is_ok() ? change(*edit) : std::move(edit).status();
    if (!status.is_ok()) return record_corruption(path, reader->offset(), status.message());
  }
  if (!outcome.is_ok()) return std::move(outcome).status();
  if (*outcome == WalOutcome::kCorruption) return reader->corruption();
  if (next_file_.load(std::memory_order_relaxed) <= number)
    return record_corruption(path, reader->offset(), "no edit says everything");
  return Status::ok();
}

// A keyspace or an index comes and goes.
Status VersionSet::change_trees(const VersionEdit& edit) {
  if (edit.created) RETURN_IF_ERROR(create(edit));
  if (edit.dropped) return drop(edit);
  if (!trees_.contains(edit.tree()))
    return Status::corruption("version edit changes no keyspace that is there");
  return Status::ok();
}

Status VersionSet::create(const VersionEdit& edit) {
  const bool is_index = !edit.index.empty();
  if (is_index && (edit.field.empty() || !trees_.contains(TreeNameView{edit.keyspace, {}})))
    return Status::corruption("version edit creates " + to_string(edit.tree()) + ", of nothing");
  const bool is_default = edit.keyspace.empty() && !is_index;
  if (is_default || trees_.contains(edit.tree()))
    return Status::corruption("version edit creates " + to_string(edit.tree()) +
                              ", which is there");
  Tree& tree = trees_.emplace(owned(edit.tree()), Tree()).first->second;
  tree.field = edit.field;
  tree.extractor = edit.extractor;
  return Status::ok();
}

// A keyspace goes with its indexes. One that is not there already: a new manifest names those of
// which the logs still speak.
Status VersionSet::drop(const VersionEdit& edit) {
  if (edit.keyspace.empty() && edit.index.empty())
    return Status::corruption("version edit drops the default keyspace");
  dropped_[owned(edit.tree())] = *edit.dropped;
  const auto first = trees_.lower_bound(edit.tree());
  auto end = first;
  while (end != trees_.end() && end->first.keyspace == edit.keyspace &&
         (edit.index.empty() || end->first.index == edit.index)) {
    dropped_[end->first] = *edit.dropped;
    ++end;
  }
  trees_.erase(first, end);
  return Status::ok();
}

Status VersionSet::change(const VersionEdit& edit) {
  RETURN_IF_ERROR(change_trees(edit));
  if (const auto found = trees_.find(edit.tree()); found != trees_.end()) {
    Tree& tree = found->second;
    auto version = std::make_shared<Version>(*tree.version);
    RETURN_IF_ERROR(version->change(edit));
    tree.version = std::move(version);
    tree.flushed = std::max({tree.flushed, edit.created.value_or(0), edit.flushed.value_or(0)});
    if (edit.page_file) tree.page_file = *edit.page_file;
  }
  if (edit.log_number) log_number_ = std::max(log_number_, *edit.log_number);
  if (edit.last_sequence) last_sequence_ = std::max(last_sequence_, *edit.last_sequence);
  if (edit.next_file) mark_used(std::max<uint64_t>(*edit.next_file, 1) - 1);
  std::erase_if(dropped_, [&](const auto& dropped) { return dropped.second < log_number_; });
  return Status::ok();
}

Status VersionSet::commit(VersionEdit edit) {
  if (failure_.is_ok()) failure_ = commit_whole(std::move(edit));
  return failure_;
}

Status VersionSet::commit_whole(VersionEdit edit) {
  if (!edit.added.empty() || edit.page_file)
    RETURN_IF_ERROR(options_.file_system->sync_directory(names_.folder()));
  RETURN_IF_ERROR(change(edit));
  if (manifest_ == nullptr || manifest_->bytes() > longest_manifest_) return begin_manifest();
  edit.next_file = next_file_.load(std::memory_order_relaxed);
  return append(edit);
}

Status VersionSet::append(const VersionEdit& edit) {
  const uint64_t before = manifest_->bytes();
  record_.clear();
  edit.append_to(record_);
  RETURN_IF_ERROR(manifest_->append(record_));
  counters_.manifest_bytes.add(manifest_->bytes() - before);
  counters_.syncs.add(1);
  return manifest_->sync();
}

// One edit for each tree, and a last one for the logs: a manifest without it says too little.
std::vector<VersionEdit> VersionSet::everything() const {
  std::vector<VersionEdit> edits;
  for (const auto& [name, log] : dropped_) {
    VersionEdit& edit = edits.emplace_back();
    edit.set_tree(name);
    edit.dropped = log;
  }
  for (const auto& [name, tree] : trees_) {
    VersionEdit& edit = edits.emplace_back();
    edit.set_tree(name);
    edit.field = tree.field;
    edit.extractor = tree.extractor;
    if (!name.keyspace.empty() || !name.index.empty()) edit.created = tree.flushed;
    edit.flushed = tree.flushed;
    if (tree.page_file != 0) edit.page_file = tree.page_file;
    for (int level = 0; level < kLevels; ++level)
      for (const TableRef& table : tree.version->level(level)) edit.added.push_back({level, table});
  }
  VersionEdit& logs = edits.emplace_back();
  logs.log_number = log_number_;
  logs.next_file = next_file_.load(std::memory_order_relaxed);
  logs.last_sequence = last_sequence_;
  return edits;
}

Status VersionSet::begin_manifest() {
  const uint64_t number = new_file();
  Result<std::unique_ptr<WritableFile>> file =
      options_.file_system->create(names_.manifest(number));
  if (!file.is_ok()) return std::move(file).status();
  manifest_ = std::make_unique<WalWriter>(*std::move(file), number);
  for (const VersionEdit& edit : everything()) RETURN_IF_ERROR(append(edit));
  longest_manifest_ = manifest_->bytes() + options_.manifest_bytes;
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

RecoveredEdits::RecoveredEdits() = default;
RecoveredEdits::~RecoveredEdits() = default;

VersionEdit& RecoveredEdits::of(const TreeName& name) { return edits_[name]; }

Status RecoveredEdits::commit_to(VersionSet& versions) {
  for (auto edit = edits_.rbegin(); edit != edits_.rend(); ++edit) {
    edit->second.set_tree(edit->first);
    RETURN_IF_ERROR(versions.commit(std::move(edit->second)));
  }
  return Status::ok();
}

}  // namespace engine
