// Values that tests index, and the extractor that they are indexed with. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "engine/db/test_db.h"

namespace engine {

// What stands between "field=" and the next ';' in "city=Rome;age=3;...".
inline std::optional<std::string_view> test_field(std::string_view value, std::string_view field) {
  for (size_t at = value.find(field); at != std::string_view::npos;
       at = value.find(field, at + 1)) {
    std::string_view rest = value.substr(at + field.size());
    if (!rest.starts_with('=') || rest.find(';') == std::string_view::npos) continue;
    return rest.substr(1, rest.find(';') - 1);
  }
  return std::nullopt;
}

inline constexpr Extractor kTestExtractor{"test", test_field};

inline std::string with_city(std::string_view city, int age) {
  return "city=" + std::string(city) + ";age=" + std::to_string(age) + ";";
}

inline Pairs pairs_of(const Result<Range>& range) {
  EXPECT_TRUE(range.is_ok()) << range.status().to_string();
  Pairs pairs;
  if (!range.is_ok()) return pairs;
  for (const Entry& entry : *range) pairs.emplace_back(entry.key.view(), entry.value.view());
  return pairs;
}

// What an index over the city should find among all entries.
inline Pairs those_with(std::string_view city, const Pairs& all) {
  Pairs found;
  for (const auto& entry : all)
    if (test_field(entry.second, "city") == city) found.push_back(entry);
  return found;
}

}  // namespace engine
