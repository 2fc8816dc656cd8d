#include "engine/store/wal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/memory/vocabulary.h"
#include "engine/store/test_support.h"

namespace engine {
namespace {

constexpr uint64_t kNumber = 12;

std::string wal_bytes_of(const std::vector<std::string>& payloads, uint64_t number = kNumber) {
  MemoryFileSystem files;
  WalWriter writer(std::move(*files.create("log")), number);
  for (const std::string& payload : payloads) EXPECT_TRUE(writer.append(payload).is_ok());
  EXPECT_TRUE(writer.close().is_ok());
  const std::string bytes = *files.contents("log");
  EXPECT_EQ(writer.bytes(), bytes.size());
  return bytes;
}

struct Replay {
  std::vector<std::string> payloads;
  WalOutcome outcome = WalOutcome::kRecord;
  uint64_t offset = 0;
  std::string message;
};

Replay replay_wal(const std::string& bytes, uint64_t number = kNumber) {
  MemoryFileSystem files;
  Result<WalReader> reader =
      WalReader::open(store_test::open_bytes(files, bytes), "000012.log", number);
  Replay replay;
  while (replay.outcome == WalOutcome::kRecord) {
    replay.outcome = *reader->next();
    if (replay.outcome == WalOutcome::kRecord) replay.payloads.emplace_back(reader->payload());
  }
  EXPECT_EQ(*reader->next(), replay.outcome);  // and says it again
  replay.offset = reader->offset();
  replay.message = reader->corruption().to_string();
  return replay;
}

// Where each record starts, and where the log ends.
std::vector<uint64_t> record_offsets(const std::vector<std::string>& payloads) {
  std::vector<uint64_t> offsets = {kWalHeaderBytes};
  for (const std::string& payload : payloads) {
    offsets.push_back(offsets.back() + kWalRecordHeaderBytes + payload.size());
  }
  return offsets;
}

const std::vector<std::string> kPayloads = {"first", "", "the third record", "x"};

TEST(Wal, ReadsBackWhatWasAppended) {
  const Replay replay = replay_wal(wal_bytes_of(kPayloads));
  EXPECT_EQ(replay.payloads, kPayloads);
  EXPECT_EQ(replay.outcome, WalOutcome::kEnd);
  EXPECT_EQ(replay.offset, record_offsets(kPayloads).back());
}

TEST(Wal, AnEmptyFileIsAnEmptyLog) {
  EXPECT_EQ(wal_bytes_of({}), "");
  EXPECT_EQ(replay_wal("").outcome, WalOutcome::kEnd);
  EXPECT_EQ(replay_wal(wal_bytes_of({""})).payloads.size(), 1u);
}

TEST(Wal, HoldsRecordsOfAllSizes) {
  Random random(test_seed());
  std::vector<std::string> payloads;
  for (int i = 0; i < 200; ++i) {
    const size_t limit = size_t{1} << random.below(i % 20 == 0 ? 19 : 13);
    payloads.emplace_back(random.below(limit), static_cast<char>(random.next()));
  }
  const Replay replay = replay_wal(wal_bytes_of(payloads));
  EXPECT_EQ(replay.payloads, payloads);
  EXPECT_EQ(replay.outcome, WalOutcome::kEnd);
}

TEST(Wal, CutAnywhereEndsAtTheLastWholeRecord) {
  const std::string bytes = wal_bytes_of(kPayloads);
  const std::vector<uint64_t> offsets = record_offsets(kPayloads);
  for (size_t n = 0; n < bytes.size(); ++n) {
    const Replay replay = replay_wal(bytes.substr(0, n));
    const auto whole = std::upper_bound(offsets.begin(), offsets.end(), n) - offsets.begin();
    const size_t records = whole == 0 ? 0 : static_cast<size_t>(whole - 1);
    EXPECT_EQ(replay.payloads.size(), records) << n;
    const uint64_t good = n < kWalHeaderBytes ? 0 : offsets[records];
    EXPECT_EQ(replay.outcome, n == good ? WalOutcome::kEnd : WalOutcome::kTornTail) << n;
    EXPECT_EQ(replay.offset, good) << n;
  }
}

// The index of the record that holds a byte; -1: the file header.
int record_with(const std::vector<uint64_t>& offsets, size_t at) {
  return static_cast<int>(std::upper_bound(offsets.begin(), offsets.end(), at) - offsets.begin()) -
         1;
}

TEST(Wal, AGarbledByteIsATornTailInTheLastRecordAndCorruptionBefore) {
  const std::string good = wal_bytes_of(kPayloads);
  const std::vector<uint64_t> offsets = record_offsets(kPayloads);
  for (size_t at = 0; at < good.size(); ++at) {
    for (const int flip : {1, 128, 255}) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      const Replay replay = replay_wal(bytes);
      const int record = record_with(offsets, at);
      const bool last = record == static_cast<int>(kPayloads.size()) - 1;
      EXPECT_EQ(replay.outcome, last ? WalOutcome::kTornTail : WalOutcome::kCorruption) << at;
      const uint64_t offset = record < 0 ? 0 : offsets[static_cast<size_t>(record)];
      EXPECT_EQ(replay.offset, offset) << at;
      EXPECT_EQ(replay.payloads.size(), static_cast<size_t>(std::max(record, 0))) << at;
      EXPECT_NE(replay.message.find("000012.log: at offset " + std::to_string(offset) + ": "),
                std::string::npos)
          << replay.message;
    }
  }
}

TEST(Wal, GarbageBehindTheLastRecordIsATornTail) {
  const std::string good = wal_bytes_of(kPayloads);
  for (const size_t n : {1, 5, 12, 100, 100000}) {
    for (const char c : {'\0', '\xff', 'x'}) {
      const Replay replay = replay_wal(good + std::string(n, c));
      EXPECT_EQ(replay.payloads, kPayloads);
      EXPECT_EQ(replay.outcome, WalOutcome::kTornTail);
      EXPECT_EQ(replay.offset, good.size());
    }
  }
}

TEST(Wal, FindsAGoodRecordFarBehindADamagedOne) {
  std::vector<std::string> payloads(40, std::string(10000, 'p'));
  std::string bytes = wal_bytes_of(payloads);
  for (size_t at = 50; at < bytes.size() - 5000; at += 100)
    bytes[at] ^= 1;  // the last header stays
  const uint64_t last = record_offsets(payloads)[39];
  const std::string tail = wal_bytes_of(payloads).substr(last);
  bytes.replace(last, tail.size(), tail);
  const Replay replay = replay_wal(bytes);
  EXPECT_EQ(replay.outcome, WalOutcome::kCorruption);
  EXPECT_EQ(replay.offset, kWalHeaderBytes);
}

// A value may hold a log: its records must not be taken for this log's when the one around them is
// torn.
TEST(Wal, RecordsWithinATornRecordAreNotRecords) {
  const std::string inner = wal_bytes_of(kPayloads);
  const std::string outer = wal_bytes_of({"first", inner + inner});
  const Replay replay = replay_wal(outer.substr(0, outer.size() - 1));
  EXPECT_EQ(replay.outcome, WalOutcome::kTornTail);
  EXPECT_EQ(replay.payloads.size(), 1u);
}

TEST(Wal, RecordsOfAnotherLogAreNotThisLogs) {
  const Replay replay = replay_wal(wal_bytes_of(kPayloads), kNumber + 1);
  EXPECT_TRUE(replay.payloads.empty());
  EXPECT_EQ(replay.outcome, WalOutcome::kTornTail);
}

TEST(Wal, SharedPartsOutliveTheReader) {
  std::vector<std::string> payloads;
  for (int i = 0; i < 300; ++i) payloads.emplace_back(1000, static_cast<char>('a' + i % 26));
  MemoryFileSystem files;
  std::vector<Bytes> kept;
  {
    Result<WalReader> reader =
        WalReader::open(store_test::open_bytes(files, wal_bytes_of(payloads)), "log", kNumber);
    while (*reader->next() == WalOutcome::kRecord) {
      kept.push_back(Bytes::pinned(reader->payload().substr(10, 100), reader->chunk()));
    }
  }
  ASSERT_EQ(kept.size(), payloads.size());
  for (size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i].view(), payloads[i].substr(10, 100));
}

TEST(Wal, ReportsErrorsOfTheFile) {
  MemoryFileSystem files;
  Result<WalReader> reader =
      WalReader::open(store_test::open_bytes(files, wal_bytes_of(kPayloads)), "log", kNumber);
  files.fail(MemoryFileSystem::Operation::kRead, 1);
  const Result<WalOutcome> outcome = reader->next();
  ASSERT_FALSE(outcome.is_ok());
  EXPECT_EQ(outcome.status().code(), Code::kIoError);

  WalWriter writer(std::move(*files.create("other")), 1);
  files.fail(MemoryFileSystem::Operation::kAppend, 1);
  EXPECT_EQ(writer.append("payload").code(), Code::kIoError);
}

}  // namespace
}  // namespace engine
