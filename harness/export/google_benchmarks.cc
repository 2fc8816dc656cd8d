#include "harness/export/google_benchmarks.h"

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/export/exported.h"
#include "harness/record/google_benchmark.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;
using Samples = std::vector<Sample>;

std::string run_name(const Sample& sample, const std::vector<std::string>& varying) {
  std::string name = value_of(sample, "scenario") + "/" + value_of(sample, "phase");
  for (const std::string& key : varying) name += "/" + key + ":" + value_of(sample, key);
  return name;
}

OrderedJson context_of(const Samples& timed) {
  const std::vector<std::string> hosts = values_of(timed, "host");
  if (hosts.size() > 1) {
    throw usage_error(
        "these times are of several machines, and the format has one: --filter 'host:{" + hosts[0] +
        "}', or one of " + join(hosts, "; "));
  }
  OrderedJson context = {{"date", value_of(timed[0], "date")},
                         {"host_name", hosts[0]},
                         {"executable", kExporter},
                         {"num_cpus", std::atoi(value_of(timed[0], "cores").c_str())},
                         {"library_build_type", "release"}};
  const std::string compiler = value_of(timed[0], "compiler");
  if (!compiler.empty()) context["compiler"] = compiler;
  return context;
}

// The benchmarks: one for each name.
class Benchmarks {
 public:
  explicit Benchmarks(const Samples& samples) : varying_(varying_keys(samples)) {
    for (const Sample& sample : samples) cells_[run_name(sample, varying_)].push_back(sample);
    for (const auto& [name, cell] : cells_) add_family(name, cell);
  }

  OrderedJson take() { return std::move(runs_); }

 private:
  void add_family(const std::string& name, const Samples& cell) {
    Samples timed = of_mode(cell, Mode::kTime);
    std::erase_if(timed, [](const Sample& sample) {
      return !find_metric("ns/op").of(*sample.phase) || !find_metric("cpu-ns/op").of(*sample.phase);
    });
    for (size_t i = 0; i < timed.size(); ++i) {
      OrderedJson run = {{"name", name},
                         {"family_index", families_},
                         {"per_family_instance_index", 0},
                         {"run_name", name},
                         {"run_type", "iteration"},
                         {"repetitions", timed.size()},
                         {"repetition_index", i},
                         {"threads", 1},
                         {"iterations", timed[i].phase->operations()}};
      add_figures(run, timed[i]);
      add_counted(run, cell);
      run["block"] = timed[i].record->block;
      run["place"] = timed[i].record->place;
      runs_.push_back(std::move(run));
    }
    if (!timed.empty()) ++families_;
  }

  static void add_figures(OrderedJson& run, const Sample& sample) {
    OrderedJson counters = OrderedJson::object();
    for (const auto& [metric, value] : figures_of(sample))
      counters[std::string(metric->name)] = value;
    run["real_time"] = counters["ns/op"];
    run["cpu_time"] = counters["cpu-ns/op"];
    run["time_unit"] = "ns";
    counters.erase("ns/op");
    counters.erase("cpu-ns/op");
    run.update(counters);
  }

  static void add_counted(OrderedJson& run, const Samples& cell) {
    const auto add = [&](const char* field, const char* metric) {
      const std::optional<ExactValue> value = exact_value(cell, find_metric(metric));
      if (value) run[field] = value->low;
    };
    add("allocs_per_iter", "allocs/op");
    add("max_bytes_used", "live-peak");
  }

  const std::vector<std::string> varying_;
  std::map<std::string, Samples> cells_;
  int families_ = 0;
  OrderedJson runs_ = OrderedJson::array();
};

}  // namespace

std::string google_benchmarks(const std::vector<Record>& records) {
  const Samples samples = samples_of(records);
  OrderedJson runs = Benchmarks(samples).take();
  if (runs.empty()) {
    throw usage_error(
        "no time was measured in these records, and Google Benchmark's format is of "
        "times: `run --rounds N` measures them, `export csv` has all else");
  }
  const OrderedJson file = {{"context", context_of(of_mode(samples, Mode::kTime))},
                            {"benchmarks", std::move(runs)}};
  return file.dump(2) + "\n";
}

}  // namespace heapdyno
