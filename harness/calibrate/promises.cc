#include "harness/calibrate/promises.h"

namespace heapdyno {

Promises::Promises(std::string title) {
  table_.title = std::move(title);
  table_.columns = {{"procedure", Align::kLeft},
                    {"case", Align::kLeft},
                    {"cases"},
                    {"measured"},
                    {"bound"},
                    {"holds"}};
}

void Promises::at_most(const std::string& promise, Rate measured, double bound) {
  const bool holds = measured.rate <= bound;
  hold_ = hold_ && holds;
  add(promise, measured, "at most " + percent_text(bound), holds ? "yes" : "no");
}

void Promises::at_least(const std::string& promise, Rate measured, double bound) {
  const bool holds = measured.rate >= bound;
  hold_ = hold_ && holds;
  add(promise, measured, "at least " + percent_text(bound), holds ? "yes" : "no");
}

void Promises::aims_at_least(const std::string& promise, Rate measured, double aim) {
  add(promise, measured, "aim: at least " + percent_text(aim),
      measured.rate >= aim ? "met" : "missed");
}

void Promises::without_bound(const std::string& promise, Rate measured) {
  add(promise, measured, "-", "-");
}

void Promises::add(const std::string& promise, Rate measured, const std::string& bound,
                   const std::string& holds) {
  TableCell measured_cell(percent_text(measured.rate));
  measured_cell.figures = {{"", measured.rate}};
  table_.rows.push_back({about_, promise, count_cell(measured.of), measured_cell, bound, holds});
}

}  // namespace heapdyno
