#include "engine/base/memory_file_system.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <thread>

namespace engine {
namespace {

using Operation = MemoryFileSystem::Operation;
using Unsynced = MemoryFileSystem::Unsynced;

class MemoryFileSystemTest : public testing::Test {
 protected:
  std::unique_ptr<WritableFile> create(const std::string& path) {
    auto file = system_.create(path);
    EXPECT_TRUE(file.is_ok()) << file.status().to_string();
    return std::move(file).value();
  }

  // A file that the system has and that is not durable.
  std::unique_ptr<WritableFile> written(const std::string& path, std::string_view text) {
    auto file = create(path);
    EXPECT_TRUE(file->append(text).is_ok());
    EXPECT_TRUE(file->flush().is_ok());
    return file;
  }

  void durable(const std::string& path, std::string_view text) {
    EXPECT_TRUE(written(path, text)->sync().is_ok());
    EXPECT_TRUE(system_.sync_directory(".").is_ok());
  }

  std::string contents(const std::string& path) {
    auto bytes = system_.contents(path);
    return bytes.is_ok() ? *bytes : bytes.status().to_string();
  }

  MemoryFileSystem system_;
};

TEST_F(MemoryFileSystemTest, ACrashLosesWhatWasNotSynced) {
  durable("a", "kept|");
  auto file = written("b", "synced|");
  ASSERT_TRUE(file->sync().is_ok());
  ASSERT_TRUE(system_.sync_directory(".").is_ok());
  ASSERT_TRUE(file->append("lost").is_ok());
  ASSERT_TRUE(file->flush().is_ok());
  EXPECT_EQ(contents("b"), "synced|lost");
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("a"), "kept|");
  EXPECT_EQ(contents("b"), "synced|");
}

TEST_F(MemoryFileSystemTest, ACrashOfTheProcessKeepsWhatReachedTheSystem) {
  auto file = written("a", "flushed|");
  ASSERT_TRUE(file->append("in the buffer").is_ok());
  system_.crash(Unsynced::kKept);
  EXPECT_EQ(contents("a"), "flushed|");
  system_.crash(Unsynced::kLost);  // nobody synced it meanwhile
  EXPECT_EQ(contents("a"), "not found");
}

TEST_F(MemoryFileSystemTest, ACrashMayLeaveAnythingOfAFileThatIsUsedAgain) {
  std::set<std::string> found;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    durable("old", "0123456789");
    auto file = *system_.reuse("old", "new");
    ASSERT_TRUE(file->append("abcd").is_ok());
    ASSERT_TRUE(file->flush().is_ok());
    system_.crash(Unsynced::kTorn, seed);
    const std::string name = contents("new") == "not found" ? "old" : "new";
    found.insert(name + " " + contents(name));
    (void)system_.remove(name).is_ok();
  }
  for (const char* name : {"old ", "new "}) {
    for (const char* bytes : {"0123456789", "ab23456789", "abcd456789"})
      EXPECT_EQ(found.count(std::string(name) + bytes), 1u) << name << bytes;
  }
}

TEST_F(MemoryFileSystemTest, WhatWasSyncedOverAnotherFileStays) {
  durable("old", "0123456789");
  auto file = *system_.reuse("old", "new");
  ASSERT_TRUE(file->append("abcd").is_ok());
  ASSERT_TRUE(file->sync().is_ok());
  ASSERT_TRUE(system_.sync_directory(".").is_ok());
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("new"), "abcd");
  EXPECT_EQ(contents("old"), "not found");
}

TEST_F(MemoryFileSystemTest, ACrashUndoesChangesToAFolderThatWasNotSynced) {
  durable("old", "1");
  durable("renamed", "2");
  ASSERT_TRUE(written("new", "3")->sync().is_ok());
  ASSERT_TRUE(system_.remove("old").is_ok());
  ASSERT_TRUE(system_.rename("renamed", "target").is_ok());
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("new"), "not found");
  EXPECT_EQ(contents("old"), "1");
  EXPECT_EQ(contents("renamed"), "2");
  EXPECT_EQ(contents("target"), "not found");
}

