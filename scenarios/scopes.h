// The observer's scopes of the driver: one for each kind of operation, after those that observer.h
// fixes.
//
// Thread contract: constants.
#pragma once

#include "heapdyno/observer.h"
#include "scenarios/scenario.h"

namespace heapdyno {

enum Scope : unsigned {
  kScopeStore = HEAPDYNO_SCOPE_STORE,
  kScopeHarness = HEAPDYNO_SCOPE_HARNESS,
  kScopePreMain = HEAPDYNO_SCOPE_PRE_MAIN,
  kScopeBackground = HEAPDYNO_SCOPE_BACKGROUND,
  kScopeOpen,
  kScopePut,
  kScopeGet,
  kScopeDelete,
  kScopeBatch,
  kScopeScan,
  kScopeSeek,
  kScopeRange,
  kScopeFlush,
  kScopeCompact,
  kScopeClose,
  kScopeCommit,
  kScopeLookup,
  kScopeInsert,
  kScopeModify,
  kScopeAppend,
  kScopeHandOver,
  kScopeIdle,
  kScopePurge,
  kScopes
};
static_assert(kScopes <= HEAPDYNO_SCOPES);

// "store", "background", "put", ... as records name them.
const char* name_of(Scope scope);
Scope scope_of(Operation operation);

}  // namespace heapdyno
