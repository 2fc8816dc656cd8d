// Makes the executables that a plan needs and that are not built yet, or are older
// than their sources: one `meson configure` if toggle sets or layouts must be added to the
// options `variants` and `layouts`, then one `ninja` for all, before the first trial.
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
  std::vector<std::string> layouts;      // dyno-VARIANT-ALLOCATOR.layoutN, of the executables
};

// Builds those that are not there or stale; says on `log` that it does. REQUIRES:
// the sets are validated: Meson's build files would not load with a wrong one.
// Throws Error with the build's last words; in an installed tree, which builds nothing, Error that says
// what is not installed, what is, and the way to more.
void bring_up_to_date(const BuildFolder& folder, const BuildRequest& request, std::ostream& log);

// "-Doption=..." with the values added to what the option, an array, has; empty when all are in
// it. `introspection` is what `meson introspect --buildoptions` prints.
std::string extended_option(const std::string& introspection, const std::string& option,
                            const std::vector<std::string>& values);

// Throws Error where no layouts are linked: in an installed tree, or without the linker for it.
void check_layouts(const BuildFolder& folder);

}  // namespace heapdyno
