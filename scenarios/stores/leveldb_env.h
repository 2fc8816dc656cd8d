// Between LevelDB and the system: tells its background jobs apart, waits for them, and counts its
// file traffic.
//
// LevelDB schedules work while it holds its mutex, so it cannot run inline; instead settle() waits
// until no job is left. A job that makes another one necessary schedules it before it ends, so zero
// jobs means that there is nothing to do. Compiled without RTTI, as Debian's LevelDB is: its
// classes have no type information to derive from.
//
// Thread contract: as leveldb::Env: any thread.
#pragma once

#include <leveldb/env.h>

#include <atomic>
#include <string>

#include "engine/base/mutex.h"
#include "scenarios/stores/store.h"

namespace heapdyno {

// Bytes and files since the Env was made. Relaxed: read when no job runs.
struct FileTraffic {
  std::atomic<uint64_t> wal_bytes{0};
  std::atomic<uint64_t> table_bytes{0};
  std::atomic<uint64_t> manifest_bytes{0};
  std::atomic<uint64_t> other_bytes{0};
  std::atomic<uint64_t> tables_written{0};
  std::atomic<uint64_t> bytes_read{0};
  std::atomic<uint64_t> reads{0};
};

class SettlingEnv : public leveldb::EnvWrapper {
 public:
  // Files are wrapped only in count mode: in time mode nothing stands between LevelDB and its
  // files.
  explicit SettlingEnv(const StoreContext& context)
      : EnvWrapper(leveldb::Env::Default()), context_(context) {}

  void settle() EXCLUDES(mutex_);
  const FileTraffic& traffic() const { return traffic_; }

  void Schedule(void (*function)(void*), void* argument) override EXCLUDES(mutex_);
  leveldb::Status NewWritableFile(const std::string& name, leveldb::WritableFile** file) override;
  leveldb::Status NewAppendableFile(const std::string& name, leveldb::WritableFile** file) override;
  leveldb::Status NewRandomAccessFile(const std::string& name,
                                      leveldb::RandomAccessFile** file) override;

 private:
  struct Job;
  static void run(void* job);
  leveldb::Status counted(leveldb::Status status, const std::string& name,
                          leveldb::WritableFile** file);

  const StoreContext context_;
  FileTraffic traffic_;
  engine::Mutex mutex_;
  engine::CondVar idle_;
  int jobs_ GUARDED_BY(mutex_) = 0;
};

}  // namespace heapdyno
