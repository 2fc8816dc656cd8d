// What the tests of the B+tree share: a model of its versions, random entries of all sizes, and
// comparisons of the tree with the model at a sequence number.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/btree.h"
#include "engine/store/btree_iterator.h"
#include "engine/store/test_support.h"

namespace engine::btree_test {

using Visible = std::map<std::string, std::string>;  // key to value

// Every version ever added; nothing is a tombstone.
struct VersionModel {
  using Versions = std::map<Sequence, std::optional<std::string>>;
  std::map<std::string, Versions> keys;

  std::optional<std::string> get(const std::string& key, Sequence sequence) const {
    const auto found = keys.find(key);
    return found == keys.end() ? std::nullopt : newest(found->second, sequence);
  }
  Visible visible_at(Sequence sequence) const {
    Visible visible;
    for (const auto& [key, versions] : keys) {
      if (const auto value = newest(versions, sequence)) visible[key] = *value;
    }
    return visible;
  }

 private:
  static std::optional<std::string> newest(const Versions& versions, Sequence sequence) {
    const auto after = versions.upper_bound(sequence);
    return after == versions.begin() ? std::nullopt : std::prev(after)->second;
  }
};

// Mostly short; some keys are so long that an inner node holds few of them.
inline std::string random_tree_key(Random& random, uint64_t keys) {
  const uint64_t i = random.below(keys);
  std::string key = "key " + std::to_string(i * 7919 % 100003);
  if (i % 5 == 0) key.append(i * 31 % 980, static_cast<char>('a' + i % 26));
  return key;
}

inline std::string random_tree_value(Random& random) {
  const uint64_t size = random.below(20) == 0  ? random.below(3 * kPageBytes)
                        : random.below(4) == 0 ? random.below(kMaxInlineValueBytes + 2)
                                               : random.below(60);
  return std::string(size, static_cast<char>('a' + random.below(26)));
}

inline std::unique_ptr<BTree> open_tree(FileSystem& files, size_t cache_bytes = 1 << 20) {
  Result<std::unique_ptr<BTree>> tree = BTree::open(files, "tree", {cache_bytes, 1});
  EXPECT_TRUE(tree.is_ok()) << tree.status().to_string();
  return tree.is_ok() ? std::move(*tree) : nullptr;
}

inline Status add(BTree& tree, Sequence sequence, const std::string& key,
                  const std::optional<std::string>& value, Sequence horizon) {
  return tree.add(sequence, value ? Kind::kPut : Kind::kDelete, Bytes::copy_of(key),
                  Bytes::copy_of(value.value_or("")), horizon);
}

inline Lookup get(const BTree& tree, std::string_view key, Sequence sequence) {
  Result<Lookup> lookup = tree.get(key, [&] { return sequence; });
  EXPECT_TRUE(lookup.is_ok()) << lookup.status().to_string();
  return lookup.is_ok() ? std::move(*lookup) : Lookup();
}

// What a reader at the sequence number sees as far as the iterator goes.
inline Visible walk_at(BTreeIterator& it, Sequence sequence) {
  Visible visible;
  std::optional<std::string> decided;
  for (it.seek_to_first(); it.valid(); it.next()) {
    if (it.key().sequence() > sequence || decided == it.key().user_key) continue;
    decided = it.key().user_key;
    if (it.key().kind() == Kind::kPut) visible[*decided] = it.value_bytes().view();
  }
  return visible;
}

// The walk back must give the entries of the walk forth.
inline void expect_same_both_ways(const BTree& tree) {
  std::vector<store_test::StoredKey> keys;
  BTreeIterator it = tree.iterate();
  for (it.seek_to_first(); it.valid(); it.next())
    keys.emplace_back(it.key().user_key, it.key().tag);
  EXPECT_EQ(keys.size(), tree.entries());
  for (it.seek_to_last(); it.valid() && !keys.empty(); it.prev(), keys.pop_back()) {
    ASSERT_EQ(compare(it.key(), store_test::ref(keys.back())), 0);
  }
  EXPECT_TRUE(!it.valid() && it.status().is_ok() && keys.empty());
}

inline Visible scan_at(const BTree& tree, Sequence sequence) {
  expect_same_both_ways(tree);
  BTreeIterator it = tree.iterate();
  Visible visible = walk_at(it, sequence);
  EXPECT_TRUE(it.status().is_ok()) << it.status().to_string();
  return visible;
}

inline void expect_whole(const BTree& tree) {
  const Status status = tree.check();
  EXPECT_TRUE(status.is_ok()) << status.to_string();
}

}  // namespace engine::btree_test
