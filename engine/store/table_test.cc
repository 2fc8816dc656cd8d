#include "engine/store/table.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "engine/base/test_folder.h"
#include "engine/store/bloom.h"
#include "engine/store/table_builder.h"
#include "engine/store/test_support.h"

namespace engine {
namespace {

using store_test::InternalModel;

static_assert(InternalIterator<TableIterator>);

std::string table_bytes_of(const InternalModel& model, const TableOptions& options) {
  MemoryFileSystem files;
  std::unique_ptr<WritableFile> file = std::move(*files.create("table"));
  Scratch scratch;
  TableBuilder builder(options, *file, scratch);
  for (const auto& [key, value] : model) {
    EXPECT_TRUE(builder.add(store_test::ref(key), value).is_ok());
  }
  EXPECT_TRUE(builder.finish().is_ok());
  EXPECT_TRUE(file->close().is_ok());
  EXPECT_EQ(builder.entries(), model.size());
  const std::string bytes = *files.contents("table");
  EXPECT_EQ(builder.file_bytes(), bytes.size());
  return bytes;
}

Result<std::shared_ptr<const Table>> open_table(MemoryFileSystem& files, std::string bytes,
                                                BlockCache* cache = nullptr,
                                                TableReads* reads = nullptr) {
  return Table::open(store_test::open_bytes(files, std::move(bytes)), "000007.sst", 7, cache,
                     reads);
}

// What a lookup must say: the first entry of the model at or behind the target, if it is that
// key's.
void expect_lookup(const Lookup& lookup, const InternalModel& model, const std::string& user_key,
                   Sequence sequence) {
  const auto at = model.lower_bound({user_key, key_at(user_key, sequence).tag});
  if (at == model.end() || at->first.first != user_key) {
    EXPECT_EQ(lookup.state, Lookup::State::kAbsent);
  } else if (store_test::ref(at->first).kind() == Kind::kDelete) {
    EXPECT_EQ(lookup.state, Lookup::State::kDeleted);
  } else {
    EXPECT_EQ(lookup.state, Lookup::State::kFound);
    EXPECT_EQ(lookup.value.view(), at->second);
  }
}

TEST(Table, WalksAndFindsAsAMapDoes) {
  Random random(test_seed());
  for (const size_t entries : {0, 1, 2, 50, 1000}) {
    for (const size_t block_bytes : {1, 100, 4096}) {
      const InternalModel model = store_test::random_model(random, entries);
      MemoryFileSystem files;
      BlockCache cache(10000, 1);
      const auto table = *open_table(files, table_bytes_of(model, {block_bytes, 10}),
                                     random.below(2) == 0 ? &cache : nullptr);
      EXPECT_EQ(table->entries(), entries);
      TableIterator it = table->iterate(random.below(2) == 0 ? FillCache::kYes : FillCache::kNo);
      ASSERT_NO_FATAL_FAILURE(store_test::expect_same_walk(it, model, random, 1000));
      ASSERT_NO_FATAL_FAILURE(store_test::expect_same_scan(it, model));
      for (int i = 0; i < 500; ++i) {
        const std::string key = store_test::random_user_key(random);
        const Sequence sequence = random.below(1000);
        expect_lookup(*table->get(key, sequence), model, key, sequence);
      }
    }
  }
}

TEST(Table, AnIteratorKeepsTheTableOpenAndAnswersOutliveIt) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 100);
  MemoryFileSystem files;
  auto table = *open_table(files, table_bytes_of(model, {100, 10}));
  auto it = std::make_unique<TableIterator>(table->iterate());
  table.reset();
  std::vector<Bytes> values;
  for (it->seek_to_first(); it->valid(); it->next()) {
    values.push_back(it->value_bytes());
    *it = TableIterator(std::move(*it));
  }
  it.reset();
  ASSERT_EQ(values.size(), model.size());
  auto value = values.begin();
  for (const auto& entry : model) EXPECT_EQ((value++)->view(), entry.second);
}

