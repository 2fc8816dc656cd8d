#include "harness/bisect/commit_search.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/table.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

std::string finding_of(const CommitStep& step) {
  switch (step.answer) {
    case StepAnswer::kAsGood:
      return "as good: " + text_of(*step.count.counts);
    case StepAnswer::kChanged:
      return "changed: " + text_of(*step.count.counts);
    case StepAnswer::kSkipped:
      return "skipped, it " + step.count.why_skipped;
  }
  return "";
}

class Searching {
 public:
  Searching(std::vector<GitCommit> line, const CountCommit& count, std::ostream& log)
      : count_(count), log_(log) {
    search_.line = std::move(line);
  }

  CommitSearch run() {
    const size_t last = search_.line.size() - 1;
    look_at_end(0, "good");
    look_at_end(last, "bad");
    if (search_.steps.back().answer == StepAnswer::kChanged)
      search_.range = find_first_changed(last, [this](size_t commit) { return look(commit); });
    return std::move(search_);
  }

 private:
  void look_at_end(size_t commit, const std::string& which) {
    if (look(commit) != StepAnswer::kSkipped) return;
    throw Error("the " + which + " commit " + search_.line[commit].short_hash() + " " +
                search_.steps.back().count.why_skipped);
  }

  StepAnswer look(size_t commit) {
    const GitCommit& looked_at = search_.line[commit];
    log_ << "step " << search_.steps.size() + 1 << ": " << looked_at.short_hash() << " "
         << looked_at.subject << std::endl;
    const Clock::time_point start = Clock::now();
    CommitStep step;
    step.commit = commit;
    step.count = count_(looked_at);
    step.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (step.count.counts) {
      const bool as_good =
          search_.steps.empty() || *step.count.counts == *search_.steps.front().count.counts;
      step.answer = as_good ? StepAnswer::kAsGood : StepAnswer::kChanged;
    }
    log_ << "  " << finding_of(step) << " (" << fixed(step.seconds, 1) << " s)" << std::endl;
    search_.steps.push_back(std::move(step));
    return search_.steps.back().answer;
  }

  const CountCommit& count_;
  std::ostream& log_;
  CommitSearch search_;
};

}  // namespace

const CommitStep& CommitSearch::step_of(size_t commit) const {
  return *std::find_if(steps.begin(), steps.end(),
                       [&](const CommitStep& step) { return step.commit == commit; });
}

CommitSearch search_commits(std::vector<GitCommit> line, const CountCommit& count,
                            std::ostream& log) {
  return Searching(std::move(line), count, log).run();
}

}  // namespace heapdyno
