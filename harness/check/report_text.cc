#include "harness/check/report_text.h"

#include <algorithm>

#include "harness/check/report_words.h"

namespace heapdyno {
namespace {

struct Group {
  std::string cell;
  std::vector<const Finding*> findings;
};

// In the order in which the cells are first met.
std::vector<Group> groups_of(const std::vector<Finding>& findings) {
  std::vector<Group> groups;
  for (const Finding& finding : findings) {
    const std::string cell = cell_of(finding);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& known) { return known.cell == cell; });
    if (group == groups.end()) group = groups.insert(group, Group{cell, {}});
    group->findings.push_back(&finding);
  }
  return groups;
}

// What is to be done is often the same for all findings of a cell, and is said once.
void write_group(const Group& group, std::ostream& out) {
  std::vector<std::string> said;
  out << plain(group.cell) << "\n";
  for (const Finding* finding : group.findings) {
    out << "  " << name_of(finding->found)
        << (finding->phase.empty() ? "" : ", " + plain(finding->phase)) << ": "
        << message_of(*finding) << "\n";
    for (const std::string& remark : remarks_on(*finding)) {
      if (std::find(said.begin(), said.end(), remark) != said.end()) continue;
      out << "    - " << remark << "\n";
      said.push_back(remark);
    }
  }
}

}  // namespace

void write_text(const CheckReport& report, std::ostream& out) {
  for (const Group& group : groups_of(report.findings)) write_group(group, out);
  out << "check: " << outcome(report) << "; " << extent(report) << "\n";
}

}  // namespace heapdyno
