#include "harness/figures/terms.h"

#include <algorithm>
#include <iterator>

namespace heapdyno {
namespace {

constexpr Term kTerms[] = {
    {"round",
     "One turn of all configurations, each twice: once in random order and once in the reverse, so "
     "that a machine that becomes slower does so to all of them. A round is one value of each.",
     "\"12 rounds\" are twelve values of each configuration, compared pair by pair.",
     "--rounds N asks for so many; an interval needs 6, a decision 12 or more, and --until "
     "resolved goes on until each line has a verdict."},
    {"interval",
     "Where the true ratio of two sides lies in 95 of 100 such runs, by Wilcoxon's signed-rank "
     "test over the rounds. It is of noisy metrics alone: counts need none.",
     "\"0.931 [0.912, 0.948]\": the second side takes 0.931 times as much as the first, and no "
     "less than 0.912 and no more than 0.948 times.",
     "It becomes narrower with more rounds and on a quieter machine."},
    {"margin", "What is too little to matter of a noisy metric: 2 %, of memory 1 %.",
     "A verdict is about the margin, and not about whether there is any difference at all.",
     "compare --margin PERCENT sets another one; say it before you look."},
    {"verdict",
     "What the interval says against the margin. regression: all of it lies beyond the margin, "
     "worse; improvement: beyond it, better; equivalent: within it; inconclusive: across its edge, "
     "so that the rounds do not say which.",
     "\"inconclusive (sees 2.7 %, 77 more rounds)\": so many rounds find a difference of 2.7 % in "
     "four cases of five, and for one as large as this it would take about 77 more.",
     "inconclusive is not \"no change\": measure more rounds, or with run --until resolved."},
    {"~", "Not detected: the interval holds 1, so that the difference may well be noise.",
     "\"~ 1.004 [0.991, 1.016] equivalent\": no difference was found, and none beyond the margin "
     "is likely. \"~ 1.281, 2 rounds; an interval needs 6\": nothing can be said yet.",
     "Do not quote the ratio behind it; measure more rounds where it matters."},
    {"?",
     "Detected by itself, but not kept among so many lines: of many comparisons some look like a "
     "difference by chance (Benjamini and Hochberg's correction).",
     "\"? 1.021 [1.003, 1.039] inconclusive\" stands in a table of several lines alone.",
     "Measure that line once more by itself, in a run of its own."},
    {"control",
     "The first configuration once more, as if it were another one: the same binary in the same "
     "rounds (A/A). What differs between the two is noise, so each cell that is detected there is "
     "a false alarm.",
     "\"A/A control of ns/op: 0 of 9 cells detected (of true nulls, 5 % would be)\": one of twenty "
     "by chance is as it should be, many more say that the intervals are too narrow. \"14 rounds "
     "of its spread see 2 %\": smaller differences this run cannot find.",
     "Where it is bad, a warning says so: measure again on a quieter machine (heapdyno doctor says "
     "what disturbs), and believe no interval of the run until then."},
};

}  // namespace

std::span<const Term> terms() { return kTerms; }

const Term* known_term(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kTerms), std::end(kTerms),
                                         [&](const Term& term) { return term.term == name; });
  return found == std::end(kTerms) ? nullptr : found;
}

}  // namespace heapdyno
