#include "harness/compare/hidden_keys.h"

#include <map>
#include <set>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

using ValuesByKey = std::map<std::string, std::set<std::string>>;  // of each key

// Modes have metrics of their own, and link orders are told apart within a line.
bool is_told_apart(const std::string& key) { return key == "mode" || key == "layout"; }

bool is_named(const std::string& key, const CompareOptions& options) {
  return options.a.names(key) || options.b.names(key) || options.row.names(key) ||
         options.col.names(key);
}

// A key that is not recorded of every sample is "" of the others.
ValuesByKey values_in(const std::vector<Sample>& samples) {
  std::set<std::string> keys;
  for (const Sample& sample : samples) {
    for (const auto& [key, value] : sample.keys) keys.insert(key);
  }
  ValuesByKey values;
  for (const std::string& key : keys) {
    for (const Sample& sample : samples) values[key].insert(value_of(sample, key));
  }
  return values;
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
    for (const auto* side : {&line.a, &line.b}) {
      for (auto& [key, values] : values_in(*side)) {
        if (values.size() > 1 && !is_told_apart(key)) hidden[key].merge(values);
      }
    }
  }
  std::vector<std::string> notes;
  for (const auto& [key, values] : hidden) {
    if (!is_named(key, options)) notes.push_back(sentence(key, values));
  }
  return notes;
}

}  // namespace heapdyno
