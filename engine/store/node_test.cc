#include "engine/store/node.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/store/test_support.h"

namespace engine::node_test {
namespace {

LeafEntry entry_of(std::string_view key, Sequence sequence, Kind kind, std::string_view value) {
  return LeafEntry{Bytes::copy_of(key), make_tag(sequence, kind), Bytes::copy_of(value), kNoPage,
                   0};
}

template <typename Node>
std::shared_ptr<char[]> page_of(const Node& node) {
  std::string page;
  begin_page(page);
  node.encode(page);
  EXPECT_EQ(page.size(), kPageHeaderBytes + node.bytes);
  page.resize(kPageBytes);
  std::shared_ptr<char[]> copy = std::make_shared_for_overwrite<char[]>(kPageBytes);
  std::memcpy(copy.get(), page.data(), kPageBytes);
  return copy;
}

LeafNode& fill(LeafNode& leaf, Random& random) {
  const store_test::InternalModel model = store_test::random_model(random, 30);
  for (const auto& [key, value] : model) {
    LeafEntry entry = entry_of(key.first, key.second >> 8, store_test::ref(key).kind(), value);
    if (random.below(5) == 0) {
      entry.value = Bytes();
      entry.chain = 2 + random.below(1000);
      entry.chain_bytes = 1 + random.below(1 << 20);
    }
    if (leaf.bytes + entry.encoded_bytes() > kPageContentBytes) break;
    leaf.insert(leaf.entries.size(), std::move(entry));
  }
  return leaf;
}

void expect_same(const LeafNode& a, const LeafNode& b) {
  ASSERT_EQ(a.entries.size(), b.entries.size());
  EXPECT_EQ(a.bytes, b.bytes);
  for (size_t i = 0; i < a.entries.size(); ++i) {
    EXPECT_EQ(compare(a.entries[i].ref(), b.entries[i].ref()), 0);
    EXPECT_EQ(a.entries[i].value, b.entries[i].value);
    EXPECT_EQ(a.entries[i].chain, b.entries[i].chain);
    EXPECT_EQ(a.entries[i].chain_bytes, b.entries[i].chain_bytes);
  }
}

TEST(Node, ALeafComesBackFromItsPage) {
  Random random(test_seed());
  for (int round = 0; round < 50; ++round) {
    LeafNode leaf;
    fill(leaf, random);
    LeafNode decoded;
    ASSERT_EQ(decoded.decode(page_of(leaf), leaf.count()), nullptr);
    expect_same(decoded, leaf);
    expect_same(*decoded.clone(), leaf);
  }
}

TEST(Node, AnInnerNodeComesBackFromItsPage) {
  InnerNode node;
  node.children.push_back(7);
  for (Sequence i = 1; i < 40; ++i) {
    const std::string key = std::string(50, 'k') + std::to_string(100 + i);
    node.insert(node.count(), Separator{Bytes::copy_of(key), make_tag(i, Kind::kPut)}, 10 * i);
  }
  InnerNode decoded;
  ASSERT_EQ(decoded.decode(page_of(node), node.count()), nullptr);
  EXPECT_EQ(decoded.bytes, node.bytes);
  ASSERT_EQ(decoded.count(), 39u);
  EXPECT_EQ(decoded.children[0], 7u);
  for (size_t i = 0; i < 39; ++i) {
    EXPECT_EQ(compare(decoded.separators[i].ref(), node.separators[i].ref()), 0);
    EXPECT_EQ(decoded.children[i + 1], 10 * (i + 1));
    EXPECT_EQ(decoded.child_of(node.separators[i].ref()), i + 1);
  }
}

// The checksum of its page lets none of these pass; decoding alone must stay within the page too.
TEST(Node, DamagedContentsAreRefusedOrReadButNeverLeft) {
  Random random(test_seed());
  LeafNode leaf;
  fill(leaf, random);
  InnerNode inner;
  inner.children.push_back(7);
  for (Sequence i = 1; i < 30; ++i) {
    inner.insert(inner.count(),
                 Separator{Bytes::copy_of(std::string(70, 'k') + std::to_string(100 + i)), i << 8},
                 i + 1);
  }
  const std::shared_ptr<char[]> pages[] = {page_of(leaf), page_of(inner)};
  for (const std::shared_ptr<char[]>& page : pages) {
    for (int round = 0; round < 20000; ++round) {
      char& byte = page[kPageHeaderBytes + random.below(kPageContentBytes)];
      const char before = byte;
      byte = static_cast<char>(random.next());
      const size_t count = random.below(4) == 0 ? random.below(65536) : leaf.count();
      LeafNode as_leaf;
      if (as_leaf.decode(page, count) == nullptr) {
        EXPECT_LE(as_leaf.bytes, kPageContentBytes);
      }
      InnerNode as_inner;
      if (as_inner.decode(page, count) == nullptr) {
        EXPECT_LE(as_inner.bytes, kPageContentBytes);
      }
      if (random.below(3) != 0) byte = before;
    }
  }
}

TEST(Node, ACountThatThePageCannotBackIsRefusedBeforeItIsBelieved) {
  std::shared_ptr<char[]> page = std::make_shared<char[]>(kPageBytes);
  LeafNode leaf;
  EXPECT_STREQ(leaf.decode(page, kPageContentBytes / 10 + 1), "malformed leaf");
  EXPECT_LE(leaf.entries.capacity(), 8u);
  InnerNode inner;
  EXPECT_STREQ(inner.decode(page, kPageContentBytes / 17 + 1), "malformed inner node");
  EXPECT_LE(inner.separators.capacity(), 8u);
}

TEST(Node, KeysInDisorderAreRefused) {
  LeafNode leaf;
  InnerNode inner;
  inner.children.push_back(7);
  for (const char* const key : {"b", "a"}) {
    leaf.insert(leaf.count(), entry_of(key, 1, Kind::kPut, "v"));
    inner.insert(inner.count(), Separator{Bytes::copy_of(key), make_tag(1, Kind::kPut)}, 8);
  }
  EXPECT_STREQ(LeafNode().decode(page_of(leaf), 2), "keys in disorder");
  EXPECT_STREQ(InnerNode().decode(page_of(inner), 2), "separators in disorder");
}

// Else the node would claim fewer bytes than it is read from, and a checkpoint would find out.
TEST(Node, LengthsWithBytesThatTheyDoNotNeedAreRefused) {
  LeafNode leaf;
  leaf.insert(0, entry_of("k", 1, Kind::kPut, "v"));
  const std::shared_ptr<char[]> page = page_of(leaf);
  char* const length = page.get() + kPageHeaderBytes;
  std::memmove(length + 1, length, kPageContentBytes - 1);
  length[0] = '\x81';  // 1, and more groups follow
  length[1] = '\0';
  EXPECT_STREQ(LeafNode().decode(page, 1), "malformed leaf");
}

TEST(Node, HalvesOfASplitAreFullAlike) {
  Random random(test_seed());
  for (int round = 0; round < 200; ++round) {
    LeafNode leaf;
    for (Sequence i = 1; leaf.bytes <= kPageContentBytes; ++i) {
      const std::string key = std::to_string(1000 + i) + std::string(random.below(990), 'k');
      leaf.insert(leaf.count(), entry_of(key, i, Kind::kPut,
                                         std::string(random.below(kMaxInlineValueBytes + 1), 'v')));
    }
    const size_t entries = leaf.count();
    RightHalf<LeafNode> half = leaf.split();
    EXPECT_EQ(leaf.count() + half.node->count(), entries);
    EXPECT_EQ(compare(half.separator.ref(), half.node->entries[0].ref()), 0);
    for (const LeafNode* node : {&leaf, half.node.get()}) {
      EXPECT_GE(node->bytes, kLeastFill);
      EXPECT_LE(node->bytes, kPageContentBytes);
      LeafNode decoded;
      ASSERT_EQ(decoded.decode(page_of(*node), node->count()), nullptr);
      EXPECT_EQ(decoded.bytes, node->bytes);
    }
    leaf.absorb(std::move(half.separator), *half.node);
    EXPECT_EQ(leaf.count(), entries);
    EXPECT_GT(leaf.bytes, kPageContentBytes);
  }
}

TEST(Node, HalvesOfAnInnerNodeKeepOneSeparatorLess) {
  Random random(test_seed());
  for (int round = 0; round < 200; ++round) {
    InnerNode node;
    node.children.push_back(2);
    for (Sequence i = 1; node.bytes <= kPageContentBytes; ++i) {
      const std::string key = std::to_string(1000 + i) + std::string(random.below(990), 'k');
      node.insert(node.count(), Separator{Bytes::copy_of(key), make_tag(i, Kind::kPut)}, i + 2);
    }
    const size_t separators = node.count();
    const size_t bytes = node.bytes;
    RightHalf<InnerNode> half = node.split();
    EXPECT_EQ(node.count() + 1 + half.node->count(), separators);
    for (const InnerNode* part : {&node, half.node.get()}) {
      EXPECT_GE(part->bytes, kLeastFill);
      EXPECT_EQ(part->children.size(), part->count() + 1);
      page_of(*part);
    }
    node.absorb(std::move(half.separator), *half.node);
    EXPECT_EQ(node.bytes, bytes);
    for (size_t i = 0; i < node.children.size(); ++i) EXPECT_EQ(node.children[i], i + 2);
  }
}

// Entries as "key sequence", a tombstone with a minus.
std::string pruned(std::vector<std::string> entries, Sequence horizon, bool is_last_leaf) {
  LeafNode leaf;
  for (const std::string& text : entries) {
    const Kind kind = text.back() == '-' ? Kind::kDelete : Kind::kPut;
    leaf.insert(leaf.count(), entry_of(text.substr(0, 1), std::stoull(text.substr(1)), kind, "v"));
  }
  size_t dropped = 0;
  leaf.prune(horizon, is_last_leaf, [&](const LeafEntry&) { ++dropped; });
  EXPECT_EQ(leaf.count() + dropped, entries.size());
  std::string left;
  size_t bytes = 0;
  for (const LeafEntry& entry : leaf.entries) {
    left += std::string(entry.key.view()) + std::to_string(entry.tag >> 8) + ' ';
    bytes += entry.encoded_bytes();
  }
  EXPECT_EQ(leaf.bytes, bytes);
  return left;
}

TEST(Node, PruningKeepsWhatAReaderAtTheHorizonOrLaterCanSee) {
  EXPECT_EQ(pruned({"a9", "a7", "a5", "a3", "b2", "b1"}, 6, true), "a9 a7 a5 b2 ");
  EXPECT_EQ(pruned({"a9", "a7", "a5"}, 0, true), "a9 a7 a5 ");
  EXPECT_EQ(pruned({"a9", "a7", "a5"}, 9, true), "a9 ");
  EXPECT_EQ(pruned({"a9", "b8", "c7"}, 9, true), "a9 b8 c7 ");
}

TEST(Node, PruningDropsATombstoneThatHidesNothing) {
  EXPECT_EQ(pruned({"a9-", "a7", "b2"}, 9, false), "b2 ");
  EXPECT_EQ(pruned({"a9-", "a7", "b2"}, 8, false), "a9 a7 b2 ");
  EXPECT_EQ(pruned({"a9", "a7-", "a3", "b2"}, 8, false), "a9 b2 ");
  EXPECT_EQ(pruned({"a9", "b7-", "b6"}, 9, false), "a9 b7 ") << "older ones may follow in the next";
  EXPECT_EQ(pruned({"a9", "b7-", "b6"}, 9, true), "a9 ");
  EXPECT_EQ(pruned({"a9-"}, 9, true), "");
}

void expect_finds(const LeafNode& leaf, const store_test::StoredKey& key) {
  const KeyRef target = store_test::ref(key);
  size_t before = 0, equal = 0;
  for (const LeafEntry& entry : leaf.entries) {
    const int order = compare(entry.ref(), target);
    before += order < 0;
    equal += order == 0;
  }
  EXPECT_EQ(leaf.count_before(target), before);
  EXPECT_EQ(leaf.count_up_to(target), before + equal);
}

void expect_finds(const InnerNode& node, const store_test::StoredKey& key) {
  const KeyRef target = store_test::ref(key);
  const auto passed = std::count_if(
      node.separators.begin(), node.separators.end(),
      [&](const Separator& separator) { return compare(separator.ref(), target) <= 0; });
  EXPECT_EQ(node.child_of(target), static_cast<size_t>(passed));
}

// Each key, and by a search that knows the keys, where it is of a kind that does.
template <typename Node>
void expect_finds_all(const Node& node, const store_test::InternalModel& model) {
  EXPECT_EQ(node.search.bytes() != 0, KeySearch::kReadsKeys);
  for (const auto& [key, value] : model) expect_finds(node, key);
}

void insert(LeafNode& leaf, const store_test::StoredKey& key) {
  const KeyRef target = store_test::ref(key);
  leaf.insert(leaf.count_before(target), entry_of(key.first, target.sequence(), target.kind(), ""));
}

void insert(InnerNode& node, const store_test::StoredKey& key) {
  node.insert(node.child_of(store_test::ref(key)), Separator{Bytes::copy_of(key.first), key.second},
              2 + node.count());
}

// Half of the model's keys, in any order, split and joined again.
template <typename Node>
void fill_and_split(Node& node, const store_test::InternalModel& model, Random& random) {
  std::vector<store_test::StoredKey> keys;
  for (const auto& [key, value] : model) keys.push_back(key);
  for (size_t i = 0; i < keys.size() / 2; ++i) {
    std::swap(keys[i], keys[i + random.below(keys.size() - i)]);
    insert(node, keys[i]);
    expect_finds(node, keys[random.below(keys.size())]);
  }
  expect_finds_all(node, model);
  RightHalf<Node> half = node.split();
  expect_finds_all(node, model);
  expect_finds_all(*half.node, model);
  node.absorb(std::move(half.separator), *half.node);
  expect_finds_all(node, model);
}

TEST(Node, ALeafFindsItsEntriesAfterAnyChange) {
  Random random(test_seed());
  for (int round = 0; round < 50; ++round) {
    const store_test::InternalModel model = store_test::random_model(random, 4 + random.below(36));
    LeafNode leaf;
    fill_and_split(leaf, model, random);
    expect_finds_all(*leaf.clone(), model);
    LeafNode decoded;
    ASSERT_EQ(decoded.decode(page_of(leaf), leaf.count()), nullptr);
    expect_finds_all(decoded, model);
    leaf.prune(random.below(1000), false, [](const LeafEntry&) {});
    expect_finds_all(leaf, model);
  }
}

TEST(Node, AnInnerNodeFindsItsChildrenAfterAnyChange) {
  Random random(test_seed());
  for (int round = 0; round < 50; ++round) {
    const store_test::InternalModel model = store_test::random_model(random, 6 + random.below(36));
    InnerNode node;
    node.children.push_back(2);
    fill_and_split(node, model, random);
    node.remove(random.below(node.count()));
    expect_finds_all(node, model);
    InnerNode decoded;
    ASSERT_EQ(decoded.decode(page_of(node), node.count()), nullptr);
    expect_finds_all(decoded, model);
  }
}

}  // namespace
}  // namespace engine::node_test
