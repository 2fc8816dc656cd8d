#include "harness/check/report_json.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

void add(OrderedJson& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

OrderedJson json_of(const CheckedCell& cell) {
  OrderedJson json = {{"scenario", cell.scenario}};
  add(json, "variant", cell.variant);
  json["figures"] = cell.figures;
  return json;
}

OrderedJson json_of(const SiteDelta& site) {
  OrderedJson json = OrderedJson::object();
  add(json, "operation", site.operation);
  add(json, "function", site.function);
  add(json, "callee", site.callee);
  add(json, "file", site.place.file);
  if (site.place.line > 0) json["line"] = site.place.line;
  json["allocations"] = site.allocations;
  json["bytes"] = site.bytes;
  return json;
}

OrderedJson json_of(const Finding& finding) {
  OrderedJson json = {{"found", name_of(finding.found)}};
  add(json, "scenario", finding.scenario);
  add(json, "variant", finding.variant);
  add(json, "phase", finding.phase);
  add(json, "operation", finding.operation);
  add(json, "metric", finding.metric);
  if (finding.before) json["before"] = *finding.before;
  if (finding.after) json["after"] = *finding.after;
  if (finding.operations > 0) json["operations"] = finding.operations;
  if (finding.tolerance > 0) json["tolerance"] = finding.tolerance;
  add(json, "text", finding.text);
  add(json, "advice", finding.advice);
  for (const SiteDelta& site : finding.sites) json["sites"].push_back(json_of(site));
  return json;
}

template <typename Values>
OrderedJson list_of(const Values& values) {
  OrderedJson list = OrderedJson::array();
  for (const auto& value : values) list.push_back(json_of(value));
  return list;
}

}  // namespace

void write_json(const CheckReport& report, std::ostream& out) {
  write_json_text({{"schema", "heapdyno.check/1"},
                   {"exit", static_cast<int>(report.exit())},
                   {"cells", list_of(report.cells)},
                   {"findings", list_of(report.findings)}},
                  out);
}

void write_json_text(const OrderedJson& json, std::ostream& out) {
  out << json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) << "\n";
}

}  // namespace heapdyno
