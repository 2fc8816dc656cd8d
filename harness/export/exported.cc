#include "harness/export/exported.h"

namespace heapdyno {

std::vector<std::string> varying_keys(const std::vector<Sample>& samples) {
  std::vector<std::string> keys;
  for (const std::string& key : kKeys) {
    if (key == "mode" || key == "scenario" || key == "phase") continue;
    if (values_of(samples, key).size() > 1) keys.push_back(key);
  }
  return keys;
}

std::vector<std::pair<const Metric*, double>> figures_of(const Sample& sample) {
  std::vector<std::pair<const Metric*, double>> figures;
  for (const Metric& metric : metrics()) {
    if (value_of(sample, "mode") != name_of(metric.mode)) continue;
    if (const std::optional<double> value = metric.of(*sample.phase))
      figures.emplace_back(&metric, *value);
  }
  return figures;
}

}  // namespace heapdyno
