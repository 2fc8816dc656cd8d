#include "harness/base/packing.h"

#include <array>
#include <bit>
#include <map>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The values of characters; kDigits.size() of those that are no digits.
constexpr std::array<uint8_t, 256> kValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(static_cast<uint8_t>(kDigits.size()));
  for (size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<uint8_t>(kDigits[i])] = static_cast<uint8_t>(i);
  return values;
}();

uint64_t bucket_index(uint64_t value, int bits) {
  if (value < (uint64_t{1} << bits)) return value;
  const int e = 63 - std::countl_zero(value);
  const uint64_t within = (value >> (e - bits)) & ((uint64_t{1} << bits) - 1);
  return (static_cast<uint64_t>(e - bits + 1) << bits) + within;
}

uint64_t bucket_low(uint64_t index, int bits) {
  const uint64_t group = index >> bits;
  const uint64_t within = index & ((uint64_t{1} << bits) - 1);
  return group == 0 ? within : ((uint64_t{1} << bits) + within) << (group - 1);
}

}  // namespace

std::string pack_numbers(const std::vector<uint64_t>& numbers) {
  std::string text;
  for (uint64_t number : numbers) {
    do {
      const uint64_t digit = number & 31;
      number >>= 5;
      text += kDigits[digit | (number > 0 ? 32 : 0)];
    } while (number > 0);
  }
  return text;
}

std::vector<uint64_t> unpack_numbers(std::string_view text) {
  std::vector<uint64_t> numbers;
  uint64_t number = 0;
  unsigned shift = 0;
  for (const char c : text) {
    const uint64_t digit = kValues[static_cast<uint8_t>(c)];
    if (digit == kDigits.size() || shift > 60) {
      throw Error("'" + std::string(text) + "' is not a packed histogram");
    }
    number |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) != 0) continue;
    numbers.push_back(number);
    number = 0;
    shift = 0;
  }
  if (shift != 0) throw Error("a packed histogram is cut short");
  return numbers;
}

std::vector<uint64_t> coarsen(const std::vector<uint64_t>& sparse, int bits) {
  if (bits == kFinestBits) return sparse;
  std::map<uint64_t, uint64_t> buckets;
  uint64_t index = 0;
  for (size_t i = 0; i + 1 < sparse.size(); i += 2) {
    index += sparse[i];
    buckets[bucket_index(bucket_low(index, kFinestBits), bits)] += sparse[i + 1];
  }
  std::vector<uint64_t> coarse;
  uint64_t last = 0;
  for (const auto& [bucket, count] : buckets) {
    coarse.push_back(bucket - last);
    coarse.push_back(count);
    last = bucket;
  }
  return coarse;
}

uint64_t bucket_count(int bits) { return bucket_index(UINT64_MAX, bits) + 1; }

double bucket_midpoint(uint64_t index, int bits) {
  const auto low = static_cast<double>(bucket_low(index, bits));
  return (low + static_cast<double>(bucket_low(index + 1, bits) - 1)) / 2;
}

}  // namespace heapdyno
