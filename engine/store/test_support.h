// What the tests of store/ share: random keys that are hard on prefixes and order, a std::map as
// the model of every sorted structure, and a random walk that compares an iterator with it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "engine/base/memory_file_system.h"
#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/store/iterator.h"
#include "engine/store/key.h"

namespace engine::store_test {

using StoredKey = std::pair<std::string, uint64_t>;  // user key, tag

inline KeyRef ref(const StoredKey& key) { return {key.first, key.second}; }

struct StoredKeyLess {
  bool operator()(const StoredKey& a, const StoredKey& b) const {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  }
};

using InternalModel = std::map<StoredKey, std::string, StoredKeyLess>;

// Short keys of few letters, so that they share prefixes, are prefixes of each other, and repeat.
inline std::string random_user_key(Random& random) {
  static constexpr char kLetters[] = {'a', 'b', '\0', '\x7f', '\xff'};
  std::string key(random.below(4) == 0 ? "a long common prefix/" : "");
  if (random.below(8) == 0) key.append(100 * random.below(4), 'p');
  for (uint64_t n = random.below(7); n > 0; --n) key.push_back(kLetters[random.below(5)]);
  return key;
}

inline StoredKey random_key(Random& random) {
  return {random_user_key(random),
          make_tag(random.below(1000), static_cast<Kind>(random.below(2)))};
}

inline std::string random_value(Random& random) {
  return std::string(random.below(10) == 0 ? random.below(1000) : random.below(20),
                     static_cast<char>('a' + random.below(26)));
}

inline InternalModel random_model(Random& random, size_t entries) {
  InternalModel model;
  while (model.size() < entries) model.emplace(random_key(random), random_value(random));
  return model;
}

template <InternalIterator It>
void expect_at(const It& it, const InternalModel& model, InternalModel::const_iterator expected) {
  ASSERT_EQ(it.valid(), expected != model.end());
  ASSERT_TRUE(it.status().is_ok()) << it.status().to_string();
  if (!it.valid()) return;
  ASSERT_EQ(it.key().user_key, expected->first.first);
  ASSERT_EQ(it.key().tag, expected->first.second);
  ASSERT_EQ(it.value(), expected->second);
  ASSERT_EQ(it.value_bytes().view(), expected->second);
}

// One step of the iterator and of its model, chosen at random.
template <InternalIterator It>
InternalModel::const_iterator random_step(It& it, const InternalModel& model,
                                          InternalModel::const_iterator at, Random& random) {
  const uint64_t choice = random.below(it.valid() ? 20 : 3);
  if (choice == 0) {
    it.seek_to_first();
    return model.begin();
  }
  if (choice == 1) {
    it.seek_to_last();
    return model.empty() ? model.end() : std::prev(model.end());
  }
  if (choice == 2) {
    const StoredKey target = random_key(random);
    it.seek(ref(target));
    return model.lower_bound(target);
  }
  if (choice < 12) {
    it.next();
    return std::next(at);
  }
  it.prev();
  return at == model.begin() ? model.end() : std::prev(at);
}

template <InternalIterator It>
void expect_same_walk(It& it, const InternalModel& model, Random& random, int steps) {
  InternalModel::const_iterator at = model.end();
  ASSERT_FALSE(it.valid());
  for (int i = 0; i < steps; ++i) {
    at = random_step(it, model, at, random);
    ASSERT_NO_FATAL_FAILURE(expect_at(it, model, at)) << "after step " << i;
  }
}

template <InternalIterator It>
void expect_same_scan(It& it, const InternalModel& model) {
  it.seek_to_first();
  for (auto at = model.begin(); at != model.end(); ++at, it.next()) {
    ASSERT_NO_FATAL_FAILURE(expect_at(it, model, at));
  }
  ASSERT_NO_FATAL_FAILURE(expect_at(it, model, model.end()));
}

// Puts bytes into a file of the memory file system and opens it.
inline std::unique_ptr<RandomAccessFile> open_bytes(MemoryFileSystem& files, std::string bytes) {
  if (!files.contents("file").is_ok()) CHECK(files.create("file").is_ok());
  EXPECT_TRUE(files.replace_contents("file", std::move(bytes)).is_ok());
  Result<std::unique_ptr<RandomAccessFile>> file = files.open("file");
  EXPECT_TRUE(file.is_ok());
  return std::move(*file);
}

}  // namespace engine::store_test
