#include "harness/record/selection.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

const std::string kNone;  // what a key is that a cell does not have

bool contains(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void check_key(const std::string& key) {
  if (is_toggle_key(key) || contains(kKeys, key) || contains(kRecordedKeys, key)) return;
  std::vector<std::string> known = kKeys;
  known.insert(known.end(), kRecordedKeys.begin(), kRecordedKeys.end());
  known.push_back(std::string(kToggleKey) + "NAME");
  throw usage_error(unknown_name("key", key, known));
}

// Braces around the whole of a value are not part of it.
std::string_view without_braces(std::string_view asked) {
  const bool braced = asked.starts_with('{') && asked.ends_with('}');
  return braced ? asked.substr(1, asked.size() - 2) : asked;
}

bool is_value(const std::string& key, const std::string& asked, const std::string& value) {
  return without_braces(asked) == value || (key == "scenario" && value.starts_with(asked + "{"));
}

}  // namespace

std::string value_of(const CellKeys& keys, const std::string& key) {
  const auto found = keys.find(key);
  return found == keys.end() ? "" : found->second;
}

bool is_toggle_key(std::string_view key) {
  return key.starts_with(kToggleKey) && key.size() > kToggleKey.size();
}

std::string configuration_of(const CellKeys& keys) {
  const auto variant = keys.find("variant");
  const std::string& store = keys.at("store");
  if (variant == keys.end()) return store;
  return store == "reference" ? variant->second : store + "/" + variant->second;
}

Selection Selection::parse(std::string_view text) {
  Selection selection;
  selection.add(text, BareKeys::kRefused);
  return selection;
}

Selection Selection::parse(const std::vector<std::string>& texts) {
  Selection selection;
  for (const std::string& text : texts) selection.add(text, BareKeys::kRefused);
  return selection;
}

Selection Selection::parse_projection(std::string_view text) {
  Selection selection;
  for (const std::string& word : split_outside_braces(text, ' ')) {
    if (word.find(':') != std::string::npos) {
      selection.add(word, BareKeys::kAllowed);
      continue;
    }
    for (const std::string& key : split_outside_braces(word, ',')) {
      selection.add(key, BareKeys::kAllowed);
    }
  }
  return selection;
}

void Selection::add(std::string_view text, BareKeys bare) {
  for (const std::string& word : split_outside_braces(text, ' ')) {
    const size_t colon = word.find(':');
    const std::string key = word.substr(0, colon);
    check_key(key);
    SelectionWord parsed{key, {}};
    if (colon != std::string::npos) {
      parsed.values = split_outside_braces(word.substr(colon + 1), ',');
    }
    if (parsed.values.empty() && bare == BareKeys::kRefused) {
      throw usage_error("'" + word + "' is not a selection: write " + key +
                        ":VALUE, for example alloc:jemalloc");
    }
    const auto same = [&](const SelectionWord& w) { return w.key == key; };
    const auto found = std::find_if(words_.begin(), words_.end(), same);
    if (found == words_.end()) {
      words_.push_back(std::move(parsed));
    } else {
      found->values.insert(found->values.end(), parsed.values.begin(), parsed.values.end());
    }
  }
}

bool Selection::names(std::string_view key) const {
  return std::any_of(words_.begin(), words_.end(),
                     [&](const SelectionWord& w) { return w.key == key; });
}

std::vector<std::string> Selection::keys() const {
  std::vector<std::string> keys;
  for (const SelectionWord& word : words_) keys.push_back(word.key);
  return keys;
}

bool Selection::matches(const CellKeys& keys) const {
  return std::all_of(words_.begin(), words_.end(), [&](const SelectionWord& word) {
    if (word.values.empty()) return true;
    const auto found = keys.find(word.key);
    const std::string& value = found == keys.end() ? kNone : found->second;
    return std::any_of(word.values.begin(), word.values.end(),
                       [&](const std::string& asked) { return is_value(word.key, asked, value); });
  });
}

std::string SelectionWord::text() const {
  return values.empty() ? key : key + ":" + join(values, ",");
}

std::string Selection::text() const {
  std::vector<std::string> words;
  for (const SelectionWord& word : words_) words.push_back(word.text());
  return join(words, " ");
}

}  // namespace heapdyno