TEST(Table, TheFilterSparesReads) {
  Random random(test_seed());
  InternalModel model;
  for (int i = 0; i < 2000; ++i) model[{"key" + std::to_string(i), 257}] = "value";
  const auto blocks_read = [&](int bits_per_key) {
    const std::string bytes = table_bytes_of(model, {4096, bits_per_key});
    uint64_t read = 0;
    for (int i = 0; i < 1000; ++i) {
      MemoryFileSystem files;
      TableReads reads;
      const auto table = *open_table(files, bytes, nullptr, &reads);
      const uint64_t before = reads.blocks;
      EXPECT_EQ(table->get("key" + std::to_string(i) + "x", 9)->state, Lookup::State::kAbsent);
      read += reads.blocks - before;
    }
    return read;
  };
  EXPECT_EQ(blocks_read(0), 997u);  // "key9x", "key99x" and "key999x" are behind the last key
  EXPECT_LT(blocks_read(10), 40u);
}

TEST(Table, TheIndexSaysWhereASearchInABlockBegins) {
  InternalModel model;
  for (int i = 1000; i < 3000; ++i) model[{"key" + std::to_string(i), 257}] = std::string(90, 'v');
  const std::string bytes = table_bytes_of(model, TableOptions());
  Footer footer;
  ASSERT_EQ(decode_footer(std::string_view(bytes).substr(bytes.size() - kFooterBytes), footer),
            nullptr);
  const auto block_at = [&](const BlockHandle& handle) {
    return Block::make({nullptr, std::string_view(bytes).substr(handle.offset, handle.size)});
  };
  const Block index = block_at(footer.index);
  BlockIterator entry(index);
  auto key = model.begin();
  size_t exact = 0;
  for (entry.seek_to_first(); entry.valid(); entry.next()) {
    const IndexValue value = *decode_index_value(entry.value());
    const Block block = block_at(value.handle);
    ASSERT_TRUE(agrees_with(value, block));
    for (; key != model.end() && key->first.first <= entry.key().user_key; ++key) {
      BlockIterator it(block);
      uint32_t expected = 0;
      for (uint32_t i = 1; i < block.restart_count(); ++i)
        if (it.restart_key(i)->user_key < key->first.first) expected = block.restart(i);
      exact += search_start(value, key->first.first, entry.key().user_key)->offset == expected;
    }
  }
  EXPECT_GT(exact, model.size() * 9 / 10);
}

TEST(Table, ReadsEachBlockOnceForAllReaders) {
  InternalModel model;
  for (int i = 1000; i < 3000; ++i) model[{"key" + std::to_string(i), 257}] = std::string(90, 'v');
  MemoryFileSystem files;
  TableReads reads;
  BlockCache cache(size_t{1} << 20, 1);
  const auto table = *open_table(files, table_bytes_of(model, {4096, 10}), &cache, &reads);
  const uint64_t opened = reads.blocks;
  EXPECT_EQ(opened, 2u);  // index and filter
  TableIterator merge = table->iterate(FillCache::kNo);
  store_test::expect_same_scan(merge, model);
  EXPECT_EQ(cache.stats().blocks, 0u);
  const uint64_t blocks = reads.blocks - opened;
  EXPECT_GT(blocks, 40u);
  for (int round = 0; round < 3; ++round) {
    TableIterator it = table->iterate();
    store_test::expect_same_scan(it, model);
  }
  for (const auto& [key, value] : model) EXPECT_EQ(table->get(key.first, 9)->value.view(), value);
  EXPECT_EQ(reads.blocks - opened, 2 * blocks);
  EXPECT_EQ(cache.stats().blocks, FileBytes::kMapped ? 0 : blocks);
  EXPECT_GT(reads.bytes, 2u * 2000 * 90);
}

// Reads all of a table in every way; false where it gave an error. A wrong answer fails the test.
bool reads_right(const std::string& bytes, const InternalModel& model, std::string& message) {
  MemoryFileSystem files;
  const Result<std::shared_ptr<const Table>> opened = open_table(files, bytes);
  if (!opened.is_ok()) {
    message = opened.status().to_string();
    return false;
  }
  bool right = true;
  TableIterator it = (*opened)->iterate();
  auto at = model.begin();
  for (it.seek_to_first(); it.valid(); it.next(), ++at) {
    if (at == model.end()) {
      ADD_FAILURE() << "more entries than were written";
      return false;
    }
    EXPECT_EQ(compare(it.key(), store_test::ref(at->first)), 0);
    EXPECT_EQ(it.value(), at->second);
  }
  if (!it.status().is_ok()) {
    message = it.status().to_string();
    right = false;
  } else {
    EXPECT_EQ(at, model.end());
  }
  for (const auto& [key, value] : model) {
    const Result<Lookup> lookup = (*opened)->get(key.first, key.second >> 8);
    if (lookup.is_ok()) {
      expect_lookup(*lookup, model, key.first, key.second >> 8);
    } else {
      message = lookup.status().to_string();
      right = false;
    }
  }
  return right;
}

