#include "harness/figures/explanations.h"

#include <gtest/gtest.h>

#include <set>

namespace heapdyno {
namespace {

TEST(MetricExplanations, EveryMetricHasEveryField) {
  std::set<std::string_view> names;
  for (const Metric& metric : metrics()) {
    const std::string name(metric.name);
    EXPECT_TRUE(names.insert(metric.name).second) << name << " is there twice";
    EXPECT_FALSE(metric.what.empty()) << name;
    EXPECT_FALSE(metric.unit.empty()) << name;
    EXPECT_FALSE(name_of(metric.metric_class).empty()) << name;
    EXPECT_FALSE(measured_by(metric.mode).empty()) << name;
    EXPECT_EQ(metric.metric_class == MetricClass::kBounded, metric.tolerance > 0) << name;
    const MetricExplanation& explanation = explanation_of(metric);
    EXPECT_EQ(explanation.metric, metric.name);
    for (const std::string_view text : {explanation.measured, explanation.traps}) {
      EXPECT_GT(text.size(), 20u) << name;
      EXPECT_TRUE(text.ends_with('.')) << name << ": " << text;
    }
  }
}

TEST(MetricExplanations, EachIsThatOfAMetricInTheMetricsOrder) {
  const std::span<const MetricExplanation> all = explanations();
  ASSERT_EQ(all.size(), metrics().size());
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].metric, metrics()[i].name);
}

}  // namespace
}  // namespace heapdyno
