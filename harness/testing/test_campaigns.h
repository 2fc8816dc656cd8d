// For tests: the records of A/A campaigns, made so that the control differs from its arm as is wanted.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

struct TestCampaign {
  std::string plan = "00000000000000aa";
  std::string time = "2026-11-22T09:30:00Z";  // of all of its trials
  // Of each scenario, round by round, control less arm, of logarithms: of ns/op, and of rss_anon half
  // as much. A round is two trials of each, all times of an arm the same.
  std::map<std::string, std::vector<double>> differences;
};

std::vector<Record> records_of(const TestCampaign& campaign);

// So many campaigns of so many cells and 12 rounds, of independent normal noise of this spread.
std::vector<Record> normal_campaigns(int campaigns, int cells, double sigma);

}  // namespace heapdyno
