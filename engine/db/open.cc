// Opening and closing: see README.md, "A recovery".
#include <algorithm>
#include <utility>

#include "engine/base/random.h"
#include "engine/db/db_impl.h"
#include "engine/db/hook_scope.h"
#include "engine/db/replay.h"

namespace engine {
namespace {

bool is_data(const std::string& name) {
  const auto file = parse_file_name(name);
  return file && (file->type == FileType::kLog || file->type == FileType::kTable);
}

using Numbers = Scratch::Vector<uint64_t>;  // ascending

Numbers numbers_of(const std::vector<std::string>& names, FileType type, Scratch& scratch) {
  auto numbers = scratch.make_vector<uint64_t>();
  for (const std::string& name : names) {
    if (const auto file = parse_file_name(name); file && file->type == type)
      numbers.push_back(file->number);
  }
  sort_numbers({numbers.data(), numbers.size()});
  return numbers;
}

Numbers tables_of(const VersionSet& versions, Scratch& scratch) {
  auto numbers = scratch.make_vector<uint64_t>();
  for (const auto& [name, tree] : versions.trees()) {
    for (int level = 0; level < kLevels; ++level) {
      for (const TableRef& table : tree.version->level(level)) numbers.push_back(table->number);
    }
  }
  sort_numbers({numbers.data(), numbers.size()});
  return numbers;
}

bool is_page_file(const VersionSet& versions, uint64_t number) {
  return std::any_of(versions.trees().begin(), versions.trees().end(),
                     [&](const auto& tree) { return tree.second.page_file == number; });
}

// Names that nobody holds, kept for the next one who asks.
constexpr size_t kUnusedNames = 1024;

}  // namespace

DbImpl::DbImpl(const Options& options, const std::string& path, uint64_t seed)
    : options_(options),
      names_(path),
      copied_before_(copied_bytes()),
      block_cache_(options.block_cache_bytes, split_mix(seed)),
      table_cache_(*options.file_system, names_, block_cache_, counters_.reads,
                   options.max_open_tables, split_mix(seed)),
      name_pool_(kUnusedNames, split_mix(seed)),
      write_set_seed_(split_mix(seed)),
      memtable_seeds_(split_mix(seed)),
      table_files_(*options.file_system, names_, options.spare_tables),
      versions_(options_, names_, counters_) {}

DbImpl::~DbImpl() { (void)close().is_ok(); }

Result<std::unique_ptr<DbImpl>> DbImpl::open(const Options& options, const std::string& path) {
  if (options.level0_trigger < 1 || options.max_open_tables < 1 || options.table_bytes < 1 ||
      options.level_base_bytes < 1)
    return Status::invalid_argument(path + ": an option that must be at least 1 is 0");
  const uint64_t seed = options.seed ? *options.seed : random_seed();
  std::unique_ptr<DbImpl> db(new DbImpl(options, path, seed));
  RETURN_IF_ERROR(db->start());
  return db;
}

Status DbImpl::start() {
  RETURN_IF_ERROR(lock_folder());
  Result<std::vector<std::string>> names = options_.file_system->list(names_.folder());
  if (!names.is_ok()) return std::move(names).status();
  RETURN_IF_ERROR(recover_versions(*names));
  RETURN_IF_ERROR(recover_logs(*names));
  remove_stale_files(*names);

  MutexLock lock(mutex_);
  if (options_.background == Background::kThread) thread_ = std::thread(&DbImpl::run_thread, this);
  schedule();
  return stopped();
}

Status DbImpl::lock_folder() {
  FileSystem& file_system = *options_.file_system;
  if (options_.create_if_missing) RETURN_IF_ERROR(file_system.create_directory(names_.folder()));
  if (file_system.list(names_.folder()).status().is_not_found())
    return Status::invalid_argument(names_.folder() + ": there is no such folder");
  Result<std::unique_ptr<FileLock>> lock = file_system.lock(names_.lock());
  if (!lock.is_ok()) return std::move(lock).status();
  lock_ = *std::move(lock);
  return Status::ok();
}

// Finds the tables of the database, or that there is none yet.
Status DbImpl::recover_versions(const std::vector<std::string>& names) {
  const Status status = versions_.recover();
  if (status.is_not_found()) {
    if (!options_.create_if_missing)
      return Status::invalid_argument(names_.folder() + ": there is no database in it");
    const auto data = std::find_if(names.begin(), names.end(), is_data);
    if (data == names.end()) return Status::ok();
    return Status::corruption(names_.current() + ": missing beside " + *data);
  }
  RETURN_IF_ERROR(status);
  if (options_.error_if_exists)
    return Status::invalid_argument(names_.folder() + ": there is a database in it already");
  Scratch scratch;
  const Numbers there = numbers_of(names, FileType::kTable, scratch);
  for (const uint64_t number : tables_of(versions_, scratch)) {
    if (!std::binary_search(there.begin(), there.end(), number))
      return Status::corruption(names_.table(number) + ": the table is missing");
  }
  const Numbers pages = numbers_of(names, FileType::kPages, scratch);
  for (const auto& [name, tree] : versions_.trees()) {
    if (tree.page_file != 0 && !std::binary_search(pages.begin(), pages.end(), tree.page_file))
      return Status::corruption(names_.pages(tree.page_file) + ": the page file is missing");
  }
  return check_extractors();
}

// Brings what only the logs hold into tables, and begins a new manifest and a new log.
Status DbImpl::recover_logs(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (const auto file = parse_file_name(name)) versions_.mark_used(file->number);
  }
  Result<BTrees> btrees = open_btrees();
  if (!btrees.is_ok()) return std::move(btrees).status();
  RecoveredEdits edits;
  if (versions_.log_number() == 0 && options_.default_kind == KeyspaceKind::kBTree)
    RETURN_IF_ERROR(begin_btree(edits.of(TreeName()), btrees->front()));
  const Result<Sequence> last = replay_logs(names, *btrees, edits);
  if (!last.is_ok()) return last.status();
  RETURN_IF_ERROR(checkpoint_recovered(*btrees, *last));
  visible_.store(*last, std::memory_order_release);

