#include "harness/check/report_formats.h"

#include <array>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/check/report_annotations.h"
#include "harness/check/report_gitlab.h"
#include "harness/check/report_json.h"
#include "harness/check/report_junit.h"
#include "harness/check/report_markdown.h"
#include "harness/check/report_sarif.h"
#include "harness/check/report_text.h"

namespace heapdyno {
namespace {

struct Form {
  const char* name;
  void (*write)(const CheckReport& report, std::ostream& out);
};

// By CheckFormat.
constexpr std::array<Form, 8> kForms = {{{"text", write_text},
                                         {"md", write_summary},
                                         {"comment", write_comment},
                                         {"github", write_annotations},
                                         {"gitlab", write_gitlab},
                                         {"junit", write_junit},
                                         {"sarif", write_sarif},
                                         {"json", write_json}}};

}  // namespace

const std::vector<std::string>& check_format_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> names;
    for (const Form& form : kForms) names.emplace_back(form.name);
    return names;
  }();
  return names;
}

CheckFormat parse_check_format(std::string_view name) {
  for (size_t i = 0; i < kForms.size(); ++i) {
    if (name == kForms[i].name) return static_cast<CheckFormat>(i);
  }
  throw usage_error(unknown_name("report format", name, check_format_names()));
}

ReportRequest parse_report_request(std::string_view text) {
  const size_t equals = text.find('=');
  const std::string_view path = equals == std::string_view::npos ? "" : text.substr(equals + 1);
  if (path.empty()) {
    throw usage_error("--report '" + std::string(text) +
                      "': expected FORMAT=FILE, for example junit=check.xml");
  }
  return {parse_check_format(text.substr(0, equals)), std::string(path)};
}

void write_report(const CheckReport& report, CheckFormat format, std::ostream& out) {
  kForms[static_cast<size_t>(format)].write(report, out);
}

}  // namespace heapdyno
