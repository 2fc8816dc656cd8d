#include "harness/testing/test_sets.h"

namespace heapdyno {

Record record_of_set(Set set, int toggles, Record record) {
  record.policy.clear();
  for (int i = 0; i < toggles; ++i)
    record.policy[std::string(1, static_cast<char>('a' + i))] = contains(set, i) ? "on" : "off";
  return record;
}

}  // namespace heapdyno
