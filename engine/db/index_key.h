// Keys of an index: the value of the field, then the key that has it.
//
//   index key := field value with each 00 as 00 ff, 00 00, key
//
// So entries are in the order of the field's values, and of the keys where these are equal; no value
// is mistaken for the beginning of another.
// Thread contract: pure functions.
#pragma once

#include <string_view>

namespace engine {

inline constexpr std::string_view kFieldEnd("\0\0", 2);
inline constexpr std::string_view kEscapedZero("\0\xff", 2);
// Instead of kFieldEnd: behind all entries of the value, and before those of the next.
inline constexpr std::string_view kBehindField("\0\1", 2);

template <typename Out>
void append_escaped(Out& out, std::string_view field_value) {
  while (true) {
    const size_t zero = field_value.find('\0');
    out.append(field_value.substr(0, zero));
    if (zero == std::string_view::npos) return;
    out.append(kEscapedZero);
    field_value.remove_prefix(zero + 1);
  }
}

// What all entries of this value begin with; the key is what follows.
template <typename Out>
void append_index_prefix(Out& out, std::string_view field_value) {
  append_escaped(out, field_value);
  out.append(kFieldEnd);
}

template <typename Out>
void append_index_key(Out& out, std::string_view field_value, std::string_view key) {
  append_index_prefix(out, field_value);
  out.append(key);
}

}  // namespace engine
