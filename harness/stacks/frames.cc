#include "harness/stacks/frames.h"

#include <algorithm>
#include <array>

namespace heapdyno {
namespace {

constexpr std::string_view kStoreCalls = "scenarios/store_calls.cc";
constexpr std::string_view kBackgroundJobs = "scenarios/stores/background_jobs.cc";
constexpr std::string_view kEngine = "engine/";
constexpr std::string_view kScenarios = "scenarios/";
constexpr std::array<std::string_view, 3> kPeerLibraries = {"libleveldb.", "librocksdb.",
                                                            "liblmdb."};
// A lambda that is called where nothing says whose it is; its function is further out on the stack.
constexpr std::string_view kLambda = "operator()";

// From the checkout's root: some compilers and tools have the folder before it in which the
// compiler ran, "build/engine/db/write.cc". Others' files have absolute names.
std::string_view within_checkout(std::string_view file) {
  if (file.starts_with('/')) return file;
  for (const std::string_view folder : {kEngine, kScenarios}) {
    const size_t found = file.find(folder);
    if (found == 0 || (found != std::string_view::npos && file[found - 1] == '/'))
      return file.substr(found);
  }
  return file;
}

std::string last_name(const std::string& name) {
  const size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

bool is_of_peer(const Frame& frame) {
  const std::string_view library = frame.library.substr(frame.library.rfind('/') + 1);
  return std::any_of(kPeerLibraries.begin(), kPeerLibraries.end(),
                     [&](std::string_view peer) { return library.starts_with(peer); });
}

bool is_of_store(const Frame& frame) {
  return within_checkout(frame.file).starts_with(kEngine) || is_of_peer(frame);
}

// What stands first on the stack; empty: the frame is none that a stack begins with.
std::string beginning(const Frame& frame) {
  const std::string_view file = within_checkout(frame.file);
  if (file == kStoreCalls) return plain_name(frame.function);
  return file == kBackgroundJobs ? "background" : "";
}

// The function as it stands on the stack; empty: it is not the store's.
std::string stores_function(const Frame& frame) {
  if (within_checkout(frame.file).starts_with(kEngine)) {
    std::string name = plain_name(frame.function);
    return name == kLambda ? "" : name;
  }
  if (!is_of_peer(frame)) return "";
  std::string name = plain_name(frame.function);
  return name.starts_with("std::") ? "" : name;  // a template that was compiled into it
}

}  // namespace

std::string plain_name(std::string_view function) {
  static constexpr std::string_view kUnnamed = "(anonymous namespace)::";
  std::string name;
  bool is_unnamed = false;
  int depth = 0;  // of template arguments
  for (size_t i = 0; i < function.size(); ++i) {
    const char c = function[i];
    const bool is_operator = depth == 0 && name.ends_with("operator");
    if (function.substr(i).starts_with(kUnnamed)) {
      i += kUnnamed.size() - 1;
      is_unnamed |= depth == 0;
    } else if (c == '<' && !is_operator) {
      ++depth;
    } else if (c == '>' && depth > 0) {
      --depth;
    } else if (depth > 0) {
      continue;
    } else if ((c == '(' || c == '[' || c == '.') && !is_operator) {
      break;  // parameters, an ABI tag, or a clone
    } else if (c == ' ' && !is_operator) {
      name.clear();  // it was the type of the result
      is_unnamed = false;
    } else {
      name += c;
    }
  }
  return is_unnamed ? last_name(name) : name;
}

std::string callee_name(std::string_view function) {
  static constexpr std::string_view kAbi = "__cxx11::";
  static constexpr std::string_view kString = "basic_string";
  std::string name = plain_name(function);
  if (name.find("::") == std::string::npos) return "";  // malloc, operator new
  if (const size_t abi = name.find(kAbi); abi != std::string::npos) name.erase(abi, kAbi.size());
  for (size_t at = name.find(kString); at != std::string::npos; at = name.find(kString, at))
    name.replace(at, kString.size(), "string");
  const std::string constructor = last_name(name);
  const std::string type = name.substr(0, name.size() - constructor.size() - 2);
  return last_name(type) == constructor ? type : name;
}

std::optional<Stack> stack_of(std::span<const Frame> frames) {
  std::optional<Stack> stack;
  for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
    std::string name = stack ? stores_function(*frame) : beginning(*frame);
    if (name.empty()) continue;
    if (!stack) stack.emplace();
    if (stack->empty() || stack->back() != name) stack->push_back(std::move(name));
  }
  return stack;
}

CallPlace place_of(std::span<const Frame> frames) {
  auto site = std::find_if(frames.begin(), frames.end(), is_of_store);
  if (site == frames.end()) {  // the store's adapter
    site = std::find_if(frames.begin(), frames.end(), [](const Frame& frame) {
      return within_checkout(frame.file).starts_with(kScenarios);
    });
  }
  if (site == frames.end()) return {};
  const std::string callee = site == frames.begin() ? "" : callee_name(std::prev(site)->function);
  return {callee, std::string(within_checkout(site->file)), site->line};
}

}  // namespace heapdyno
