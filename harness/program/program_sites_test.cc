#include "harness/program/program_sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;

// What heaptrack writes of a program in /home/me/project that was preloaded from /dev/shm/run:
// main calls insert, and insert the allocator, a string and fopen of the C library.
class HeaptrackText {
 public:
  HeaptrackText() { text_ << "v 10400 3\n"; }

  // A stack, outermost first: "library|function|file|line".
  size_t stack(const std::vector<std::string>& frames) {
    size_t caller = 0;
    for (const std::string& frame : frames) caller = call(frame, caller);
    return caller;
  }

  // So many allocations of 10 bytes each.
  void allocations(int number, size_t stack) {
    text_ << "a a " << std::hex << stack << "\n";
    for (int i = 0; i < number; ++i) text_ << "+ " << kinds_ << "\n";
    ++kinds_;
  }

  std::string text() const { return text_.str(); }

 private:
  size_t string(const std::string& text) {
    text_ << "s " << std::hex << text.size() << " " << text << "\n";
    return ++strings_;
  }

  size_t call(const std::string& frame, size_t caller) {
    std::istringstream parts(frame);
    std::string library, function, file, line;
    std::getline(parts, library, '|');
    std::getline(parts, function, '|');
    std::getline(parts, file, '|');
    std::getline(parts, line, '|');
    const size_t module = string(library);
    const size_t name = function.empty() ? 0 : string(function);
    const size_t source = file.empty() ? 0 : string(file);
    text_ << "i 1000 " << module << " " << name << " " << source << " "
          << (line.empty() ? 0 : std::stoi(line)) << "\n";
    text_ << "t " << ++places_ << " " << caller << "\n";
    return ++calls_;
  }

  std::ostringstream text_;
  size_t strings_ = 0, places_ = 0, calls_ = 0, kinds_ = 0;
};

constexpr const char* kMain = "/home/me/project/words|main|/home/me/project/words.c|9";
constexpr const char* kInsert = "/home/me/project/words|insert|/home/me/project/src/a.c|5";
constexpr const char* kObserver = "/dev/shm/run/preloaded0.so|malloc|allocators/observer/f.cc|47";

std::string in_phase(int phase) {
  return "/dev/shm/run/preloaded1.so|void* heapdyno::frames::in_phase<" + std::to_string(phase) +
         "ul>(heapdyno::frames::Request const&)";
}
std::string in_scope(int scope) {
  return "/dev/shm/run/preloaded1.so|void* heapdyno::frames::in_scope<" + std::to_string(scope) +
         "ul>(heapdyno::frames::Request const&)";
}

Counters names() {
  Counters process;
  process.scope_names = {"put", "get"};
  process.phases.resize(2);
  process.phases[0].name = "load";
  process.phases[1].name = "run";
  return process;
}

ProgramSites sites_of(const HeaptrackText& text, const Counters& process) {
  std::istringstream stream(text.text());
  ProjectFiles project("/home/me/project");
  return sites_of_program(stream, "words", process, "/dev/shm/run", project);
}

std::string text_of(const CellSite& site) {
  return site.operation + ": " + site.function + " > " + site.callee + " " + site.place.file + ":" +
         std::to_string(site.place.line) + " " + std::to_string(site.allocations) + " " +
         std::to_string(site.bytes);
}

std::vector<std::string> texts_of(const std::vector<CellSite>& sites) {
  std::vector<std::string> texts;
  for (const CellSite& site : sites) texts.push_back(text_of(site));
  return texts;
}

TEST(ProgramSites, AreTheInnermostFunctionsOfTheProjectByPhaseAndOperation) {
  HeaptrackText text;
  const std::string string =
      "/usr/lib/libstdc++.so.6|std::__cxx11::basic_string<char>::_M_create(unsigned long&)";
  text.allocations(
      3, text.stack({kMain, kInsert, kObserver, in_phase(1), in_scope(kFirstNamedScope)}));
  text.allocations(2, text.stack({kMain, kInsert, string, kObserver, in_phase(2),
                                  in_scope(kFirstNamedScope + 1)}));
  text.allocations(1, text.stack({kMain, "/lib/libc.so.6|strdup|string/strdup.c|42", kObserver,
                                  in_phase(2), in_scope(HEAPDYNO_SCOPE_PRE_MAIN)}));
  const ProgramSites sites = sites_of(text, names());
  EXPECT_THAT(texts_of(sites.at("load")), ElementsAre("put: insert >  src/a.c:5 3 30"));
  EXPECT_THAT(texts_of(sites.at("run")),
              ElementsAre(": main > strdup words.c:9 1 10",
                          "get: insert > std::string::_M_create src/a.c:5 2 20"));
}

TEST(ProgramSites, OfNoPhaseAndOfTheLoaderAreLeftOut) {
  HeaptrackText text;
  text.allocations(3, text.stack({kMain, kInsert, kObserver, in_phase(0), in_scope(2)}));
  text.allocations(3, text.stack({kMain, "/lib64/ld-linux-x86-64.so.2|_dl_new_object", kObserver,
                                  in_phase(1), in_scope(2)}));
  text.allocations(3, text.stack({"/lib64/ld-linux-x86-64.so.2|_dl_init",
                                  "/usr/lib/libstdc++.so.6|_GLOBAL__sub_I_eh_alloc.cc", kObserver,
                                  in_phase(1), in_scope(2)}));
  EXPECT_TRUE(sites_of(text, names()).empty());
}

TEST(ProgramSites, OfAProgramWithoutPhasesAreOfTheWholeProgram) {
  HeaptrackText text;
  text.allocations(3, text.stack({kMain, kInsert, kObserver, in_phase(0), in_scope(2)}));
  EXPECT_THAT(texts_of(sites_of(text, Counters()).at("program")),
              ElementsAre(": insert >  src/a.c:5 3 30"));
}

TEST(ProgramSites, WithoutAFunctionOfTheProjectAreNamedByTheInnermostKnownAndByNoPath) {
  HeaptrackText text;
  text.allocations(1, text.stack({"/usr/bin/tool|main|/home/others/main.c|7",
                                  "/lib/libc.so.6|fopen|/build/glibc/libio/iofopen.c|65",
                                  "/lib/libnameless.so", kObserver, in_phase(0), in_scope(2)}));
  text.allocations(1, text.stack({"/usr/bin/tool", kObserver, in_phase(0), in_scope(2)}));
  EXPECT_THAT(texts_of(sites_of(text, Counters()).at("program")),
              ElementsAre(": (a function without a name) >  :0 1 10", ": fopen >  :0 1 10"));
}

TEST(ProgramSites, OfATextThatHeaptrackDidNotWriteAreAnError) {
  std::istringstream text("+ 0\n");
  ProjectFiles project(".");
  EXPECT_THROW(sites_of_program(text, "words", Counters(), "/dev/shm/run", project), Error);
}

}  // namespace
}  // namespace heapdyno
