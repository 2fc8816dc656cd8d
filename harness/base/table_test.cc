#include "harness/base/table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

Table example() {
  TableCell change("41 -> 38 (-3, exact)");
  change.figures = {{"a", 41}, {"b", 38}, {"change", -3}};
  TableCell ratio("0.93");
  ratio.figures = {{"", 0.93}};
  return Table{"Allocations per operation",
               {{"scenario", Align::kLeft}, {"baseline -> all"}, {"ratio"}},
               {{"fill-random", change, ratio}, {"a|b, \"c\"", TableCell("-"), TableCell("~")}},
               {"a note"}};
}

std::string printed(Format format) {
  std::ostringstream out;
  print(out, example(), format);
  return out.str();
}

TEST(Table, Text) {
  EXPECT_EQ(printed(Format::kText),
            "Allocations per operation\n"
            "  scenario          baseline -> all  ratio\n"
            "  fill-random  41 -> 38 (-3, exact)   0.93\n"
            "  a|b, \"c\"                        -      ~\n"
            "  a note\n");
}

TEST(Table, Markdown) {
  EXPECT_EQ(printed(Format::kMarkdown),
            "**Allocations per operation**\n\n"
            "| scenario | baseline -> all | ratio |\n"
            "|---|---:|---:|\n"
            "| fill-random | 41 -> 38 (-3, exact) | 0.93 |\n"
            "| a\\|b, \"c\" | - | ~ |\n"
            "\na note\n");
}

TEST(Table, CsvHasAColumnPerFigure) {
  EXPECT_EQ(printed(Format::kCsv),
            "scenario,baseline -> all.a,baseline -> all.b,baseline -> all.change,ratio\n"
            "fill-random,41,38,-3,0.93\n"
            "\"a|b, \"\"c\"\"\",,,,\n");
}

TEST(Table, JsonHasFiguresAsNumbers) {
  EXPECT_EQ(printed(Format::kJson),
            "{\n \"title\": \"Allocations per operation\",\n \"rows\": [\n  {\n"
            "   \"scenario\": \"fill-random\",\n   \"baseline -> all\": {\n    \"a\": 41,\n"
            "    \"b\": 38,\n    \"change\": -3\n   },\n   \"ratio\": 0.93\n  },\n  {\n"
            "   \"scenario\": \"a|b, \\\"c\\\"\",\n   \"baseline -> all\": \"-\",\n"
            "   \"ratio\": \"~\"\n  }\n ],\n \"notes\": [\n  \"a note\"\n ]\n}\n");
}

TEST(Table, WordsStandBesideFigures) {
  TableCell cell("1.05 regression");
  cell.figures = {{"ratio", 1.05}};
  cell.words = {{"verdict", "a, b"}};
  const Table table{"", {{"ns/op"}}, {{cell}, {TableCell("-")}}, {}};
  std::ostringstream csv;
  print(csv, table, Format::kCsv);
  EXPECT_EQ(csv.str(), "ns/op.ratio,ns/op.verdict\n1.05,\"a, b\"\n,\n");
  std::ostringstream json;
  print(json, table, Format::kJson);
  EXPECT_NE(json.str().find("\"verdict\": \"a, b\""), std::string::npos);
}

TEST(Table, FiguresHaveAboutFourDigits) {
  EXPECT_EQ(figure(0.0831234), "0.0831");
  EXPECT_EQ(figure(3.41234), "3.412");
  EXPECT_EQ(figure(41), "41");
  EXPECT_EQ(figure(-2.5), "-2.500");
  EXPECT_EQ(figure(12345.6), "12,346");
  EXPECT_EQ(figure(-1234567), "-1,234,567");
  EXPECT_EQ(figure(0), "0");
  EXPECT_EQ(thousands(999), "999");
}

TEST(Table, SharesHaveADecimalIfTheyNeedOne) {
  EXPECT_EQ(share_text(0.02), "2 %");
  EXPECT_EQ(share_text(0.00561), "0.6 %");
  EXPECT_EQ(fixed(0.93, 3), "0.930");
}

TEST(Table, UnknownFormatIsAUsageError) { EXPECT_THROW(parse_format("html"), Error); }

}  // namespace
}  // namespace heapdyno
