#include "harness/stacks/profile_tool.h"

#include <filesystem>
#include <vector>

#include "allocators/heaptrack.h"
#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

const std::vector<std::string> kNames = {"heaptrack", "jemalloc"};

void check_file(const std::string& path, const std::string& package) {
  if (!std::filesystem::exists(path))
    throw Error("call stacks come from " + package + ", and there is no " + path +
                ": install the Debian package " + package);
}

}  // namespace

std::string_view name_of(ProfileTool tool) { return kNames[static_cast<size_t>(tool)]; }

ProfileTool parse_profile_tool(std::string_view text) {
  for (const ProfileTool tool : {ProfileTool::kHeaptrack, ProfileTool::kJemalloc}) {
    if (name_of(tool) == text) return tool;
  }
  throw usage_error(unknown_name("tool", text, kNames));
}

AllocatorChoice allocator_of(ProfileTool tool) {
  if (tool == ProfileTool::kHeaptrack) return parse_allocator("glibc");
  // A sample of every allocation, sums that survive the blocks, and no correction for a rate.
  return parse_allocator(
      "jemalloc{MALLOC_CONF=prof:true,lg_prof_sample:0,prof_accum:true,prof_unbias:false}");
}

ProfileTool tool_of(const AllocatorChoice& allocator) {
  return allocator.linked == "jemalloc" ? ProfileTool::kJemalloc : ProfileTool::kHeaptrack;
}

void check_installed(ProfileTool tool) {
  if (tool == ProfileTool::kJemalloc) return check_file(kAddr2line, "binutils");
  check_file(kHeaptrack, "heaptrack");
  check_file(kHeaptrackInterpreter, "heaptrack");
}

}  // namespace heapdyno
