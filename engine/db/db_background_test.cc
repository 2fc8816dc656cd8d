// Writers beside background work that does not get on: the database's own thread is held when it begins to compact.
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/db/test_db.h"

namespace engine {
namespace {

using Operation = MemoryFileSystem::Operation;

class DbBackground : public ::testing::Test, public TestDb {
 protected:
  static constexpr int kTrigger = 4;

  DbBackground() {
    options.background = Background::kThread;
    options.level0_trigger = kTrigger;
    options.level0_slowdown = kTrigger;  // so that the thread is behind with that many tables
    options.level0_stop = 2 * kTrigger;
    options.hooks = {[](void* context) { static_cast<DbBackground*>(context)->enter(); },
                     [](void*) {}, this};
  }
  ~DbBackground() override {
    let_go();
    db.reset();  // and its thread with it
  }

  void enter() {
    std::unique_lock lock(mutex_);
    if (std::this_thread::get_id() == client_) {
      ++own_flushes_;
      return;
    }
    if (!holds_ || flushes() < kTrigger) return;
    held_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !holds_; });
  }
  uint64_t flushes() { return db->physical_work().flushes; }
  void let_go() {
    const std::lock_guard lock(mutex_);
    holds_ = false;
    changed_.notify_all();
  }

  // All different, and of all the range soon.
  std::string next_key() { return key_of(next_++ * 617 % 1000); }
  // Then the thread is about to compact level 0, and held.
  void fill_level_0() {
    for (int i = 0; i < kTrigger; ++i) {
      ASSERT_TRUE(put(next_key(), "value").is_ok());
      ASSERT_TRUE(db->flush().is_ok());
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_; });
  }
  // The first error, or none: until that many memtables more are in tables, or should be.
  Status fill_memtables(int count) {
    const std::string value(options.write_buffer_bytes / 4, 'v');
    for (int i = 0; i < 4 * count; ++i) RETURN_IF_ERROR(put(next_key(), value));
    return Status::ok();
  }
  int own_flushes() {
    const std::lock_guard lock(mutex_);
    return own_flushes_;
  }

  int next_ = 0;

 private:
  const std::thread::id client_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::condition_variable changed_;
  bool holds_ = true;
  bool held_ = false;
  int own_flushes_ = 0;
};

TEST_F(DbBackground, AWriterFlushesWhereTheThreadIsBehind) {
  reopen();
  fill_level_0();
  ASSERT_TRUE(fill_memtables(3).is_ok());
  EXPECT_GE(own_flushes(), 2);
  EXPECT_EQ(flushes(), static_cast<uint64_t>(kTrigger + own_flushes()));
  EXPECT_EQ(db->physical_work().compactions, 0u);
  let_go();
  ASSERT_TRUE(db->settle().is_ok());
  EXPECT_GT(db->physical_work().compactions, 0u);
  EXPECT_EQ(all().size(), static_cast<size_t>(next_));
  reopen();
  EXPECT_EQ(all().size(), static_cast<size_t>(next_));
}

TEST_F(DbBackground, AThreadThatKeepsUpFlushesItself) {
  options.level0_slowdown = 8 * kTrigger;
  reopen();
  fill_level_0();
  ASSERT_TRUE(fill_memtables(1).is_ok());
  EXPECT_EQ(own_flushes(), 0);
  let_go();
}

TEST_F(DbBackground, AnErrorOfAWritersFlushStopsTheDatabaseAndLosesNothing) {
  reopen();
  fill_level_0();
  files.fail(Operation::kSync, 2, MemoryFileSystem::kForever);  // the first is that of the full log
  const Status status = fill_memtables(3);
  EXPECT_EQ(status.code(), Code::kIoError) << status.to_string();
  EXPECT_EQ(own_flushes(), 1);
  EXPECT_EQ(put("a", "1").code(), Code::kClosed);
  EXPECT_EQ(db->flush().code(), Code::kClosed);
  let_go();
  files.forget_faults();
  const auto written = static_cast<size_t>(next_ - 1);  // without the one that said so
  reopen();
  EXPECT_EQ(all().size(), written);
}

// What the thread would commit next might not be found, and it must not give up files for it.
TEST_F(DbBackground, AfterAnErrorOfAWritersFlushTheThreadChangesNothing) {
  reopen();
  fill_level_0();
  files.fail(Operation::kSync, 3, 1);  // of the log, of the table, of the manifest
  const Status status = fill_memtables(3);
  EXPECT_EQ(status.code(), Code::kIoError) << status.to_string();
  const std::vector<std::string> tables = names(".sst");
  const std::vector<std::string> logs = names(".log");
  let_go();
  ASSERT_TRUE(db->close().is_ok());
  EXPECT_EQ(names(".log"), logs);
  const std::vector<std::string> left = names(".sst");
  EXPECT_TRUE(std::includes(left.begin(), left.end(), tables.begin(), tables.end()));
  const auto written = static_cast<size_t>(next_ - 1);
  reopen();
  EXPECT_EQ(all().size(), written);
}

}  // namespace
}  // namespace engine
