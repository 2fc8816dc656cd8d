#include "scenarios/stores/leveldb_env.h"

#include <memory>

#include "scenarios/stores/slots.h"

namespace heapdyno {
namespace {

using Counter = std::atomic<uint64_t>;

constexpr size_t kMaxFiles = 4096;  // LevelDB keeps 990 tables open

void add(Counter& counter, uint64_t n) { counter.fetch_add(n, std::memory_order_relaxed); }

class CountingWritableFile : public leveldb::WritableFile,
                             public Slotted<CountingWritableFile, kMaxFiles> {
 public:
  CountingWritableFile(leveldb::WritableFile* target, Counter& bytes)
      : target_(target), bytes_(bytes) {}
  leveldb::Status Append(const leveldb::Slice& data) override {
    add(bytes_, data.size());
    return target_->Append(data);
  }
  leveldb::Status Close() override { return target_->Close(); }
  leveldb::Status Flush() override { return target_->Flush(); }
  leveldb::Status Sync() override { return target_->Sync(); }

 private:
  const std::unique_ptr<leveldb::WritableFile> target_;
  Counter& bytes_;
};

class CountingRandomAccessFile : public leveldb::RandomAccessFile,
                                 public Slotted<CountingRandomAccessFile, kMaxFiles> {
 public:
  CountingRandomAccessFile(leveldb::RandomAccessFile* target, FileTraffic& traffic)
      : target_(target), traffic_(traffic) {}
  leveldb::Status Read(uint64_t offset, size_t n, leveldb::Slice* result,
                       char* scratch) const override {
    const leveldb::Status status = target_->Read(offset, n, result, scratch);
    add(traffic_.reads, 1);
    add(traffic_.bytes_read, result->size());
    return status;
  }

 private:
  const std::unique_ptr<leveldb::RandomAccessFile> target_;
  FileTraffic& traffic_;
};

bool ends_with(const std::string& name, const char* suffix) {
  return std::string_view(name).ends_with(suffix);
}

Counter& bytes_of(const std::string& name, FileTraffic& traffic) {
  if (ends_with(name, ".log")) return traffic.wal_bytes;
  if (ends_with(name, ".ldb")) return traffic.table_bytes;
  if (name.find("MANIFEST-") != std::string::npos) return traffic.manifest_bytes;
  return traffic.other_bytes;
}

}  // namespace

struct SettlingEnv::Job : Slotted<SettlingEnv::Job, 16> {
  Job(SettlingEnv* an_env, void (*a_function)(void*), void* an_argument)
      : env(an_env), function(a_function), argument(an_argument) {}
  SettlingEnv* env;
  void (*function)(void*);
  void* argument;
};

void SettlingEnv::Schedule(void (*function)(void*), void* argument) {
  {
    engine::MutexLock lock(mutex_);
    ++jobs_;
  }
  target()->Schedule(&SettlingEnv::run, new Job(this, function, argument));
}

void SettlingEnv::run(void* argument) {
  const std::unique_ptr<Job> job(static_cast<Job*>(argument));
  SettlingEnv& env = *job->env;
  const StoreContext& context = env.context_;
  if (context.enter_background != nullptr) context.enter_background(context.background);
  job->function(job->argument);
  if (context.leave_background != nullptr) context.leave_background(context.background);
  engine::MutexLock lock(env.mutex_);
  if (--env.jobs_ == 0) env.idle_.notify_all();
}

void SettlingEnv::settle() {
  engine::MutexLock lock(mutex_);
  while (jobs_ > 0) idle_.wait(mutex_);
}

leveldb::Status SettlingEnv::counted(leveldb::Status status, const std::string& name,
                                     leveldb::WritableFile** file) {
  if (!status.ok() || !context_.count_mode) return status;
  if (ends_with(name, ".ldb")) add(traffic_.tables_written, 1);
  *file = new CountingWritableFile(*file, bytes_of(name, traffic_));
  return status;
}

leveldb::Status SettlingEnv::NewWritableFile(const std::string& name,
                                             leveldb::WritableFile** file) {
  return counted(target()->NewWritableFile(name, file), name, file);
}

leveldb::Status SettlingEnv::NewAppendableFile(const std::string& name,
                                               leveldb::WritableFile** file) {
  return counted(target()->NewAppendableFile(name, file), name, file);
}

leveldb::Status SettlingEnv::NewRandomAccessFile(const std::string& name,
                                                 leveldb::RandomAccessFile** file) {
  const leveldb::Status status = target()->NewRandomAccessFile(name, file);
  if (status.ok() && context_.count_mode) *file = new CountingRandomAccessFile(*file, traffic_);
  return status;
}

}  // namespace heapdyno