  MutexLock writer(write_mutex_);
  const uint64_t log = versions_.new_file();
  // The default keyspace's edit is committed last: only then are the logs no longer needed.
  VersionEdit& default_edit = edits.of(TreeName());
  default_edit.last_sequence = *last;
  default_edit.log_number = log;
  RETURN_IF_ERROR(edits.commit_to(versions_));
  RETURN_IF_ERROR(begin_tail(names));
  RETURN_IF_ERROR(begin_log(log));
  Keyspaces keyspaces;
  for (const auto& [name, tree] : versions_.trees())
    keyspaces.push_back(make_keyspace(name, 0, std::move((*btrees)[keyspaces.size()])));
  default_ = keyspaces.front();
  link_indexes(keyspaces);
  MutexLock lock(mutex_);
  active_log_ = log;
  for (const auto& keyspace : keyspaces) publish(*keyspace);
  show(std::move(keyspaces));
  return Status::ok();
}

Result<Sequence> DbImpl::replay_logs(const std::vector<std::string>& names, const BTrees& btrees,
                                     RecoveredEdits& edits) {
  Scratch scratch;
  const Numbers logs = numbers_of(names, FileType::kLog, scratch);
  const Result<std::optional<LeftTail>> tail = read_log_tail(*options_.file_system, names_.tail());
  if (!tail.is_ok()) return tail.status();
  Replay replay(
      {*options_.file_system, counters_, versions_, btrees, name_pool_, options_.write_buffer_bytes,
       [&](const TreeName& tree, const ReplayedRun& run, Sequence last) {
         return recover_run(run, last, edits.of(tree));
       }},
      versions_.last_sequence());
  const uint64_t first = versions_.log_number();
  const auto wanted = std::lower_bound(logs.begin(), logs.end(), first);
  // The manifest names the first log before any later one is begun.
  if (first != 0 && wanted != logs.end() && *wanted != first)
    return Status::corruption(names_.log(first) + ": the log is missing");
  for (auto number = wanted; number != logs.end(); ++number) {
    const std::string path = names_.log(*number);
    Result<uint64_t> settled = UINT64_MAX;
    if (*tail && (*tail)->number == *number)
      settled = append_tail(*options_.file_system, path, **tail);
    if (!settled.is_ok()) return std::move(settled).status();
    // What comes of the replay is made durable keyspace by keyspace: a batch that one has must be
    // there for the others as well.
    if (versions_.trees().size() > 1) RETURN_IF_ERROR(sync_file(path));
    RETURN_IF_ERROR(replay.replay(path, *number, *settled));
  }
  RETURN_IF_ERROR(replay.finish());
  return replay.last_sequence();
}

