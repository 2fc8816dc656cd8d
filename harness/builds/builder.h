// Makes the executables that a plan needs and that are not built yet, or are older
// than their sources: one `meson configure` if toggle sets must be added to the
// option `variants`, then one `ninja` for all, before the first trial.
//
// Thread contract: one thread, one tool at a time on a build folder.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/builds/build_folder.h"

namespace heapdyno {

struct BuildRequest {
  std::vector<std::string> executables;  // dyno-VARIANT-ALLOCATOR
  std::vector<std::string> sets;         // canonical toggle sets that are no named variants
};

// Builds those that are not there or stale; says on `log` that it does. REQUIRES:
// the sets are validated: Meson's build files would not load with a wrong one.
// Throws Error with the build's last words.
void bring_up_to_date(const BuildFolder& folder, const BuildRequest& request, std::ostream& log);

// The value of the option `variants` with the sets added; empty when all are in
// it. `introspection` is what `meson introspect --buildoptions` prints.
std::string extended_variants(const std::string& introspection,
                              const std::vector<std::string>& sets);

}  // namespace heapdyno
