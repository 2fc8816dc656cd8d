// Carries out what was prepared: processes are run, each trial's end is recorded at once, progress is
// shown, and an interrupt stops it between records.
// Thread contract: one thread, one at a time in a process.
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "harness/record/record_file.h"
#include "harness/run/execute.h"
#include "harness/run/facts.h"
#include "harness/run/planted.h"
#include "harness/run/prepare.h"

namespace heapdyno {

struct MeasureOptions {
  std::string data = "/dev/shm";      // folder for the stores' files
  std::chrono::seconds limit{120};    // of one process
  std::vector<Record> recorded = {};  // of this plan, by a run that this one continues
  Planted planted = {};
};

ExecuteResult measure(const PreparedRun& run, const Facts& facts, const MeasureOptions& options,
                      RecordWriter& writer, std::ostream& log);

// The records of all attempts, which are kept nowhere else. Throws Error when it is interrupted.
std::vector<Record> measured_records(const PreparedRun& run, const MeasureOptions& options,
                                     std::ostream& log);

// Now, by strftime's form.
std::string utc_now(const char* form);

}  // namespace heapdyno
