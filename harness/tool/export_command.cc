#include <algorithm>
#include <sstream>

#include "harness/base/outputs.h"
#include "harness/base/words.h"
#include "harness/export/go_benchmarks.h"
#include "harness/export/google_benchmarks.h"
#include "harness/export/raw_values.h"
#include "harness/record/times_file.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

enum class FileKind { kGo, kGoogle, kCsv, kTimes };  // by export_kinds()

FileKind parse_kind(const std::string& text) {
  for (size_t i = 0; i < export_kinds().size(); ++i) {
    if (export_kinds()[i] == text) return static_cast<FileKind>(i);
  }
  throw usage_error(unknown_name("format to export", text, export_kinds()));
}

void write_as(FileKind kind, const std::vector<Record>& records, std::ostream& out) {
  switch (kind) {
    case FileKind::kGo:
      out << go_benchmarks(records);
      return;
    case FileKind::kGoogle:
      out << google_benchmarks(records);
      return;
    case FileKind::kCsv:
      print(out, raw_values(records), Format::kCsv);
      return;
    case FileKind::kTimes:
      write_times(out, records);
  }
}

}  // namespace

const std::vector<std::string>& export_kinds() {
  static const std::vector<std::string> kKinds = {"go", "google", "csv", "times"};
  return kKinds;
}

Exit export_command(const ExportOptions& options, Streams streams) {
  const FileKind kind = parse_kind(options.kind);
  const std::vector<Input> inputs = inputs_of(options.inputs, options.build, streams);
  check_not_an_input(options.out_file, inputs);
  const std::vector<Record> records = read_matching(inputs, options.filter, streams);
  if (std::none_of(records.begin(), records.end(), [](const Record& r) { return r.ok(); }))
    throw usage_error("none of these trials succeeded: there is nothing to export");
  std::ostringstream text;
  write_as(kind, records, text);
  if (options.out_file.empty()) streams.out << text.str();
  write_output(options.out_file, [&](std::ostream& out) { out << text.str(); });
  return Exit::kFine;
}

}  // namespace heapdyno
