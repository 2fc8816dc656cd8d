// Records seen as a matrix of cells: what was measured, by key, and what counted
// metrics say of one cell and of two set against each other (noisy.h: of noisy
// ones). Shared by compare and by the summary of a run. Pure; any thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/figures/metrics.h"
#include "harness/record/record.h"

namespace heapdyno {

// One phase of one successful trial. Borrows the record; copies share the keys.
struct Sample {
  std::shared_ptr<const CellKeys> keys;  // the record's, and phase
  const Record* record = nullptr;
  const PhaseRecord* phase = nullptr;
};

// `keys` are those of the record, or what of them is needed.
Sample sample_of(CellKeys keys, const Record& record, const PhaseRecord& phase);

// Of measured phases of successful trials alone, in the records' order, without those of the
// A/A control.
std::vector<Sample> samples_of(const std::vector<Record>& records);

// Of trials in these modes alone.
std::vector<Sample> samples_of(const std::vector<Record>& records, std::span<const Mode> modes);

// Of the A/A control alone.
std::vector<Sample> control_samples_of(const std::vector<Record>& records);

// Those that a selection picks.
std::vector<Sample> select(const std::vector<Sample>& samples, const Selection& selection);

// Those of one mode.
std::vector<Sample> of_mode(const std::vector<Sample>& samples, Mode mode);

// The distinct values of a key, in order of appearance; samples without it
// count as "".
std::vector<std::string> values_of(const std::vector<Sample>& samples, const std::string& key);
std::string value_of(const Sample& sample, const std::string& key);

// False where a store does not have what the phase is about: its cells say "n/a".
bool applies(const std::vector<Sample>& samples);

// Which stores did not run which phases, or not what was asked for before them,
// and why: one sentence each.
std::vector<std::string> not_applicable_notes(const std::vector<Sample>& samples);

// " but for rocksdb: bounded, 0.1 %", where its counts are among those called
// exact or identical; else empty.
std::string bounded_exception(const std::vector<Sample>& samples);

// An exact metric over the samples of one cell: the least and the greatest, which
// are the same unless the metric is not exact after all, or bounded of this
// store. Absent: none has it.
struct ExactValue {
  double low = 0;
  double high = 0;
  double tolerance = 0;    // relative; of a bounded value
  bool by_chance = false;  // of a phase in which several threads work: it may move
  bool holds() const { return agree(low, high, tolerance); }
};
std::optional<ExactValue> exact_value(const std::vector<Sample>& samples, const Metric& metric);

// The text of one exact value: "41", or "41..43" where it moves by more than it may.
std::string text_of(const ExactValue& value);

// "41 -> 38 (-3, exact)" with the figures a, b and change; "bounded" where one
// side is. "-" when one side has no value.
TableCell exact_cell(const std::optional<ExactValue>& a, const std::optional<ExactValue>& b);

}  // namespace heapdyno
