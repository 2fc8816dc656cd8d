#include "harness/base/words.h"
#include "harness/selftest/selftest.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

std::string code(Exit exit) { return std::to_string(static_cast<int>(exit)); }

Table table_of(const std::vector<SelftestRow>& rows) {
  Table table{"What the gate finds",
              {{"check", Align::kLeft},
               {"fault", Align::kLeft},
               {"expected"},
               {"found"},
               {"ok", Align::kLeft},
               {"what it said", Align::kLeft}},
              {},
              {"expected and found are exit codes"}};
  for (const SelftestRow& row : rows)
    table.rows.push_back({row.name(), row.fault, code(row.expected), code(row.found),
                          row.caught ? "yes" : "no", row.text});
  return table;
}

}  // namespace

Exit selftest_command(const SelftestOptions& options, Streams streams) {
  ProcessFaults faults(take_inventory(open_build_folder(options.build), Ask::kOneOfEach));
  const std::vector<SelftestRow> rows = selftest(faults, streams.log);
  print(streams.out, table_of(rows), options.format);
  const std::vector<std::string> missed = not_caught(rows);
  if (missed.empty()) return Exit::kFine;
  streams.err << "heapdyno: the gate is not to be trusted here: " << join(missed, ", ") << "\n";
  return Exit::kFailed;
}

}  // namespace heapdyno
