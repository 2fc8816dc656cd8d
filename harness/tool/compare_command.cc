#include "harness/compare/compare.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

Selection side(const std::string& text, const std::vector<Input>& inputs) {
  for (const Input& input : inputs) {
    if (input.label == text) return Selection::parse("in:" + text);
  }
  return Selection::parse(text);
}

}  // namespace

Exit compare_command(const CompareCommandOptions& options, Streams streams) {
  const std::vector<Input> inputs = inputs_of(options.inputs, options.build);
  const std::vector<Record> records = read_inputs(inputs, streams);
  CompareOptions compare_options;
  compare_options.a = side(options.a, inputs);
  compare_options.b = side(options.b, inputs);
  compare_options.filter = Selection::parse(options.filter);
  compare_options.row = Selection::parse_projection(options.row);
  compare_options.col = Selection::parse_projection(options.col);
  compare_options.metrics = options.metrics;
  compare_options.rules = {parse_accepted(options.accept), options.strict};
  for (const Selection* selection :
       {&compare_options.a, &compare_options.b, &compare_options.filter, &compare_options.row,
        &compare_options.col}) {
    check_toggles(*selection, records);
  }
  print(streams.out, compare(records, compare_options), options.format);
  return Exit::kFine;
}

}  // namespace heapdyno
