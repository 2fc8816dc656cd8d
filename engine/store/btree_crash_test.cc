// The power goes at every change of the file system, calls fail, and bytes are damaged: the tree is
// that of a checkpoint, or says that it is corrupt.
#include <gtest/gtest.h>

#include "engine/store/btree_test_support.h"

namespace engine::btree_test {
namespace {

using Operation = MemoryFileSystem::Operation;
using Unsynced = MemoryFileSystem::Unsynced;

constexpr Sequence kWrites = 240;
constexpr Sequence kCheckpointEvery = 60;

struct Write {
  std::string key;
  std::optional<std::string> value;
};

std::vector<Write> random_writes(uint64_t seed) {
  Random random(seed);
  std::vector<Write> writes;
  for (Sequence i = 0; i < kWrites; ++i) {
    std::string key = random_tree_key(random, 80);
    const bool deletes = random.below(4) == 0;
    writes.push_back(
        {std::move(key), deletes ? std::nullopt : std::optional(random_tree_value(random))});
  }
  return writes;
}

VersionModel model_of(const std::vector<Write>& writes) {
  VersionModel model;
  for (size_t i = 0; i < writes.size(); ++i) model.keys[writes[i].key][i + 1] = writes[i].value;
  return model;
}

// What a run was told.
struct Told {
  Sequence durable = 0;    // the last checkpoint that succeeded
  Sequence attempted = 0;  // the last that was begun
};

Status play(BTree& tree, const std::vector<Write>& writes, Told& told) {
  for (size_t i = 0; i < writes.size(); ++i) {
    const Sequence sequence = i + 1;
    RETURN_IF_ERROR(add(tree, sequence, writes[i].key, writes[i].value, sequence));
    if (sequence % kCheckpointEvery != 0) continue;
    told.attempted = sequence;
    RETURN_IF_ERROR(tree.checkpoint(sequence, sequence));
    told.durable = sequence;
  }
  return Status::ok();
}

void expect_state_after_crash(MemoryFileSystem& files, const std::vector<Write>& writes,
                              const Told& told) {
  auto tree = open_tree(files);
  ASSERT_NE(tree, nullptr);
  const Sequence sequence = tree->checkpoint_sequence();
  EXPECT_TRUE(sequence == told.durable || sequence == told.attempted) << sequence;
  expect_whole(*tree);
  ASSERT_TRUE(scan_at(*tree, sequence) == model_of(writes).visible_at(sequence));
  Told after;
  const Status status = play(*tree, writes, after);  // the log gives the rest
  ASSERT_TRUE(status.is_ok()) << status.to_string();
  expect_whole(*tree);
  ASSERT_TRUE(scan_at(*tree, kWrites) == model_of(writes).visible_at(kWrites));
}

TEST(BTreeCrash, IsACheckpointWhereverThePowerGoes) {
  const std::vector<Write> writes = random_writes(test_seed());
  for (const Unsynced unsynced : {Unsynced::kLost, Unsynced::kKept, Unsynced::kTorn}) {
    bool finished = false;
    for (uint64_t changes = 0; !finished; ++changes) {
      MemoryFileSystem files;
      files.cut_power_after(changes);
      Told told;
      Result<std::unique_ptr<BTree>> tree = BTree::open(files, "tree", {1 << 20, 1});
      finished = tree.is_ok() && play(**tree, writes, told).is_ok();
      files.crash(unsynced, changes);
      ASSERT_NO_FATAL_FAILURE(expect_state_after_crash(files, writes, told)) << changes;
    }
  }
}

TEST(BTreeCrash, AFailedCallStopsTheWriterAndNobodyElse) {
  const std::vector<Write> writes = random_writes(test_seed());
  for (const Operation operation : {Operation::kWrite, Operation::kSync, Operation::kRead}) {
    bool finished = false;
    for (uint64_t nth = 1; !finished; ++nth) {
      MemoryFileSystem files;
      auto tree = open_tree(files, 4 * kPageBytes);
      files.fail(operation, nth);
      Told told;
      const Status status = play(*tree, writes, told);
      finished = status.is_ok();
      files.forget_faults();
      if (!finished) {
        EXPECT_EQ(status.code(), Code::kIoError);
        const Status again = add(*tree, kWrites + 1, "k", "v", kWrites);
        EXPECT_EQ(again.code(), Code::kClosed);
        EXPECT_NE(again.message().find("injected"), std::string::npos);
        EXPECT_EQ(tree->checkpoint(kWrites, kWrites).code(), Code::kClosed);
        scan_at(*tree, kWrites);
      }
      files.crash(Unsynced::kTorn, nth);
      ASSERT_NO_FATAL_FAILURE(expect_state_after_crash(files, writes, told)) << nth;
    }
  }
}

TEST(BTreeCrash, AFullDiskStopsTheWriter) {
  const std::vector<Write> writes = random_writes(test_seed());
  for (uint64_t pages = 2; pages < 60; pages += 5) {
    MemoryFileSystem files;
    auto tree = open_tree(files);
    files.limit_space(pages * kPageBytes + 100);
    Told told;
    const Status status = play(*tree, writes, told);
    if (!status.is_ok()) {
      EXPECT_NE(status.message().find("No space left"), std::string::npos);
    }
    files.forget_faults();
    files.crash(Unsynced::kKept);
    ASSERT_NO_FATAL_FAILURE(expect_state_after_crash(files, writes, told)) << pages;
  }
}

// Every answer of a damaged file is right, or there is none.
TEST(BTreeCrash, ADamagedByteIsFoundOrDoesNotMatter) {
  const std::vector<Write> writes = random_writes(test_seed());
  MemoryFileSystem files;
  Told told;
  ASSERT_TRUE(play(*open_tree(files), writes, told).is_ok());
  const std::string whole = *files.contents("tree");
  const VersionModel model = model_of(writes);
  int refused = 0;
  for (size_t at = 0; at < whole.size(); at += 61) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    ASSERT_TRUE(files.replace_contents("tree", std::move(bytes)).is_ok());
    const Result<std::unique_ptr<BTree>> tree = BTree::open(files, "tree", {1 << 20, 1});
    if (!tree.is_ok()) {
      ASSERT_EQ(tree.status().code(), Code::kCorruption);
      ++refused;
      continue;
    }
    const Sequence sequence = (*tree)->checkpoint_sequence();
    BTreeIterator it = (*tree)->iterate();
    const Visible seen = walk_at(it, sequence);
    if (it.status().is_ok()) {
      ASSERT_TRUE(seen == model.visible_at(sequence)) << at;
    } else {
      ASSERT_EQ(it.status().code(), Code::kCorruption);
      ASSERT_NE((*tree)->check().code(), Code::kOk);
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

// The newer meta was durable when it was damaged, and pages of the older state are overwritten.
TEST(BTreeCrash, AnOlderStateCountsOnlyIfAllItsPagesAreWhole) {
  const std::vector<Write> writes = random_writes(test_seed());
  MemoryFileSystem files;
  auto tree = open_tree(files);
  Told told;
  ASSERT_TRUE(play(*tree, writes, told).is_ok());
  const auto damage_newest_meta = [&] {
    const uint64_t newest = kWrites / kCheckpointEvery + 1;  // a new file has generation 1
    std::string bytes = *files.contents("tree");
    bytes[newest % 2 * kPageBytes + 50] ^= 1;
    ASSERT_TRUE(files.replace_contents("tree", std::move(bytes)).is_ok());
  };
  const std::string whole = *files.contents("tree");
  damage_newest_meta();
  EXPECT_EQ(open_tree(files)->checkpoint_sequence(), kWrites - kCheckpointEvery);
  ASSERT_TRUE(files.replace_contents("tree", whole).is_ok());
  for (Sequence i = 1; i <= 50; ++i) {  // large values are written at once
    ASSERT_TRUE(add(*tree, kWrites + i, "new", std::string(20000, 'n'), kWrites + i).is_ok());
  }
  damage_newest_meta();
  EXPECT_EQ(BTree::open(files, "tree", {}).status().code(), Code::kCorruption);
}

}  // namespace
}  // namespace engine::btree_test
