#include "harness/history/change_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/random.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Series = std::vector<double>;

// A sum of twelve uniform numbers, less six: normal but for its far ends.
double normal(engine::Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(random.below(1'000'000)) / 1e6;
  return sum;
}

Series noise(engine::Random& random, size_t length) {
  Series series(length);
  for (double& value : series) value = normal(random);
  return series;
}

Series stepped(engine::Random& random, size_t length, size_t at, double height) {
  Series series = noise(random, length);
  for (size_t i = at; i < length; ++i) series[i] += height;
  return series;
}

TEST(ChangePoints, ALevelThatStaysHasNone) {
  EXPECT_THAT(change_points({5, 5, 5, 5, 5, 5, 5, 5}), IsEmpty());
  EXPECT_THAT(change_points({}), IsEmpty());
}

TEST(ChangePoints, AStepWithoutNoiseIsFoundWhereItIs) {
  EXPECT_THAT(change_points({5, 5, 5, 5, 5.001, 5.001, 5.001, 5.001}), ElementsAre(4));
  EXPECT_THAT(change_points({1, 1, 1, 1, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4}), ElementsAre(4, 9));
}

TEST(ChangePoints, WhatIsShorterThanASegmentIsAnOutlier) {
  EXPECT_THAT(change_points({5, 6, 5, 6, 5, 90, 91, 6, 5, 6, 5, 6}), IsEmpty());
  EXPECT_THAT(change_points({5, 5, 5, 9, 9, 9}), IsEmpty()) << "too few values to tell";
}

TEST(ChangePoints, NoiseIsNotTakenForSteps) {
  engine::Random random(11);
  int found = 0;
  for (int i = 0; i < 1000; ++i) found += change_points(noise(random, 40)).empty() ? 0 : 1;
  EXPECT_LE(found, 70) << "of 1,000: 50 by its level, and three deviations of that";
  EXPECT_GE(found, 1) << "a test that cannot fail";
}

TEST(ChangePoints, AStepOfFourDeviationsIsFoundWithinOnePlace) {
  engine::Random random(12);
  int found = 0;
  for (int i = 0; i < 500; ++i) {
    const size_t at = 5 + random.below(31);
    for (const size_t place : change_points(stepped(random, 40, at, 4)))
      found += place + 1 >= at && place <= at + 1 ? 1 : 0;
  }
  EXPECT_GE(found, 475) << "of 500";
}

TEST(ChangePoints, TheUnitDoesNotMatter) {
  engine::Random random(13);
  const Series series = stepped(random, 30, 12, 6);
  Series scaled;
  for (const double value : series) scaled.push_back(1e9 + 1e-3 * value);
  EXPECT_EQ(change_points(series), change_points(scaled));
  EXPECT_THAT(change_points(series), ElementsAre(12));
}

}  // namespace
}  // namespace heapdyno
