#include "harness/testing/test_campaigns.h"

#include <cmath>

#include "engine/base/random.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

constexpr double kNanoseconds = 1e9;
constexpr double kBytes = 1e8;

uint64_t whole(double value) { return static_cast<uint64_t>(std::llround(value)); }

Record trial(const TestCampaign& campaign, const std::string& scenario, int block, int place) {
  TestTrial timed;
  timed.mode = Mode::kTime;
  static const Record kTimed = record(timed);
  Record record = kTimed;
  record.keys["scenario"] = scenario;
  record.keys["plan"] = record.plan_digest = campaign.plan;
  record.time = campaign.time;
  record.block = block;
  record.place = place;
  return record;
}

// The sum of twelve uniform numbers, less its mean: near enough to normal.
double normal(engine::Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(random.below(1u << 30)) / (1u << 30);
  return sum;
}

}  // namespace

std::vector<Record> records_of(const TestCampaign& campaign) {
  std::vector<Record> records;
  for (const auto& [scenario, differences] : campaign.differences) {
    for (size_t block = 0; block < differences.size(); ++block) {
      for (int place = 0; place < 4; ++place) {
        const bool is_control = place == 1 || place == 2;
        const double difference = is_control ? differences[block] : 0;
        Record record = trial(campaign, scenario, static_cast<int>(block), place);
        if (is_control) record.keys["control"] = kControl;
        record.phases.front().figures = {{"wall_ns", whole(kNanoseconds * std::exp(difference))},
                                         {"rss_anon", whole(kBytes * std::exp(difference / 2))}};
        records.push_back(std::move(record));
      }
    }
  }
  return records;
}

std::vector<Record> normal_campaigns(int campaigns, int cells, double sigma) {
  engine::Random random(1);
  std::vector<Record> records;
  for (int i = 0; i < campaigns; ++i) {
    TestCampaign campaign;
    campaign.plan = "plan " + std::to_string(i);
    for (int cell = 0; cell < cells; ++cell) {
      std::vector<double>& differences = campaign.differences["s" + std::to_string(cell)];
      for (int round = 0; round < 12; ++round) differences.push_back(sigma * normal(random));
    }
    for (Record& record : records_of(campaign)) records.push_back(std::move(record));
  }
  return records;
}

}  // namespace heapdyno
