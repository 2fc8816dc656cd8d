#include "harness/record/google_benchmark.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

using Json = nlohmann::json;

// Greater numbers are no measurements, and do not fit into a record.
constexpr double kMost = 1e18;

double nanoseconds_in(const std::string& unit) {
  static const std::vector<std::string> kUnits = {"ns", "us", "ms", "s"};
  static constexpr std::array<double, 4> kNanoseconds = {1, 1e3, 1e6, 1e9};
  const auto found = std::find(kUnits.begin(), kUnits.end(), unit);
  if (found == kUnits.end()) throw Error(unknown_name("time unit", unit, kUnits));
  return kNanoseconds[static_cast<size_t>(found - kUnits.begin())];
}

// One run of the list. What it throws says what is wrong, not where.
class Run {
 public:
  explicit Run(const Json& json) : json_(json) {
    if (!json.is_object()) throw Error("an object was expected");
  }

  bool has(const char* field) const { return json_.contains(field); }

  std::string text(const char* field, const std::string& otherwise) const {
    if (!has(field)) return otherwise;
    if (!json_.at(field).is_string()) throw Error(std::string(field) + " is no text");
    return json_.at(field);
  }

  bool flag(const char* field) const {
    if (!has(field)) return false;
    if (!json_.at(field).is_boolean())
      throw Error(std::string(field) + " is neither true nor false");
    return json_.at(field);
  }

  double number(const char* field) const {
    if (!has(field)) throw Error("there is no " + std::string(field));
    if (json_.at(field).is_null()) throw Error(std::string(field) + " is not finite");
    if (!json_.at(field).is_number()) throw Error(std::string(field) + " is no number");
    const double value = json_.at(field);
    if (std::abs(value) < kMost) return value;
    throw Error(std::string(field) + " is too great");
  }

  uint64_t count(const char* field) const {
    const double value = number(field);
    if (value < 0) throw Error(std::string(field) + " is negative");
    return static_cast<uint64_t>(value);
  }

  // Of all iterations, in nanoseconds.
  uint64_t time(const char* field) const {
    const double ns =
        number(field) * nanoseconds_in(text("time_unit", "ns")) * static_cast<double>(iterations());
    if (ns < 0) throw Error(std::string(field) + " is negative");
    if (ns >= kMost) throw Error(std::string(field) + " is too great");
    return static_cast<uint64_t>(std::llround(ns));
  }

  std::string name() const {
    if (!has("name")) throw Error("it has no name");
    return text("name", "");
  }

  uint64_t iterations() const {
    const uint64_t iterations = count("iterations");
    if (iterations == 0) throw Error("iterations are 0");
    return iterations;
  }

  // Before version 1.5 the name alone says so.
  bool is_aggregate() const {
    if (has("run_type")) return text("run_type", "") == "aggregate";
    const std::string name = this->name();
    return name.ends_with("_mean") || name.ends_with("_median") || name.ends_with("_stddev") ||
           name.ends_with("_BigO") || name.ends_with("_RMS");
  }

 private:
  const Json& json_;
};

ScopeRecord iterations_scope(uint64_t iterations) {
  ScopeRecord scope;
  scope.name = "iteration";
  scope.operations = iterations;
  return scope;
}

PhaseRecord phase_of(uint64_t iterations) {
  PhaseRecord phase;
  phase.name = "benchmark";
  phase.per_operation = true;
  phase.scopes = {iterations_scope(iterations)};
  return phase;
}

PhaseRecord timed(const Run& run) {
  PhaseRecord phase = phase_of(run.iterations());
  phase.figures["wall_ns"] = run.time("real_time");
  phase.figures["cpu_ns"] = run.time("cpu_time");
  return phase;
}

bool is_whole(double value) { return std::abs(value - std::round(value)) < 1e-6 * (1 + value); }

// Its memory manager counts in a run of its own, of so many iterations at most.
constexpr uint64_t kMemoryIterations = 16;

// So many operations that the allocations of all of them are a whole number.
PhaseRecord counted(const Run& run) {
  const double each = run.number("allocs_per_iter");
  const uint64_t iterations = run.iterations();
  const uint64_t memory_iterations = std::min(iterations, kMemoryIterations);
  const uint64_t operations = is_whole(each * static_cast<double>(iterations))
                                  ? iterations
                                  : iterations / memory_iterations * memory_iterations;
  const auto of_all = [&](double value) {
    if (value < 0) throw Error("its memory manager counted less than nothing");
    return static_cast<uint64_t>(std::llround(value * static_cast<double>(operations)));
  };
  PhaseRecord phase = phase_of(operations);
  phase.scopes[0].counts = {{"malloc", of_all(each)}};
  if (run.has("total_allocated_bytes")) {
    const double bytes = run.number("total_allocated_bytes");
    (*phase.scopes[0].counts)["bytes"] = of_all(bytes / static_cast<double>(memory_iterations));
  }
  return phase;
}

PhaseRecord followed(const Run& run) {
  PhaseRecord phase = phase_of(run.iterations());
  if (run.has("max_bytes_used")) phase.alive["requested_peak"] = run.count("max_bytes_used");
  if (run.has("net_heap_growth") && run.number("net_heap_growth") >= 0)
    phase.alive["requested"] = run.count("net_heap_growth");
  return phase;
}

PhaseRecord skipped(const Run& run) {
  PhaseRecord phase;
  phase.name = "benchmark";
  phase.not_applicable = run.text("skip_message", "it was skipped");
  return phase;
}

// "2026-11-22" of a date as Google Benchmark writes it; "" of any other text.
std::string day_of(const std::string& date) {
  const std::string day = date.substr(0, std::size("2026-11-22") - 1);
  return day.find_first_not_of("0123456789-") == std::string::npos ? day : "";
}

