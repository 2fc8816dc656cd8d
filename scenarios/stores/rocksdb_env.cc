#include "scenarios/stores/rocksdb_env.h"

#include <dlfcn.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <memory>

#include "scenarios/stores/slots.h"

namespace heapdyno {
namespace {

using rocksdb::FileOptions;
using rocksdb::FileSystem;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr size_t kMaxFiles = 8192;  // RocksDB keeps every table open
constexpr size_t kFileBytes = 128;

class CountingWritableFile : public rocksdb::FSWritableFileOwnerWrapper,
                             public Slotted<CountingWritableFile, kMaxFiles, kFileBytes> {
 public:
  CountingWritableFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, FileTraffic::Counter& bytes)
      : FSWritableFileOwnerWrapper(std::move(file)), bytes_(bytes) {}
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    FileTraffic::add(bytes_, data.size());
    return target()->Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    FileTraffic::add(bytes_, data.size());
    return target()->Append(data, options, verification, debug);
  }

 private:
  FileTraffic::Counter& bytes_;
};

class CountingRandomAccessFile : public rocksdb::FSRandomAccessFileOwnerWrapper,
                                 public Slotted<CountingRandomAccessFile, kMaxFiles, kFileBytes> {
 public:
  CountingRandomAccessFile(std::unique_ptr<rocksdb::FSRandomAccessFile>&& file,
                           FileTraffic& traffic)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), traffic_(traffic) {}
  IOStatus Read(uint64_t offset, size_t n, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    IOStatus status = target()->Read(offset, n, options, result, scratch, debug);
    traffic_.count_read(result->size());
    return status;
  }

 private:
  FileTraffic& traffic_;
};

class CountingFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit CountingFileSystem(FileTraffic& traffic)
      : FileSystemWrapper(FileSystem::Default()), traffic_(traffic) {}

  const char* Name() const override { return "heapdyno-counting"; }
  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override {
    IOStatus status = target()->NewWritableFile(name, options, file, debug);
    if (status.ok())
      file->reset(new CountingWritableFile(std::move(*file), traffic_.begin_file(name)));
    return status;
  }
  IOStatus NewRandomAccessFile(const std::string& name, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               IODebugContext* debug) override {
    IOStatus status = target()->NewRandomAccessFile(name, options, file, debug);
    if (status.ok()) file->reset(new CountingRandomAccessFile(std::move(*file), traffic_));
    return status;
  }

 private:
  FileTraffic& traffic_;
};

}  // namespace

// An EnvWrapper leads RocksDB's file calls back through the Env, with a further object for each
// file: those of the default file system are put in place of that detour.
SettlingRocksEnv::SettlingRocksEnv(const StoreContext& context)
    : EnvWrapper(Env::Default()), jobs_(context) {
  file_system_ = FileSystem::Default();
  if (context.count_mode) file_system_ = std::make_shared<CountingFileSystem>(traffic_);
  system_clock_ = rocksdb::SystemClock::Default();
  target()->SetBackgroundThreads(1, LOW);
}

void SettlingRocksEnv::Schedule(void (*function)(void*), void* argument, Priority, void* tag,
                                void (*dropped)(void*)) {
  target()->Schedule(&BackgroundJobs::run, jobs_.add(function, argument, dropped), LOW, tag,
                     &BackgroundJobs::drop);
}

// It would give flushes a thread of their own.
void SettlingRocksEnv::IncBackgroundThreadsIfNeeded(int, Priority) {}

// rocksdb::Random has one field, its state: from 1 to 2^31 - 2.
void seed_skip_lists(uint64_t seed) {
  using Instance = uint32_t* (*)();
  static const auto instance =
      reinterpret_cast<Instance>(dlsym(RTLD_DEFAULT, "_ZN7rocksdb6Random14GetTLSInstanceEv"));
  if (instance != nullptr) *instance() = static_cast<uint32_t>(1 + seed % 0x7ffffffe);
}

}  // namespace heapdyno
