#include "engine/memory/pool.h"

namespace engine {

template class ThreadLocalPool<ByteBufferTraits>;
template class ThreadLocalPool<StringBufferTraits>;
template class ThreadLocalPool<SerializationTraits>;
template class PoolGuard<ThreadLocalPool<ByteBufferTraits>>;
template class PoolGuard<ThreadLocalPool<StringBufferTraits>>;
template class PoolGuard<ThreadLocalPool<SerializationTraits>>;
template ThreadLocalPool<ByteBufferTraits>::Guard ThreadLocalPool<ByteBufferTraits>::take();
template ThreadLocalPool<StringBufferTraits>::Guard ThreadLocalPool<StringBufferTraits>::take();
template ThreadLocalPool<SerializationTraits>::Guard ThreadLocalPool<SerializationTraits>::take();

}  // namespace engine
