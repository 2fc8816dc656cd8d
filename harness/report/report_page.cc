#include "harness/report/report_page.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "harness/base/error.h"
#include "harness/base/json_file.h"
#include "harness/base/markup.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The names of what stands behind a column's cells, in order of appearance.
std::vector<std::string> fields_of(const Table& table, size_t column) {
  std::vector<std::string> fields;
  const auto add = [&](const std::string& name) {
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) fields.push_back(name);
  };
  for (const std::vector<TableCell>& row : table.rows) {
    for (const auto& [name, value] : row[column].figures) add(name);
    for (const auto& [name, word] : row[column].words) add(name);
  }
  return fields;
}

// Six digits are more than any picture shows; whole numbers keep all of theirs.
OrderedJson shortened_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<int64_t>(value);
  const double scale = std::pow(10, 5 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

OrderedJson value_behind(const TableCell& cell, const std::string& field) {
  for (const auto& [name, value] : cell.figures) {
    if (name == field) return shortened_number(value);
  }
  for (const auto& [name, word] : cell.words) {
    if (name == field) return word;
  }
  return nullptr;
}

OrderedJson cell_json(const TableCell& cell, const std::vector<std::string>& fields) {
  if (cell.figures.empty() && cell.words.empty()) return cell.text;
  OrderedJson json = {cell.text};
  for (const std::string& field : fields) json.push_back(value_behind(cell, field));
  return json;
}

OrderedJson table_json(const Table& table) {
  OrderedJson columns = OrderedJson::array();
  std::vector<std::vector<std::string>> fields;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    fields.push_back(fields_of(table, i));
    columns.push_back({{"name", table.columns[i].name},
                       {"right", table.columns[i].align == Align::kRight},
                       {"fields", fields.back()}});
  }
  OrderedJson rows = OrderedJson::array();
  for (const std::vector<TableCell>& row : table.rows) {
    OrderedJson cells = OrderedJson::array();
    for (size_t i = 0; i < row.size(); ++i) cells.push_back(cell_json(row[i], fields[i]));
    rows.push_back(std::move(cells));
  }
  return {{"columns", columns}, {"rows", std::move(rows)}, {"notes", table.notes}};
}

OrderedJson section_json(const ReportSection& section) {
  return {{"id", section.id},
          {"heading", section.heading},
          {"text", section.text},
          {"chart", section.chart},
          {"pick", section.pick},
          {"about", section.about},
          {"table", table_json(section.table)}};
}

// Within a script element, where '<' could begin its end or a comment.
std::string script_text(const OrderedJson& json) {
  std::string escaped;
  for (const char c : json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace))
    escaped += c == '<' ? "\\u003c" : std::string(1, c);
  return escaped;
}

// The place of a mark.
size_t find_mark(const std::string& page, const std::string& mark) {
  const size_t place = page.find(mark);
  if (place == std::string::npos)
    throw Error("page.html has no " + mark + ": make it anew with scripts/report-assets");
  return place;
}

bool is_of_this_version(const std::string& page) {
  return page.find("<meta name=\"heapdyno-page\" content=\"" + std::to_string(kPageVersion) +
                   "\">") != std::string::npos;
}

void write_list(std::ostream& out, const std::string& heading,
                const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out << "\n**" << heading << "**\n\n";
  for (const std::string& line : lines) out << "- " << one_line(line) << "\n";
}

// Of a table in markdown: rows that stand open, longer ones are folded; and rows at all, for a comment
// of a pull request has an end.
constexpr size_t kMostOpen = 30;
constexpr size_t kMostRows = 60;

Table first_rows(const Table& table) {
  Table first = table;
  if (first.rows.size() <= kMostRows) return first;
  first.rows.resize(kMostRows);
  first.notes.insert(first.notes.begin(), "the first " + std::to_string(kMostRows) + " of " +
                                              std::to_string(table.rows.size()) +
                                              " rows: --format csv has all");
  return first;
}

void write_section(std::ostream& out, const ReportSection& section) {
  const bool is_folded = section.table.rows.size() > kMostOpen;
  out << "\n### " << section.heading << "\n\n";
  for (const std::string& text : section.text) out << text << "\n\n";
  if (is_folded) out << "<details><summary>" << section.table.rows.size() << " rows</summary>\n\n";
  print(out, first_rows(section.table), Format::kMarkdown);
  if (is_folded) out << "\n</details>\n";
}

}  // namespace

OrderedJson page_data(const ReportData& report) {
  OrderedJson json = {
      {"question", report.question},      {"answer", OrderedJson::array()},
      {"warnings", report.warnings},      {"made", report.made},
      {"sections", OrderedJson::array()}, {"missing", OrderedJson::array()},
      {"command", report.command},        {"provenance", table_json(report.provenance)}};
  for (const Statement& statement : report.answer)
    json["answer"].push_back({{"text", statement.text}, {"items", statement.items}});
  for (const ReportSection& section : report.sections)
    json["sections"].push_back(section_json(section));
  for (const NotMeasured& missing : report.missing)
    json["missing"].push_back({{"heading", missing.heading}, {"how", missing.how}});
  return json;
}

std::string empty_page(const BuildFolder& folder) {
  const std::string path = folder.report + "/page.html";
  const bool is_there = std::filesystem::exists(path);
  std::string page = is_there ? text_of_file(path) : "";
  if (is_of_this_version(page)) return page;
  throw Error("the page that reports are made of is " +
              std::string(is_there ? "of another version of heapdyno, " : "not there, ") + path +
              ": in a checkout, scripts/report-assets makes it (it fetches the libraries that draw "
              "the charts by npm), and `meson install` installs it with the rest. --format md and "
              "csv do without");
}

void write_page(std::ostream& out, const ReportData& report, const std::string& page) {
  const std::string kTitle = "{{title}}";
  const std::string kData = "{{data}}";
  const size_t title = find_mark(page, kTitle);
  const size_t data = find_mark(page, kData);
  out << page.substr(0, title) << markup(one_line(report.question))
      << page.substr(title + kTitle.size(), data - title - kTitle.size())
      << script_text(page_data(report)) << page.substr(data + kData.size());
}

void write_markdown(std::ostream& out, const ReportData& report) {
  out << "## " << report.question << "\n\n";
  for (const Statement& statement : report.answer) {
    out << statement.text << "\n\n";
    for (const std::string& item : statement.items) out << "- " << item << "\n";
    if (!statement.items.empty()) out << "\n";
  }
  write_list(out, "Before you trust this", report.warnings);
  for (const ReportSection& section : report.sections) write_section(out, section);
  out << "\n### Where this comes from\n\n";
  print(out, report.provenance, Format::kMarkdown);
  out << "\nTo measure it again: `" << report.command << "`\n";
}

void write_csv(std::ostream& out, const ReportData& report) {
  for (const ReportSection& section : report.sections) {
    out << (&section == &report.sections.front() ? "# " : "\n# ") << section.id << "\n";
    print(out, section.table, Format::kCsv);
  }
}

}  // namespace heapdyno
