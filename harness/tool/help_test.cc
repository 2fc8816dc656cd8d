// What every command has: help, examples, a place in the manual page and in completion.
#include "harness/tool/help.h"

#include <gmock/gmock.h>

#include <sstream>

#include "harness/base/words.h"
#include "harness/tool/arguments.h"
#include "harness/tool/command_tree.h"
#include "harness/tool/completion.h"
#include "harness/tool/manual.h"
#include "harness/tool/tool.h"
#include "harness/tool/values.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

// The words of a line as a shell has them, from the tool's name to the end of its command.
Words typed_words(const std::string& line) {
  Words words;
  std::string word;
  bool in_quotes = false;
  for (const char c : line + " ") {
    if (c == '\'') {
      in_quotes = !in_quotes;
    } else if (c == ' ' && !in_quotes) {
      words.push_back(word);
      word.clear();
    } else {
      word += c;
    }
  }
  const auto is_tool = [](const std::string& text) { return text.ends_with("heapdyno"); };
  words.erase(words.begin(), std::find_if(words.begin(), words.end(), is_tool) + 1);
  const auto is_end = [](const std::string& text) { return text == "|" || text == ">"; };
  words.erase(std::find_if(words.begin(), words.end(), is_end), words.end());
  if (words.back().ends_with(')')) words.back().pop_back();  // of <(heapdyno ...)
  return words;
}

class Help : public ::testing::Test {
 protected:
  Help() : app_("a dynamometer", "heapdyno") { add_commands(app_, typed_); }

  Typed typed_;
  CLI::App app_;
};

TEST_F(Help, EveryCommandHasTwoExamplesInItsHelp) {
  for (const CLI::App* const command : every_command(app_)) {
    const std::string path = path_of(*command);
    const std::vector<CommandExample> examples = examples_of(path);
    ASSERT_EQ(examples.size(), 2u) << path;
    EXPECT_STRNE(examples[0].line, examples[1].line) << path;
    Words arguments = split_outside_braces(path, ' ');
    arguments.push_back("--help");
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_tool(arguments, out, err), 0) << path;
    for (const CommandExample& example : examples) {
      EXPECT_THAT(out.str(), HasSubstr(std::string("  ") + example.line + "\n"));
      EXPECT_THAT(out.str(), HasSubstr(example.what));
    }
    EXPECT_THAT(out.str(), HasSubstr("Exit codes: 0 fine;"));
  }
}

TEST_F(Help, TheCommandHelpIsTheOption) {
  const auto said = [](Words arguments) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_tool(std::move(arguments), out, err), 0) << err.str();
    return out.str();
  };
  EXPECT_EQ(said({"help"}), said({"--help"}));
  EXPECT_THAT(said({"help", "run"}), HasSubstr("Usage: heapdyno run "));
  EXPECT_THAT(said({"help", "bisect", "commits"}), HasSubstr("Usage: heapdyno bisect commits "));
}

TEST_F(Help, EveryExampleIsOfItsCommandAndItsOptionsAreRead) {
  for (const CLI::App* const command : every_command(app_)) {
    const std::string path = path_of(*command);
    for (const CommandExample& example : examples_of(path)) {
      Words words = typed_words(example.line);
      EXPECT_TRUE(path.empty() || (join(words, " ") + " ").starts_with(path + " ")) << example.line;
      Typed typed;
      CLI::App app("", "heapdyno");
      add_commands(app, typed);
      EXPECT_NO_THROW(app.parse(Words(words.rbegin(), words.rend()))) << example.line;
    }
  }
}

TEST_F(Help, EveryCommandCanBeQuiet) {
  for (const CLI::App* const command : leaves_of(app_))
    EXPECT_NE(command->get_option_no_throw("--quiet"), nullptr) << path_of(*command);
}

TEST_F(Help, TheManualPageHasEveryCommandAndEveryOption) {
  const std::string page = manual_page(app_);
  for (const CLI::App* const command : leaves_of(app_)) {
    EXPECT_THAT(page, HasSubstr("\n.SS " + path_of(*command) + "\n"));
    for (const CLI::Option* const option : named_options(*command)) {
      std::string name = option->get_lnames().front();
      for (size_t at = name.find('-'); at != std::string::npos; at = name.find('-', at + 2))
        name.replace(at, 1, "\\-");
      EXPECT_THAT(page, HasSubstr("\\-\\-" + name + "\\fR"));
    }
  }
}

TEST_F(Help, CompletionIsForKnownShellsAlone) {
  for (const std::string& shell : shells())
    EXPECT_THAT(completion_for(shell, app_), HasSubstr("# Completion of heapdyno "));
  EXPECT_THROW(completion_for("fish", app_), Error);
}

// A row that fits no option would be of one that was renamed.
TEST_F(Help, WhatIsSaidOfValuesIsSaidOfOptionsThatThereAre) {
  int fixed = 0;
  int named = 0;
  int selections = 0;
  for (const CLI::App* const command : leaves_of(app_)) {
    for (const CLI::Option* const option : command->get_options()) {
      const OptionValues values = values_of(path_of(*command), *option);
      fixed += !values.words.empty();
      named += !values.topic.empty();
      selections += values.kind == ValueKind::kSelection;
    }
  }
  EXPECT_GT(fixed, 30);
  EXPECT_GT(named, 20);
  EXPECT_GT(selections, 5);
}

class Misspelt : public ::testing::Test {
 protected:
  std::string said(Words arguments) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_tool(std::move(arguments), out, err, "build/heapdyno"), 2);
    EXPECT_EQ(out.str(), "");
    return err.str();
  }
};

TEST_F(Misspelt, AnOptionIsSaidWithTheOneThatWasMeantAndTheWayOut) {
  const std::string text = said({"run", "--scenaro", "scan"});
  EXPECT_THAT(text, HasSubstr("heapdyno run: "));
  EXPECT_THAT(text, HasSubstr("--scenaro"));
  EXPECT_THAT(text, HasSubstr("did you mean --scenario?"));
  EXPECT_THAT(text, HasSubstr("What it takes: build/heapdyno run --help\n"));
}

TEST_F(Misspelt, HelpIsMeantWhereMoreIsMissing) {
  const std::string text = said({"compare", "--hlep"});
  EXPECT_THAT(text, HasSubstr("there is no option --hlep; did you mean --help?"));
  EXPECT_THAT(said({"help", "rnu"}), HasSubstr("did you mean 'run'?"));
}

TEST_F(Misspelt, AValueIsSaidWithItsOptionAndWhatItMayBe) {
  EXPECT_THAT(said({"run", "--rounds", "-1"}), HasSubstr("--rounds"));
  EXPECT_THAT(said({"bisect", "commits"}), HasSubstr("build/heapdyno bisect commits --help"));
  EXPECT_THAT(said({"bisect", "comits"}), HasSubstr("did you mean 'commits'?"));
  EXPECT_THAT(said({}), HasSubstr("What it takes: build/heapdyno --help"));
}

}  // namespace
}  // namespace heapdyno
