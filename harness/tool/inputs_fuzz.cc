// Fuzz target: record files, as users hand them to --in: heapdyno's own, those of timed trials alone and
// Google Benchmark's JSON. What can be read is shown in every way that needs no second side.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "harness/base/error.h"
#include "harness/export/go_benchmarks.h"
#include "harness/export/google_benchmarks.h"
#include "harness/export/raw_values.h"
#include "harness/record/times_file.h"
#include "harness/show/advice.h"
#include "harness/show/figures_table.h"
#include "harness/show/lifetimes_table.h"
#include "harness/show/memory_curve.h"
#include "harness/show/repeatability.h"
#include "harness/show/summary.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

// Whether it can be shown is not the question, but that it says so where it cannot.
template <typename Show>
void show(Show what) {
  std::ostringstream out;
  try {
    what(out);
  } catch (const Error&) {
  }
}

// What is written of these records must be read again, and say the same.
void write_times_and_read(const std::vector<Record>& records) {
  std::ostringstream written;
  show([&](std::ostream&) { write_times(written, records); });
  if (written.str().empty()) return;
  std::ostringstream again;
  write_times(again, parse_times_file(written.str(), "written"));
  if (again.str() != written.str()) std::abort();
}

void fuzz_input(std::string_view text) {
  std::ostringstream err;
  std::vector<Record> records;
  show([&](std::ostream& out) { records = parse_input(text, "input", {out, err, err}); });
  for (const auto tables : {summarize, memory_tables, curve_tables, lifetime_tables, advice_tables,
                            instruction_tables, latency_tables, repeatability_tables})
    show([&](std::ostream& out) { print(out, tables(records), Format::kText); });
  show([&](std::ostream& out) { print(out, raw_values(records), Format::kCsv); });
  show([&](std::ostream& out) { out << go_benchmarks(records); });
  show([&](std::ostream& out) { out << google_benchmarks(records); });
  write_times_and_read(records);
}

}  // namespace
}  // namespace heapdyno

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heapdyno::fuzz_input(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
