#include "engine/base/memory_file_system.h"

#include <algorithm>
#include <utility>

#include "engine/base/memory_file_handles.h"

namespace engine {

using Operation = MemoryFileSystem::Operation;

namespace {

struct OperationFacts {
  const char* name;
  bool changes;  // what is durable, or what the system has
};

constexpr OperationFacts kFacts[MemoryFileSystem::kOperations] = {
    {"create", true},         {"open", false},  {"append", false},  {"flush", true},
    {"write", true},          {"sync", true},   {"read", false},    {"list", false},
    {"remove", true},         {"rename", true}, {"truncate", true}, {"create directory", true},
    {"sync directory", true}, {"lock", false},
};

const OperationFacts& facts_of(Operation operation) {
  return kFacts[static_cast<size_t>(operation)];
}

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string parent_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

// A change to a folder. Created: `to` alone; removed: `from` alone; renamed: both.
struct MemoryFileSystem::Change {
  std::string from;
  std::string to;
  std::shared_ptr<File> file;

  bool touches(const std::string& directory) const {
    return (!from.empty() && parent_of(from) == directory) ||
           (!to.empty() && parent_of(to) == directory);
  }
};

MemoryFileSystem::MemoryFileSystem() : directories_{".", "/"} {}
MemoryFileSystem::~MemoryFileSystem() = default;

void MemoryFileSystem::fail(Operation operation, uint64_t nth, uint64_t times) {
  MutexLock lock(mutex_);
  CHECK(nth > 0);
  faults_[static_cast<size_t>(operation)] = Fault{nth - 1, times};
}

void MemoryFileSystem::cut_power_after(uint64_t changes) {
  MutexLock lock(mutex_);
  changes_before_power_cut_ = changes;
}

void MemoryFileSystem::limit_space(uint64_t bytes) {
  MutexLock lock(mutex_);
  space_ = bytes;
}

void MemoryFileSystem::forget_faults() {
  MutexLock lock(mutex_);
  faults_ = {};
  space_ = kForever;
  if (changes_before_power_cut_ != 0) changes_before_power_cut_ = kForever;
}

void MemoryFileSystem::crash(Unsynced unsynced, uint64_t seed) {
  MutexLock lock(mutex_);
  ++generation_;
  locked_.clear();
  changes_before_power_cut_ = kForever;
  for (auto& [path, file] : files_) {
    file->catch_up();
    file->mapped.reset();
    file->mappings.clear();
  }
  if (unsynced == Unsynced::kKept) return;
  Random random(seed);
  lose_changes(unsynced, random);
  for (const Change& change : std::exchange(unsynced_, {})) apply(change, durable_files_);
  files_ = durable_files_;
  for (auto& [path, file] : files_) {
    if (unsynced == Unsynced::kLost) {
      file->revert();
    } else {
      file->tear(random);
    }
    file->sync();
  }
}

void MemoryFileSystem::lose_changes(Unsynced unsynced, Random& random) {
  if (unsynced == Unsynced::kLost) unsynced_.clear();
  if (unsynced == Unsynced::kTorn) unsynced_.resize(random.below(unsynced_.size() + 1));
  if (unsynced == Unsynced::kScattered)
    std::erase_if(unsynced_, [&](const Change&) { return random.below(2) == 0; });
}

void MemoryFileSystem::copy_from(const MemoryFileSystem& other) {
  CHECK(this != &other);
  MutexLock lock(mutex_);
  MutexLock other_lock(other.mutex_);
  std::map<const File*, std::shared_ptr<File>> copies = {{nullptr, nullptr}};
  const auto copy_of = [&](const std::shared_ptr<File>& file) {
    const auto [it, is_new] = copies.try_emplace(file.get());
    if (!is_new) return it->second;
    file->catch_up();
    it->second = std::make_shared<File>(*file);
    it->second->mapped.reset();
    it->second->mappings.clear();
    return it->second;
  };
  ++generation_;
  locked_.clear();
  files_ = other.files_;
  durable_files_ = other.durable_files_;
  unsynced_ = other.unsynced_;
  directories_ = other.directories_;
  for (auto& [path, file] : files_) file = copy_of(file);
  for (auto& [path, file] : durable_files_) file = copy_of(file);
  for (Change& change : unsynced_) change.file = copy_of(change.file);
}

uint64_t MemoryFileSystem::count(Operation operation) const {
  MutexLock lock(mutex_);
  return counts_[static_cast<size_t>(operation)];
}

uint64_t MemoryFileSystem::changes() const {
  MutexLock lock(mutex_);
  return changes_;
}

Result<std::string> MemoryFileSystem::contents(const std::string& path) const {
  MutexLock lock(mutex_);
  File* file = find(path);
  if (file == nullptr) return Status::not_found();
  file->catch_up();
  return file->bytes;
}

Status MemoryFileSystem::replace_contents(const std::string& path, std::string bytes) {
  MutexLock lock(mutex_);
  File* file = find(path);
  if (file == nullptr) return Status::not_found();
  file->mapped.reset();
  file->bytes = std::move(bytes);
  file->common = 0;
  file->sync();
  return Status::ok();
}

Result<std::unique_ptr<WritableFile>> MemoryFileSystem::create(const std::string& path) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kCreate, path));
  if (directories_.count(parent_of(path)) == 0) return Status::not_found();
  std::shared_ptr<File>& file = files_[path];
  if (file == nullptr) {
    file = std::make_shared<File>();
    record(Change{"", path, file});
  }
  file->resize(0);
  return std::unique_ptr<WritableFile>(
      new Writer(this, file, path, generation_, Writer::Start::kEmpty));
}

