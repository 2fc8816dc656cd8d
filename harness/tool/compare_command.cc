#include <charconv>
#include <map>
#include <set>

#include "harness/compare/compare.h"
#include "harness/compare/gate.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

// In braces where it would not be one value without them.
std::string value_of_label(const std::string& label) {
  return label.find_first_of(" ,{}") == std::string::npos ? label : "{" + label + "}";
}

Selection side(const std::string& text, const std::vector<Input>& inputs) {
  for (const Input& input : inputs) {
    if (input.label == text) return Selection::parse("in:" + value_of_label(text));
  }
  return Selection::parse(text);
}

// What a selection picks, in whichever order it was typed.
std::map<std::string, std::set<std::string>> values_by_key(const Selection& selection) {
  std::map<std::string, std::set<std::string>> values;
  for (const SelectionWord& word : selection.words())
    values[word.key].insert(word.values.begin(), word.values.end());
  return values;
}

void check_sides(const Selection& a, const Selection& b) {
  if (values_by_key(a) == values_by_key(b))
    throw usage_error("both sides are " + a.text() + ": there is nothing to compare it with");
}

std::optional<double> margin_of(const std::string& percent) {
  if (percent.empty()) return std::nullopt;
  double value = 0;
  const char* const end = percent.data() + percent.size();
  const auto [stop, error] = std::from_chars(percent.data(), end, value);
  if (error != std::errc() || stop != end || !(value > 0 && value < 100))
    throw usage_error("--margin " + percent + ": expected a percentage between 0 and 100");
  return value / 100;
}

CompareOptions compare_options(const CompareCommandOptions& options,
                               const std::vector<Input>& inputs) {
  CompareOptions compare;
  compare.a = side(options.a, inputs);
  compare.b = side(options.b, inputs);
  check_sides(compare.a, compare.b);
  compare.filter = Selection::parse(options.filter);
  compare.row = Selection::parse_projection(options.row);
  compare.col = Selection::parse_projection(options.col);
  compare.metrics = options.metrics;
  compare.margin = margin_of(options.margin);
  compare.rules = {parse_accepted(options.accept), options.strict};
  return compare;
}

Exit print_gate(const GateResult& result, std::ostream& err) {
  for (const std::string& text : result.regressions) err << "gate: regression: " << text << "\n";
  for (const std::string& text : result.inconclusive) {
    err << "gate: inconclusive: " << text << "\n";
  }
  err << "gate: " << number_of(static_cast<uint64_t>(result.lines), "line") << ", "
      << result.regressions.size() << " worse, " << result.inconclusive.size() << " inconclusive\n";
  return result.exit();
}

}  // namespace

Exit compare_command(const CompareCommandOptions& options, Streams streams) {
  const std::vector<Input> inputs = inputs_of(options.inputs, options.build, streams);
  const CompareOptions asked = compare_options(options, inputs);
  const std::vector<Record> records = read_inputs(inputs, streams);
  for (const Selection* selection : {&asked.a, &asked.b, &asked.filter, &asked.row, &asked.col}) {
    check_toggles(*selection, records);
  }
  const CompareResult compared = compare(records, asked);
  print(streams.out, compared.tables, options.format);
  warn(streams, compared.alarms);
  if (options.gates.empty()) return Exit::kFine;
  return print_gate(gate(records, asked, options.gates), streams.err);
}

}  // namespace heapdyno
