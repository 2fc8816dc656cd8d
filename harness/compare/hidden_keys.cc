#include "harness/compare/hidden_keys.h"

#include <map>
#include <set>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

using ValuesByKey = std::map<std::string, std::set<std::string>>;  // of each key

// Link orders, which are executables of their own, are told apart within a line, several builds of one
// allocator are refused, and a run may last beyond midnight.
bool may_vary(const std::string& key) {
  return key == "layout" || key == "build" || key == "allocator-build" || key == "date";
}

bool is_named(const std::string& key, const CompareOptions& options) {
  return options.a.names(key) || options.b.names(key) || options.row.names(key) ||
         options.col.names(key);
}

// A key that is not recorded of every sample is "" of the others.
ValuesByKey values_in(const std::vector<Sample>& samples) {
  std::set<std::string> keys;
  for (const Sample& sample : samples) {
    for (const auto& [key, value] : *sample.keys) keys.insert(key);
  }
  ValuesByKey values;
  for (const std::string& key : keys) {
    for (const Sample& sample : samples) values[key].insert(value_of(sample, key));
  }
  return values;
}

// A cell is of one metric, and a metric of one mode.
void add_varying(ValuesByKey& hidden, const std::vector<Sample>& side) {
  for (const std::string& mode : values_of(side, "mode")) {
    std::vector<Sample> of_mode = side;
    std::erase_if(of_mode, [&](const Sample& s) { return value_of(s, "mode") != mode; });
    for (auto& [key, values] : values_in(of_mode)) {
      if (values.size() > 1 && !may_vary(key)) hidden[key].merge(values);
    }
  }
}

std::string sentence(const std::string& key, const std::set<std::string>& values) {
  std::vector<std::string> texts;
  for (const std::string& value : values) texts.push_back(value.empty() ? "none" : value);
  return key + " varies inside a cell: " + join(texts, ", ") +
         "; fix it with --filter, or name it on a side, in --row or in --col";
}

}  // namespace

std::vector<std::string> hidden_key_notes(const std::vector<Pair>& lines,
                                          const CompareOptions& options) {
  ValuesByKey hidden;
  for (const Pair& line : lines) {
    for (const auto* side : {&line.a, &line.b}) add_varying(hidden, *side);
  }
  std::vector<std::string> notes;
  for (const auto& [key, values] : hidden) {
    if (!is_named(key, options)) notes.push_back(sentence(key, values));
  }
  return notes;
}

}  // namespace heapdyno
