// Between LevelDB and the system: its background jobs told apart and waited for, its file traffic
// counted. Compiled without RTTI, as Debian's LevelDB is: its classes have no type information to
// derive from.
//
// Thread contract: as leveldb::Env: any thread.
#pragma once

#include <leveldb/env.h>

#include <string>

#include "scenarios/stores/background_jobs.h"
#include "scenarios/stores/file_traffic.h"

namespace heapdyno {

class SettlingEnv : public leveldb::EnvWrapper {
 public:
  // Files are wrapped only in count mode: in time mode nothing stands between LevelDB and its
  // files.
  explicit SettlingEnv(const StoreContext& context)
      : EnvWrapper(leveldb::Env::Default()), counts_files_(context.count_mode), jobs_(context) {}

  void settle() { jobs_.settle(); }
  void give_way(bool on) { jobs_.give_way(on); }
  const FileTraffic& traffic() const { return traffic_; }

  void Schedule(void (*function)(void*), void* argument) override {
    target()->Schedule(&BackgroundJobs::run, jobs_.add(function, argument));
  }
  leveldb::Status NewWritableFile(const std::string& name, leveldb::WritableFile** file) override;
  leveldb::Status NewAppendableFile(const std::string& name, leveldb::WritableFile** file) override;
  leveldb::Status NewRandomAccessFile(const std::string& name,
                                      leveldb::RandomAccessFile** file) override;

 private:
  leveldb::Status counted(leveldb::Status status, const std::string& name,
                          leveldb::WritableFile** file);

  const bool counts_files_;
  FileTraffic traffic_;
  BackgroundJobs jobs_;
};

}  // namespace heapdyno
