// scenarios/claims.json: what a document says that optimizations save, and where each claim is put to
// the test. JSON with comments:
//
//   {"schema": "heapdyno.claims/1",
//    "document": "Lightning DB Memory Allocation Optimizations",
//    "claims": [
//      {"id": "arena", "number": "2", "place": "2. Arena Allocators, Memory Impact",
//       "quotation": "~30-50% allocation reduction in batch operations",
//       "metric": "allocs/op",
//       "reduction": [30, 50],     // percent; absent: the document says "less", not how much
//       "headline": [{"scenario": "batch-100", "phase": "fill"}],   // one to three
//       "also": ["large-batch"],   // run too, for the best and the worst
//       "arms": [{"on": "variant:only-arena"}],
//       "why": "why it is put to the test there"}]}
//
// A headline may stand for a ratio or a difference, of the same phase of another scenario:
// "over": "stress{threads=1}" divides each side by its own figure there, "less": "names-short"
// takes it off (of counted metrics alone). An arm is two configurations in the grammar of
// selections; what it does not say is variant:baseline and alloc:glibc, and "off" is that unless it
// stands there. Instead of a reduction there may be "more_than": 50: the metric is a share, and the
// claim that it is more than that many percent of one configuration.
//
// Thread contract: plain values, constant after parse_claims().
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/builds/build_folder.h"
#include "harness/figures/metrics.h"

namespace heapdyno {

// Percent by which a figure is said to be less.
struct ClaimedRange {
  double low = 0;
  double high = 0;
};

// A phase of a scenario, by the name that records have.
struct ClaimPlace {
  std::string scenario;
  std::string phase;
  std::string over;  // the scenario whose same phase it is divided by; empty: none
  std::string less;  // likewise taken off

  std::string name() const;  // "stress{threads=2} stress over stress{threads=1}"
};

struct ClaimConfiguration {
  std::string variant = "baseline";
  std::string alloc = "glibc";
  bool operator==(const ClaimConfiguration&) const = default;
};

struct ClaimArm {
  ClaimConfiguration off;
  ClaimConfiguration on;

  std::string name() const;  // "only-arena", "jemalloc", "only-flat_hash after flat_hash=hash_only"
};

struct Claim {
  std::string id;
  std::string number;  // of the document's chapter, or "all"
  std::string place;
  std::string quotation;
  const Metric* metric = nullptr;
  std::optional<ClaimedRange> reduction;
  std::optional<double> more_than;  // percent
  // The headline's first, then all other measured phases of the scenarios that are run for it.
  std::vector<ClaimPlace> places;
  size_t headline = 0;  // how many
  std::vector<ClaimArm> arms;
  std::string why;

  std::string claimed() const;  // "-30 to -50 %", "less", "more than 50 %"
};

struct ClaimList {
  std::string document;
  std::vector<Claim> claims;
};

// A scenario that a claim names: as records name it, with its measured phases in order.
struct FoundScenario {
  std::string name;
  std::vector<std::string> phases;
};
// Throws Error where there is none.
using FindScenario = std::function<FoundScenario(const std::string& name)>;

// Of the catalogue, as scenario_choice.h says; a swept one by one of its points.
FindScenario scenarios_of(const BuildFolder& folder);

// Throws Error that names file, line and place, and says what was expected there.
ClaimList parse_claims(const std::string& text, const std::string& file, const FindScenario& find);
ClaimList load_claims(const std::string& file, const FindScenario& find);

// Absent where there are none, as in an installed tree.
std::optional<ClaimList> claims_of_checkout(const BuildFolder& folder);

// Those that are named; all for no name. Throws a usage error with a suggestion.
ClaimList choose_claims(const ClaimList& list, const std::vector<std::string>& ids);

}  // namespace heapdyno
