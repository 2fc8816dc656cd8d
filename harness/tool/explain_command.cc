#include "harness/base/environment.h"
#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/figures/explanations.h"
#include "harness/figures/terms.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

constexpr size_t kTextWidth = 76;

std::string direction_of(const Metric& metric) {
  return is_cost(metric) ? "less is better"
                         : "neither is better: it says what was done, and no gate takes it";
}

// How far a counted metric may move on this store or under this allocator, where it is further.
std::string exception_of(const Metric& metric, const char* key, const char* name) {
  const double tolerance = tolerance_of(metric, {{key, name}});
  if (!is_counted(metric) || tolerance <= tolerance_of(metric, {})) return "";
  return "; " + std::string(key == std::string("alloc") ? "under " : "on ") + name + " within " +
         share_text(tolerance);
}

std::string class_text(const Metric& metric) {
  const std::string exceptions =
      exception_of(metric, "store", "rocksdb") + exception_of(metric, "alloc", "jemalloc");
  const std::string name(name_of(metric.metric_class));
  switch (metric.metric_class) {
    case MetricClass::kExact:
      return name + ": the same in every run of one build; compared as an integer, one trial is " +
             "enough" + exceptions;
    case MetricClass::kBounded:
      return name + ": moves by at most " + share_text(metric.tolerance) +
             " from run to run; less than that is no difference" + exceptions;
    case MetricClass::kNoisy:
      return name + ": compared over interleaved rounds, with an interval; less than " +
             share_text(margin_of(metric)) + " is too little to matter unless --margin says else";
  }
  return name;
}

std::string mode_text(const Metric& metric) {
  return std::string(name_of(metric.mode)) + ": " + std::string(measured_by(metric.mode));
}

// Text in lines; a row of the table for each, the field's name before the first.
void add_rows(Table& table, const std::string& field, const std::string& text, Format format) {
  if (format != Format::kText) {
    table.rows.push_back({field, text});
    return;
  }
  std::string name = field;
  for (std::string& line : in_lines(text, kTextWidth)) {
    table.rows.push_back({name, std::move(line)});
    name.clear();
  }
}

using Fields = std::vector<std::pair<const char*, std::string>>;

Table table_of_fields(std::string_view name, const Fields& fields, Format format) {
  Table table{std::string(name), {{"field", Align::kLeft}, {"meaning", Align::kLeft}}, {}, {}};
  for (const auto& [field, text] : fields) add_rows(table, field, text, format);
  return table;
}

Fields fields_of(const Term& term) {
  return {{"what", std::string(term.what)},
          {"read", std::string(term.read)},
          {"do", std::string(term.act)}};
}

Fields fields_of(const Metric& metric) {
  const MetricExplanation& explanation = explanation_of(metric);
  return {{"what", std::string(metric.what)},
          {"unit", std::string(metric.unit)},
          {"direction", direction_of(metric)},
          {"class", class_text(metric)},
          {"mode", mode_text(metric)},
          {"measured", std::string(explanation.measured)},
          {"traps", std::string(explanation.traps)}};
}

// A shell makes the home folder of a ~ that is not quoted.
std::string as_typed(const std::string& name) {
  return !name.empty() && name == environment_variable("HOME") ? "~" : name;
}

Table explained(const std::string& typed, Format format) {
  const std::string name = as_typed(typed);
  if (const Term* const term = known_term(name))
    return table_of_fields(name, fields_of(*term), format);
  if (const Metric* const metric = known_metric(name))
    return table_of_fields(name, fields_of(*metric), format);
  std::vector<std::string> known;
  for (const Metric& metric : metrics()) known.emplace_back(metric.name);
  for (const Term& term : terms()) known.emplace_back(term.term);
  throw usage_error(unknown_name("metric or term", name, known));
}

Table table_of_metrics() {
  Table table{"Metrics",
              {{"metric", Align::kLeft},
               {"unit", Align::kLeft},
               {"class", Align::kLeft},
               {"mode", Align::kLeft},
               {"what", Align::kLeft}},
              {},
              {"how one is measured, and its traps: heapdyno explain METRIC ..."}};
  for (const Metric& metric : metrics()) {
    table.rows.push_back({std::string(metric.name), std::string(metric.unit),
                          std::string(name_of(metric.metric_class)),
                          std::string(name_of(metric.mode)), std::string(metric.what)});
  }
  return table;
}

Table table_of_terms() {
  Table table{"Words of tables", {{"term", Align::kLeft}, {"what", Align::kLeft}}, {}, {}};
  for (const Term& term : terms())
    table.rows.push_back({std::string(term.term), first_sentence(std::string(term.what))});
  table.notes = {"how to read one, and what to do: heapdyno explain verdict control '~'"};
  return table;
}

}  // namespace

Exit explain_command(const ExplainOptions& options, Streams streams) {
  std::vector<Table> tables;
  for (const std::string& name : options.names) tables.push_back(explained(name, options.format));
  if (tables.empty()) {
    tables.push_back(table_of_metrics());
    // For a program the list is of one kind.
    const bool is_read = options.format == Format::kText || options.format == Format::kMarkdown;
    if (is_read) tables.push_back(table_of_terms());
  }
  tables.size() == 1 ? print(streams.out, tables.front(), options.format)
                     : print(streams.out, tables, options.format);
  return Exit::kFine;
}

}  // namespace heapdyno