// Only now, when nothing that an earlier process left in the tail is needed any more.
Status DbImpl::begin_tail(const std::vector<std::string>& names) {
  if constexpr (kPolicy.mmap) {
    Result<std::unique_ptr<LogTail>> tail = LogTail::open(*options_.file_system, names_.tail());
    if (!tail.is_ok()) return std::move(tail).status();
    tail_ = *std::move(tail);
    return Status::ok();
  }
  if (std::find(names.begin(), names.end(), "TAIL") == names.end()) return Status::ok();
  return options_.file_system->remove(names_.tail());
}

Status DbImpl::sync_file(const std::string& path) {
  Result<std::unique_ptr<ReadWriteFile>> file = options_.file_system->open_read_write(path);
  if (!file.is_ok()) return std::move(file).status();
  counters_.syncs.add(1);
  return (*file)->sync();
}

// What a replay brought together becomes a table of level 0.
Status DbImpl::recover_run(const ReplayedRun& run, Sequence last, VersionEdit& edit) {
  const HookScope scope(options_.hooks);
  Scratch scratch;
  Result<Owned<TableOutput>> output = begin_flush(scratch);
  if (!output.is_ok()) return std::move(output).status();
  RETURN_IF_ERROR(run.visit_sorted([&](const ReplayedRun::Entry& entry) {
    return (*output)->add(entry.ref(), entry.value.view());
  }));
  Result<TableRef> table = finish_flush(**output);
  if (!table.is_ok()) return std::move(table).status();
  edit.added.push_back({0, *std::move(table)});
  edit.flushed = last;
  return Status::ok();
}

// Removes files that were there at open and that the database does not need: old logs and
// manifests, tables of work that was cut short. One that cannot be removed is in nobody's way.
void DbImpl::remove_stale_files(const std::vector<std::string>& names) {
  Scratch scratch;
  const Numbers tables = tables_of(versions_, scratch);
  const auto is_needed = [&](const FileName& file) {
    switch (file.type) {
      case FileType::kLog:
        return file.number >= versions_.log_number();
      case FileType::kTable:
        return std::binary_search(tables.begin(), tables.end(), file.number);
      case FileType::kPages:
        return is_page_file(versions_, file.number);
      case FileType::kManifest:
        return file.number >= versions_.manifest_number();
      case FileType::kTemporary:
        return false;
    }
    return true;
  };
  for (const std::string& name : names) {
    const auto file = parse_file_name(name);
    if (file && !is_needed(*file))
      (void)options_.file_system->remove(names_.in_folder(name)).is_ok();
  }
}

Status DbImpl::close() {
  {
    MutexLock lock(mutex_);
    if (closing_) return Status::ok();
    closing_ = true;
    abandon_.store(true, std::memory_order_relaxed);
    under_pressure_.store(true, std::memory_order_relaxed);
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  MutexLock writer(write_mutex_);
  for (const auto& keyspace : keyspaces_) keyspace->state.set(nullptr);
  catalog_.set(nullptr);
  retire_obsolete();
  table_files_.remove_spares();
  const Status status = log_ != nullptr ? log_->close() : Status::ok();
  log_.reset();
  lock_.reset();
  return status;
}

}  // namespace engine
