// The proof of the allocator, run in executables that are linked rightly and wrongly.

#include "allocators/proof.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "allocators/elf_note.h"
#include "allocators/testing/child.h"

namespace heapdyno {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string prove_program(const std::string& name) { return test_program("prove-" + name); }

std::string library_file(const std::string& allocator) {
  return allocator == "glibc"
             ? "libc.so.6"
             : "lib" + allocator + (allocator == "tcmalloc" ? "_minimal" : "") + ".so";
}

bool has(const std::string& allocator) {
  const std::vector<std::string> all = tested_allocators();
  return std::find(all.begin(), all.end(), allocator) != all.end();
}

Setting preloading(const std::string& value) {
  Setting setting;
  setting.environment.push_back("LD_PRELOAD=" + value);
  setting.environment.push_back("LD_BIND_NOW=1");
  return setting;
}

class Proof : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Allocators, Proof, testing::ValuesIn(tested_allocators()),
                         [](const auto& info) { return info.param; });

TEST_P(Proof, names_the_library_that_answers) {
  const Outcome outcome = run_program({prove_program(GetParam())});
  EXPECT_TRUE(outcome.exited(0)) << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "/" + library_file(GetParam()))) << outcome.out;
  EXPECT_TRUE(contains(outcome.out, "plain")) << outcome.out;
  EXPECT_EQ(contains(outcome.out, "new /usr/lib/x86_64-linux-gnu/libstdc++"), GetParam() == "glibc")
      << outcome.out;
}

TEST_P(Proof, is_the_same_under_the_observer) {
  const std::string plain = run_program({prove_program(GetParam())}).out;
  Observed observed = observe({prove_program(GetParam())});
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
  const size_t mode = plain.find("plain");
  ASSERT_NE(mode, std::string::npos) << plain;
  EXPECT_EQ(observed.outcome.out, plain.substr(0, mode) + "observed\n");
}

TEST_P(Proof, refuses_an_allocator_that_was_preloaded_over_the_linked_one) {
  const std::string other = GetParam() == "jemalloc" ? "libmimalloc.so.2" : "libjemalloc.so.2";
  const Outcome outcome = run_program({prove_program(GetParam())}, preloading(other));
  EXPECT_TRUE(outcome.exited(1)) << outcome.out;
  EXPECT_TRUE(contains(outcome.err, "the allocator is not " + GetParam())) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "malloc is answered by /")) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, other.substr(0, other.find(".so")))) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, library_file(GetParam()))) << outcome.err;
}

// Really linked without jemalloc; everything but the library is what prove-jemalloc is made of.
TEST(ProofOfMissingLibrary, an_executable_that_says_jemalloc_and_runs_glibc_is_refused) {
  if (!has("jemalloc")) GTEST_SKIP() << "not in this build";
  const std::string program = prove_program("says-jemalloc");
  for (const Outcome& outcome : {run_program({program}), observe({program}).outcome}) {
    EXPECT_TRUE(outcome.exited(1)) << outcome.out;
    EXPECT_TRUE(contains(outcome.err, "the allocator is not jemalloc")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "linked without it")) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "libc.so.6")) << outcome.err;
  }
}

TEST(ProofOfOperatorNew, an_executable_with_its_own_is_refused) {
  const std::string program = prove_program("own-new");
  for (const Outcome& outcome : {run_program({program}), observe({program}).outcome}) {
    EXPECT_TRUE(outcome.exited(1)) << outcome.out;
    EXPECT_TRUE(contains(outcome.err, "operator new is answered by " + program)) << outcome.err;
  }
}

TEST(ProofOfBindings, a_library_that_calls_another_allocator_is_refused) {
  const std::string library = test_program("libdeep-bound.so");
  const Outcome outcome = run_program({prove_program("glibc"), "--with", library});
  EXPECT_TRUE(outcome.exited(1)) << outcome.out;
  EXPECT_TRUE(contains(outcome.err, library + " calls malloc of /")) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "libforeign-malloc.so")) << outcome.err;
}

class ProofByPath : public testing::Test {
 protected:
  void SetUp() override {
    if (!has("jemalloc")) GTEST_SKIP() << "not in this build";
    const std::string out = run_program({prove_program("jemalloc")}).out;
    const size_t path = out.find("malloc /") + 7;
    path_ = out.substr(path, out.find(' ', path) - path);
    build_id_ = *build_id_of_file(path_);
  }
  Outcome prove(const std::string& path, const std::string& build_id, const std::string& preload) {
    return run_program({prove_program("glibc"), "mine", path, build_id}, preloading(preload));
  }
  std::string path_;
  std::string build_id_;
};

TEST_F(ProofByPath, accepts_the_library_that_was_preloaded) {
  const Outcome outcome = prove(path_, build_id_, path_);
  EXPECT_TRUE(outcome.exited(0)) << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "malloc " + path_ + " " + build_id_)) << outcome.out;
}

TEST_F(ProofByPath, follows_symbolic_links) {
  const std::string link = "/usr/lib/x86_64-linux-gnu/libjemalloc.so";
  EXPECT_TRUE(prove(link, "", link).exited(0));
}

TEST_F(ProofByPath, accepts_a_library_preloaded_by_descriptor_behind_the_observer) {
  auto preload = Preload::open({observer_library(), path_});
  ASSERT_TRUE(preload.is_ok());
  preload->keep_open();
  Setting setting = preloading(preload->value());
  const Outcome outcome = run_program({prove_program("glibc"), "mine", path_, build_id_}, setting);
  EXPECT_TRUE(outcome.exited(0)) << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "observed")) << outcome.out;
}

TEST_F(ProofByPath, refuses_another_build_another_path_and_a_preload_that_failed) {
  EXPECT_TRUE(contains(prove(path_, std::string(40, '0'), path_).err,
                       "expected " + path_ + " (build id 0000"));
  EXPECT_TRUE(prove("/usr/lib/other.so", build_id_, path_).exited(1));
  EXPECT_TRUE(contains(prove(path_, build_id_, "/no/such.so").err, "libc.so.6"));
}

TEST(Preload, of_a_missing_library_names_it) {
  const auto preload = Preload::open({"/no/such.so"});
  EXPECT_TRUE(contains(preload.status().to_string(), "/no/such.so: No such file"))
      << preload.status().to_string();
}

}  // namespace
}  // namespace heapdyno
