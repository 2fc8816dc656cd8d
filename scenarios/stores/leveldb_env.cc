#include "scenarios/stores/leveldb_env.h"

#include <memory>

#include "scenarios/stores/slots.h"

namespace heapdyno {
namespace {

constexpr size_t kMaxFiles = 4096;  // LevelDB keeps 990 tables open

class CountingWritableFile : public leveldb::WritableFile,
                             public Slotted<CountingWritableFile, kMaxFiles> {
 public:
  CountingWritableFile(leveldb::WritableFile* target, FileTraffic::Counter& bytes)
      : target_(target), bytes_(bytes) {}
  leveldb::Status Append(const leveldb::Slice& data) override {
    FileTraffic::add(bytes_, data.size());
    return target_->Append(data);
  }
  leveldb::Status Close() override { return target_->Close(); }
  leveldb::Status Flush() override { return target_->Flush(); }
  leveldb::Status Sync() override { return target_->Sync(); }

 private:
  const std::unique_ptr<leveldb::WritableFile> target_;
  FileTraffic::Counter& bytes_;
};

class CountingRandomAccessFile : public leveldb::RandomAccessFile,
                                 public Slotted<CountingRandomAccessFile, kMaxFiles> {
 public:
  CountingRandomAccessFile(leveldb::RandomAccessFile* target, FileTraffic& traffic)
      : target_(target), traffic_(traffic) {}
  leveldb::Status Read(uint64_t offset, size_t n, leveldb::Slice* result,
                       char* scratch) const override {
    const leveldb::Status status = target_->Read(offset, n, result, scratch);
    traffic_.count_read(result->size());
    return status;
  }

 private:
  const std::unique_ptr<leveldb::RandomAccessFile> target_;
  FileTraffic& traffic_;
};

}  // namespace

leveldb::Status SettlingEnv::counted(leveldb::Status status, const std::string& name,
                                     leveldb::WritableFile** file) {
  if (!status.ok() || !counts_files_) return status;
  *file = new CountingWritableFile(*file, traffic_.begin_file(name));
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
  if (status.ok() && counts_files_) *file = new CountingRandomAccessFile(*file, traffic_);
  return status;
}

}  // namespace heapdyno
