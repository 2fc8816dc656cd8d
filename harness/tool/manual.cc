#include "harness/tool/manual.h"

#include "harness/base/words.h"
#include "harness/tool/command_tree.h"
#include "harness/tool/help.h"

namespace heapdyno {
namespace {

// A hyphen of man(7) is not the character that is typed; a line does not begin with a request.
std::string typed(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '-')
      escaped += "\\-";
    else if (c == '\\')
      escaped += "\\e";
    else
      escaped += c;
  }
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string bold(const std::string& text) { return "\\fB" + typed(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + typed(text) + "\\fR"; }

std::string sentence(const std::string& text) { return typed(text) + "\n"; }

std::string item(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + "\n" + sentence(text);
}

std::string option_tag(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& spelling : spellings(option)) names.push_back(bold(spelling));
  const std::string form = form_of(option);
  return join(names, ", ") + (form.empty() ? "" : " " + italic(form));
}

std::string synopsis(const CLI::App& command) {
  std::string text = bold("heapdyno " + path_of(command));
  for (const CLI::Option* const option : positionals(command)) {
    const std::string name = italic(option->get_name(true));
    text += option->get_required() ? " " + name : " [" + name + "]";
  }
  return text + " [" + italic("OPTION") + " ...]\n";
}

std::string examples_text(const std::string& command) {
  std::string text;
  for (const CommandExample& example : examples_of(command))
    text += ".PP\n" + sentence(example.what) + ".PP\n.RS 4\n" + bold(example.line) + "\n.RE\n";
  return text;
}

std::string section_of(const CLI::App& command) {
  const std::string path = path_of(command);
  std::string text = ".SS " + typed(path) + "\n" + synopsis(command) + ".PP\n" +
                     sentence(command.get_description());
  for (const CLI::Option* const option : positionals(command))
    text += item(italic(option->get_name(true)), option->get_description());
  for (const CLI::Option* const option : named_options(command))
    text += item(option_tag(*option), option->get_description());
  if (const std::string note = note_of(path); !note.empty()) text += ".PP\n" + sentence(note);
  return text + examples_text(path);
}

std::string exit_status() {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [exit, what] : exit_meanings())
    text += item(bold(std::to_string(static_cast<int>(exit))), what);
  return text;
}

constexpr std::pair<const char*, const char*> kVariables[] = {
    {"NO_COLOR", "where it is set, progress is written as plain lines on a terminal too"},
    {"GITHUB_ACTIONS, GITHUB_STEP_SUMMARY",
     "where GitHub sets them, check writes annotations and the step's summary"}};

constexpr std::pair<const char*, const char*> kFiles[] = {
    {"results/runs/, ./heapdyno-runs/",
     "where a run of a checkout, and of an installed heapdyno, leaves its records"},
    {"results/baselines/, .heapdyno/",
     "the baselines of heapdyno's own scenarios, and of a program in the current folder"},
    {"PREFIX/share/heapdyno/scenarios/", "the catalogue of scenarios of an installed heapdyno"}};

template <size_t kSize>
std::string items(const char* section, const std::pair<const char*, const char*> (&pairs)[kSize]) {
  std::string text = std::string(".SH ") + section + "\n";
  for (const auto& [name, what] : pairs) text += item(bold(name), what);
  return text;
}

}  // namespace

std::string manual_page(const CLI::App& app) {
  std::string text =
      ".TH HEAPDYNO 1 \"\" \"heapdyno " HEAPDYNO_VERSION
      "\" \"User Commands\"\n"
      ".SH NAME\nheapdyno \\- " +
      typed(app.get_description()) + "\n.SH SYNOPSIS\n" + bold("heapdyno") + " " +
      italic("COMMAND") + " [" + italic("OPTION") +
      " ...]\n"
      ".SH DESCRIPTION\n"
      "One storage engine, built once per allocator and once per optimization, is driven through\n"
      "the same work, counted to the allocation, and timed in interleaved rounds.\n"
      "Each trial is a process of its own and leaves a record; commands compare, show and gate on\n"
      "records.\n" +
      examples_text("") + ".SH COMMANDS\n";
  for (const CLI::App* const command : leaves_of(app)) text += section_of(*command);
  return text + exit_status() + items("ENVIRONMENT", kVariables) + items("FILES", kFiles) +
         ".SH SEE ALSO\n.BR heaptrack (1),\n.BR valgrind (1)\n";
}

}  // namespace heapdyno
