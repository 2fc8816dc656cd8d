#include "harness/report/compared.h"

#include <algorithm>
#include <map>

#include "harness/base/error.h"
#include "harness/compare/comparable.h"

namespace heapdyno {
namespace {

using SamplesByCell = std::map<ReportCell, std::vector<Sample>>;

const std::vector<Sample>& samples_at(const SamplesByCell& cells, const ReportCell& cell) {
  static const std::vector<Sample> kNone;
  const auto found = cells.find(cell);
  return found == cells.end() ? kNone : found->second;
}

std::vector<const Metric*> all_compared_metrics() {
  std::vector<const Metric*> metrics = Gathered::noisy_metrics();
  metrics.push_back(&find_metric("allocs/op"));
  return metrics;
}

class CellComparison {
 public:
  explicit CellComparison(const Gathered& gathered)
      : gathered_(gathered), samples_(gathered.samples()) {}

  ComparedCells take() {
    std::vector<ReportCell> cells;
    for (const auto& [cell, samples] : samples_) cells.push_back(cell);
    for (const ContrastGroup& group : groups_of(comparable(contrasts_of(cells)))) add(group);
    return std::move(compared_);
  }

 private:
  std::vector<Contrast> comparable(std::vector<Contrast> contrasts) {
    std::erase_if(contrasts, [&](const Contrast& contrast) { return !is_comparable(contrast); });
    return contrasts;
  }

  bool is_comparable(const Contrast& contrast) {
    Pair pair{{{"scenario", contrast.b.scenario.text}, {"phase", contrast.b.phase}},
              samples_at(samples_, contrast.a),
              samples_at(samples_, contrast.b)};
    if (!applies(pair.a) || !applies(pair.b)) return false;
    try {
      check_comparable({pair}, all_compared_metrics(), {});
      return true;
    } catch (const Error& error) {
      if (compared_.incomparable.empty())
        compared_.incomparable.push_back(contrast.name() + " is left out where it " +
                                         "cannot be compared: " + error.what());
      return false;
    }
  }

  void add(const ContrastGroup& group) {
    const Contrast& first = group.contrasts.front();
    ComparedGroup compared{group.axis, group.name, first.before, first.after, counted(group), {}};
    for (const Metric* const metric : Gathered::noisy_metrics()) {
      NoisyComparison comparison = noisy(group, *metric);
      if (!comparison.lines.empty()) compared.noisy.push_back(std::move(comparison));
    }
    if (!compared.counted.empty() || !compared.noisy.empty())
      compared_.groups.push_back(std::move(compared));
  }

  std::vector<CountedContrast> counted(const ContrastGroup& group) const {
    const Metric& metric = find_metric("allocs/op");
    std::vector<CountedContrast> lines;
    for (const Contrast& contrast : group.contrasts) {
      const auto a = exact_value(samples_at(samples_, contrast.a), metric);
      const auto b = exact_value(samples_at(samples_, contrast.b), metric);
      if (a && b) lines.push_back({contrast, *a, *b});
    }
    return lines;
  }

  NoisyComparison noisy(const ContrastGroup& group, const Metric& metric) const {
    std::vector<const Contrast*> contrasts;
    std::vector<std::optional<NoisyResult>> results;
    std::vector<NoisyResult> measured;
    for (const Contrast& contrast : group.contrasts) {
      const NoisySide* const a = side(contrast.a, metric);
      const NoisySide* const b = side(contrast.b, metric);
      std::optional<NoisyResult> result;
      if (a != nullptr && b != nullptr) result = noisy_result(*a, *b);
      if (!result) continue;
      measured.push_back(*result);
      contrasts.push_back(&contrast);
      results.push_back(std::move(result));
    }
    NoisyComparison comparison{&metric, {}, {}};
    std::vector<NoisyLine> lines = judge_grid(std::move(results), margin_of(metric));
    for (size_t i = 0; i < lines.size(); ++i)
      comparison.lines.push_back({*contrasts[i], std::move(lines[i])});
    if (measured.size() > 1) comparison.mean = judged(geometric_mean(measured), margin_of(metric));
    return comparison;
  }

  const NoisySide* side(const ReportCell& cell, const Metric& metric) const {
    const auto found = gathered_.noisy().find(cell);
    if (found == gathered_.noisy().end()) return nullptr;
    const auto side = found->second.sides.find(&metric);
    return side == found->second.sides.end() ? nullptr : &side->second;
  }

  const Gathered& gathered_;
  const SamplesByCell samples_;
  ComparedCells compared_;
};

}  // namespace

const NoisyComparison* ComparedGroup::of(std::string_view metric) const {
  const auto found = std::find_if(noisy.begin(), noisy.end(), [&](const NoisyComparison& one) {
    return one.metric->name == metric;
  });
  return found == noisy.end() ? nullptr : &*found;
}

ComparedCells compare_cells(const Gathered& gathered) { return CellComparison(gathered).take(); }

}  // namespace heapdyno
