#include "harness/profile/flame_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "engine/base/hash.h"
#include "harness/base/markup.h"
#include "harness/base/table.h"

namespace heapdyno {
namespace {

// In pixels.
constexpr double kWidth = 1200;
constexpr double kMargin = 10;
constexpr double kRow = 18;
constexpr double kCharacter = 7.2;  // of a monospace font of kFontSize
constexpr int kFontSize = 12;
constexpr double kNarrowest = 0.2;  // narrower frames are left out

// The frames below one frame, with how often they are on a stack.
struct Node {
  uint64_t count = 0;
  std::map<std::string, Node> callees;

  // Of the frames that count at least so often.
  size_t depth(double least) const {
    size_t deepest = 0;
    for (const auto& [name, callee] : callees) {
      if (static_cast<double>(callee.count) >= least)
        deepest = std::max(deepest, 1 + callee.depth(least));
    }
    return deepest;
  }
};

Node tree_of(const Folded& stacks) {
  Node root;
  for (const auto& [stack, count] : stacks) {
    Node* node = &root;
    node->count += count;
    for (const std::string& frame : stack) {
      node = &node->callees[frame];
      node->count += count;
    }
  }
  return root;
}

uint64_t count_of(const Folded& stacks) {
  uint64_t sum = 0;
  for (const auto& [stack, count] : stacks) sum += count;
  return sum;
}

const Node* find_callee(const Node* node, const std::string& name) {
  if (node == nullptr) return nullptr;
  const auto found = node->callees.find(name);
  return found == node->callees.end() ? nullptr : &found->second;
}

std::string escaped(const std::string& text) { return markup(one_line(text)); }

std::string formatted(const char* form, double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), form, value);
  return text.data();
}

std::string pixels(double value) { return formatted("%.1f", value); }

std::string rgb(int red, int green, int blue) {
  return "rgb(" + std::to_string(red) + "," + std::to_string(green) + "," + std::to_string(blue) +
         ")";
}

// Warm, and the same for a function wherever it stands.
std::string colour_of_name(const std::string& name) {
  const uint64_t hash = engine::hash_bytes(name, 0);
  return rgb(205 + static_cast<int>(hash % 50), 90 + static_cast<int>(hash / 64 % 130),
             static_cast<int>(hash / 8192 % 55));
}

// The more of it changed, the deeper.
std::string colour_of_change(uint64_t before, uint64_t after) {
  if (before == after) return rgb(225, 225, 225);
  const double change = static_cast<double>(after) - static_cast<double>(before);
  const double most = static_cast<double>(std::max(before, after));
  const int pale = 230 - static_cast<int>(std::lround(110 * std::abs(change) / most));
  return change > 0 ? rgb(255, pale, pale) : rgb(pale, pale, 255);
}

// What fits into a frame; nothing where no word would.
std::string clipped(const std::string& name, double width) {
  const double room = std::max(0.0, (width - 6) / kCharacter);
  const size_t most = static_cast<size_t>(room);
  if (name.size() <= most) return name;
  return most < 3 ? "" : name.substr(0, most - 2) + "..";
}

enum class Side { kBefore, kAfter };

// One graph, or one of the two sides of a difference.
class Panel {
 public:
  // `most`: the count that takes the whole width.
  Panel(const Graph& graph, double top, uint64_t most)
      : title_(graph.title),
        root_(tree_of(graph.stacks)),
        top_(top),
        width_of_one_((kWidth - 2 * kMargin) / static_cast<double>(std::max<uint64_t>(most, 1))) {}

  double bottom() const {
    return top_ + kRow * static_cast<double>(root_.depth(kNarrowest / width_of_one_) + 2);
  }

  // `other`: the other side, or null.
  void draw(std::ostream& out, const Panel* other, Side side) const {
    out << "<text x=\"" << kMargin << "\" y=\"" << pixels(top_ + kRow - 5) << "\">"
        << escaped(title_ + ": " + thousands(root_.count) + " allocations") << "</text>\n";
    draw_callees({out, width_of_one_, root_.count, other != nullptr, side}, root_,
                 other == nullptr ? nullptr : &other->root_, kMargin, top_ + kRow);
  }

 private:
  struct Pen {
    std::ostream& out;
    double width_of_one;
    uint64_t all;
    bool compares;
    Side side;
  };

  static void draw_callees(const Pen& pen, const Node& node, const Node* other, double x,
                           double y) {
    for (const auto& [name, callee] : node.callees) {
      const double width = static_cast<double>(callee.count) * pen.width_of_one;
      const Node* const same = find_callee(other, name);
      if (width >= kNarrowest) {
        draw_frame(pen, name, callee.count, same == nullptr ? 0 : same->count, {x, y, width});
        draw_callees(pen, callee, same, x, y + kRow);
      }
      x += width;
    }
  }

  struct Box {
    double x, y, width;
  };

  static void draw_frame(const Pen& pen, const std::string& name, uint64_t count, uint64_t other,
                         const Box& box) {
    const uint64_t before = pen.side == Side::kBefore ? count : other;
    const uint64_t after = pen.side == Side::kBefore ? other : count;
    const std::string figures =
        pen.compares ? thousands(before) + " -> " + thousands(after) : thousands(count);
    const std::string share = formatted("%.2f %%", 100 * per(count, pen.all));
    const std::string colour =
        pen.compares ? colour_of_change(before, after) : colour_of_name(name);
    pen.out << "<g><title>" << escaped(name + ": " + figures + " allocations, " + share)
            << "</title><rect x=\"" << pixels(box.x) << "\" y=\"" << pixels(box.y) << "\" width=\""
            << pixels(box.width) << "\" height=\"" << pixels(kRow - 1) << "\" fill=\"" << colour
            << "\"/>";
    if (const std::string shown = clipped(name, box.width); !shown.empty())
      pen.out << "<text x=\"" << pixels(box.x + 3) << "\" y=\"" << pixels(box.y + kRow - 5) << "\">"
              << escaped(shown) << "</text>";
    pen.out << "</g>\n";
  }

  const std::string title_;
  const Node root_;
  const double top_;
  const double width_of_one_;
};

void begin(std::ostream& out, double height) {
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
      << "width=\"" << kWidth << "\" height=\"" << height << "\" viewBox=\"0 0 " << kWidth << " "
      << height << "\" font-family=\"monospace\" font-size=\"" << kFontSize << "\">\n"
      << "<style>rect:hover { stroke: black; } text { pointer-events: none; }</style>\n"
      << "<rect width=\"100%\" height=\"100%\" fill=\"white\" pointer-events=\"none\"/>\n";
}

}  // namespace

void write_flame_graph(std::ostream& out, const Graph& graph) {
  const Panel panel(graph, kMargin, count_of(graph.stacks));
  begin(out, panel.bottom());
  panel.draw(out, nullptr, Side::kAfter);
  out << "</svg>\n";
}

void write_flame_graph(std::ostream& out, const Graph& before, const Graph& after) {
  const uint64_t most = std::max(count_of(before.stacks), count_of(after.stacks));
  const Panel above(before, kMargin, most);
  const Panel below(after, above.bottom(), most);
  begin(out, below.bottom());
  above.draw(out, &below, Side::kBefore);
  below.draw(out, &above, Side::kAfter);
  out << "</svg>\n";
}

}  // namespace heapdyno
