#include "harness/bisect/first_changed.h"

#include <set>
#include <vector>

namespace heapdyno {
namespace {

// Those between the two that were not skipped.
std::vector<size_t> open_questions(const ChangedRange& range, const std::set<size_t>& skipped) {
  std::vector<size_t> open;
  for (size_t commit = range.as_good + 1; commit < range.changed; ++commit) {
    if (!skipped.contains(commit)) open.push_back(commit);
  }
  return open;
}

}  // namespace

ChangedRange find_first_changed(size_t last, const std::function<StepAnswer(size_t)>& ask) {
  ChangedRange range{0, last};
  std::set<size_t> skipped;
  while (true) {
    const std::vector<size_t> open = open_questions(range, skipped);
    if (open.empty()) return range;
    const size_t commit = open[open.size() / 2];
    switch (ask(commit)) {
      case StepAnswer::kAsGood:
        range.as_good = commit;
        break;
      case StepAnswer::kChanged:
        range.changed = commit;
        break;
      case StepAnswer::kSkipped:
        skipped.insert(commit);
        break;
    }
  }
}

}  // namespace heapdyno
