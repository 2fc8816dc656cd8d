#include "harness/base/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

// Columns on a terminal: a byte that continues a UTF-8 character takes none.
size_t width_of(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, size_t width, Align align) {
  const size_t used = width_of(text);
  const std::string space(used < width ? width - used : 0, ' ');
  return align == Align::kLeft ? text + space : space + text;
}

std::vector<size_t> column_widths(const Table& table) {
  std::vector<size_t> widths;
  for (const Column& column : table.columns) {
    widths.push_back(width_of(column.name));
  }
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i].text));
    }
  }
  return widths;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

void print_text(std::ostream& out, const Table& table) {
  const std::vector<size_t> widths = column_widths(table);
  if (!table.title.empty()) out << table.title << "\n";
  const auto line = [&](auto&& text_of) {
    std::string text;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) text += "  ";
      text += padded(text_of(i), widths[i], table.columns[i].align);
    }
    out << "  " << without_trailing_space(text) << "\n";
  };
  line([&](size_t i) { return table.columns[i].name; });
  for (const auto& row : table.rows) {
    line([&](size_t i) { return row[i].text; });
  }
  for (const std::string& note : table.notes) out << "  " << note << "\n";
}

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void print_markdown(std::ostream& out, const Table& table) {
  if (!table.title.empty()) out << "**" << table.title << "**\n\n";
  out << "|";
  for (const Column& column : table.columns) {
    out << " " << markdown_cell(column.name) << " |";
  }
  out << "\n|";
  for (const Column& column : table.columns) {
    out << (column.align == Align::kLeft ? "---|" : "---:|");
  }
  out << "\n";
  for (const auto& row : table.rows) {
    out << "|";
    for (const TableCell& cell : row) {
      out << " " << markdown_cell(cell.text) << " |";
    }
    out << "\n";
  }
  for (const std::string& note : table.notes) out << "\n" << note << "\n";
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

using Value = std::pair<std::string, nlohmann::ordered_json>;

// What stands behind a cell's text, by name: figures, then words.
std::vector<Value> values_behind(const TableCell& cell) {
  std::vector<Value> values;
  for (const auto& [name, value] : cell.figures) {
    values.emplace_back(name, nlohmann::ordered_json::parse(exact_number(value)));
  }
  for (const auto& [name, word] : cell.words) values.emplace_back(name, word);
  return values;
}

// The names of what cells of a column carry, in order of appearance; empty for a column of plain
// text.
std::vector<std::string> names_behind(const Table& table, size_t column) {
  std::vector<std::string> names;
  for (const auto& row : table.rows) {
    for (const auto& [name, value] : values_behind(row[column])) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

// Empty where the cell has none of that name.
std::string csv_value(const TableCell& cell, const std::string& name) {
  for (const auto& [known, value] : values_behind(cell)) {
    if (known != name) continue;
    return value.is_string() ? csv_cell(value.get<std::string>()) : value.dump();
  }
  return "";
}

std::string flat_name(const std::string& column, const std::string& figure) {
  return figure.empty() ? column : column + "." + figure;
}

void print_csv(std::ostream& out, const Table& table) {
  std::vector<std::vector<std::string>> behind;
  std::vector<std::string> header;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    behind.push_back(names_behind(table, i));
    const std::string& name = table.columns[i].name;
    if (behind[i].empty()) header.push_back(csv_cell(name));
    for (const std::string& figure : behind[i]) {
      header.push_back(csv_cell(flat_name(name, figure)));
    }
  }
  out << join(header, ",") << "\n";
  for (const auto& row : table.rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      if (behind[i].empty()) line += csv_cell(row[i].text) + ",";
      for (const std::string& name : behind[i]) line += csv_value(row[i], name) + ",";
    }
    line.pop_back();
    out << line << "\n";
  }
}

nlohmann::ordered_json to_json(const Table& table) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string& column = table.columns[i].name;
      const std::vector<Value> values = values_behind(row[i]);
      if (values.empty()) object[column] = row[i].text;
      for (const auto& [name, value] : values) {
        (name.empty() ? object[column] : object[column][name]) = value;
      }
    }
    rows.push_back(std::move(object));
  }
  nlohmann::ordered_json json;
  json["title"] = table.title;
  json["rows"] = std::move(rows);
  json["notes"] = table.notes;
  return json;
}

}  // namespace

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> kNames = {"text", "md", "csv", "json"};
  return kNames;
}

Format parse_format(std::string_view text) {
  static constexpr std::array kFormats = {Format::kText, Format::kMarkdown, Format::kCsv,
                                          Format::kJson};
  for (size_t i = 0; i < kFormats.size(); ++i) {
    if (format_names()[i] == text) return kFormats[i];
  }
  throw usage_error(unknown_name("format", text, format_names()));
}

void print(std::ostream& out, const Table& table, Format format) {
  switch (format) {
    case Format::kText:
      return print_text(out, table);
    case Format::kMarkdown:
      return print_markdown(out, table);
    case Format::kCsv:
      return print_csv(out, table);
    case Format::kJson:
      out << to_json(table).dump(1) << "\n";
  }
}

void print(std::ostream& out, const std::vector<Table>& tables, Format format) {
  if (format == Format::kJson) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const Table& table : tables) array.push_back(to_json(table));
    out << array.dump(1) << "\n";
    return;
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    if (i > 0) out << "\n";
    print(out, tables[i], format);
  }
}

TableCell number_cell(double value) { return figure_cell(figure(value), value); }

TableCell figure_cell(std::string text, double value) {
  TableCell cell(std::move(text));
  cell.figures = {{"", value}};
  return cell;
}

TableCell count_cell(uint64_t value) { return number_cell(static_cast<double>(value)); }

TableCell change_cell(std::pair<std::string, double> before, std::pair<std::string, double> after) {
  TableCell cell(figure(before.second) + " -> " + figure(after.second));
  cell.figures = {std::move(before), std::move(after)};
  return cell;
}

std::string thousands(unsigned long long value) {
  std::string digits = std::to_string(value);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string number_of(uint64_t count, const std::string& noun) {
  return thousands(count) + " " + noun + (count == 1 ? "" : "s");
}

double per(uint64_t sum, uint64_t operations) {
  return static_cast<double>(sum) / static_cast<double>(std::max<uint64_t>(operations, 1));
}

std::string fixed(double value, int decimals) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string signed_fixed(double value, int decimals) {
  return (std::signbit(value) ? "" : "+") + fixed(value, decimals);
}

std::string percent_text(double share) { return fixed(100 * share, 1) + " %"; }

std::string share_text(double share) {
  std::string text = fixed(100 * share, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + " %";
}

std::string figure(double value) {
  const double size = std::abs(value);
  const std::string sign = value < 0 ? "-" : "";
  if (size >= 999.95) return sign + thousands(std::llround(size));
  if (value == std::floor(value)) return sign + std::to_string(std::llround(size));
  const int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : 4;
  return sign + fixed(size, decimals);
}

std::string exact_number(double value) {
  return nlohmann::json(value == std::floor(value) && std::abs(value) < 9e15
                            ? nlohmann::json(static_cast<int64_t>(value))
                            : nlohmann::json(value))
      .dump();
}

}  // namespace heapdyno
