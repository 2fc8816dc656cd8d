// Between RocksDB and the system: one background thread for all of its jobs, told apart and waited
// for, and its file traffic counted.
//
// RocksDB has a pool of threads for flushes and another one for compactions. Where the first has no
// thread it runs both in the second, so that pool alone is given one: as LevelDB and the reference
// engine have it.
//
// Thread contract: as rocksdb::Env: any thread.
#pragma once

#include <rocksdb/env.h>

#include "scenarios/stores/background_jobs.h"
#include "scenarios/stores/file_traffic.h"

namespace heapdyno {

class SettlingRocksEnv : public rocksdb::EnvWrapper {
 public:
  // Files are wrapped only in count mode: in time mode nothing stands between RocksDB and its
  // files.
  explicit SettlingRocksEnv(const StoreContext& context);

  void settle() { jobs_.settle(); }
  const FileTraffic& traffic() const { return traffic_; }

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*dropped)(void*)) override;
  void IncBackgroundThreadsIfNeeded(int number, Priority priority) override;

 private:
  FileTraffic traffic_;
  BackgroundJobs jobs_;
};

// Makes the heights of the skip lists that the calling thread inserts into follow from `seed`.
// RocksDB draws them from a generator of each thread, seeded by the thread's address: a memtable is
// then full at another put in each process, other tables are compacted, and counts of equal runs are
// 2 % apart. No header of RocksDB declares that generator, so it is found by its symbol; a RocksDB
// without it is left as it is.
void seed_skip_lists(uint64_t seed);

}  // namespace heapdyno
