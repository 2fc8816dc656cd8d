#include "allocators/proof.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "allocators/loaded.h"

namespace heapdyno {
namespace {

const void* global_symbol(const char* name) { return dlsym(RTLD_DEFAULT, name); }

Library observer_library() { return library_of(global_symbol("heapdyno_observer_abi")); }
Library cxx_library() { return library_of(global_symbol("_ZSt15get_new_handlerv")); }

// The library that answers the function of this name; behind the observer, if that is who answers.
Library answering(const char* name, const char* observers_target) {
  const Library global = library_of(global_symbol(name));
  const auto target = reinterpret_cast<const void* (*)()>(dlsym(RTLD_DEFAULT, observers_target));
  if (target == nullptr || global != observer_library()) return global;
  const void* const forwarded_to = target();
  return forwarded_to == nullptr ? cxx_library() : library_of(forwarded_to);
}

std::string words_for(const Library& library) {
  if (library.path.empty()) return "no library";
  return library.path + (library.build_id.empty() ? "" : " (build id " + library.build_id + ")");
}

std::string resolved(const std::string& path) {
  std::error_code error;
  const std::filesystem::path result = std::filesystem::canonical(path, error);
  return error ? path : result.string();
}

bool matches(const Library& library, const Library& expected) {
  return library.path == expected.path &&
         (expected.build_id.empty() || library.build_id == expected.build_id);
}

Library expected_library(const Expected& expected) {
  if (expected.own_function != nullptr) return library_of(expected.own_function);
  return {resolved(expected.path), expected.build_id};
}

engine::Status mismatch(const Expected& expected, const Library& library,
                        const std::string& function, const Library& answers) {
  return engine::Status::invalid_argument("the allocator is not " + expected.name + ": " +
                                          function + " is answered by " + words_for(answers) +
                                          ", expected " + words_for(library));
}

// Every bound slot must lead to the allocator, to the observer before it, or to the library's own
// functions.
engine::Status prove_bindings(const Expected& expected, const Answers& answers) {
  const Library observer = observer_library();
  for (const Binding& binding : allocator_bindings()) {
    const Library& by = binding.answers;
    if (by == answers.malloc_library || by == answers.new_library || by == observer ||
        by == binding.caller) {
      continue;
    }
    return engine::Status::invalid_argument("the allocator is not " + expected.name +
                                            " alone: " + binding.caller.path + " calls " +
                                            binding.function + " of " + words_for(by) +
                                            ", expected " + words_for(answers.malloc_library));
  }
  return engine::Status::ok();
}

}  // namespace

Answers allocator_answers() {
  Answers answers;
  answers.observed = global_symbol("heapdyno_observer_abi") != nullptr;
  answers.malloc_library = answering("malloc", "heapdyno_observer_malloc_target");
  answers.new_library = answering("_Znwm", "heapdyno_observer_new_target");
  answers.new_calls_malloc = answers.new_library == cxx_library();
  return answers;
}

engine::Result<Answers> prove_allocator(const Expected& expected) {
  if (expected.own_function == nullptr && expected.path.empty()) {
    return engine::Status::invalid_argument(
        "the allocator is not " + expected.name +
        ": the executable was linked without it; malloc is answered by " +
        words_for(allocator_answers().malloc_library));
  }
  const Library library = expected_library(expected);
  Answers answers = allocator_answers();
  if (!matches(answers.malloc_library, library)) {
    return mismatch(expected, library, "malloc", answers.malloc_library);
  }
  if (!answers.new_calls_malloc && !matches(answers.new_library, library)) {
    return mismatch(expected, library, "operator new", answers.new_library);
  }
  RETURN_IF_ERROR(prove_bindings(expected, answers));
  return answers;
}

}  // namespace heapdyno
