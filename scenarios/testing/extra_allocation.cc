// The reference store with one allocation more in each put, for the test that the observer finds
// exactly these. Linked with the baseline's reference.cc, whose make_store is compiled under the
// name make_inner_store.
#include <new>

#include "scenarios/stores/store.h"

namespace heapdyno {

std::unique_ptr<Store> make_inner_store(std::string_view name, const Scenario& scenario);

namespace {

using engine::Status;

class ExtraAllocation : public Store {
 public:
  ExtraAllocation(std::string_view name, const Scenario& scenario)
      : Store(scenario), inner_(make_inner_store(name, scenario)) {}

  Status put(const Key& key, std::string_view value) override {
    ::operator delete(::operator new(24));
    return inner_->put(key, value);
  }

  Status open(const StoreContext& context, const std::string& path) override {
    return inner_->open(context, path);
  }
  Status remove(const Key& key) override { return inner_->remove(key); }
  Status get(const Key& key, ReadSink& sink) override { return inner_->get(key, sink); }
  Status batch(const Entry* entries, size_t n) override { return inner_->batch(entries, n); }
  Status scan(const Key& from, EntrySink& sink) override { return inner_->scan(from, sink); }
  Status range(const Key& from, size_t limit, EntrySink& sink) override {
    return inner_->range(from, limit, sink);
  }
  Status transact(const TransactionWork& work, ReadSink& sink) override {
    return inner_->transact(work, sink);
  }
  Status lookup(const Lookup& lookup, size_t limit, EntrySink& sink) override {
    return inner_->lookup(lookup, limit, sink);
  }
  Status prepare(size_t slot, const Entry* entries, size_t n) override {
    return inner_->prepare(slot, entries, n);
  }
  Status write_prepared(size_t slot) override { return inner_->write_prepared(slot); }
  Status flush() override { return inner_->flush(); }
  Status compact() override { return inner_->compact(); }
  Status settle() override { return inner_->settle(); }
  Status close() override { return inner_->close(); }
  Figures physical_work() const override { return inner_->physical_work(); }
  Figures memory() const override { return inner_->memory(); }

 private:
  const std::unique_ptr<Store> inner_;
};

}  // namespace

std::unique_ptr<Store> make_store(std::string_view name, const Scenario& scenario) {
  return std::make_unique<ExtraAllocation>(name, scenario);
}

}  // namespace heapdyno
