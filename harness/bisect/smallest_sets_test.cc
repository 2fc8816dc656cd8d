#include "harness/bisect/smallest_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Set = std::vector<std::string>;

// Five of them; `e` needs `d`, and `c` has two kinds.
const std::vector<ToggleInfo> kLetters = {{"a", {"on"}, "", ""},
                                          {"b", {"on"}, "", ""},
                                          {"c", {"weak", "strong"}, "", ""},
                                          {"d", {"on"}, "", ""},
                                          {"e", {"on"}, "d", ""}};

// An engine that makes 100 allocations, and more or fewer where all toggles of an effect are on.
class FakeEngine {
 public:
  void add(const Set& together, double effect) { effects_.push_back({together, effect}); }

  SmallestSets find(const std::string& from, const std::string& to, Question question,
                    size_t most = 5) {
    const Switches switches(policy_of_variant(from, kLetters), policy_of_variant(to, kLetters),
                            kLetters);
    return find_smallest_sets(switches, question, most, [this](const std::vector<Policy>& asked) {
      batches_.push_back(asked.size());
      std::vector<Counts> counts;
      for (const Policy& policy : asked) counts.push_back(count(policy));
      return counts;
    });
  }

  const std::vector<size_t>& batches() const { return batches_; }
  size_t counted() const { return counted_.size(); }

 private:
  struct Effect {
    Set together;
    double effect;
  };

  Counts count(const Policy& policy) {
    EXPECT_TRUE(counted_.insert(policy).second) << "counted twice";
    EXPECT_TRUE(!policy.contains("e") || policy.contains("d")) << "e is on without d";
    double allocations = 100;
    for (const Effect& effect : effects_) {
      const auto on = [&](const std::string& toggle) { return policy.contains(toggle); };
      if (std::all_of(effect.together.begin(), effect.together.end(), on))
        allocations += effect.effect;
    }
    return {{"fill", allocations}};
  }

  std::vector<Effect> effects_;
  std::set<Policy> counted_;
  std::vector<size_t> batches_;
};

std::vector<Set> sets_of(const SmallestSets& found) {
  std::vector<Set> sets;
  for (const FoundSet& set : found.sets) sets.push_back(set.toggles);
  return sets;
}

TEST(SmallestSets, ASingleToggleIsFound) {
  FakeEngine engine;
  engine.add({"b"}, -7);
  const SmallestSets found = engine.find("baseline", "all", Question::kAnyChange);
  EXPECT_THAT(sets_of(found), ElementsAre(Set{"b"}));
  EXPECT_TRUE(found.is_smallest);
  EXPECT_EQ(found.from, (Counts{{"fill", 100}}));
  EXPECT_EQ(found.sets[0].counts, (Counts{{"fill", 93}}));
  // from and to, then every single one.
  EXPECT_THAT(engine.batches(), ElementsAre(2u, 5u));
  EXPECT_EQ(found.counted, 7u);
}

TEST(SmallestSets, AllOfTheSmallestSizeAreFound) {
  FakeEngine engine;
  engine.add({"a"}, 1);
  engine.add({"c"}, 2);
  engine.add({"b", "d"}, 4);
  EXPECT_THAT(sets_of(engine.find("baseline", "all", Question::kAnyChange)),
              ElementsAre(Set{"a"}, Set{"c"}));
}

TEST(SmallestSets, AnEffectOfTwoTogetherIsFound) {
  const Set toggles = {"a", "b", "c", "d"};
  for (const std::string& one : toggles) {
    for (const std::string& other : toggles) {
      if (other <= one) continue;
      FakeEngine engine;
      engine.add({one, other}, 3);
      const SmallestSets found = engine.find("baseline", "all", Question::kAnyChange);
      EXPECT_THAT(sets_of(found), ElementsAre(Set{one, other}));
      EXPECT_TRUE(found.is_smallest);
    }
  }
}

TEST(SmallestSets, AnEffectOfThreeTogetherIsFound) {
  FakeEngine engine;
  engine.add({"a", "c", "d"}, 1);
  EXPECT_THAT(sets_of(engine.find("baseline", "all", Question::kAnyChange)),
              ElementsAre(Set{"a", "c", "d"}));
  // All sizes up to it, each in one batch; a set of e and d is that of e.
  EXPECT_THAT(engine.batches(), ElementsAre(2u, 5u, 9u, 7u));
}

TEST(SmallestSets, BeyondTheSizesThatAreTriedOneIsFoundThatNothingCanBeLeftOutOf) {
  FakeEngine engine;
  engine.add({"a", "c", "d"}, 1);
  const SmallestSets found = engine.find("baseline", "all", Question::kAnyChange, 2);
  EXPECT_FALSE(found.is_smallest);
  EXPECT_THAT(sets_of(found), ElementsAre(Set{"a", "c", "d"}));
}