Result<std::unique_ptr<RandomAccessFile>> MemoryFileSystem::open(const std::string& path) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kOpen, path));
  const auto it = files_.find(path);
  if (it == files_.end()) return Status::not_found();
  return std::unique_ptr<RandomAccessFile>(new Reader(this, it->second, path, generation_));
}

Result<std::shared_ptr<MemoryFile>> MemoryFileSystem::open_or_create(const std::string& path) {
  const bool creates = find(path) == nullptr;
  RETURN_IF_ERROR(begin(creates ? Operation::kCreate : Operation::kOpen, path));
  if (directories_.count(parent_of(path)) == 0) return Status::not_found();
  std::shared_ptr<File>& file = files_[path];
  if (creates) {
    file = std::make_shared<File>();
    record(Change{"", path, file});
  }
  return file;
}

Result<std::unique_ptr<ReadWriteFile>> MemoryFileSystem::open_read_write(const std::string& path) {
  MutexLock lock(mutex_);
  Result<std::shared_ptr<File>> opened = open_or_create(path);
  if (!opened.is_ok()) return std::move(opened).status();
  const std::shared_ptr<File> file = *std::move(opened);
  return std::unique_ptr<ReadWriteFile>(new ReaderWriter(this, file, path, generation_));
}

Result<std::unique_ptr<SharedMapping>> MemoryFileSystem::map_shared(const std::string& path,
                                                                    size_t bytes) {
  MutexLock lock(mutex_);
  Result<std::shared_ptr<File>> opened = open_or_create(path);
  if (!opened.is_ok()) return std::move(opened).status();
  const std::shared_ptr<File> file = *std::move(opened);
  file->catch_up();  // what an earlier mapping wrote
  const size_t before = file->bytes.size();
  if (before < bytes)
    RETURN_IF_ERROR(write_at(*file, before, std::string(bytes - before, '\0'), path));
  file->resize(bytes);
  auto pages = std::make_shared<std::string>(file->bytes);
  file->mapped = pages;
  return std::unique_ptr<SharedMapping>(new Shared(this, file, generation_, std::move(pages)));
}

Result<std::vector<std::string>> MemoryFileSystem::list(const std::string& path) {
  const std::string directory = without_trailing_slash(path);
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kList, directory));
  if (directories_.count(directory) == 0) return Status::not_found();
  std::vector<std::string> names;
  const auto add = [&](const std::string& inside) {
    if (inside != directory && parent_of(inside) == directory) names.push_back(name_of(inside));
  };
  for (const auto& [file, bytes] : files_) add(file);
  for (const std::string& folder : directories_) add(folder);
  return names;
}

Status MemoryFileSystem::remove(const std::string& path) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kRemove, path));
  if (files_.erase(path) == 0) return Status::not_found();
  record(Change{path, "", nullptr});
  return Status::ok();
}

Result<std::shared_ptr<MemoryFile>> MemoryFileSystem::move(const std::string& from,
                                                           const std::string& to) {
  RETURN_IF_ERROR(begin(Operation::kRename, from));
  const auto it = files_.find(from);
  if (it == files_.end() || directories_.count(parent_of(to)) == 0) return Status::not_found();
  const std::shared_ptr<File> file = it->second;
  files_.erase(it);
  files_[to] = file;
  record(Change{from, to, file});
  return file;
}

Status MemoryFileSystem::rename(const std::string& from, const std::string& to) {
  MutexLock lock(mutex_);
  return move(from, to).status();
}