class Reader {
 public:
  Reader(const Json& file, const std::string& path) : path_(path) {
    if (!file.is_object() || !file.contains("context") || !file.at("context").is_object())
      throw Error(path + ": there is no object \"context\" in it");
    if (!file.contains("benchmarks") || !file.at("benchmarks").is_array())
      throw Error(path + ": there is no list \"benchmarks\" in it");
    read_context(Run(file.at("context")));
    for (const Json& run : file.at("benchmarks")) read(run);
    if (result_.records.empty())
      throw Error(path +
                  ": there is no run in it: was it written with "
                  "--benchmark_report_aggregates_only?");
  }

  GoogleBenchmark take() { return std::move(result_); }

 private:
  void read_context(const Run& context) {
    try {
      add_key("host", context.text("host_name", ""));
      add_key("date", day_of(context.text("date", "")));
      is_our_export_ = context.text("executable", "") == kExporter;
      if (context.has("num_cpus")) add_key("cores", std::to_string(context.count("num_cpus")));
      if (context.text("library_build_type", "") == "debug")
        result_.warnings.push_back(path_ +
                                   ": measured with a debug build of Google Benchmark, "
                                   "whose own cost is in the times");
    } catch (const Error& error) {
      throw Error(path_ + ": context: " + error.what());
    }
  }

  void add_key(const char* key, const std::string& value) {
    if (!value.empty()) keys_[key] = value;
  }

  void read(const Json& json) {
    ++number_;
    std::string origin = path_ + ": benchmark number " + std::to_string(number_);
    try {
      const Run run(json);
      const std::string name = run.name();
      origin = path_ + ": benchmark '" + name + "'";
      if (!run.is_aggregate()) add(run, name, origin);
    } catch (const Error& error) {
      throw Error(origin + ": " + error.what());
    }
  }

  void add(const Run& run, const std::string& name, const std::string& origin) {
    Record record;
    record.keys = keys_;
    record.keys["scenario"] = name;
    record.keys["store"] = "google-benchmark";
    record.plan_digest = name;  // one benchmark's repetitions are not interleaved with another's
    record.block = block_of(run, name);
    record.origin = origin;
    record.state = "ok";
    if (run.flag("error_occurred")) {
      record.state = "failed";
      record.reason = run.text("error_message", "");
      add(record, Mode::kTime, {});
    } else if (run.flag("skipped")) {
      add(record, Mode::kTime, skipped(run));
    } else {
      add_measured(record, run);
    }
  }

  void add_measured(const Record& record, const Run& run) {
    add(record, Mode::kTime, timed(run));
    if (run.has("allocs_per_iter")) add(record, Mode::kCount, counted(run));
    if (run.has("max_bytes_used") || run.has("net_heap_growth"))
      add(record, Mode::kLive, followed(run));
  }

  void add(Record record, Mode mode, PhaseRecord phase) {
    record.keys["mode"] = name_of(mode);
    if (record.ok()) record.phases.push_back(std::move(phase));
    result_.records.push_back(std::move(record));
  }

  // Versions before 1.5 do not number repetitions: they stand in order.
  int block_of(const Run& run, const std::string& name) {
    const int occurrence = occurrences_[name]++;
    const char* const field = is_our_export_ && run.has("block") ? "block" : "repetition_index";
    if (!run.has(field)) return occurrence;
    return static_cast<int>(std::min<uint64_t>(run.count(field), INT_MAX));
  }

  const std::string& path_;
  CellKeys keys_;               // of all runs
  bool is_our_export_ = false;  // other programs' counters may have any name
  int number_ = 0;
  std::map<std::string, int> occurrences_;
  GoogleBenchmark result_;
};

// How C libraries and Google Benchmark write what is no finite number; the longer before its beginning.
constexpr std::array<std::string_view, 5> kNotFinite = {"NaN", "nan", "Infinity", "infinity",
                                                        "inf"};

// The length of such a word, with its sign, at the beginning of the text; 0: there is none.
size_t not_finite_at(std::string_view text) {
  const size_t sign = text.starts_with('-') ? 1 : 0;
  for (const std::string_view word : kNotFinite) {
    if (text.substr(sign).starts_with(word)) return sign + word.size();
  }
  return 0;
}

// The text with null in their place, outside of strings: JSON has no such numbers.
std::string with_nulls(std::string_view text) {
  std::string json;
  json.reserve(text.size());
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t length = in_string ? 0 : not_finite_at(text.substr(i));
    if (length > 0) {
      json += "null";
      i += length - 1;
      continue;
    }
    json += text[i];
    if (text[i] == '"') in_string = !in_string;
    if (in_string && text[i] == '\\' && i + 1 < text.size()) json += text[++i];
  }
  return json;
}

// The name of an object's first field, or "".
std::string_view first_field(std::string_view text) {
  const auto skip = [&](char expected) {
    const size_t at = text.find_first_not_of(" \t\r\n");
    const bool is_there = at != std::string_view::npos && text[at] == expected;
    text.remove_prefix(is_there ? at + 1 : text.size());
  };
  skip('{');
  skip('"');
  const size_t end = text.find('"');
  return end == std::string_view::npos ? "" : text.substr(0, end);
}

}  // namespace

bool is_google_benchmark(std::string_view text) {
  const std::string_view first = first_field(text);
  return first == "context" || first == "benchmarks";
}

GoogleBenchmark parse_google_benchmark(std::string_view text, const std::string& path) {
  try {
    return Reader(Json::parse(with_nulls(text)), path).take();
  } catch (const Json::exception& error) {
    throw Error(path + ": not what Google Benchmark writes: " + error.what());
  }
}

}  // namespace heapdyno
