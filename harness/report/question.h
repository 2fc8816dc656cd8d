// The question that a run answers, and the answer in sentences. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/compared.h"
#include "harness/report/report_data.h"

namespace heapdyno {

struct Answer {
  std::string question;
  std::vector<Statement> statements;
  ReportSection picture;
};

// `sections` are the report's: where one of them is the answer's picture, it is taken out.
Answer answer_of(const Gathered& gathered, const ComparedCells& compared,
                 std::vector<ReportSection>& sections);

}  // namespace heapdyno
