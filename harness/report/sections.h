// The sections of a report, each from what was gathered: absent where nothing of it was measured.
// The statistics are those of the commands: this puts them into tables with a row for each mark of
// a chart. Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "harness/claims/claim_list.h"
#include "harness/report/compared.h"
#include "harness/report/gathered.h"
#include "harness/report/report_data.h"

namespace heapdyno {

using MaybeSection = std::optional<ReportSection>;

// Scenarios by configurations: allocs/op, ns/op, and instructions/op.
MaybeSection allocation_section(const Gathered& gathered);
MaybeSection time_section(const Gathered& gathered);
MaybeSection instruction_section(const Gathered& gathered);

// Every noisy comparison with its interval, and one metric alone of some groups, those that have
// it.
MaybeSection interval_section(const ComparedCells& compared);
MaybeSection intervals_of(const std::vector<const ComparedGroup*>& groups, std::string_view metric);

// What is left of the reference's allocations, of one group. REQUIRES: some were counted.
ReportSection left_of(const ComparedGroup& group);

// The toggles that are told apart, as --toggles has them: "arena,zero_copy". Empty: fewer than two are on
// in the records, and those are compared rather than attributed.
std::string attributed_toggles(const Gathered& gathered);

// Of every set of them, where all were counted.
std::vector<ReportSection> attribution_sections(const Gathered& gathered);
// Of timed sets; absent too where not all records are there (Gathered::has_all).
MaybeSection time_effects_section(const Gathered& gathered);

MaybeSection memory_section(const Gathered& gathered);
MaybeSection latency_section(const Gathered& gathered);
MaybeSection size_section(const Gathered& gathered);

// Where every block was followed: how long they live, and what that suggests.
MaybeSection lifetime_section(const Gathered& gathered);
MaybeSection advice_section(const Gathered& gathered);

// Call sites, and the flame graphs of the same profiles.
std::vector<ReportSection> site_sections(const Gathered& gathered);

// Of those claims of which everything is recorded.
MaybeSection claim_section(const ClaimList& claims, const Gathered& gathered);

// Whether a map shows this variant: of many sets of toggles, those that have a name of their own.
bool is_plain_variant(const std::string& variant);

}  // namespace heapdyno
