// Variants by name. The table of toggles comes from a configuration's
// --describe (it is engine/memory/policy.h that declares it); everything here
// is pure.
//
// A variant is a set of toggles, each with one of its kinds. Its canonical name
// lists the fields in the table's order joined by '+', `toggle` for the last
// kind and `toggle=kind` for a weaker one; a set equal to a named variant takes
// that name. Named: baseline (nothing), all (everything), seed (the seven of the
// document), only-X (X and what it needs), without-X (all but X).
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heapdyno {

struct ToggleInfo {
  std::string name;
  std::vector<std::string> kinds;  // weakest first, without off
  std::string needs;               // another toggle's name, or empty
  std::string why;
};

using Policy = std::map<std::string, std::string>;  // toggle -> kind; off: absent

// The policy of a name or of a set such as "arena=fresh+preallocate".
// Throws a usage error that names what is unknown and what there is.
Policy policy_of_variant(std::string_view name, const std::vector<ToggleInfo>& toggles);

// The canonical name of a variant given by any name: "preallocate+arena=fresh"
// is "arena=fresh+preallocate", "arena" is "only-arena". Throws as above.
std::string canonical_variant(std::string_view name, const std::vector<ToggleInfo>& toggles);

// baseline, seed, all, only-X..., without-X...
std::vector<std::string> named_variants(const std::vector<ToggleInfo>& toggles);

// The kind of its toggle that a word names, "fresh" of "arena=fresh"; the strongest where it names
// none. Throws a usage error with a suggestion.
std::string kind_named_by(std::string_view word, const ToggleInfo& toggle);

// The seven of the document, in its order.
std::span<const std::string_view> seed_toggles();

// True when the build makes the variant without being told of it.
bool is_named_variant(std::string_view name, const std::vector<ToggleInfo>& toggles);

}  // namespace heapdyno
