#include "harness/builds/builder.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/base/terminal.h"
#include "harness/base/words.h"
#include "harness/builds/build_progress.h"
#include "harness/builds/outside_tool.h"

namespace heapdyno {
namespace {

constexpr size_t kMostListed = 20;

std::vector<std::string> ninja_for(const BuildFolder& folder, std::vector<std::string> options,
                                   const std::vector<std::string>& executables) {
  std::vector<std::string> command = {"ninja", "-C", folder.build};
  command.insert(command.end(), options.begin(), options.end());
  for (const std::string& executable : executables) command.push_back("scenarios/" + executable);
  return command;
}

// Whether ninja would make one of them anew, for its sources are younger. Executables without what
// they could be built with are taken as they are.
bool are_stale(const BuildFolder& folder, const std::vector<std::string>& executables) {
  const ChildEnd end = try_outside(ninja_for(folder, {"-n"}, executables));
  return end.succeeded() && end.output.find("no work to do") == std::string::npos;
}

std::vector<std::string> not_there(const BuildFolder& folder,
                                   const std::vector<std::string>& executables) {
  std::vector<std::string> missing;
  for (const std::string& executable : executables) {
    if (std::filesystem::exists(folder.dyno_path(executable))) continue;
    if (std::find(missing.begin(), missing.end(), executable) == missing.end()) {
      missing.push_back(executable);
    }
  }
  return missing;
}

void check_installed(const BuildFolder& folder, const std::vector<std::string>& missing) {
  if (missing.empty()) return;
  throw Error(
      "not installed: " + listed(missing, kMostListed) + "; installed are " +
      listed(folder.executables(), kMostListed) +
      ". Others are built in a checkout: its own heapdyno runs them, and its `meson install` "
      "installs those that are built (ninja scenarios/" +
      missing.front() + ")");
}

// Adds to the options what is not in them yet.
void configure(const BuildFolder& folder, const BuildRequest& request) {
  if (request.sets.empty() && request.layouts.empty()) return;
  const std::string introspection =
      run_outside({"meson", "introspect", "--buildoptions", folder.build});
  std::vector<std::string> command = {"meson", "configure", folder.build};
  for (const std::string& option : {extended_option(introspection, "variants", request.sets),
                                    extended_option(introspection, "layouts", request.layouts)}) {
    if (!option.empty()) command.push_back(option);
  }
  if (command.size() > 3) run_outside(command);
}

}  // namespace

std::string extended_option(const std::string& introspection, const std::string& option,
                            const std::vector<std::string>& values) {
  std::vector<std::string> extended;
  for (const auto& known : nlohmann::json::parse(introspection)) {
    if (known.at("name") == option) extended = known.at("value");
  }
  const size_t before = extended.size();
  for (const std::string& value : values) {
    if (std::find(extended.begin(), extended.end(), value) == extended.end())
      extended.push_back(value);
  }
  return extended.size() == before ? "" : "-D" + option + "=" + join(extended, ",");
}

void check_layouts(const BuildFolder& folder) {
  if (folder.is_installed()) {
    throw Error(
        "layouts are linked when a run needs them, which an installed heapdyno does not do: "
        "run the one that is built in a checkout");
  }
  if (!try_outside({"ld.lld", "--version"}).succeeded()) {
    throw Error(
        "layouts are linked by lld, and there is no ld.lld: install the Debian package lld");
  }
}

void bring_up_to_date(const BuildFolder& folder, const BuildRequest& request, std::ostream& log) {
  const std::vector<std::string> missing = not_there(folder, request.executables);
  if (folder.is_installed()) return check_installed(folder, missing);
  if (!missing.empty()) {
    log << "building " << listed(missing, kMostListed) << std::endl;
  } else if (are_stale(folder, request.executables)) {
    log << "building anew what is older than its sources" << std::endl;
  } else {
    return;
  }
  configure(folder, request);
  BuildProgress progress(log, columns_to_write_over(STDERR_FILENO));
  run_outside(ninja_for(folder, {}, request.executables),
              {[&](std::string_view text) { progress.hear(text); }, nullptr});
}

}  // namespace heapdyno
