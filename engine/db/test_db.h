// TestDb: a database in memory whose calls read as short as a script. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/memory_file_system.h"
#include "engine/db/db.h"
#include "engine/db/file_names.h"
#include "engine/db/version_edit.h"
#include "engine/store/wal.h"

namespace engine {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline Pairs forward(Iterator it) {
  Pairs pairs;
  for (it.seek_to_first(); it.valid(); it.next()) pairs.emplace_back(it.key(), it.value());
  EXPECT_TRUE(it.status().is_ok()) << it.status().to_string();
  return pairs;
}

inline Pairs backward(Iterator it) {
  Pairs pairs;
  for (it.seek_to_last(); it.valid(); it.prev()) pairs.emplace_back(it.key(), it.value());
  EXPECT_TRUE(it.status().is_ok()) << it.status().to_string();
  return pairs;
}

class TestDb {
 public:
  // Small bounds, so that few entries make a tree with several levels.
  TestDb() {
    options.file_system = &files;
    options.background = Background::kInline;
    options.seed = 1;
    options.write_buffer_bytes = 4096;
    options.block_bytes = 256;
    options.table_bytes = 2048;
    options.level_base_bytes = 8192;
    options.block_cache_bytes = 64 << 10;
  }

  Status open() {
    db.reset();
    Result<std::unique_ptr<Db>> opened = Db::open(options, "db");
    if (!opened.is_ok()) return std::move(opened).status();
    db = *std::move(opened);
    return Status::ok();
  }
  // As after a clean end of the process.
  void reopen() {
    const Status status = open();
    ASSERT_TRUE(status.is_ok()) << status.to_string();
  }
  // Nothing more reaches the files, and the database is gone with all its threads: one that lived
  // on could change what is there after the crash.
  void lose_power() {
    files.cut_power_after(0);
    db.reset();
  }
  // As after the machine went down.
  Status crash(MemoryFileSystem::Unsynced unsynced, uint64_t seed = 0) {
    lose_power();
    files.crash(unsynced, seed);
    files.forget_faults();
    return open();
  }

  // The name of the manifest's file, and its edits as they stand there now.
  std::string manifest() {
    std::string name = files.contents("db/CURRENT").value();
    name.pop_back();
    return name;
  }
  std::vector<VersionEdit> edits() {
    const std::string name = manifest();
    WalReader reader =
        *WalReader::open(*files.open("db/" + name), name, parse_file_name(name)->number);
    std::vector<VersionEdit> edits;
    while (reader.next().value() == WalOutcome::kRecord)
      edits.push_back(*VersionEdit::decode(reader.payload()));
    return edits;
  }

  Status put(std::string_view key, std::string_view value) { return db->put(write, key, value); }
  Status remove(std::string_view key) { return db->remove(write, key); }
  // The value, or "not found", or the error.
  std::string get(std::string_view key, const Snapshot* snapshot = nullptr) {
    const Result<Bytes> value = db->get({snapshot}, key);
    return value.is_ok() ? std::string(value->view()) : value.status().to_string();
  }
  Pairs all() { return forward(db->iterate({})); }

  // Names of files in the folder with this ending.
  std::vector<std::string> names(std::string_view ending) {
    std::vector<std::string> found = files.list("db").value();
    std::erase_if(found, [&](const std::string& name) { return !name.ends_with(ending); });
    return found;
  }
  std::string only_log() {
    const std::vector<std::string> logs = names(".log");
    EXPECT_EQ(logs.size(), 1u);
    return "db/" + logs.front();
  }

  MemoryFileSystem files;
  Options options;
  WriteOptions write;
  std::unique_ptr<Db> db;
};

// Distinct, in order, and longer than what a std::string keeps inside itself.
inline std::string key_of(int i) {
  std::string digits = std::to_string(i);
  return "key" + std::string(13 - digits.size(), '0') + digits;
}

}  // namespace engine
