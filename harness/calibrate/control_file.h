// What a calibration needs of the records of A/A campaigns, small enough to be committed: JSON lines,
// "heapdyno.control/1".
//
// A campaign is a line of an object, and then one of an array for each measured phase of each trial of
// the configuration that has a control, and of the control:
//
//   {"schema": "heapdyno.control/1", "plan": digest, and other keys of its records: selection.h}
//   [time of the trial's end, scenario, phase, block, place, is it of the control?,
//    operations, wall_ns, rss_anon]
//
// Raw figures, as in the records (results/README.md); what is not here is not known. Any thread.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// Does this file begin as one?
bool is_control_file(const std::string& path);

// A record for each line, with that phase alone. Throws Error that names file and line.
std::vector<Record> read_control_file(const std::string& path);

// Of these records what there is a control of. Throws Error with Exit::kNotComparable where there is
// none.
void write_control_file(std::ostream& out, const std::vector<Record>& records);

}  // namespace heapdyno