TEST_F(MemoryFileSystemTest, SyncDirectoryMakesOnlyItsOwnFolderDurable) {
  ASSERT_TRUE(system_.create_directory("one").is_ok());
  ASSERT_TRUE(system_.create_directory("two").is_ok());
  ASSERT_TRUE(written("one/a", "1")->sync().is_ok());
  ASSERT_TRUE(written("two/a", "2")->sync().is_ok());
  ASSERT_TRUE(system_.sync_directory("one/").is_ok());
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("one/a"), "1");
  EXPECT_EQ(contents("two/a"), "not found");
}

TEST_F(MemoryFileSystemTest, ARecreatedFileThatWasNotSyncedComesBackAsItWas) {
  durable("a", "first");
  written("a", "second");
  EXPECT_EQ(contents("a"), "second");
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("a"), "first");
}

TEST_F(MemoryFileSystemTest, ATornCrashLeavesAPrefixThatMayEndInGarbage) {
  const std::string text(3000, 'x');
  std::set<size_t> sizes;
  bool garbled = false;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    MemoryFileSystem system;
    auto file = *system.create("a");
    ASSERT_TRUE(file->append("synced|").is_ok() && file->sync().is_ok());
    ASSERT_TRUE(system.sync_directory(".").is_ok());
    ASSERT_TRUE(file->append(text).is_ok() && file->flush().is_ok());
    system.crash(Unsynced::kTorn, seed);
    const std::string left = *system.contents("a");
    ASSERT_EQ(left.substr(0, 7), "synced|");
    sizes.insert(left.size());
    const size_t good = std::min(left.find_first_not_of('x', 7), left.size());
    garbled = garbled || good < left.size();
    EXPECT_LE(left.size() - good, 512u);
  }
  EXPECT_GT(sizes.size(), 50u);
  EXPECT_TRUE(garbled);
}

TEST_F(MemoryFileSystemTest, AWriteAnywhereIsDurableOnceItIsSynced) {
  durable("a", "0123456789");
  auto file = *system_.open_read_write("a");
  ASSERT_TRUE(file->write(2, "ab").is_ok() && file->sync().is_ok());
  ASSERT_TRUE(file->write(0, "lost").is_ok() && file->write(9, "lost").is_ok());
  EXPECT_EQ(contents("a"), "lost45678lost");
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("a"), "01ab456789");
  EXPECT_EQ(file->write(0, "x").code(), Code::kIoError);
  file = *system_.open_read_write("a");
  ASSERT_TRUE(file->write(0, "kept").is_ok());
  system_.crash(Unsynced::kKept);
  EXPECT_EQ(contents("a"), "kept456789");
}

TEST_F(MemoryFileSystemTest, ATornCrashTearsEachWriteForItself) {
  std::set<std::string> first, second;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    durable("a", "........");
    auto file = *system_.open_read_write("a");
    ASSERT_TRUE(file->write(4, "XYZ").is_ok() && file->write(0, "ABC").is_ok());
    system_.crash(Unsynced::kTorn, seed);
    ASSERT_EQ(contents("a").size(), 8u);
    first.insert(contents("a").substr(0, 4));
    second.insert(contents("a").substr(4));
  }
  EXPECT_EQ(first, (std::set<std::string>{"....", "A...", "AB..", "ABC."}));
  EXPECT_EQ(second, (std::set<std::string>{"....", "X...", "XY..", "XYZ."}));
}

TEST_F(MemoryFileSystemTest, AWriteAnywhereFailsWhenItIsToldTo) {
  auto file = *system_.open_read_write("a");
  system_.fail(Operation::kWrite, 2);
  ASSERT_TRUE(file->write(0, "12345").is_ok());
  EXPECT_EQ(file->write(0, "x").code(), Code::kIoError);
  system_.limit_space(8);
  EXPECT_TRUE(file->write(0, "abcd").is_ok());
  EXPECT_EQ(file->write(4, "efghijk").message(), "a: write: No space left on device");
  EXPECT_EQ(contents("a"), "abcdefgh");
  system_.fail(Operation::kSync, 1);
  EXPECT_EQ(file->sync().code(), Code::kIoError);
  EXPECT_TRUE(file->sync().is_ok());
}

