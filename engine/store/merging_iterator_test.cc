#include "engine/store/merging_iterator.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/store/memtable.h"
#include "engine/store/test_support.h"

namespace engine {
namespace {

using store_test::InternalModel;

// Walks a map; fails at an entry with the value "bad", as a source does whose block is damaged.
class MapIterator {
 public:
  explicit MapIterator(const InternalModel& model) : model_(&model), at_(model.end()) {}

  bool valid() const { return at_ != model_->end() && status_.is_ok(); }
  KeyRef key() const { return store_test::ref(at_->first); }
  std::string_view value() const { return at_->second; }
  Bytes value_bytes() const { return Bytes::copy_of(value()); }
  Status status() const { return status_; }

  void seek_to_first() { stand_on(model_->begin()); }
  void seek_to_last() { stand_on(model_->empty() ? model_->end() : std::prev(model_->end())); }
  void seek(const KeyRef& target) {
    stand_on(model_->lower_bound({std::string(target.user_key), target.tag}));
  }
  void next() { stand_on(std::next(at_)); }
  void prev() { stand_on(at_ == model_->begin() ? model_->end() : std::prev(at_)); }

 private:
  void stand_on(InternalModel::const_iterator at) {
    at_ = at;
    status_ = at_ != model_->end() && at_->second == "bad" ? Status::corruption("bad entry")
                                                           : Status::ok();
  }

  const InternalModel* model_;
  InternalModel::const_iterator at_;
  Status status_;
};

using MapMerge = MergingIterator<MapIterator>;

MapMerge merge_of(const std::vector<InternalModel>& models) {
  MapMerge merge;
  for (const InternalModel& model : models) merge.sources().push_back(MapIterator(model));
  return merge;
}

TEST(MergingIterator, WalksAsOneMapDoes) {
  Random random(test_seed());
  for (const size_t count : {0, 1, 2, 3, 5, 12, 20}) {
    for (int round = 0; round < 10; ++round) {
      std::vector<InternalModel> parts(count);
      const InternalModel model =
          count == 0 ? InternalModel() : store_test::random_model(random, random.below(20 * count));
      for (const auto& entry : model) parts[random.below(count)].insert(entry);
      MapMerge merge = merge_of(parts);
      ASSERT_NO_FATAL_FAILURE(store_test::expect_same_walk(merge, model, random, 500));
      ASSERT_NO_FATAL_FAILURE(store_test::expect_same_scan(merge, model));
    }
  }
}

TEST(MergingIterator, KeepsItsPlaceWhenItMoves) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 50);
  std::vector<InternalModel> parts(3);
  for (const auto& entry : model) parts[random.below(3)].insert(entry);
  MapMerge merge = merge_of(parts);
  merge.seek_to_first();
  for (auto at = model.begin(); at != model.end(); ++at) {
    ASSERT_NO_FATAL_FAILURE(store_test::expect_at(merge, model, at));
    MapMerge moved = std::move(merge);
    ASSERT_NO_FATAL_FAILURE(store_test::expect_at(moved, model, at));
    merge = std::move(moved);
    merge.next();
  }
  EXPECT_FALSE(merge.valid());
}

TEST(MergingIterator, EndsAtTheErrorOfASource) {
  const auto key = [](const char* user_key) { return store_test::StoredKey{user_key, 1}; };
  const std::vector<InternalModel> parts = {{{key("a"), "1"}, {key("d"), "4"}},
                                            {{key("b"), "2"}, {key("c"), "bad"}}};
  MapMerge merge = merge_of(parts);
  merge.seek_to_first();
  EXPECT_EQ(merge.value(), "1");
  merge.next();
  EXPECT_EQ(merge.value(), "2");
  merge.next();  // "c" would be next; "d" must not be taken for it
  EXPECT_FALSE(merge.valid());
  EXPECT_EQ(merge.status().to_string(), "corruption: bad entry");
  merge.seek_to_last();
  EXPECT_FALSE(merge.valid());
  EXPECT_EQ(merge.status().code(), Code::kCorruption);
  merge.seek(key_at("d", kMaxSequence));  // beyond it
  ASSERT_TRUE(merge.valid());
  EXPECT_EQ(merge.value(), "4");
  EXPECT_TRUE(merge.status().is_ok());
}

TEST(MergingIterator, TakesSourcesOfSeveralKinds) {
  using Source = OneOf<MemtableIterator, MapIterator>;
  static_assert(InternalIterator<Source>);
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 200);
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  InternalModel rest;
  for (const auto& [key, value] : model) {
    if (random.below(2) == 0) {
      rest.emplace(key, value);
    } else {
      memtable.add(key.second >> 8, store_test::ref(key).kind(), key.first, value, UnsharedBytes());
    }
  }
  MergingIterator<Source> merge;
  merge.sources().push_back(memtable.iterate());
  merge.sources().push_back(MapIterator(rest));
  store_test::expect_same_walk(merge, model, random, 2000);
}

}  // namespace
}  // namespace engine
