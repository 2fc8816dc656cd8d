// engine/sites.json: where each toggle does something, and where that shows. JSON with comments:
//
//   {"schema": "heapdyno.sites/1",
//    "sites": [{"toggle": "arena", "site": "compaction merge",
//               "functions": ["engine::Merge::write"],       // one of them is on the call stack
//               "scenario": "overwrite", "phase": "overwrite",
//               "with": "string_pool"}],                     // on in both states; absent: nothing is
//    "also_moves": {"arena": {"peers": "why that is no site of its own"}},
//    "moves_nothing": {"simd": "why no count is another one at its sites, or anywhere"},
//    "walks": {"put": {"scenario": "fill-random", "phase": "fill",
//                      "steps": [{"step": "1. encode", "functions": ["engine::WriteBatch::put"]}]}}}
//
// Functions are named as call_stacks.h does. Plain values, constant after load_site_list().
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace heapdyno {

// A phase of a scenario.
struct Place {
  std::string scenario;
  std::string phase;
};

struct Site {
  std::string toggle;
  std::string site;  // as the seed has it
  std::vector<std::string> functions;
  Place place;
  std::string with;  // another toggle, or empty

  // The toggles that are on in either state.
  std::set<std::string> off() const;
  std::set<std::string> on() const;
};

struct Step {
  std::string step;
  std::vector<std::string> functions;
};

struct Walk {
  std::string name;
  Place place;
  std::vector<Step> steps;
};

struct SiteList {
  std::vector<Site> sites;
  std::map<std::string, std::map<std::string, std::string>> also_moves;  // toggle, scenario, why
  std::map<std::string, std::string> moves_nothing;                      // toggle, why
  std::vector<Walk> walks;

  // Throws a usage error with a suggestion.
  const Walk& walk(const std::string& name) const;
};

// Throw Error with the place and what was expected there.
SiteList parse_site_list(const std::string& text, const std::string& path);
SiteList load_site_list(const std::string& path);

}  // namespace heapdyno
