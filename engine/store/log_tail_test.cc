#include "engine/store/log_tail.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/memory_file_system.h"
#include "engine/base/random.h"
#include "engine/base/test_folder.h"
#include "engine/base/test_seed.h"
#include "engine/store/wal.h"

namespace engine {
namespace {

using Unsynced = MemoryFileSystem::Unsynced;
using Records = std::vector<std::string>;

constexpr uint64_t kLogNumber = 7;

// A log with its tail, as a database writes one.
class TailedLog {
 public:
  explicit TailedLog(MemoryFileSystem& files, uint64_t number = kLogNumber)
      : tail_(*LogTail::open(files, "TAIL")),
        writer_(tail_->extend(*files.create("log"), number), number) {
    EXPECT_TRUE(files.sync_directory(".").is_ok());
  }

  Status append(std::string_view payload) {
    RETURN_IF_ERROR(writer_.append(payload));
    return writer_.flush();
  }
  Status sync() { return writer_.sync(); }
  Status close() { return writer_.close(); }

 private:
  std::unique_ptr<LogTail> tail_;
  WalWriter writer_;
};

// What log and tail hold, and how the reader says that it ends.
Records read_all(MemoryFileSystem& files, WalOutcome& outcome) {
  const std::optional<LeftTail> left = *read_log_tail(files, "TAIL");
  uint64_t settled = UINT64_MAX;
  const bool has_tail = left && left->number == kLogNumber;
  for (int i = 0; has_tail && i < 2; ++i) settled = *append_tail(files, "log", *left);
  WalReader reader = *WalReader::open(*files.open("log"), "log", kLogNumber, settled);
  Records records;
  for (outcome = *reader.next(); outcome == WalOutcome::kRecord; outcome = *reader.next())
    records.emplace_back(reader.payload());
  return records;
}

std::string random_payload(Random& random) {
  static constexpr size_t kMost[] = {10, 200, 5000, 100000};
  return std::string(random.below(kMost[random.below(4)]), static_cast<char>(random.next()));
}

bool is_prefix(const Records& records, const Records& of) {
  return records.size() <= of.size() && std::equal(records.begin(), records.end(), of.begin());
}

// What is there after an end of this kind at any time: a prefix, with all that was synced.
void expect_prefix_after(Unsynced unsynced) {
  Random random(test_seed());
  for (int round = 0; round < 30; ++round) {
    MemoryFileSystem files;
    TailedLog log(files);
    Records written;
    size_t synced = 0;
    for (int i = 0; i < 40; ++i) {
      const std::string payload = random_payload(random);
      ASSERT_TRUE(log.append(payload).is_ok());
      written.push_back(payload);
      if (random.below(15) == 0) {
        ASSERT_TRUE(log.sync().is_ok());
        synced = written.size();
      }
      if (random.below(8) != 0) continue;
      MemoryFileSystem after;
      after.copy_from(files);
      after.crash(unsynced, random.next());
      WalOutcome outcome;
      const Records left = read_all(after, outcome);
      ASSERT_TRUE(is_prefix(left, written));
      ASSERT_GE(left.size(), unsynced == Unsynced::kKept ? written.size() : synced);
      ASSERT_NE(outcome, WalOutcome::kCorruption);
    }
  }
}

TEST(LogTail, AProcessThatEndsLosesNothing) { expect_prefix_after(Unsynced::kKept); }
TEST(LogTail, AMachineThatStopsLosesWhatWasNotSynced) { expect_prefix_after(Unsynced::kLost); }
TEST(LogTail, AMachineThatStopsMayLeaveHalfOfIt) { expect_prefix_after(Unsynced::kTorn); }
TEST(LogTail, AMachineThatStopsMayLeaveAnyOfIt) { expect_prefix_after(Unsynced::kScattered); }

TEST(LogTail, AClosedLogIsWhole) {
  Random random(test_seed());
  MemoryFileSystem files;
  Records written;
  {
    TailedLog log(files);
    for (int i = 0; i < 100; ++i) {
      written.push_back(random_payload(random));
      ASSERT_TRUE(log.append(written.back()).is_ok());
    }
    ASSERT_TRUE(log.close().is_ok());
  }
  ASSERT_TRUE(files.remove("TAIL").is_ok());
  WalOutcome outcome;
  EXPECT_EQ(read_all(files, outcome), written);
  EXPECT_EQ(outcome, WalOutcome::kEnd);
}

// Whatever of the log's own file could be written, the tail has the rest.
TEST(LogTail, AFullDiskLosesNothing) {
  Random random(test_seed());
  for (int round = 0; round < 20; ++round) {
    MemoryFileSystem files;
    Records written;
    {
      TailedLog log(files);
      files.limit_space(LogTail::kHeaderBytes + LogTail::kBytes + 16 + random.below(300000));
      std::string payload;
      do {
        payload = std::string(random.below(5000), 'x');
        written.push_back(payload);
      } while (log.append(payload).is_ok());
      written.pop_back();
      EXPECT_FALSE(log.append("more").is_ok() && log.sync().is_ok());
      files.crash(Unsynced::kKept);
      files.forget_faults();
    }
    WalOutcome outcome;
    const Records left = read_all(files, outcome);
    ASSERT_GE(left.size(), written.size());
    ASSERT_TRUE(is_prefix(written, left));
  }
}

TEST(LogTail, WhatAnotherLogLeftIsNotTaken) {
  MemoryFileSystem files;
  {
    TailedLog log(files);
    ASSERT_TRUE(log.append("old").is_ok());
    files.crash(Unsynced::kKept);
  }
  ASSERT_EQ((*read_log_tail(files, "TAIL"))->number, kLogNumber);
  TailedLog log(files, kLogNumber + 1);
  EXPECT_FALSE((*read_log_tail(files, "TAIL")).has_value());
  ASSERT_TRUE(log.append("new").is_ok());
  EXPECT_EQ((*read_log_tail(files, "TAIL"))->number, kLogNumber + 1);
}

// As a machine may leave it that stopped later: the log went on, and its damage is what it always was.
TEST(LogTail, ATailThatIsOlderThanTheLogSettlesNothing) {
  MemoryFileSystem files;
  TailedLog log(files);
  ASSERT_TRUE(log.append("first").is_ok());
  const LeftTail old = **read_log_tail(files, "TAIL");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(log.append("later").is_ok());
    ASSERT_TRUE(log.sync().is_ok());
  }
  const std::string before = *files.contents("log");
  EXPECT_EQ(*append_tail(files, "log", old), UINT64_MAX);
  EXPECT_EQ(*files.contents("log"), before);
  LeftTail beyond = old;
  beyond.begin = before.size() + 1;
  EXPECT_EQ(*append_tail(files, "log", beyond), UINT64_MAX);
  EXPECT_EQ(*files.contents("log"), before);
}

// A page that is gone reads as zeros: they must not reach the log, where they would stand for what was written.
TEST(LogTail, ATailThatIsCutOffIsAnErrorAndDoesNotReachTheLog) {
  const TestFolder folder;
  FileSystem& files = posix_file_system();
  {
    const std::unique_ptr<LogTail> tail = *LogTail::open(files, folder.file("TAIL"));
    WalWriter writer(tail->extend(*files.create(folder.file("log")), kLogNumber), kLogNumber);
    ASSERT_TRUE(writer.append("first").is_ok());
    ASSERT_TRUE(writer.flush().is_ok());
    ASSERT_TRUE(files.truncate(folder.file("TAIL"), LogTail::kHeaderBytes).is_ok());
    EXPECT_FALSE(writer.append("second").is_ok() && writer.flush().is_ok());
    EXPECT_FALSE(writer.append("third").is_ok() && writer.flush().is_ok());
    EXPECT_FALSE(writer.sync().is_ok());
    EXPECT_FALSE(writer.close().is_ok());
  }
  EXPECT_EQ(*(*files.open(folder.file("log")))->size(), 0u);
}

TEST(LogTail, ThereMayBeNone) {
  MemoryFileSystem files;
  EXPECT_FALSE((*read_log_tail(files, "TAIL")).has_value());
  ASSERT_TRUE(files.create("TAIL").is_ok());
  EXPECT_FALSE((*read_log_tail(files, "TAIL")).has_value());
}

}  // namespace
}  // namespace engine
