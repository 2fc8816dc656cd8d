// The words of tables and verdicts that are no metric's, for who meets them first there. Constant data.
#pragma once

#include <span>
#include <string_view>

namespace heapdyno {

struct Term {
  std::string_view term;
  std::string_view what;  // in sentences
  std::string_view read;  // likewise: how it looks where it is printed, and how to read it
  std::string_view act;   // likewise: what to do about it
};

// In the order in which a reader needs them.
std::span<const Term> terms();

// Null: there is none of that name.
const Term* known_term(std::string_view name);

}  // namespace heapdyno
