// A report as GitHub's markdown: a heading with the outcome, a table of the findings and what is to
// be known about each under a line that opens. As a job's summary, and as the body of a comment on
// a change that is written anew at each check.
//
// Names and messages stand in code spans and fences alone, where GitHub makes no mention, link,
// emoji or markup of them. A page stays within its limit: the findings that are left out, the least
// serious ones, are counted in it.
//
// Source: docs.github.com, "Workflow commands for GitHub Actions", on the 1 MiB of a step's
// summary; a comment's body has at most 65,536 characters. Pure; any thread.
#pragma once

#include <cstddef>
#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

inline constexpr size_t kSummaryBytes = 1'000'000;
inline constexpr size_t kCommentBytes = 65'000;  // bytes, of which a character takes one at least

// How an action that keeps one comment up to date knows its own: the first line of write_comment().
inline constexpr const char* kCommentMarker = "<!-- heapdyno check -->";

void write_summary(const CheckReport& report, std::ostream& out);
void write_comment(const CheckReport& report, std::ostream& out);

}  // namespace heapdyno
