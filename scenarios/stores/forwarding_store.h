// A store behind another face: whoever changes some of its calls derives from this.
//
// Thread contract: as the store.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "scenarios/stores/store.h"

namespace heapdyno {

class ForwardingStore : public Store {
 public:
  ForwardingStore(std::unique_ptr<Store> inner, const Scenario& scenario)
      : Store(scenario), inner_(std::move(inner)) {}

  const char* not_applicable() const override { return inner_->not_applicable(); }
  const char* not_applicable(Operation operation) const override {
    return inner_->not_applicable(operation);
  }
  const char* refuses_threads() const override { return inner_->refuses_threads(); }

  engine::Status open(const StoreContext& context, const std::string& path) override {
    return inner_->open(context, path);
  }
  engine::Status put(const Key& key, std::string_view value) override {
    before_operation();
    return inner_->put(key, value);
  }
  engine::Status remove(const Key& key) override {
    before_operation();
    return inner_->remove(key);
  }
  engine::Status get(const Key& key, ReadSink& sink) override {
    before_operation();
    return inner_->get(key, sink);
  }
  engine::Status batch(const Entry* entries, size_t n) override {
    before_operation();
    return inner_->batch(entries, n);
  }
  engine::Status scan(const Key& from, EntrySink& sink) override {
    before_operation();
    return inner_->scan(from, sink);
  }
  engine::Status range(const Key& from, size_t limit, EntrySink& sink) override {
    before_operation();
    return inner_->range(from, limit, sink);
  }
  engine::Status transact(const TransactionWork& work, ReadSink& sink) override {
    before_operation();
    return inner_->transact(work, sink);
  }
  engine::Status lookup(const Lookup& lookup, size_t limit, EntrySink& sink) override {
    before_operation();
    return inner_->lookup(lookup, limit, sink);
  }
  engine::Status prepare(size_t slot, const Entry* entries, size_t n) override {
    before_operation();
    return inner_->prepare(slot, entries, n);
  }
  engine::Status write_prepared(size_t slot) override {
    before_operation();
    return inner_->write_prepared(slot);
  }
  engine::Status flush() override { return inner_->flush(); }
  engine::Status compact() override { return inner_->compact(); }
  engine::Status settle() override { return inner_->settle(); }
  engine::Status close() override { return inner_->close(); }
  Figures physical_work() const override { return inner_->physical_work(); }
  Figures memory() const override { return inner_->memory(); }

 private:
  // In the operation's scope.
  virtual void before_operation() {}

  const std::unique_ptr<Store> inner_;
};

}  // namespace heapdyno
