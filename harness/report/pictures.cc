#include "harness/report/pictures.h"

#include <filesystem>

#include "harness/base/child.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/base/json_file.h"
#include "harness/base/outputs.h"
#include "harness/base/words.h"
#include "harness/report/report_page.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

// By PATH, through env, which every system has in the same place.
ChildEnd run_node(std::vector<std::string> arguments) {
  ChildOptions options;
  options.program = "/usr/bin/env";
  options.arguments = std::move(arguments);
  options.arguments.insert(options.arguments.begin(), "node");
  options.environment = callers_environment({});
  options.limit = std::chrono::minutes(5);
  return run_child(options);
}

void check_node() {
  if (!run_node({"--version"}).succeeded())
    throw Error("--svg needs node (Debian's package nodejs), which is not on PATH");
}

}  // namespace

std::vector<std::string> draw_pictures(const ReportData& report, const std::string& assets,
                                       const std::string& folder) {
  check_node();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error("cannot make the folder " + folder + ": " + error.message());
  const TemporaryFolder scratch(fs::temp_directory_path().string());
  const std::string page = scratch.path() + "/report.html";
  const std::string template_text = text_of_file(assets + "/page.html");
  write_output(page, [&](std::ostream& out) { write_page(out, report, template_text); });
  const ChildEnd end = run_node({assets + "/draw-svg.cjs", page, folder});
  if (!end.succeeded())
    throw Error("node could not draw the pictures: " + end.text() + ": " +
                join(last_lines(end.errors, 4), "; "));
  return split_outside_braces(end.output, '\n');
}

}  // namespace heapdyno
