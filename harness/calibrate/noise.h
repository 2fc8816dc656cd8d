// The noise of a machine: by how much the two arms of A/A campaigns differ, round by round. Pure; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "harness/figures/noisy.h"

namespace heapdyno {

// The difference of each cell in one round, control less arm, of logarithms.
using Round = std::vector<double>;

struct ControlCampaign {
  std::string begin;  // when its first and its last trial ended, UTC
  std::string end;
  std::vector<Round> rounds;          // in order, without those that lack a cell
  std::vector<NoisyResult> compared;  // of each cell, as `compare` does it
};

struct NoisePool {
  double margin = 0;                       // of the metric
  std::vector<std::string> cells;          // names
  std::vector<ControlCampaign> campaigns;  // in the order in which they began
};

// Of a metric. Throws Error with Exit::kNotComparable where no campaign has a control, or one has
// other cells than the first, or fewer rounds than a stretch (simulate.h) or an interval needs.
NoisePool noise_of(const std::vector<Record>& records, const Metric& metric);

// Of all rounds of all campaigns.
std::vector<double> differences_of_cell(const NoisePool& noise, size_t cell);

// When a campaign began later than this after the one before, it is of another recording.
inline constexpr int kHoursBetweenRecordings = 6;

// How many campaigns each recording has, in order.
std::vector<size_t> recordings_of(const NoisePool& noise);

}  // namespace heapdyno
