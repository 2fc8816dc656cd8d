#include "engine/db/replayed_run.h"

#include <algorithm>

#include "engine/base/coding.h"
#include "engine/base/prefetch.h"

namespace engine {

size_t ReplayedRun::shared_bytes() const {
  if (entries_.empty()) return 0;
  const std::string_view first = entries_.front().key.view();
  size_t shared = first.size();
  for (const Entry& entry : entries_)
    shared = std::min(shared, common_prefix(first.substr(0, shared), entry.key.view()));
  return shared;
}

std::vector<ReplayedRun::Placed> ReplayedRun::sorted() const {
  const size_t shared = shared_bytes();
  std::vector<Placed> order;
  order.reserve(entries_.size());
  for (const Entry& entry : entries_)
    order.push_back({head_of(entry.key.view().substr(shared)), &entry});
  std::sort(order.begin(), order.end(), [](const Placed& a, const Placed& b) {
    return a.head != b.head ? a.head < b.head : compare(a.entry->ref(), b.entry->ref()) < 0;
  });
  return order;
}

void ReplayedRun::prefetch_behind(const std::vector<Placed>& order, size_t i) {
  constexpr size_t kEntry = 16;  // so many places ahead
  constexpr size_t kBytes = 8;   // when the entry, which says where they are, has come
  if (i + kEntry < order.size()) {
    const auto* const entry = reinterpret_cast<const char*>(order[i + kEntry].entry);
    prefetch({entry, sizeof(Entry)});
  }
  if (i + kBytes < order.size()) {
    prefetch(order[i + kBytes].entry->key.view());
    prefetch(order[i + kBytes].entry->value.view());
  }
}

}  // namespace engine
