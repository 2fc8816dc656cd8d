#include "scenarios/object_reader.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace heapdyno {
namespace {

// Levenshtein's distance, row by row.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string list(const Words& words) {
  std::string text;
  for (std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string shown(const nlohmann::json& value) {
  std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (text.size() > 40) text = text.substr(0, 37) + "...";
  return text;
}

std::string shown(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

std::string nearest(std::string_view word, const Words& words) {
  std::string_view best;
  size_t best_distance = word.size() < 4 ? 2 : std::max<size_t>(2, word.size() / 3) + 1;
  for (std::string_view candidate : words) {
    const size_t d = distance(word, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return std::string(best);
}

std::string unknown(std::string_view what, std::string_view word, const Words& words) {
  const std::string near = nearest(word, words);
  if (!near.empty()) return std::string(what) + "; did you mean \"" + near + "\"?";
  return std::string(what) + "; expected one of: " + list(words);
}

ObjectReader::ObjectReader(const nlohmann::json& value, std::string pointer, const Words& keys)
    : object_(&value), pointer_(std::move(pointer)) {
  if (!value.is_object())
    throw Problem{pointer_, "expected an object in {}, found " + shown(value)};
  for (const auto& item : value.items()) {
    const std::string& key = item.key();
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      fail(key, unknown("unknown key", key, keys));
  }
}

const nlohmann::json& ObjectReader::at(std::string_view key) const { return *object_->find(key); }

uint64_t ObjectReader::integer(std::string_view key, uint64_t otherwise, uint64_t min,
                               uint64_t max) const {
  if (!has(key)) return otherwise;
  const nlohmann::json& value = at(key);
  if (value.is_number_unsigned() && value >= min && value <= max) return value.get<uint64_t>();
  fail(key, "expected a whole number from " + std::to_string(min) + " to " + std::to_string(max) +
                ", found " + shown(value));
}

double ObjectReader::number(std::string_view key, double otherwise, double min, double max) const {
  if (!has(key)) return otherwise;
  const nlohmann::json& value = at(key);
  if (value.is_number() && value >= min && value <= max) return value.get<double>();
  fail(key,
       "expected a number from " + shown(min) + " to " + shown(max) + ", found " + shown(value));
}

bool ObjectReader::flag(std::string_view key, bool otherwise) const {
  if (!has(key)) return otherwise;
  if (!at(key).is_boolean()) fail(key, "expected true or false, found " + shown(at(key)));
  return at(key).get<bool>();
}

std::string ObjectReader::text(std::string_view key, std::string otherwise) const {
  if (!has(key)) return otherwise;
  if (!at(key).is_string()) fail(key, "expected a text in quotes, found " + shown(at(key)));
  return at(key).get<std::string>();
}

void ObjectReader::require(std::string_view key, std::string_view expected) const {
  if (has(key)) return;
  throw Problem{pointer_,
                "\"" + std::string(key) + "\" is missing; expected " + std::string(expected)};
}

void ObjectReader::forbid(std::string_view key, const std::string& why) const {
  if (has(key)) fail(key, "not expected here: " + why);
}

void ObjectReader::fail(std::string_view key, const std::string& message) const {
  throw Problem{place(key), message};
}

size_t choice(const nlohmann::json& value, const std::string& pointer, const Words& words) {
  if (!value.is_string())
    throw Problem{pointer, "expected one of: " + list(words) + "; found " + shown(value)};
  const auto& word = value.get_ref<const std::string&>();
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end())
    throw Problem{pointer, unknown("unknown word " + shown(value), word, words)};
  return static_cast<size_t>(at - words.begin());
}

}  // namespace heapdyno