TEST(SmallestSets, WhatCanBeLeftOutOnlyAfterAnotherIsLeftOut) {
  // Without d, c does nothing: a and b are left, but c may go only after d.
  FakeEngine engine;
  engine.add({"a", "b"}, 10);
  engine.add({"c", "d"}, 5);
  engine.add({"d"}, -5);
  const SmallestSets found = engine.find("baseline", "all", Question::kWholeChange, 1);
  EXPECT_FALSE(found.is_smallest);
  EXPECT_THAT(sets_of(found), ElementsAre(Set{"a", "b"}));
}

TEST(SmallestSets, TheWholeChangeIsASetWithTheCountOfTheOtherVariant) {
  FakeEngine engine;
  engine.add({"a"}, 1);
  engine.add({"b"}, 2);
  engine.add({"c", "d"}, 4);
  engine.add({"c"}, -4);
  engine.add({"d"}, -4);
  engine.add({"a", "b", "c", "d"}, 4);
  EXPECT_THAT(sets_of(engine.find("baseline", "all", Question::kWholeChange)),
              ElementsAre(Set{"a", "b"}));
}

TEST(SmallestSets, WhatAToggleNeedsIsTakenAlongAndNotCounted) {
  FakeEngine engine;
  engine.add({"e"}, 1);
  const SmallestSets found = engine.find("baseline", "all", Question::kAnyChange);
  EXPECT_THAT(sets_of(found), ElementsAre(Set{"e"}));
  EXPECT_EQ(found.sets[0].policy, (Policy{{"d", "on"}, {"e", "on"}}));
  const Switches switches({}, policy_of_variant("all", kLetters), kLetters);
  EXPECT_THAT(switches.with_all({"e"}), ElementsAre("d", "e"));
  EXPECT_THAT(switches.with_all({"d"}), ElementsAre("d"));
}

TEST(SmallestSets, ASetThatTakesAnotherOneAlongIsNotNamedBesideIt) {
  FakeEngine engine;
  engine.add({"d"}, 1);
  EXPECT_THAT(sets_of(engine.find("baseline", "all", Question::kAnyChange)), ElementsAre(Set{"d"}));
}

TEST(SmallestSets, WhatIsTakenAlongIsNotAPartOfASetOfWhichNothingCanBeLeftOut) {
  FakeEngine engine;
  engine.add({"a", "b", "e"}, 1);
  const SmallestSets found = engine.find("baseline", "all", Question::kAnyChange, 2);
  EXPECT_THAT(sets_of(found), ElementsAre(Set{"a", "b", "e"}));
}

TEST(SmallestSets, WhatNeedsAToggleThatIsSwitchedOffGoesWithIt) {
  const Switches switches(policy_of_variant("all", kLetters), {}, kLetters);
  EXPECT_EQ(switches.policy_with({"d"}), (Policy{{"a", "on"}, {"b", "on"}, {"c", "strong"}}));
  EXPECT_THAT(switches.with_all({"d"}), ElementsAre("d", "e"));
  FakeEngine engine;
  engine.add({"d"}, 1);
  EXPECT_THAT(sets_of(engine.find("all", "baseline", Question::kAnyChange)), ElementsAre(Set{"d"}));
}

TEST(SmallestSets, OnlyWhatTheTwoVariantsHaveInDifferentKindsIsSwitched) {
  const Switches switches(policy_of_variant("a+c=weak", kLetters),
                          policy_of_variant("a+b+c", kLetters), kLetters);
  EXPECT_THAT(switches.toggles(), ElementsAre("b", "c"));
  EXPECT_EQ(switches.policy_with({"c"}), (Policy{{"a", "on"}, {"c", "strong"}}));
  EXPECT_EQ(switches.word_of("c"), "c");
  const Switches back(policy_of_variant("a+b+c", kLetters), policy_of_variant("c=weak", kLetters),
                      kLetters);
  EXPECT_EQ(back.word_of("c"), "c=weak");
  EXPECT_EQ(back.word_of("b"), "no b");
}

TEST(SmallestSets, WithEqualCountsThereIsNothingToFind) {
  FakeEngine engine;
  engine.add({"a"}, 1);
  engine.add({"b"}, -1);
  const SmallestSets found = engine.find("baseline", "all", Question::kAnyChange);
  EXPECT_THAT(found.sets, IsEmpty());
  EXPECT_EQ(engine.counted(), 2u);
}

}  // namespace
}  // namespace heapdyno
