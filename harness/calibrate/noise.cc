#include "harness/calibrate/noise.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <set>

#include "harness/base/error.h"
#include "harness/calibrate/simulate.h"
#include "harness/figures/control_samples.h"

namespace heapdyno {
namespace {

// For a stretch to simulate with, and for an interval, without which nothing could be detected.
size_t fewest_rounds() { return std::max(kStretch, static_cast<size_t>(fewest_blocks())); }

// The rounds that all cells have.
std::vector<Round> rounds_of(const std::vector<NoisyResult>& cells) {
  std::vector<Round> rounds;
  for (const auto& [block, first] : cells.front().differences) {
    Round round;
    for (const NoisyResult& cell : cells) {
      const auto found = cell.differences.find(block);
      if (found != cell.differences.end()) round.push_back(found->second);
    }
    if (round.size() == cells.size()) rounds.push_back(std::move(round));
  }
  return rounds;
}

ControlCampaign campaign_of(const std::vector<ControlCell>& cells, const Metric& metric) {
  ControlCampaign campaign;
  std::set<std::string> times;
  for (const ControlCell& cell : cells) {
    for (const Sample& sample : cell.control) times.insert(sample.record->time);
    campaign.compared.push_back(
        noisy_result(cell.arm, cell.control, metric).value_or(NoisyResult()));
  }
  campaign.begin = *times.begin();
  campaign.end = *times.rbegin();
  campaign.rounds = rounds_of(campaign.compared);
  return campaign;
}

std::vector<std::string> names_of(const std::vector<ControlCell>& cells) {
  std::vector<std::string> names;
  for (const ControlCell& cell : cells) names.push_back(cell.name);
  return names;
}

// The cells of each campaign, sorted by name: the plan shuffles what comes first.
std::map<std::string, std::vector<ControlCell>> by_campaign(const std::vector<Record>& records) {
  std::map<std::string, std::vector<ControlCell>> campaigns;
  for (ControlCell& cell : control_cells(records, Mode::kTime))
    campaigns[cell.campaign].push_back(std::move(cell));
  for (auto& [campaign, cells] : campaigns) {
    std::sort(cells.begin(), cells.end(),
              [](const ControlCell& a, const ControlCell& b) { return a.name < b.name; });
  }
  return campaigns;
}

// Seconds since the epoch, of 2026-11-22T09:30:00Z; 0 where it is no such time.
int64_t seconds_of(const std::string& time) {
  std::tm parts{};
  return strptime(time.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr ? 0 : timegm(&parts);
}

}  // namespace

NoisePool noise_of(const std::vector<Record>& records, const Metric& metric) {
  NoisePool noise;
  noise.margin = margin_of(metric);
  for (const auto& [plan, cells] : by_campaign(records)) {
    if (noise.campaigns.empty()) noise.cells = names_of(cells);
    if (names_of(cells) != noise.cells)
      throw Error("campaign " + plan +
                      " has other cells than the first: calibrate with campaigns "
                      "of the same scenarios",
                  Exit::kNotComparable);
    noise.campaigns.push_back(campaign_of(cells, metric));
    if (noise.campaigns.back().rounds.size() < fewest_rounds())
      throw Error("campaign " + plan + " has " +
                      std::to_string(noise.campaigns.back().rounds.size()) + " whole rounds in " +
                      std::string(metric.name) + ": a calibration needs " +
                      std::to_string(fewest_rounds()) + ", better 12 (`run --rounds 12`)",
                  Exit::kNotComparable);
  }
  if (noise.campaigns.empty())
    throw Error(
        "there is no timed campaign with an A/A control in these records: `run --rounds 12` "
        "records one",
        Exit::kNotComparable);
  std::stable_sort(
      noise.campaigns.begin(), noise.campaigns.end(),
      [](const ControlCampaign& a, const ControlCampaign& b) { return a.begin < b.begin; });
  return noise;
}

std::vector<double> differences_of_cell(const NoisePool& noise, size_t cell) {
  std::vector<double> differences;
  for (const ControlCampaign& campaign : noise.campaigns) {
    for (const Round& round : campaign.rounds) differences.push_back(round[cell]);
  }
  return differences;
}

std::vector<size_t> recordings_of(const NoisePool& noise) {
  std::vector<size_t> recordings;
  int64_t before = 0;
  for (const ControlCampaign& campaign : noise.campaigns) {
    const int64_t begin = seconds_of(campaign.begin);
    if (recordings.empty() || begin - before >= kHoursBetweenRecordings * 3600)
      recordings.push_back(0);
    recordings.back() += 1;
    before = seconds_of(campaign.end);
  }
  return recordings;
}

}  // namespace heapdyno