TEST_F(MemoryFileSystemTest, ATornCrashKeepsChangesOfAFolderInOrder) {
  std::set<int> kept;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    MemoryFileSystem system;
    ASSERT_TRUE(system.create("1").is_ok());
    ASSERT_TRUE(system.create("2").is_ok());
    ASSERT_TRUE(system.create("3").is_ok());
    system.crash(Unsynced::kTorn, seed);
    const bool has[] = {system.contents("1").is_ok(), system.contents("2").is_ok(),
                        system.contents("3").is_ok()};
    EXPECT_TRUE((has[0] || !has[1]) && (has[1] || !has[2]));
    kept.insert(has[0] + has[1] + has[2]);
  }
  EXPECT_EQ(kept.size(), 4u);
}

TEST_F(MemoryFileSystemTest, AScatteredCrashKeepsChangesOfAFolderEachForItself) {
  std::set<int> kept;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    MemoryFileSystem system;
    ASSERT_TRUE(system.create("1").is_ok());
    ASSERT_TRUE(system.create("2").is_ok());
    ASSERT_TRUE(system.rename("1", "3").is_ok());
    system.crash(Unsynced::kScattered, seed);
    kept.insert(system.contents("1").is_ok() + 2 * system.contents("2").is_ok() +
                4 * system.contents("3").is_ok());
  }
  EXPECT_EQ(kept, (std::set<int>{0, 1, 2, 3, 4, 6}));
}

TEST_F(MemoryFileSystemTest, ACrashDependsOnItsSeedAlone) {
  std::string left[2];
  for (std::string& result : left) {
    MemoryFileSystem system;
    auto file = *system.create("a");
    ASSERT_TRUE(file->append(std::string(100000, 'x')).is_ok() && file->flush().is_ok());
    ASSERT_TRUE(system.sync_directory(".").is_ok());
    system.crash(Unsynced::kTorn, 7);
    result = *system.contents("a");
  }
  EXPECT_EQ(left[0], left[1]);
}

TEST_F(MemoryFileSystemTest, HandlesAndLocksFromBeforeTheCrashAreDead) {
  durable("a", "text");
  auto writer = written("b", "text");
  const auto reader = *system_.open("a");
  auto lock = *system_.lock("LOCK");
  system_.crash(Unsynced::kKept);
  char byte;
  EXPECT_EQ(writer->append("x").code(), Code::kIoError);
  EXPECT_EQ(writer->sync().code(), Code::kIoError);
  EXPECT_EQ(writer->close().code(), Code::kIoError);
  EXPECT_EQ(reader->read(0, 1, &byte).status().code(), Code::kIoError);
  const auto again = system_.lock("LOCK");
  ASSERT_TRUE(again.is_ok());
  lock.reset();  // must not let go of the new holder's
  EXPECT_FALSE(system_.lock("LOCK").is_ok());
}

TEST_F(MemoryFileSystemTest, ACopyGoesDownForItself) {
  durable("renamed", "durable");
  ASSERT_TRUE(system_.rename("renamed", "target").is_ok());
  auto file = written("new", "not durable");
  system_.cut_power_after(0);
  const auto found = [](MemoryFileSystem& copy, const std::string& path) {
    const Result<std::string> bytes = copy.contents(path);
    return bytes.is_ok() ? *bytes : bytes.status().to_string();
  };
  MemoryFileSystem lost, kept;
  lost.copy_from(system_);
  kept.copy_from(system_);
  lost.crash(Unsynced::kLost);
  EXPECT_EQ(found(lost, "renamed"), "durable");
  EXPECT_EQ(found(lost, "new"), "not found");
  EXPECT_EQ(found(kept, "target"), "durable");
  EXPECT_EQ(found(kept, "new"), "not durable");
  ASSERT_TRUE(kept.remove("new").is_ok()) << "the power is off at the original alone";
  EXPECT_EQ(contents("new"), "not durable");
  kept.crash(Unsynced::kLost);
  EXPECT_EQ(found(kept, "renamed"), "durable");
}

TEST_F(MemoryFileSystemTest, TheNthOperationOfAKindFails) {
  auto file = create("a");
  system_.fail(Operation::kSync, 2);
  EXPECT_TRUE(file->sync().is_ok());
  EXPECT_EQ(file->sync().message(), "a: sync: Input/output error (injected)");
  EXPECT_TRUE(file->sync().is_ok());
  EXPECT_EQ(system_.count(Operation::kSync), 3u);
}

