// The commit with which a count first changed, by halving a line of commits. Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>

namespace heapdyno {

enum class StepAnswer {
  kAsGood,   // the count of the line's first commit
  kChanged,  // any other
  kSkipped   // it could not be counted
};

// A commit as good and, behind it, one that is not: the culprit is among those after `as_good` up
// to `changed`. Those in between, if any, were all skipped.
struct ChangedRange {
  size_t as_good = 0;
  size_t changed = 0;

  bool is_one_commit() const { return changed == as_good + 1; }
};

// Of the commits 0 to `last`, where 0 is as good and `last` is changed, which is not asked again.
// What is asked is the middle of those that may still be told from others, so that a commit that is
// skipped has a neighbour for its next: at most ceil(log2(last)) questions, and one for each that
// is skipped. Where the count changed more than once, it is one of the changes away from the first
// commit's. REQUIRES: last > 0.
ChangedRange find_first_changed(size_t last, const std::function<StepAnswer(size_t)>& ask);

}  // namespace heapdyno
