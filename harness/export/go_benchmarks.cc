#include "harness/export/go_benchmarks.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "harness/base/table.h"
#include "harness/export/exported.h"

namespace heapdyno {
namespace {

// Names and units end at a space.
std::string one_word(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }, '_');
  return text;
}

std::string go_name(const Sample& sample, const std::vector<std::string>& varying) {
  std::string scenario = value_of(sample, "scenario");
  if (!scenario.empty())
    scenario[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(scenario[0])));
  std::string name = "Benchmark" + scenario + "/phase=" + value_of(sample, "phase");
  for (const std::string& key : varying) name += "/" + key + "=" + value_of(sample, key);
  const std::string cores = value_of(sample, "cores");
  return one_word(name + "-" + (cores.empty() ? "1" : cores));
}

// Go's own where it has one; else what it is a unit of stands before it: "rss-anon-bytes".
std::string unit_of(const Metric& metric) {
  std::string name(metric.name);
  if (name == "bytes/op") return "B/op";
  std::replace(name.begin(), name.end(), '_', '-');
  const std::string unit(metric.unit);
  return name.find('/') != std::string::npos || name.ends_with(unit) ? name : name + "-" + unit;
}

bool is_exact(const Metric& metric, const Sample& sample) {
  return metric.metric_class == MetricClass::kExact && tolerance_of(metric, *sample.keys) == 0 &&
         !sample.phase->by_chance;
}

// Units whose values are the same in every trial.
std::string unit_lines(const std::vector<Sample>& samples) {
  std::set<std::string> exact;
  std::set<std::string> others;
  for (const Sample& sample : samples) {
    for (const auto& [metric, value] : figures_of(sample))
      (is_exact(*metric, sample) ? exact : others).insert(unit_of(*metric));
  }
  std::string lines;
  for (const std::string& unit : exact) {
    if (others.count(unit) == 0) lines += "Unit " + unit + " assume=exact\n";
  }
  return lines;
}

// The lines that change what holds from here on.
std::string configuration_lines(CellKeys& now, const Sample& sample) {
  std::string lines;
  for (const char* key : {"compiler", "flags", "libstdcxx", "cpu", "cores", "kernel", "seed"}) {
    const std::string value = value_of(sample, key);
    std::string& last = now[key];
    if (value != last) lines += std::string(key) + ": " + value + "\n";
    last = value;
  }
  return lines;
}

}  // namespace

std::string go_benchmarks(const std::vector<Record>& records) {
  const std::vector<Sample> samples = samples_of(records);
  const std::vector<std::string> varying = varying_keys(samples);
  std::string text = unit_lines(samples);
  CellKeys configuration;
  for (const Sample& sample : samples) {
    const auto figures = figures_of(sample);
    if (figures.empty()) continue;
    text += configuration_lines(configuration, sample) + go_name(sample, varying) + " " +
            std::to_string(std::max<uint64_t>(1, sample.phase->operations()));
    for (const auto& [metric, value] : figures)
      text += " " + exact_number(value) + " " + unit_of(*metric);
    text += "\n";
  }
  return text;
}

}  // namespace heapdyno
