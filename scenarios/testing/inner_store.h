// The reference store behind another face, for tests that change one of its calls. Linked with the
// baseline's reference.cc, whose make_store is compiled under the name make_inner_store.
//
// Thread contract: as the store.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "scenarios/stores/store.h"

namespace heapdyno {

std::unique_ptr<Store> make_inner_store(std::string_view name, const Scenario& scenario);

class InnerStore : public Store {
 public:
  InnerStore(std::string_view name, const Scenario& scenario)
      : Store(scenario), inner_(make_inner_store(name, scenario)) {}

  engine::Status put(const Key& key, std::string_view value) override {
    return inner_->put(key, value);
  }
  engine::Status open(const StoreContext& context, const std::string& path) override {
    return inner_->open(context, path);
  }
  engine::Status remove(const Key& key) override { return inner_->remove(key); }
  engine::Status get(const Key& key, ReadSink& sink) override { return inner_->get(key, sink); }
  engine::Status batch(const Entry* entries, size_t n) override {
    return inner_->batch(entries, n);
  }
  engine::Status scan(const Key& from, EntrySink& sink) override {
    return inner_->scan(from, sink);
  }
  engine::Status range(const Key& from, size_t limit, EntrySink& sink) override {
    return inner_->range(from, limit, sink);
  }
  engine::Status transact(const TransactionWork& work, ReadSink& sink) override {
    return inner_->transact(work, sink);
  }
  engine::Status lookup(const Lookup& lookup, size_t limit, EntrySink& sink) override {
    return inner_->lookup(lookup, limit, sink);
  }
  engine::Status prepare(size_t slot, const Entry* entries, size_t n) override {
    return inner_->prepare(slot, entries, n);
  }
  engine::Status write_prepared(size_t slot) override { return inner_->write_prepared(slot); }
  engine::Status flush() override { return inner_->flush(); }
  engine::Status compact() override { return inner_->compact(); }
  engine::Status settle() override { return inner_->settle(); }
  engine::Status close() override { return inner_->close(); }
  Figures physical_work() const override { return inner_->physical_work(); }
  Figures memory() const override { return inner_->memory(); }

 private:
  const std::unique_ptr<Store> inner_;
};

}  // namespace heapdyno
