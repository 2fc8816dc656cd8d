#include <algorithm>

#include "harness/builds/inventory.h"
#include "harness/builds/toggles.h"
#include "harness/claims/claims_page.h"
#include "harness/claims/claims_table.h"
#include "harness/figures/control.h"
#include "harness/figures/stats.h"
#include "harness/run/campaign.h"
#include "harness/tool/campaign_check.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

ClaimList claims_of(const ClaimsOptions& options, const BuildFolder& folder) {
  const std::string file =
      options.list_file.empty() ? folder.source_file("scenarios/claims.json") : options.list_file;
  return choose_claims(load_claims(file, scenarios_of(folder)), options.claims);
}

// Records have variants by their canonical names, so claims must.
void check_variants(const ClaimList& list, const Inventory& inventory) {
  for (const Claim& claim : list.claims) {
    for (const ClaimArm& arm : claim.arms) {
      for (const std::string& name : {arm.off.variant, arm.on.variant}) {
        const std::string canonical = canonical_variant(name, inventory.toggles);
        if (canonical != name)
          throw Error("claim " + claim.id + ": the variant " + name + " is called " + canonical);
      }
    }
  }
}

std::set<PlannedCell> cells_of(const ClaimList& list, const Inventory& inventory, Streams streams) {
  std::set<PlannedCell> cells;
  for (const Claim& claim : list.claims) cells.merge(heapdyno::cells_of(claim));
  const auto& stores = inventory.stores;
  if (std::find(stores.begin(), stores.end(), kPeer) == stores.end()) {
    streams.log << "warning: nothing is built with " << kPeer
                << ": claims are held against the baseline alone\n";
    std::erase_if(cells, [](const PlannedCell& cell) { return cell.store == kPeer; });
  }
  return cells;
}

std::vector<const Metric*> noisy_metrics_of(const ClaimList& list) {
  std::vector<const Metric*> metrics;
  for (const Claim& claim : list.claims) {
    const bool is_new = std::find(metrics.begin(), metrics.end(), claim.metric) == metrics.end();
    if (is_new && !is_counted(*claim.metric)) metrics.push_back(claim.metric);
  }
  return metrics;
}

void print_claims(const ClaimsOptions& options, const ClaimList& list,
                  const std::vector<Record>& records, Streams streams) {
  const std::vector<ClaimFigures> rows = claim_figures(list, records);
  const std::vector<ControlResult> controls = controls_of(records, noisy_metrics_of(list));
  const std::vector<std::string> notes = control_notes(controls);
  warn(streams, control_alarms(controls));
  if (options.explained_file.empty()) {
    print(streams.out, claims_table(list.document, rows, notes), options.run.format);
  } else {
    print_claims_page(streams.out, list, rows, load_explanations(options.explained_file), notes);
  }
}

void check_rounds(const ClaimsOptions& options) {
  const int rounds = options.run.rounds.value_or(fewest_blocks());
  if (rounds > 0 && rounds < fewest_blocks())
    throw usage_error("--rounds " + std::to_string(rounds) + ": an interval needs " +
                      std::to_string(fewest_blocks()));
}

// Of the cells, in their order.
std::vector<ScenarioInstance> scenarios_of(const std::set<PlannedCell>& cells,
                                           const BuildFolder& folder) {
  std::vector<std::string> names;
  for (const PlannedCell& cell : cells) {
    if (std::find(names.begin(), names.end(), cell.scenario) == names.end())
      names.push_back(cell.scenario);
  }
  return instances_of(choose_scenarios(names, folder), {});
}

Exit measure_claims(const ClaimsOptions& options, const ClaimList& list, Streams streams) {
  check_rounds(options);
  Inventory inventory = take_inventory(open_build_folder(options.run.build), Ask::kOneOfEach);
  check_variants(list, inventory);
  const std::set<PlannedCell> cells = cells_of(list, inventory, streams);
  const std::vector<ScenarioInstance> scenarios = scenarios_of(cells, inventory.folder);
  const PreparedRun run =
      prepare_cells(std::move(inventory), cells, scenarios, options.run, streams.log);
  warn_of_dropped_variables(streams);
  const std::string path = record_path(options.run, run.inventory.folder);
  const Campaign campaign = carry_out(options.run, run, path, streams);
  const std::vector<Record> records = records_of(campaign, path);
  const Exit exit = check_campaign(campaign, records, path, streams);
  if (campaign.result.missing > 0) return exit;
  print_claims(options, list, records, streams);
  streams.log << "records: " << path << "\n";
  return exit;
}

Exit show_claims(const ClaimsOptions& options, const ClaimList& list, Streams streams) {
  const std::vector<Record> records =
      read_inputs(inputs_of(options.inputs, options.run.build, streams), streams);
  const bool same = all_agree(records, streams);
  print_claims(options, list, records, streams);
  return same ? Exit::kFine : Exit::kFailed;
}

}  // namespace

Exit claims_command(const ClaimsOptions& options, Streams streams) {
  const ClaimList list = claims_of(options, open_build_folder(options.run.build));
  return options.inputs.empty() ? measure_claims(options, list, streams)
                                : show_claims(options, list, streams);
}

}  // namespace heapdyno
