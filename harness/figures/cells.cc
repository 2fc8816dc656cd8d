#include "harness/figures/cells.h"

#include <algorithm>

namespace heapdyno {

Sample sample_of(CellKeys keys, const Record& record, const PhaseRecord& phase) {
  keys["phase"] = phase.name;
  return {std::make_shared<const CellKeys>(std::move(keys)), &record, &phase};
}

std::string value_of(const Sample& sample, const std::string& key) {
  return value_of(*sample.keys, key);
}

namespace {

bool is_control(const Record& record) { return record.keys.contains("control"); }

template <typename Wanted>
std::vector<Sample> samples_where(const std::vector<Record>& records, Wanted is_wanted) {
  std::vector<Sample> samples;
  for (const Record& record : records) {
    if (!record.ok() || !is_wanted(record)) continue;
    for (const PhaseRecord& phase : record.phases) {
      if (!phase.measured) continue;
      samples.push_back(sample_of(record.keys, record, phase));
    }
  }
  return samples;
}

}  // namespace

std::vector<Sample> samples_of(const std::vector<Record>& records) {
  return samples_where(records, [](const Record& record) { return !is_control(record); });
}

std::vector<Sample> samples_of(const std::vector<Record>& records, std::span<const Mode> modes) {
  return samples_where(records, [&](const Record& record) {
    const auto is_its_mode = [&](Mode mode) { return record.keys.at("mode") == name_of(mode); };
    return !is_control(record) && std::any_of(modes.begin(), modes.end(), is_its_mode);
  });
}

std::vector<Sample> control_samples_of(const std::vector<Record>& records) {
  return samples_where(records, is_control);
}

std::vector<Sample> select(const std::vector<Sample>& samples, const Selection& selection) {
  std::vector<Sample> chosen;
  for (const Sample& sample : samples) {
    if (selection.matches(*sample.keys)) chosen.push_back(sample);
  }
  return chosen;
}

std::vector<Sample> of_mode(const std::vector<Sample>& samples, Mode mode) {
  std::vector<Sample> chosen;
  for (const Sample& sample : samples) {
    if (value_of(sample, "mode") == name_of(mode)) chosen.push_back(sample);
  }
  return chosen;
}

std::vector<std::string> values_of(const std::vector<Sample>& samples, const std::string& key) {
  std::vector<std::string> values;
  for (const Sample& sample : samples) {
    std::string value = value_of(sample, key);
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

bool applies(const std::vector<Sample>& samples) {
  return std::all_of(samples.begin(), samples.end(),
                     [](const Sample& sample) { return sample.phase->applies(); });
}

std::vector<std::string> not_applicable_notes(const std::vector<Sample>& samples) {
  std::vector<std::string> notes;
  const auto add = [&](const Sample& sample, const std::string& text) {
    const std::string note = value_of(sample, "store") + ": " + text;
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  };
  for (const Sample& sample : samples) {
    const std::string name = value_of(sample, "scenario") + " " + sample.phase->name;
    if (!sample.phase->applies()) {
      add(sample, "n/a in " + name + ": " + sample.phase->not_applicable);
    }
    for (const auto& [action, why] : sample.phase->before_not_applicable) {
      add(sample, name + " runs without the " + action + " before it: " + why);
    }
  }
  return notes;
}

std::string bounded_exception(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    const double tolerance = tolerance_of(find_metric("allocations"), *sample.keys);
    if (tolerance > 0) {
      return " but for " + value_of(sample, "store") + ": bounded, " + percent_text(tolerance);
    }
  }
  return "";
}

std::optional<ExactValue> exact_value(const std::vector<Sample>& samples, const Metric& metric) {
  std::optional<ExactValue> exact;
  for (const Sample& sample : samples) {
    if (sample.record->keys.at("mode") != name_of(metric.mode)) continue;
    const std::optional<double> value = metric.of(*sample.phase);
    if (!value) continue;
    if (!exact) exact = ExactValue{*value, *value, 0};
    exact->tolerance = std::max(exact->tolerance, tolerance_of(metric, *sample.keys));
    exact->by_chance |= sample.phase->by_chance && metric.name != "operations";
    exact->low = std::min(exact->low, *value);
    exact->high = std::max(exact->high, *value);
  }
  return exact;
}

std::string text_of(const ExactValue& value) {
  return value.holds() ? figure(value.low) : figure(value.low) + ".." + figure(value.high);
}

TableCell exact_cell(const std::optional<ExactValue>& a, const std::optional<ExactValue>& b) {
  if (!a || !b) return "-";
  const double change = b->low - a->low;
  const bool bounded = a->tolerance > 0 || b->tolerance > 0;
  const bool holds = a->holds() && b->holds();
  const bool by_chance = a->by_chance || b->by_chance;
  const char* const word = bounded     ? (holds ? "bounded" : "beyond its bound")
                           : by_chance ? "by chance"
                                       : (holds ? "exact" : "not exact");
  const std::string sign = change > 0 ? "+" : "";
  TableCell cell(text_of(*a) + " -> " + text_of(*b) + " (" + sign + figure(change) + ", " + word +
                 ")");
  cell.figures = {{"a", a->low}, {"b", b->low}, {"change", change}};
  return cell;
}

}  // namespace heapdyno
