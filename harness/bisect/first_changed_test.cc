#include "harness/bisect/first_changed.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>
#include <vector>

namespace heapdyno {
namespace {

// A line of commits whose count changes with one of them; some do not build.
class Line {
 public:
  Line(size_t last, size_t culprit, std::set<size_t> broken = {})
      : last_(last), culprit_(culprit), broken_(std::move(broken)) {}

  ChangedRange find() {
    return find_first_changed(last_, [this](size_t commit) { return answer(commit); });
  }

  size_t asked() const { return asked_.size(); }
  size_t skipped() const { return skipped_; }

 private:
  StepAnswer answer(size_t commit) {
    EXPECT_TRUE(asked_.insert(commit).second) << commit << " is asked twice";
    EXPECT_GT(commit, 0u);
    EXPECT_LT(commit, last_);
    if (broken_.contains(commit)) {
      ++skipped_;
      return StepAnswer::kSkipped;
    }
    return commit < culprit_ ? StepAnswer::kAsGood : StepAnswer::kChanged;
  }

  const size_t last_;
  const size_t culprit_;
  const std::set<size_t> broken_;
  std::set<size_t> asked_;
  size_t skipped_ = 0;
};

// ceil(log2(n)).
size_t halvings(size_t n) { return static_cast<size_t>(std::bit_width(n - 1)); }

TEST(FirstChanged, IsFoundWhereverItIs) {
  for (size_t last = 1; last <= 40; ++last) {
    for (size_t culprit = 1; culprit <= last; ++culprit) {
      Line line(last, culprit);
      const ChangedRange found = line.find();
      EXPECT_EQ(found.changed, culprit) << "of " << last;
      EXPECT_TRUE(found.is_one_commit());
      EXPECT_LE(line.asked(), halvings(last));
    }
  }
}

TEST(FirstChanged, ACommitThatDoesNotBuildIsPassedOver) {
  for (size_t culprit = 1; culprit <= 32; ++culprit) {
    for (size_t broken = 1; broken < 32; ++broken) {
      if (broken == culprit || broken + 1 == culprit) continue;
      Line line(32, culprit, {broken});
      const ChangedRange found = line.find();
      EXPECT_EQ(found.changed, culprit) << broken << " does not build";
      EXPECT_TRUE(found.is_one_commit()) << culprit << ", " << broken << " does not build";
      EXPECT_LE(line.asked(), halvings(32) + line.skipped());
    }
  }
}

TEST(FirstChanged, WhatCannotBeToldFromTheCulpritIsPartOfTheRange) {
  for (size_t culprit = 2; culprit <= 31; ++culprit) {
    const ChangedRange before = Line(32, culprit, {culprit - 1}).find();
    EXPECT_EQ(before.as_good, culprit - 2);
    EXPECT_EQ(before.changed, culprit);
    const ChangedRange itself = Line(32, culprit, {culprit}).find();
    EXPECT_EQ(itself.as_good, culprit - 1);
    EXPECT_EQ(itself.changed, culprit + 1);
    EXPECT_FALSE(itself.is_one_commit());
  }
}

TEST(FirstChanged, ManyThatDoNotBuildAreOneQuestionEach) {
  const std::set<size_t> broken = {7, 8, 9, 10, 15, 16, 17, 18, 29};
  for (size_t culprit = 1; culprit <= 32; ++culprit) {
    Line line(32, culprit, broken);
    const ChangedRange found = line.find();
    EXPECT_LT(found.as_good, culprit);
    EXPECT_GE(found.changed, culprit);
    for (size_t between = found.as_good + 1; between < found.changed; ++between)
      EXPECT_TRUE(broken.contains(between)) << between << " could have been told";
    EXPECT_LE(line.asked(), halvings(32) + line.skipped());
  }
}

TEST(FirstChanged, WithNothingBuildingInBetweenItIsTheWholeLine) {
  std::set<size_t> broken;
  for (size_t commit = 1; commit < 32; ++commit) broken.insert(commit);
  Line line(32, 5, broken);
  const ChangedRange found = line.find();
  EXPECT_EQ(found.as_good, 0u);
  EXPECT_EQ(found.changed, 32u);
  EXPECT_EQ(line.asked(), 31u);
}

TEST(FirstChanged, OfSeveralChangesItIsOneAwayFromTheFirstCount) {
  // Changed by 4, changed back by 20, changed again by 27.
  const auto changed = [](size_t commit) { return (commit >= 4 && commit < 20) || commit >= 27; };
  const ChangedRange found = find_first_changed(32, [&](size_t commit) {
    return changed(commit) ? StepAnswer::kChanged : StepAnswer::kAsGood;
  });
  EXPECT_TRUE(found.is_one_commit());
  EXPECT_FALSE(changed(found.as_good));
  EXPECT_TRUE(changed(found.changed));
}

}  // namespace
}  // namespace heapdyno