Result<std::unique_ptr<WritableFile>> MemoryFileSystem::reuse(const std::string& from,
                                                              const std::string& to) {
  MutexLock lock(mutex_);
  Result<std::shared_ptr<File>> file = move(from, to);
  if (!file.is_ok()) return std::move(file).status();
  // A mapping is a copy here; elsewhere it would change under the eyes of whoever has it.
  for (const auto& mapping : (*file)->mappings) CHECK(mapping.expired());
  return std::unique_ptr<WritableFile>(
      new Writer(this, *std::move(file), to, generation_, Writer::Start::kOverOldBytes));
}

Status MemoryFileSystem::truncate(const std::string& path, uint64_t size) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kTruncate, path));
  File* file = find(path);
  if (file == nullptr) return Status::not_found();
  file->resize(size);
  file->sync();
  return Status::ok();
}

Status MemoryFileSystem::create_directory(const std::string& path) {
  const std::string directory = without_trailing_slash(path);
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kCreateDirectory, directory));
  if (directories_.count(parent_of(directory)) == 0) return Status::not_found();
  directories_.insert(directory);
  return Status::ok();
}

Status MemoryFileSystem::sync_directory(const std::string& path) {
  const std::string directory = without_trailing_slash(path);
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kSyncDirectory, directory));
  if (directories_.count(directory) == 0) return Status::not_found();
  std::vector<Change> others;
  for (Change& change : unsynced_) {
    if (change.touches(directory)) {
      apply(change, durable_files_);
    } else {
      others.push_back(std::move(change));
    }
  }
  unsynced_ = std::move(others);
  return Status::ok();
}

Result<std::unique_ptr<FileLock>> MemoryFileSystem::lock(const std::string& path) {
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(begin(Operation::kLock, path));
  if (!locked_.insert(path).second) return Status::io_error(path + ": lock: already held");
  if (find(path) == nullptr) {
    const auto file = std::make_shared<File>();
    files_[path] = file;
    record(Change{"", path, file});
  }
  return std::unique_ptr<FileLock>(new Lock(this, path, generation_));
}

Status MemoryFileSystem::begin(Operation operation, const std::string& path) {
  ++counts_[static_cast<size_t>(operation)];
  const OperationFacts& facts = facts_of(operation);
  Fault& fault = faults_[static_cast<size_t>(operation)];
  if (fault.times != 0) {
    if (fault.skip == 0) {
      if (fault.times != kForever) --fault.times;
      return Status::io_error(path + ": " + facts.name + ": Input/output error (injected)");
    }
    --fault.skip;
  }
  if (!facts.changes) return Status::ok();
  if (changes_before_power_cut_ == 0) {
    return Status::io_error(path + ": " + facts.name + ": the power is off (injected)");
  }
  if (changes_before_power_cut_ != kForever) --changes_before_power_cut_;
  ++changes_;
  return Status::ok();
}

Status MemoryFileSystem::alive(uint64_t generation, const std::string& path) const {
  if (generation == generation_) return Status::ok();
  return Status::io_error(path + ": the file was open when the machine went down");
}

Status MemoryFileSystem::write(File& file, std::string_view bytes, const std::string& path) {
  const size_t fits = static_cast<size_t>(std::min<uint64_t>(bytes.size(), free_space()));
  file.bytes.append(bytes.substr(0, fits));
  if (fits == bytes.size()) return Status::ok();
  return Status::io_error(path + ": write: No space left on device");
}

Status MemoryFileSystem::write_at(File& file, uint64_t offset, std::string_view bytes,
                                  const std::string& path) {
  const uint64_t end = offset + bytes.size();
  const uint64_t growth = end > file.bytes.size() ? end - file.bytes.size() : 0;
  const uint64_t lacks = growth > free_space() ? growth - free_space() : 0;
  const auto fits = static_cast<size_t>(bytes.size() - std::min<uint64_t>(bytes.size(), lacks));
  if (fits != 0) file.write(offset, bytes.substr(0, fits));
  if (fits == bytes.size()) return Status::ok();
  return Status::io_error(path + ": write: No space left on device");
}

uint64_t MemoryFileSystem::free_space() const {
  if (space_ == kForever) return kForever;
  uint64_t used = 0;
  for (const auto& [path, file] : files_) used += file->bytes.size();
  return used < space_ ? space_ - used : 0;
}

MemoryFileSystem::File* MemoryFileSystem::find(const std::string& path) const {
  const auto it = files_.find(path);
  return it == files_.end() ? nullptr : it->second.get();
}

void MemoryFileSystem::record(Change change) { unsynced_.push_back(std::move(change)); }

void MemoryFileSystem::apply(const Change& change, Files& files) {
  if (!change.from.empty()) files.erase(change.from);
  if (!change.to.empty()) files[change.to] = change.file;
}

}  // namespace engine
