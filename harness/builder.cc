#include "harness/builder.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/child.h"
#include "harness/error.h"
#include "harness/words.h"

namespace heapdyno {
namespace {

// Build tools run in the caller's environment: they need its PATH, compiler and cache settings.
std::string run_tool_of_build(std::vector<std::string> command) {
  ChildOptions options;
  options.program = "/usr/bin/env";
  options.arguments = std::move(command);
  for (char** entry = environ; *entry != nullptr; ++entry) options.environment.push_back(*entry);
  const ChildEnd end = run_child(options);
  if (!end.succeeded()) {
    const std::string words = join(last_lines(end.output + end.errors, 15), "\n  ");
    throw Error("'" + join(options.arguments, " ") + "' failed: " + end.text() + "\n  " + words);
  }
  return end.output;
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

void build_missing(const BuildFolder& folder, const BuildRequest& request, std::ostream& log) {
  const std::vector<std::string> missing = not_there(folder, request.executables);
  if (missing.empty()) return;
  log << "building " << join(missing, ", ") << std::endl;
  if (!request.sets.empty()) {
    const std::string options =
        run_tool_of_build({"meson", "introspect", "--buildoptions", folder.build});
    const std::string variants = extended_variants(options, request.sets);
    if (!variants.empty()) {
      run_tool_of_build({"meson", "configure", folder.build, "-Dvariants=" + variants});
    }
  }
  std::vector<std::string> ninja = {"ninja", "-C", folder.build};
  for (const std::string& executable : missing) ninja.push_back("scenarios/" + executable);
  run_tool_of_build(std::move(ninja));
}

}  // namespace heapdyno
