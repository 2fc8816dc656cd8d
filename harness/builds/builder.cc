#include "harness/builds/builder.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "harness/base/child.h"
#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/build_progress.h"

namespace heapdyno {
namespace {

constexpr size_t kMostListed = 20;

// Build tools run in the caller's environment: they need its PATH, compiler and cache settings.
ChildEnd try_tool_of_build(const std::vector<std::string>& command,
                           std::function<void(std::string_view)> on_output = {}) {
  ChildOptions options;
  options.on_output = std::move(on_output);
  options.program = "/usr/bin/env";
  options.arguments = command;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    // What ninja's lines begin with is to be what BuildProgress reads.
    if (!std::string_view(*entry).starts_with("NINJA_STATUS="))
      options.environment.push_back(*entry);
  }
  return run_child(options);
}

std::string run_tool_of_build(const std::vector<std::string>& command,
                              std::function<void(std::string_view)> on_output = {}) {
  ChildEnd end = try_tool_of_build(command, std::move(on_output));
  if (!end.succeeded()) {
    const std::string words = join(last_lines(end.output + end.errors, 15), "\n  ");
    throw Error("'" + join(command, " ") + "' failed: " + end.text() + "\n  " + words);
  }
  return std::move(end.output);
}

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
  const ChildEnd end = try_tool_of_build(ninja_for(folder, {"-n"}, executables));
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

}  // namespace

std::string extended_variants(const std::string& introspection,
                              const std::vector<std::string>& sets) {
  std::vector<std::string> variants;
  for (const auto& option : nlohmann::json::parse(introspection)) {
    if (option.at("name") == "variants") variants = option.at("value");
  }
  const size_t before = variants.size();
  for (const std::string& set : sets) {
    if (std::find(variants.begin(), variants.end(), set) == variants.end()) variants.push_back(set);
  }
  return variants.size() == before ? "" : join(variants, ",");
}

void bring_up_to_date(const BuildFolder& folder, const BuildRequest& request, std::ostream& log) {
  const std::vector<std::string> missing = not_there(folder, request.executables);
  if (!missing.empty()) {
    log << "building " << listed(missing, kMostListed) << std::endl;
  } else if (are_stale(folder, request.executables)) {
    log << "building anew what is older than its sources" << std::endl;
  } else {
    return;
  }
  if (!request.sets.empty()) {
    const std::string options =
        run_tool_of_build({"meson", "introspect", "--buildoptions", folder.build});
    const std::string variants = extended_variants(options, request.sets);
    if (!variants.empty()) {
      run_tool_of_build({"meson", "configure", folder.build, "-Dvariants=" + variants});
    }
  }
  BuildProgress progress(log);
  run_tool_of_build(ninja_for(folder, {}, request.executables),
                    [&](std::string_view text) { progress.hear(text); });
}

}  // namespace heapdyno
