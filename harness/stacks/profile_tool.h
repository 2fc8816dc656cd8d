// The heap profilers that a trial of mode profile may run under, and what each needs.
// Plain values; check_installed() reads the file system.
#pragma once

#include <string>
#include <string_view>

#include "harness/builds/allocator_choice.h"

namespace heapdyno {

// heaptrack: on the glibc arm. Every allocation and free in order: also the peak and what was
// temporary. jemalloc: its own profile, of every allocation. Sums by call stack: what was allocated
// in a phase and what is alive at its end, in bytes of size classes. A small block that is alive
// takes 16 KiB of address space and a page of memory, so this is for what holds 100,000 of them,
// not for what holds millions. Names come from addr2line, which calls an inlined function without
// linkage by the one around it, and in what clang 14 makes some others too; sums are not touched by
// that.
enum class ProfileTool { kHeaptrack, kJemalloc };

std::string_view name_of(ProfileTool tool);
// Throws a usage error with a suggestion.
ProfileTool parse_profile_tool(std::string_view text);

// It tells in which order things happened: so the peak and what was temporary.
inline bool tells_order(ProfileTool tool) { return tool == ProfileTool::kHeaptrack; }

// What profiled trials run with, and which tool that is.
AllocatorChoice allocator_of(ProfileTool tool);
ProfileTool tool_of(const AllocatorChoice& allocator);

inline constexpr char kAddr2line[] = "/usr/bin/addr2line";

// Throws Error that names the package to install.
void check_installed(ProfileTool tool);

}  // namespace heapdyno
