#include "engine/db/replayed_run.h"

#include <gtest/gtest.h>

#include <string>

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
  for (const ReplayedRun::Entry* const entry : run.sorted()) {
    ASSERT_TRUE(expected.valid());
    EXPECT_EQ(compare(entry->ref(), expected.key()), 0);
    EXPECT_EQ(entry->value.view(), expected.value());
    expected.next();
  }
  EXPECT_FALSE(expected.valid());
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
