#include "harness/report/contrasts.h"

#include <algorithm>
#include <set>

namespace heapdyno {
namespace {

// What other cells are held against.
struct Reference {
  size_t input = 0;
  std::string in;
  std::string store;
  std::string variant;
  std::string alloc;
};

Reference reference_of(const std::vector<ReportCell>& cells) {
  const auto first = [](const ReportCell& a, const ReportCell& b) {
    ReportCell of_a = a;
    ReportCell of_b = b;
    for (ReportCell* cell : {&of_a, &of_b}) {
      cell->scenario = {};
      cell->place = 0;
    }
    return of_a < of_b;
  };
  const ReportCell cell = *std::min_element(cells.begin(), cells.end(), first);
  return {cell.input, cell.in, cell.store, cell.variant.text, cell.alloc};
}

class Contrasting {
 public:
  explicit Contrasting(const std::vector<ReportCell>& cells)
      : cells_(cells.begin(), cells.end()), reference_(reference_of(cells)) {}

  std::vector<Contrast> of_inputs() {
    for (const ReportCell& b : cells_) {
      ReportCell a = b;
      a.input = reference_.input;
      a.in = reference_.in;
      add(Axis::kInput, a.in, b.in, a, b);
    }
    return std::move(contrasts_);
  }

  std::vector<Contrast> of_configurations() {
    for (const ReportCell& b : cells_) {
      add_store(b);
      add_variant(b);
      ReportCell a = b;
      a.alloc = reference_.alloc;
      add(Axis::kAllocator, a.alloc, b.alloc, a, b);
    }
    return std::move(contrasts_);
  }

 private:
  void add(Axis axis, const std::string& before, const std::string& after, const ReportCell& a,
           const ReportCell& b) {
    if (before != after && cells_.contains(a)) contrasts_.push_back({axis, before, after, a, b});
  }

  void add_store(const ReportCell& b) {
    if (b.store == reference_.store) return;
    ReportCell a = b;
    a.store = reference_.store;
    a.variant = {reference_.variant};
    add(Axis::kStore, "the engine's " + a.configuration(), b.configuration(), a, b);
  }

  void add_variant(const ReportCell& b) {
    if (b.store != reference_.store) return;
    ReportCell a = b;
    a.variant = {reference_.variant};
    add(Axis::kVariant, a.variant.text, b.variant.text, a, b);
  }

  std::set<ReportCell> cells_;
  Reference reference_;
  std::vector<Contrast> contrasts_;
};

// The lower, the more it says.
int weight_of(const ContrastGroup& group) {
  const int axis = group.axis == Axis::kInput     ? 0
                   : group.axis == Axis::kStore   ? 1
                   : group.axis == Axis::kVariant ? 2
                                                  : 3;
  const std::string& after = group.contrasts.front().after;
  return 3 * axis + (after == "all" ? 0 : after == "seed" ? 1 : 2);
}

}  // namespace

std::vector<Contrast> contrasts_of(const std::vector<ReportCell>& cells) {
  if (cells.empty()) return {};
  std::vector<Contrast> inputs = Contrasting(cells).of_inputs();
  return inputs.empty() ? Contrasting(cells).of_configurations() : inputs;
}

std::vector<ContrastGroup> groups_of(const std::vector<Contrast>& contrasts) {
  std::vector<ContrastGroup> groups;
  for (const Contrast& contrast : contrasts) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const ContrastGroup& group) {
      return group.axis == contrast.axis && group.name == contrast.name();
    });
    ContrastGroup& group =
        same == groups.end()
            ? groups.emplace_back(ContrastGroup{contrast.axis, contrast.name(), {}})
            : *same;
    group.contrasts.push_back(contrast);
  }
  std::stable_sort(
      groups.begin(), groups.end(),
      [](const ContrastGroup& a, const ContrastGroup& b) { return weight_of(a) < weight_of(b); });
  return groups;
}

}  // namespace heapdyno