TEST_F(MemoryFileSystemTest, AFaultMayLastUntilItIsForgotten) {
  durable("a", "x");
  system_.fail(Operation::kOpen, 1, MemoryFileSystem::kForever);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(system_.open("a").status().code(), Code::kIoError);
  system_.forget_faults();
  EXPECT_TRUE(system_.open("a").is_ok());
}

TEST_F(MemoryFileSystemTest, EveryKindOfOperationCanFail) {
  durable("a", "text");
  auto file = create("b");
  const auto reader = *system_.open("a");
  const auto anywhere = *system_.open_read_write("a");
  char byte;
  const std::vector<std::pair<Operation, std::function<Status()>>> operations = {
      {Operation::kCreate, [&] { return system_.create("c").status(); }},
      {Operation::kOpen, [&] { return system_.open("a").status(); }},
      {Operation::kAppend, [&] { return file->append("x"); }},
      {Operation::kFlush,
       [&] {
         EXPECT_TRUE(file->append("x").is_ok());
         return file->flush();
       }},
      {Operation::kWrite, [&] { return anywhere->write(0, "x"); }},
      {Operation::kSync, [&] { return file->sync(); }},
      {Operation::kRead, [&] { return reader->read(0, 1, &byte).status(); }},
      {Operation::kList, [&] { return system_.list(".").status(); }},
      {Operation::kRemove, [&] { return system_.remove("a"); }},
      {Operation::kRename, [&] { return system_.rename("a", "d"); }},
      {Operation::kTruncate, [&] { return system_.truncate("a", 0); }},
      {Operation::kCreateDirectory, [&] { return system_.create_directory("e"); }},
      {Operation::kSyncDirectory, [&] { return system_.sync_directory("."); }},
      {Operation::kLock, [&] { return system_.lock("LOCK").status(); }},
  };
  ASSERT_EQ(operations.size(), MemoryFileSystem::kOperations);
  for (const auto& [operation, run] : operations) {
    system_.fail(operation, 1);
    EXPECT_EQ(run().code(), Code::kIoError) << static_cast<int>(operation);
  }
  EXPECT_EQ(contents("a"), "text");
}

TEST_F(MemoryFileSystemTest, AfterThePowerCutNothingChangesUntilTheCrash) {
  auto file = create("a");
  system_.cut_power_after(2);
  EXPECT_TRUE(file->append("1").is_ok() && file->flush().is_ok() && file->sync().is_ok());
  EXPECT_TRUE(file->append("2").is_ok());
  EXPECT_EQ(file->flush().message(), "a: flush: the power is off (injected)");
  EXPECT_EQ(system_.remove("a").code(), Code::kIoError);
  EXPECT_EQ(system_.create("b").status().code(), Code::kIoError);
  EXPECT_TRUE(system_.open("a").is_ok());
  system_.crash(Unsynced::kKept);
  EXPECT_EQ(contents("a"), "1");
  EXPECT_TRUE(system_.create("b").is_ok());
}

TEST_F(MemoryFileSystemTest, AFullDiskTakesWhatFitsAndSaysSo) {
  durable("a", "12345");
  system_.limit_space(8);
  auto file = create("b");
  ASSERT_TRUE(file->append("6789").is_ok());
  EXPECT_EQ(file->flush().message(), "b: write: No space left on device");
  EXPECT_EQ(contents("b"), "678");
  ASSERT_TRUE(system_.remove("a").is_ok());
  ASSERT_TRUE(file->append("12345").is_ok());
  EXPECT_TRUE(file->flush().is_ok());
}

TEST_F(MemoryFileSystemTest, DamageIsDurable) {
  durable("a", "text");
  ASSERT_TRUE(system_.replace_contents("a", "tExt").is_ok());
  system_.crash(Unsynced::kLost);
  EXPECT_EQ(contents("a"), "tExt");
}

TEST_F(MemoryFileSystemTest, ServesManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      const std::string path = std::to_string(i);
      for (int round = 0; round < 100; ++round) {
        auto file = create(path);
        EXPECT_TRUE(file->append(path).is_ok() && file->sync().is_ok());
        EXPECT_TRUE(system_.sync_directory(".").is_ok());
        EXPECT_EQ(contents(path), path);
        EXPECT_TRUE(system_.rename(path, path + "x").is_ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(system_.list(".")->size(), 4u);
}

}  // namespace
}  // namespace engine
