// Nodes: memory for the nodes of a linked structure, each of a size of its own (a skip-list node
// ends in its tower). HeapNodes is plain operator new and delete: its owner walks the structure and
// frees each node. An alternative whose kBulkFree is true frees all nodes when it is destroyed.
// Thread contract: HeapNodes, any number of threads.
#pragma once

#include <concepts>
#include <cstddef>
#include <new>

namespace engine {

class HeapNodes {
 public:
  static constexpr bool kBulkFree = false;

  // Aligned for any type of standard alignment.
  void* allocate(size_t bytes) { return ::operator new(bytes); }

  // REQUIRES: `bytes` is what was allocated.
  void free(void* node, size_t bytes) { ::operator delete(node, bytes); }
};

template <typename N>
concept NodeMemory = std::default_initializable<N> && requires(N& nodes, void* node, size_t bytes) {
  { N::kBulkFree } -> std::convertible_to<bool>;
  { nodes.allocate(bytes) } -> std::same_as<void*>;
  nodes.free(node, bytes);
};

}  // namespace engine
