// From the two JSON outputs of Google Benchmark, one of a plain process and one of a process under
// the observer, to one table. Pure functions; they throw nlohmann::json's errors when a text is not
// what Google Benchmark writes.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace engine {

// A kind of a toggle in one case, per item.
struct Row {
  std::string idea;
  std::string name;
  std::string kind;
  double nanoseconds = 0;  // processor time; elapsed time where there are several threads
  double allocations = 0;
  double allocated_bytes = 0;
};

// Rows in the order of `counted` (times may come in random order), the kinds of a case side by
// side. Each benchmark of `counted` has one run there, and any number of repetitions in `timed`.
std::vector<Row> merge(const std::string& timed, const std::string& counted);

// Text columns; each kind beside the off of its case.
std::string to_table(const std::vector<Row>& rows);

}  // namespace engine
