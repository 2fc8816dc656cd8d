// With Background::kInline and a seed, the same calls are the same work: what the counting mode of
// heapdyno stands on.
#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "engine/db/test_db.h"

namespace engine {
namespace {

struct Outcome {
  PhysicalWork work;
  uint64_t table_bytes = 0;
  uint64_t iterated = 0;
};

Outcome run_in(const std::string& folder) {
  TestDb test;
  Outcome outcome;
  Result<std::unique_ptr<Db>> opened = Db::open(test.options, folder);
  EXPECT_TRUE(opened.is_ok());
  Db& db = **opened;
  Random random(7);
  for (int i = 0; i < 6000; ++i) {
    const std::string key = key_of(static_cast<int>(random.below(1500)));
    switch (random.below(8)) {
      case 0:
        EXPECT_TRUE(db.remove({}, key).is_ok());
        break;
      case 1:
        (void)db.get({}, key).is_ok();
        break;
      case 2:
        (void)db.range({}, key, 5).is_ok();
        break;
      default:
        EXPECT_TRUE(db.put({}, key, std::string(random.below(60), 'v')).is_ok());
    }
  }
  outcome.iterated = forward(db.iterate({})).size();
  EXPECT_TRUE(db.compact().is_ok());
  outcome.work = db.physical_work();
  outcome.table_bytes = db.memory_usage().tables;
  return outcome;
}

TEST(DbDeterminism, TwoRunsDoTheSamePhysicalWorkWhateverTheirFolder) {
  const Outcome first = run_in("db");
  const Outcome second = run_in("a-much-longer-name-of-the-folder-of-the-database");
  EXPECT_GT(first.work.compactions, 5u);
  EXPECT_GT(first.work.block_reads, 0u);
  EXPECT_EQ(first.work.cache_hits != 0, !FileBytes::kMapped);
  EXPECT_GT(first.work.bytes_copied, 0u);
  for (const PhysicalWorkField& field : kPhysicalWorkFields)
    EXPECT_EQ(first.work.*field.field, second.work.*field.field) << field.name;
  EXPECT_EQ(first.table_bytes, second.table_bytes);
  EXPECT_EQ(first.iterated, second.iterated);
}

}  // namespace
}  // namespace engine
