#include "harness/calibrate/calibrate.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {

Exit calibrate_command(const CalibrateOptions& options, Streams streams) {
  const std::vector<Record> material =
      read_inputs(inputs_of(options.inputs, options.build, streams), streams);
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
