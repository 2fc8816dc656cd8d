#include "harness/tool/completion.h"

#include <algorithm>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/tool/command_tree.h"
#include "harness/tool/values.h"

namespace heapdyno {
namespace {

using Lines = std::vector<std::string>;

Lines names_below(const CLI::App& command) {
  Lines names;
  for (const CLI::App* const below : commands_below(command)) names.push_back(below->get_name());
  return names;
}

std::string header(const std::string& shell) {
  return "# Completion of heapdyno " HEAPDYNO_VERSION " in " + shell +
         ", made by `heapdyno completion " + shell + "`.\n";
}

std::vector<const CLI::App*> groups_of(const CLI::App& app) {
  std::vector<const CLI::App*> groups;
  if (commands_below(app).empty()) return groups;
  groups.push_back(&app);
  for (const CLI::App* const below : commands_below(app)) {
    const std::vector<const CLI::App*> its_own = groups_of(*below);
    groups.insert(groups.end(), its_own.begin(), its_own.end());
  }
  return groups;
}

// bash

// What is done for a value; "": bash completes files by itself.
std::string bash_action(const OptionValues& values) {
  switch (values.kind) {
    case ValueKind::kAny:
    case ValueKind::kFile:
      return "";
    case ValueKind::kWords:
      return "_heapdyno_words " + in_single_quotes(join(values.words, " "));
    case ValueKind::kWordList:
      return "_heapdyno_list " + in_single_quotes(join(values.words, " "));
    case ValueKind::kNames:
      return "_heapdyno_list \"$(_heapdyno_names " + values.topic + ")\"";
    case ValueKind::kSelection:
      return "_heapdyno_keys";
  }
  return "";
}

// Which values, "run --alloc" and "compare 1", have which action.
std::map<std::string, Lines> bash_actions(const CLI::App& app) {
  std::map<std::string, Lines> actions;
  const auto add = [&](const CLI::App& command, const std::string& what,
                       const CLI::Option& option) {
    const std::string path = path_of(command);
    const std::string action = bash_action(values_of(path, option));
    if (!action.empty()) actions[action].push_back(in_single_quotes(path + " " + what));
  };
  for (const CLI::App* const command : leaves_of(app)) {
    for (const CLI::Option* const option : named_options(*command)) {
      if (!takes_value(*option)) continue;
      for (const std::string& spelling : spellings(*option)) add(*command, spelling, *option);
    }
    int place = 0;
    for (const CLI::Option* const option : positionals(*command))
      add(*command, std::to_string(++place), *option);
  }
  return actions;
}

std::string bash_case(const std::string& pattern, const std::string& action) {
  return "    " + pattern + ") " + action + " ;;\n";
}

std::string bash_commands(const CLI::App& app) {
  std::string text = "_heapdyno_commands() {  # those below a command\n  case $1 in\n";
  for (const CLI::App* const group : groups_of(app))
    text += bash_case(in_single_quotes(path_of(*group)),
                      "echo " + in_single_quotes(join(names_below(*group), " ")));
  return text + "  esac\n}\n";
}

std::string bash_options(const CLI::App& app) {
  std::string text = "_heapdyno_options() {  # of a command\n  case $1 in\n";
  Lines flags = {"*' --help'", "*' -h'"};
  for (const CLI::App* const command : leaves_of(app)) {
    Lines names = {"--help"};
    for (const CLI::Option* const option : named_options(*command)) {
      for (const std::string& spelling : spellings(*option)) {
        names.push_back(spelling);
        if (!takes_value(*option))
          flags.push_back(in_single_quotes(path_of(*command) + " " + spelling));
      }
    }
    text += bash_case(in_single_quotes(path_of(*command)),
                      "echo " + in_single_quotes(join(names, " ")));
  }
  text += bash_case("*", "echo --help") + "  esac\n}\n\n";
  text += "_heapdyno_is_flag() {  # 'COMMAND OPTION': it takes no value\n  case $1 in\n";
  return text + bash_case(join(flags, " | "), "return 0") + "  esac\n  return 1\n}\n";
}

std::string bash_values(const CLI::App& app) {
  std::string text =
      "_heapdyno_value() {  # 'COMMAND OPTION', 'COMMAND PLACE', or the 'key NAME' of a selection\n"
      "  case $1 in\n";
  for (const auto& [action, patterns] : bash_actions(app))
    text += bash_case(join(patterns, " | "), action);
  for (const auto& [key, topic] : kSelectionKeys) {
    const OptionValues names{ValueKind::kNames, {}, topic};
    text += bash_case(in_single_quotes(std::string("key ") + key), bash_action(names));
  }
  return text + "  esac\n}\n";
}

std::string bash_keys() {
  std::string keys;
  for (const auto& [key, topic] : kSelectionKeys) keys += std::string(" ") + key + ":";
  return "_heapdyno_keys() {\n  compopt -o nospace\n  _heapdyno_words " +
         in_single_quotes(keys.substr(1)) + "\n}\n";
}

constexpr char kBashHelpers[] = R"sh(
_heapdyno_names() { "${COMP_WORDS[0]/#\~/$HOME}" list "$1" --names 2>/dev/null; }

_heapdyno_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }

_heapdyno_list() {  # the last of several, by comma
  local before=
  [[ $cur != *,* ]] || before=${cur%,*},
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "${cur##*,}"))
}

)sh";