TEST(Table, EveryByteChangedIsAnErrorThatNamesFileAndOffset) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 60);
  const std::string good = table_bytes_of(model, {200, 10});
  std::string message;
  ASSERT_TRUE(reads_right(good, model, message)) << message;
  for (size_t at = 0; at < good.size(); ++at) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    EXPECT_FALSE(reads_right(bytes, model, message)) << at;
    EXPECT_EQ(message.find("corruption: 000007.sst: at offset "), 0u) << message;
  }
}

TEST(Table, CutAnywhereIsAnError) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 20);
  const std::string good = table_bytes_of(model, {200, 10});
  for (size_t n = 0; n < good.size(); ++n) {
    MemoryFileSystem files;
    const auto opened = open_table(files, good.substr(0, n));
    ASSERT_FALSE(opened.is_ok()) << n;
    EXPECT_EQ(opened.status().code(), Code::kCorruption);
  }
}

// A footer whose checksum is right, but whose handles were made up.
std::string error_with_index_at(const std::string& table, const BlockHandle& handle) {
  std::string bytes = table;
  encode_footer(bytes.data() + bytes.size() - kFooterBytes, {handle, {}, 1});
  MemoryFileSystem files;
  return open_table(files, bytes).status().to_string();
}

TEST(Table, RefusesHandlesBeyondTheFile) {
  const std::string good = table_bytes_of({{{"k", 257}, "v"}}, {4096, 10});
  const uint64_t end = good.size() - kFooterBytes;
  for (const BlockHandle& handle :
       {BlockHandle{0, UINT64_MAX}, BlockHandle{UINT64_MAX, 1}, BlockHandle{UINT64_MAX - 4, 5},
        BlockHandle{end, 0}, BlockHandle{0, end}, BlockHandle{10, end - 14}}) {
    EXPECT_EQ(error_with_index_at(good, handle), "corruption: 000007.sst: at offset " +
                                                     std::to_string(handle.offset) +
                                                     ": block handle beyond the end of the file");
  }
  EXPECT_EQ(error_with_index_at(good, {10, end - 15}),
            "corruption: 000007.sst: at offset 10: block checksum mismatch");
}

TEST(Table, ABlockFromAnotherPlaceIsCorrupt) {
  InternalModel model;
  for (int i = 0; i < 100; ++i)
    model[{"key" + std::to_string(100 + i), 257}] = std::string(90, 'v');
  const std::string good = table_bytes_of(model, {1000, 0});
  // The data blocks but the last are of one size: put the second in place of the first.
  MemoryFileSystem files;
  TableReads reads;
  const auto table = *open_table(files, good, nullptr, &reads);
  const uint64_t before = reads.bytes;
  ASSERT_TRUE(table->get("key100", 1).is_ok());
  const uint64_t block = reads.bytes - before;
  std::string bytes = good;
  bytes.replace(0, block, good.substr(block, block));
  const auto swapped = *open_table(files, bytes);
  EXPECT_EQ(swapped->get("key100", 1).status().to_string(),
            "corruption: 000007.sst: at offset 0: block checksum mismatch");
}

TEST(Table, ReportsErrorsOfTheFile) {
  if (FileBytes::kMapped) GTEST_SKIP() << "a mapped file is read once, when it is opened";
  MemoryFileSystem files;
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 100);
  const std::string bytes = table_bytes_of(model, {100, 0});
  const auto table = *open_table(files, bytes);
  TableIterator it = table->iterate();
  it.seek_to_first();
  files.fail(MemoryFileSystem::Operation::kRead, 1, MemoryFileSystem::kForever);
  while (it.valid()) it.next();
  EXPECT_EQ(it.status().code(), Code::kIoError);
  EXPECT_EQ(table->get(model.begin()->first.first, kMaxSequence).status().code(), Code::kIoError);
  files.forget_faults();
  EXPECT_NO_FATAL_FAILURE(store_test::expect_same_scan(it, model));  // a seek tries again
}

