// The record files that a command reads: --in FILE or --in label=FILE, or the newest run.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/streams.h"
#include "harness/record/record.h"

namespace heapdyno {

struct Input {
  std::string label;  // the file's name without its end, unless another is given
  std::string path;
};

// The records in a file's text, whichever of these it is, told by its beginning: records, timed trials
// alone (times_file.h), Google Benchmark's JSON. Throws Error that names `path`.
std::vector<Record> parse_input(std::string_view text, const std::string& path, Streams streams);

// Files and labels that are each there once, else it throws a usage error. Empty `texts`: the newest
// file of the build folder's runs, which is then named on stderr; likewise where there is none.
std::vector<Input> inputs_of(const std::vector<std::string>& texts, const std::string& build,
                             Streams streams);

// Throws a usage error where `out_file` is one of these, under whichever name.
void check_not_an_input(const std::string& out_file, const std::vector<Input>& inputs);

// All of their records, each with its label as the key "in". Warns of trials that did not succeed.
std::vector<Record> read_inputs(const std::vector<Input>& inputs, Streams streams);

// Of those the phases that the filter picks. Throws a usage error where it picks none.
std::vector<Record> read_matching(const std::vector<Input>& inputs,
                                  const std::vector<std::string>& filter, Streams streams);

// Calls `visit` with each of these records, in order, without keeping them. Throws as read_matching().
void for_each_matching(const std::vector<Input>& inputs, const std::vector<std::string>& filter,
                       Streams streams, const std::function<void(Record)>& visit);

// Throws a usage error, with a suggestion, where a selection names a toggle that no record has.
void check_toggles(const Selection& selection, const std::vector<Record>& records);

}  // namespace heapdyno
