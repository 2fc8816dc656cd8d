// A table as a value, and the four ways to print it. Text and markdown show each
// cell's text; CSV and JSON spread a cell that carries figures or words over one column
// for each, so that nothing is parsed out of prose.
// Pure values; any thread.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heapdyno {

enum class Format { kText, kMarkdown, kCsv, kJson };

// "text", "md", "csv", "json"
const std::vector<std::string>& format_names();

// Throws a usage error that names the formats.
Format parse_format(std::string_view text);

struct TableCell {
  TableCell() = default;
  TableCell(std::string shown) : text(std::move(shown)) {}
  TableCell(const char* shown) : text(shown) {}

  std::string text;
  // Figures behind the text, by name; "" is the cell's own value.
  std::vector<std::pair<std::string, double>> figures;
  std::vector<std::pair<std::string, std::string>> words;  // likewise: "verdict", "regression"
};

// A cell that is a figure, and one that shows how it changed: "1.5 -> 0.5".
TableCell number_cell(double value);
TableCell figure_cell(std::string text, double value);  // shown in these words
TableCell count_cell(uint64_t value);
TableCell change_cell(std::pair<std::string, double> before, std::pair<std::string, double> after);

enum class Align { kLeft, kRight };

struct Column {
  std::string name;
  Align align = Align::kRight;
};

struct Table {
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<TableCell>> rows;  // each as long as columns
  std::vector<std::string> notes;            // printed beneath
};

void print(std::ostream& out, const Table& table, Format format);

// Several tables: one after the other; in JSON one array.
void print(std::ostream& out, const std::vector<Table>& tables, Format format);

// A figure with as many decimals as make four digits or so: "0.0831", "3.412",
// "41", "12,345".
std::string figure(double value);

// With so many decimals: "1.000".
std::string fixed(double value, int decimals);

// With its sign: "+0.2", "-83.3".
std::string signed_fixed(double value, int decimals);

// A share with one decimal: "2.0 %".
std::string percent_text(double share);

// A share with one decimal, if it has one: "2 %", "0.6 %".
std::string share_text(double share);

// A number that reads back as it is, "0.1", "100000".
std::string exact_number(double value);

// "200,000"
std::string thousands(unsigned long long value);

// "1 cell", "2,000 cells"
std::string number_of(uint64_t count, const std::string& noun);

// A sum for each operation.
double per(uint64_t sum, uint64_t operations);

}  // namespace heapdyno
