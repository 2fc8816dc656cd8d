#include "engine/db/replayed_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"

namespace engine {
namespace {

TEST(ReplayedRun, IsSortedByKeyAndOfEachKeyTheNewestVersionFirst) {
  Random random(test_seed());
  ReplayedRun run;
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  for (Sequence sequence = 1; sequence <= 1000; ++sequence) {
    const std::string key = "key " + std::to_string(random.below(200));
    const Kind kind = random.below(4) == 0 ? Kind::kDelete : Kind::kPut;
    const std::string value(kind == Kind::kPut ? random.below(50) : 0, 'v');
    run.add(sequence, kind, Bytes::copy_of(key), Bytes::copy_of(value));
    memtable.add(sequence, kind, key, value, UnsharedBytes());
  }
  MemtableIterator expected = memtable.iterate();
  expected.seek_to_first();
  const auto is_expected = [&](const ReplayedRun::Entry& entry) {
    const bool is_next = expected.valid() && compare(entry.ref(), expected.key()) == 0 &&
                         entry.value.view() == expected.value();
    EXPECT_TRUE(is_next) << entry.key.view();
    if (is_next) expected.next();
    return is_next ? Status::ok() : Status::corruption("out of order");
  };
  EXPECT_TRUE(run.visit_sorted(is_expected).is_ok());
  EXPECT_FALSE(expected.valid());
}

// Of any length, and any bytes: what they begin with may be all of one, and a head may equal another's.
TEST(ReplayedRun, IsSortedByAllOfAKey) {
  for (const std::string& shared : {std::string(), std::string("ab"), std::string(20, '\xff')}) {
    std::vector<std::string> keys;
    for (const char* const rest : {"", "a", "aaaaaaaa", "aaaaaaaab", "aaaaaaac", "b", "\xff\xff"})
      keys.push_back(shared + rest);
    for (const size_t zeros : {1, 7, 8, 9}) keys.push_back(shared + std::string(zeros, '\0'));
    ReplayedRun run;
    for (const std::string& key : keys) run.add(1, Kind::kPut, Bytes::copy_of(key), Bytes());
    std::sort(keys.begin(), keys.end());
    std::vector<std::string> visited;
    EXPECT_TRUE(run.visit_sorted([&](const ReplayedRun::Entry& entry) {
                     visited.emplace_back(entry.key.view());
                     return Status::ok();
                   })
                    .is_ok());
    EXPECT_EQ(visited, keys);
  }
}

TEST(ReplayedRun, EndsAtTheFirstError) {
  ReplayedRun run;
  for (const char* const key : {"b", "a"})
    run.add(1, Kind::kPut, Bytes::copy_of(key), Bytes::copy_of("value"));
  std::string visited;
  const Status status = run.visit_sorted([&](const ReplayedRun::Entry& entry) {
    visited += entry.key.view();
    return Status::io_error("the disk is full");
  });
  EXPECT_FALSE(status.is_ok());
  EXPECT_EQ(visited, "a");
}

TEST(ReplayedRun, IsChargedAsAMemtableIs) {
  ReplayedRun run;
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  EXPECT_TRUE(run.empty());
  for (Sequence sequence = 1; sequence <= 10; ++sequence) {
    run.add(sequence, Kind::kPut, Bytes::copy_of("key"), Bytes::copy_of("value"));
    memtable.add(sequence, Kind::kPut, "key", "value", UnsharedBytes());
  }
  EXPECT_FALSE(run.empty());
  EXPECT_EQ(run.logical_bytes(), memtable.logical_bytes());
}

}  // namespace
}  // namespace engine
