#include "engine/db/replayed_run.h"

#include <algorithm>

namespace engine {

std::vector<const ReplayedRun::Entry*> ReplayedRun::sorted() const {
  std::vector<const Entry*> order(entries_.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = &entries_[i];
  std::sort(order.begin(), order.end(),
            [](const Entry* a, const Entry* b) { return compare(a->ref(), b->ref()) < 0; });
  return order;
}

}  // namespace engine