// To bash "--format=md" and "alloc:glibc" are three words each.
constexpr char kBashMain[] = R"sh(
_heapdyno() {
  local cur=${COMP_WORDS[COMP_CWORD]} command='' option='' colon='' place=1 i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    case $word in
      --) return ;;
      :) colon=1; continue ;;
      =) continue ;;
    esac
    if [[ $colon ]]; then
      colon=''
    elif [[ $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      _heapdyno_is_flag "$command $word" || option=$word
    elif [[ " $(_heapdyno_commands "$command") " == *" $word "* ]]; then
      command=${command:+$command }$word
    else
      ((++place))
    fi
  done
  if [[ $cur == : ]]; then
    cur=''
    _heapdyno_value "key ${COMP_WORDS[COMP_CWORD - 1]}"
  elif [[ $colon ]]; then
    _heapdyno_value "key ${COMP_WORDS[COMP_CWORD - 2]}"
  elif [[ $option ]]; then
    [[ $cur != = ]] || cur=''
    _heapdyno_value "$command $option"
  elif [[ $cur == -* ]]; then
    _heapdyno_words "$(_heapdyno_options "$command")"
  elif [[ $(_heapdyno_commands "$command") ]]; then
    _heapdyno_words "$(_heapdyno_commands "$command")"
  else
    _heapdyno_value "$command $place"
  fi
}

complete -o bashdefault -o default -F _heapdyno heapdyno
)sh";

std::string bash_completion(const CLI::App& app) {
  return header("bash") + "\n" + bash_commands(app) + "\n" + bash_options(app) + kBashHelpers +
         bash_keys() + "\n" + bash_values(app) + kBashMain;
}

// zsh

std::string zsh_action(const OptionValues& values) {
  switch (values.kind) {
    case ValueKind::kAny:
      return " ";
    case ValueKind::kFile:
      return "_files";
    case ValueKind::kWords:
      return "(" + join(values.words, " ") + ")";
    case ValueKind::kWordList:
      return "_sequence compadd - " + join(values.words, " ");
    case ValueKind::kNames:
      return "_sequence _heapdyno_names " + values.topic;
    case ValueKind::kSelection:
      return "_heapdyno_selection";
  }
  return "";
}