TEST(Table, AMergeReportsErrorsOfTheFile) {
  MemoryFileSystem files;
  InternalModel model;
  for (int i = 1000; i < 9000; ++i) model[{"key" + std::to_string(i), 257}] = std::string(90, 'v');
  const auto table = *open_table(files, table_bytes_of(model, TableOptions()));
  TableIterator merge = table->iterate(FillCache::kNo);
  merge.seek_to_first();
  files.fail(MemoryFileSystem::Operation::kRead, 1, MemoryFileSystem::kForever);
  while (merge.valid()) merge.next();
  EXPECT_EQ(merge.status().code(), Code::kIoError);
  files.forget_faults();
  EXPECT_NO_FATAL_FAILURE(store_test::expect_same_scan(merge, model));
}

TEST(Table, ABuilderReportsErrorsOfItsFile) {
  MemoryFileSystem files;
  files.limit_space(100);
  std::unique_ptr<WritableFile> file = std::move(*files.create("table"));
  Scratch scratch;
  TableBuilder builder({100, 10}, *file, scratch);
  Status status;
  for (uint64_t i = 0; i < 2000 && status.is_ok(); ++i) {
    status = builder.add(key_at("key", kMaxSequence - i), std::string(100, 'v'));
  }
  if (status.is_ok()) status = builder.finish();
  if (status.is_ok()) status = file->close();
  EXPECT_EQ(status.code(), Code::kIoError);
}

TEST(Table, IsSharedByThreads) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 500);
  MemoryFileSystem files;
  BlockCache cache(3000, 1);
  const auto table = *open_table(files, table_bytes_of(model, {200, 10}), &cache);
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Random own(t);
      for (int i = 0; i < 300; ++i) {
        const std::string key = store_test::random_user_key(own);
        expect_lookup(*table->get(key, 500), model, key, 500);
      }
      TableIterator it = table->iterate();
      store_test::expect_same_walk(it, model, own, 300);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// As when somebody else cuts the file of a running database.
TEST(Table, ATableThatIsCutShortWhileItIsOpenIsAnError) {
  const TestFolder folder;
  const std::string path = folder.file("000007.sst");
  FileSystem& files = posix_file_system();
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 1000);
  const std::string bytes = table_bytes_of(model, TableOptions());
  const std::unique_ptr<WritableFile> file = *files.create(path);
  ASSERT_TRUE(file->append(bytes).is_ok());
  ASSERT_TRUE(file->close().is_ok());
  BlockCache cache(size_t{1} << 20, 1);
  const auto table = *Table::open(*files.open(path), path, 7, &cache, nullptr);
  const std::string last = model.rbegin()->first.first;
  ASSERT_TRUE(table->get(last, kMaxSequence).is_ok());
  ASSERT_TRUE(files.truncate(path, 0).is_ok());
  // A block that was read into the cache is as good as it was; one that is mapped is gone.
  const Result<Lookup> cached = table->get(last, kMaxSequence);
  if (cached.is_ok()) expect_lookup(*cached, model, last, kMaxSequence);
  cache.erase_table(7);
  const Status status = table->get(last, kMaxSequence).status();
  EXPECT_EQ(status.code(), Code::kCorruption) << status.to_string();
  // Of a filter and an index that were mapped nothing is left, and nothing of it is believed.
  const Status first = table->get(model.begin()->first.first, kMaxSequence).status();
  EXPECT_EQ(first.code(), Code::kCorruption) << first.to_string();
  TableIterator it = table->iterate();
  it.seek_to_first();
  EXPECT_EQ(it.status().code(), Code::kCorruption) << it.status().to_string();
  while (it.valid()) it.next();
  EXPECT_EQ(it.status().code(), Code::kCorruption) << it.status().to_string();
}

}  // namespace
}  // namespace engine
