#include <filesystem>

#include "harness/base/outputs.h"
#include "harness/base/words.h"
#include "harness/builds/build_folder.h"
#include "harness/report/make_report.h"
#include "harness/report/pictures.h"
#include "harness/report/report_page.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

constexpr const char* kDefaultPage = "report.html";

std::optional<ClaimList> claims_to_test(const ReportOptions& options, const BuildFolder& folder) {
  if (options.list_file.empty()) return claims_of_checkout(folder);
  return load_claims(options.list_file, scenarios_of(folder));
}

std::vector<std::string> names_of(const std::vector<Input>& inputs) {
  std::vector<std::string> names;
  for (const Input& input : inputs)
    names.push_back(std::filesystem::path(input.path).filename().string());
  return names;
}

void write_text(const ReportOptions& options, Streams streams,
                const std::function<void(std::ostream&)>& write) {
  if (options.out_file.empty()) return write(streams.out);
  write_output(options.out_file, write);
}

void write_report(const ReportOptions& options, const ReportData& report, const std::string& page,
                  Streams streams) {
  switch (options.format) {
    case ReportFormat::kMarkdown:
      return write_text(options, streams, [&](std::ostream& out) { write_markdown(out, report); });
    case ReportFormat::kCsv:
      return write_text(options, streams, [&](std::ostream& out) { write_csv(out, report); });
    case ReportFormat::kHtml:
      break;
  }
  const std::string path = options.out_file.empty() ? kDefaultPage : options.out_file;
  write_output(path, [&](std::ostream& out) { write_page(out, report, page); });
  streams.log << "report: " << path << "\n";
}

}  // namespace

ReportFormat parse_report_format(const std::string& text) {
  static const std::vector<std::string> kNames = {"html", "md", "csv"};
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) return static_cast<ReportFormat>(i);
  }
  throw usage_error(unknown_name("format of a report", text, kNames));
}

Exit report_command(const ReportOptions& options, Streams streams) {
  const BuildFolder folder = open_build_folder(options.build);
  const bool needs_page = options.format == ReportFormat::kHtml || !options.svg_folder.empty();
  const std::vector<Input> inputs = inputs_of(options.inputs, options.build, streams);
  const std::string page = needs_page ? empty_page(folder) : "";
  if (!options.out_file.empty()) check_not_an_input(options.out_file, inputs);
  Gathered gathered;
  for_each_matching(inputs, options.filter, streams,
                    [&](Record record) { gathered.add(std::move(record)); });
  const ReportData report =
      make_report(gathered, names_of(inputs), claims_to_test(options, folder));
  write_report(options, report, page, streams);
  if (options.svg_folder.empty()) return Exit::kFine;
  for (const std::string& file : draw_pictures(report, folder.report, options.svg_folder))
    streams.log << "picture: " << file << "\n";
  return Exit::kFine;
}

}  // namespace heapdyno
