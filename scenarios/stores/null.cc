// The store whose calls return at once: it allocates nothing in any scope of the store, and the
// time that a phase takes with it is the driver's own.
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Status;

class NullStore : public Store {
 public:
  using Store::Store;

  Status open(const StoreContext&, const std::string&) override { return Status::ok(); }
  Status put(const Key&, std::string_view) override { return Status::ok(); }
  Status remove(const Key&) override { return Status::ok(); }
  Status get(const Key&, ReadSink& sink) override {
    sink.read(false, {});
    return Status::ok();
  }
  Status batch(const Entry*, size_t) override { return Status::ok(); }
  Status scan(const Key&, EntrySink&) override { return Status::ok(); }
  Status range(const Key&, size_t, EntrySink&) override { return Status::ok(); }
  Status transact(const TransactionWork&, ReadSink&) override { return Status::ok(); }
  Status lookup(const Lookup&, size_t, EntrySink&) override { return Status::ok(); }
  Status prepare(size_t, const Entry*, size_t) override { return Status::ok(); }
  Status write_prepared(size_t) override { return Status::ok(); }
  Status flush() override { return Status::ok(); }
  Status compact() override { return Status::ok(); }
  Status settle() override { return Status::ok(); }
  Status close() override { return Status::ok(); }
  Figures physical_work() const override { return {}; }
  Figures memory() const override { return {}; }
};

}  // namespace

StoreDescription describe_store() {
  StoreDescription description;
  description.name = "null";
  return description;
}

std::vector<std::pair<std::string, std::string>> settings_of(const StoreSettings&,
                                                             std::string_view) {
  return {};
}

std::unique_ptr<Store> make_store(std::string_view, const Scenario& scenario) {
  return std::make_unique<NullStore>(scenario);
}

}  // namespace heapdyno
