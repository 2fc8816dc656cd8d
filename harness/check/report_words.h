// The words that all forms of a report share, and what else they must agree about: how bad a
// finding is, where it is shown and what makes it the same finding in the next check. Pure; any
// thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/check/check_report.h"

namespace heapdyno {

// How loud it is said. An error fails a build; so does a decrease, which is a warning since it does
// no harm.
enum class Loudness { kError, kWarning, kNotice };
Loudness loudness_of(Found found);

// "2 increases, 1 moved", the most serious first; "no change".
std::string outcome(const CheckReport& report);

// "340 figures in 12 cells compared: exit 3"
std::string extent(const CheckReport& report);

// "fill-random (baseline)", "my_benchmark", "check": a finding of the whole check.
std::string cell_name(const std::string& scenario, const std::string& variant);
std::string cell_of(const Finding& finding);

// "increase: fill-random (baseline), fill"
std::string title_of(const Finding& finding);

// "put: +2.00 allocations/op", or the finding's sentence where no figure changed.
std::string headline(const Finding& finding);

// The headline and the sites of the greatest changes: "put: +2.00 allocations/op: +1.00
// Memtable::insert > std::string (engine/store/memtable.cc:88), +1.00 Db::put".
std::string message_of(const Finding& finding);

// What is to be said beside the message, a sentence each.
std::vector<std::string> remarks_on(const Finding& finding);

// The message, then the remarks, a line each; no newline at the end.
std::string paragraph_on(const Finding& finding);

// Where the greatest increase is, or where there is none the greatest change, of those that have a
// place; null: nowhere.
const SourcePlace* place_of(const Finding& finding);

// 16 digits that stay as they are when lines shift and figures change further.
std::string fingerprint_of(const Finding& finding);

// Valid UTF-8 in one line.
std::string plain(const std::string& text);

// Each byte of that kind as %XX.
std::string percent_escaped(const std::string& text, const std::function<bool(char)>& is_of_kind);

}  // namespace heapdyno
