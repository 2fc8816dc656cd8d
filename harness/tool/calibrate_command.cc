#include <fstream>
#include <sstream>

#include "harness/calibrate/calibrate.h"
#include "harness/calibrate/control_file.h"
#include "harness/record/record_file.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

// Records, or what was kept of them.
std::vector<Record> read_material(const std::vector<Input>& inputs) {
  std::vector<Record> material;
  for (const Input& input : inputs) {
    for (Record& record :
         is_control_file(input.path) ? read_control_file(input.path) : read_records(input.path)) {
      record.keys["in"] = input.label;
      material.push_back(std::move(record));
    }
  }
  return material;
}

void keep(const std::string& path, const std::vector<Record>& material) {
  std::ostringstream kept;
  write_control_file(kept, material);
  std::ofstream file(path);
  file << kept.str();
  if (!file.flush()) throw Error(path + ": cannot be written");
}

}  // namespace

Exit calibrate_command(const CalibrateOptions& options, Streams streams) {
  const std::vector<Record> material = read_material(inputs_of(options.inputs, options.build));
  if (!options.out_file.empty()) keep(options.out_file, material);
  CalibrationOptions calibration_options;
  calibration_options.campaigns = options.campaigns;
  calibration_options.seed = options.seed;
  const Calibration calibration = calibrate(material, calibration_options);
  print(streams.out, calibration.tables, options.format);
  if (calibration.holds) return Exit::kFine;
  streams.err << "heapdyno: the procedure does not keep a promise on this machine: see \"no\" in "
                 "the first table\n";
  return Exit::kFailed;
}

}  // namespace heapdyno
