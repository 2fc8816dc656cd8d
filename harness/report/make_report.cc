#include "harness/report/make_report.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/report/compared.h"
#include "harness/report/origin.h"
#include "harness/report/question.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

struct Measurable {
  const char* id;
  const char* heading;
  const char* how;
};

constexpr Measurable kMeasurable[] = {
    {"allocations", "Allocations for each operation", "heapdyno run counts them"},
    {"time", "Time, and how sure a difference is", "heapdyno run --rounds 12"},
    {"instructions", "Instructions for each operation", "heapdyno run --instructions 1"},
    {"memory", "Memory over operations", "heapdyno run --memory 6 --live 1"},
    {"latency", "Latency by percentile",
     "heapdyno run --rounds 12, or by a schedule with --open-loop 50,80"},
    {"lifetimes", "How long blocks live", "heapdyno run --live 1"},
    {"shares", "What each optimization is worth", "heapdyno attribute"},
    {"sites", "Where the store allocates", "heapdyno sites --out FILE.jsonl"},
    {"claims", "What is claimed, and what was measured", "heapdyno claims"}};

std::vector<ReportSection> all_sections(const Gathered& gathered, const ComparedCells& compared,
                                        const std::optional<ClaimList>& claims) {
  std::vector<ReportSection> sections;
  const auto add = [&](MaybeSection section) {
    if (section && !section->table.rows.empty()) sections.push_back(std::move(*section));
  };
  if (claims) add(claim_section(*claims, gathered));
  add(allocation_section(gathered));
  add(time_section(gathered));
  add(interval_section(compared));
  for (ReportSection& section : attribution_sections(gathered)) add(std::move(section));
  add(instruction_section(gathered));
  add(memory_section(gathered));
  add(latency_section(gathered));
  add(size_section(gathered));
  add(lifetime_section(gathered));
  add(advice_section(gathered));
  for (ReportSection& section : site_sections(gathered)) add(std::move(section));
  return sections;
}

std::vector<NotMeasured> missing_of(const std::vector<ReportSection>& sections) {
  std::vector<NotMeasured> missing;
  for (const Measurable& measurable : kMeasurable) {
    const bool is_there =
        std::any_of(sections.begin(), sections.end(),
                    [&](const ReportSection& section) { return section.id == measurable.id; });
    if (!is_there) missing.push_back({measurable.heading, measurable.how});
  }
  return missing;
}

// By the picture of the answer.
CampaignKind campaign_of(const std::string& id) {
  if (id == "claims") return CampaignKind::kClaims;
  if (id == "shares" || id == "time-effects") return CampaignKind::kAttribute;
  return id == "sites" ? CampaignKind::kSites : CampaignKind::kRun;
}

}  // namespace

ReportData make_report(const Gathered& gathered, const std::vector<std::string>& files,
                       const std::optional<ClaimList>& claims) {
  if (gathered.trials() == gathered.failures())
    throw usage_error("none of these trials succeeded: there is nothing to report");
  const ComparedCells compared = compare_cells(gathered);
  std::vector<ReportSection> sections = all_sections(gathered, compared, claims);
  if (sections.empty()) throw usage_error("there is no figure in these records to report");
  ReportData report;
  report.missing = missing_of(sections);
  Answer answer = answer_of(gathered, compared, sections);
  report.question = std::move(answer.question);
  report.answer = std::move(answer.statements);
  report.warnings = warnings_of(gathered, compared);
  report.made = made_of(gathered);
  report.sections = std::move(sections);
  report.sections.insert(report.sections.begin(), std::move(answer.picture));
  report.provenance = provenance_of(gathered, files);
  report.command = command_of(gathered, campaign_of(report.sections.front().id));
  return report;
}

}  // namespace heapdyno
