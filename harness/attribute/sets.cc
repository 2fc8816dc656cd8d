#include "harness/attribute/sets.h"

namespace heapdyno {

std::vector<Set> sets_of_size(int size, int toggles) {
  std::vector<Set> sets;
  for (Set set = 0; set <= all_of(toggles); ++set) {
    if (size_of(set) == size) sets.push_back(set);
  }
  return sets;
}

std::vector<int> members_of(Set set) {
  std::vector<int> members;
  for (int toggle = 0; (set >> toggle) != 0; ++toggle) {
    if (contains(set, toggle)) members.push_back(toggle);
  }
  return members;
}

}  // namespace heapdyno
