// What a report says, before it is a page, markdown or a picture: sentences, and tables each with
// the chart that shows it. Plain values; any thread.
//
// A chart reads its table by the columns' names (report/page/charts.js): every value that a picture
// shows stands in the table behind it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/table.h"

namespace heapdyno {

// A sentence, and where it ends in a colon the items of its list.
struct Statement {
  std::string text;
  std::vector<std::string> items = {};
};

struct ReportSection {
  std::string id;  // "time": in addresses and file names
  std::string heading;
  std::vector<std::string> text;  // sentences: what it shows, how to read it
  std::string chart;              // of charts.js; empty: the table alone
  Table table;
  std::vector<std::string> pick = {};             // columns of which one value is shown at a time
  std::map<std::string, std::string> about = {};  // words for the chart: "metric", "reference"
  Statement answer = {};  // what it says, where it can be the picture of the answer; else empty
};

// What was not measured, and how to.
struct NotMeasured {
  std::string heading;
  std::string how;
};

struct ReportData {
  std::string question;
  std::vector<Statement> answer;        // the first one says it all
  std::vector<std::string> warnings;    // what a reader must know before believing it
  std::string made;                     // "heapdyno 0.1.0, 136 trials of 2026-11-26, ..."
  std::vector<ReportSection> sections;  // the first is the picture of the answer
  std::vector<NotMeasured> missing;
  Table provenance;     // what, value
  std::string command;  // that measures it again
};

}  // namespace heapdyno