// Within a specification of _arguments.
std::string zsh_text(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

Lines zsh_specifications(const CLI::App& command) {
  Lines specifications = {"'(-h --help)'{-h,--help}'[what it does, with examples]'"};
  const std::string path = path_of(command);
  for (const CLI::Option* const option : named_options(command)) {
    for (const std::string& spelling : spellings(*option)) {
      std::string text = "*" + spelling;
      if (takes_value(*option) && spelling.starts_with("--")) text += "=";
      text += "[" + zsh_text(option->get_description()) + "]";
      if (takes_value(*option))
        text += ":" + zsh_text(form_of(*option)) + ":" + zsh_action(values_of(path, *option));
      specifications.push_back(in_single_quotes(text));
    }
  }
  int place = 0;
  for (const CLI::Option* const option : positionals(command)) {
    ++place;
    const bool several = option->get_items_expected_max() > 1;
    specifications.push_back(in_single_quotes((several ? "*" : std::to_string(place)) + ":" +
                                              zsh_text(option->get_name(true)) + ":" +
                                              zsh_action(values_of(path, *option))));
  }
  return specifications;
}

std::string zsh_function(const CLI::App& command) {
  std::string name = "_heapdyno";
  for (const std::string& word : split_outside_braces(path_of(command), ' ')) name += "_" + word;
  return name;
}

std::string zsh_leaf(const CLI::App& command) {
  return zsh_function(command) + "() {\n  _arguments \\\n    " +
         join(zsh_specifications(command), " \\\n    ") + "\n}\n";
}

// The tool itself is called by its name as it was typed, which `list` is asked of.
std::string zsh_group(const CLI::App& command) {
  std::string text = zsh_function(command) + "() {\n  local curcontext=$curcontext state line\n";
  if (path_of(command).empty()) text += "  local heapdyno=$words[1]\n";
  text += "  local -a commands=(\n";
  for (const CLI::App* const below : commands_below(command))
    text += "    " +
            in_single_quotes(below->get_name() + ":" + zsh_text(below->get_description())) + "\n";
  text +=
      "  )\n"
      "  _arguments -C '(-h --help)'{-h,--help}'[what it does, with examples]' \\\n"
      "    '1:command:->command' '*::argument:->argument'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    argument)\n"
      "      case $words[1] in\n";
  for (const CLI::App* const below : commands_below(command))
    text += "        " + below->get_name() + ") " + zsh_function(*below) + " ;;\n";
  return text + "      esac ;;\n  esac\n}\n";
}

std::string zsh_selection() {
  std::string keys;
  std::string text =
      "_heapdyno_selection() {  # KEY:NAME\n"
      "  if compset -P '*:'; then\n"
      "    case ${IPREFIX%:} in\n";
  for (const auto& [key, topic] : kSelectionKeys) {
    keys += std::string(" ") + key;
    text += "      *" + std::string(key) + ") _heapdyno_names " + topic + " \"$@\" ;;\n";
  }
  return text + "    esac\n  else\n    compadd \"$@\" -S : --" + keys + "\n  fi\n}\n";
}

constexpr char kZshNames[] = R"sh(
_heapdyno_names() {  # _heapdyno_names TOPIC [what compadd takes]
  local topic=$1
  shift
  local -a names=("${(@f)$("${heapdyno/#\~/$HOME}" list $topic --names 2>/dev/null)}")
  compadd "$@" -a names
}

)sh";

std::string zsh_completion(const CLI::App& app) {
  std::string text = "#compdef heapdyno\n" + header("zsh") + kZshNames + zsh_selection() + "\n";
  for (const CLI::App* const command : leaves_of(app)) text += zsh_leaf(*command) + "\n";
  for (const CLI::App* const group : groups_of(app)) text += zsh_group(*group) + "\n";
  // Autoloaded from a folder of $fpath it is called; sourced it is only declared.
  return text +
         "if [[ $funcstack[1] == _heapdyno ]]; then\n  _heapdyno \"$@\"\nelse\n"
         "  compdef _heapdyno heapdyno\nfi\n";
}

struct Shell {
  const char* name;
  std::string (*script)(const CLI::App& app);
};

constexpr Shell kShells[] = {{"bash", bash_completion}, {"zsh", zsh_completion}};

}  // namespace

std::vector<std::string> shells() {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.emplace_back(shell.name);
  return names;
}

std::string completion_for(const std::string& shell, const CLI::App& app) {
  for (const Shell& known : kShells) {
    if (known.name == shell) return known.script(app);
  }
  throw usage_error(unknown_name("shell", shell, shells()));
}

}  // namespace heapdyno
