#include "scenarios/data.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "engine/base/random.h"
#include "scenarios/json_objects.h"
#include "scenarios/key_format.h"
#include "scenarios/zipf.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;

constexpr uint64_t kValueSeed = 0x76616c756573;  // the same bytes in every scenario
constexpr uint64_t kNameSeed = 0x6e616d6573;

// Which Debian package brings a file that is not there.
std::string hint(const std::string& path) {
  for (const auto& [folder, package] : {std::pair("/usr/share/dict/", "wamerican"),
                                        std::pair("/usr/share/iso-codes/", "iso-codes")}) {
    if (path.starts_with(folder))
      return std::string("; it comes with a Debian package: apt install ") + package;
  }
  return "";
}

Status unreadable(const std::string& path, int error) {
  return Status::invalid_argument(path + ": cannot read the data: " + std::strerror(error) +
                                  (error == ENOENT ? hint(path) : ""));
}

Result<MappedArray<char>> read_file(const std::string& path) {
  constexpr off_t kMaxBytes = 256 << 20;  // so that 32 bits count the documents' bytes
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return unreadable(path, errno);
  struct stat facts = {};
  fstat(file, &facts);
  if (facts.st_size > kMaxBytes) {
    close(file);
    return unreadable(path, EFBIG);
  }
  MappedArray<char> text(static_cast<size_t>(facts.st_size));
  size_t got = 0;
  ssize_t n = 0;
  while (got < text.size() && (n = read(file, text.data() + got, text.size() - got)) > 0)
    got += static_cast<size_t>(n);
  const int error = errno;
  close(file);
  if (n < 0 || got < text.size()) return unreadable(path, n < 0 ? error : EIO);
  return text;
}

int count_vowels(std::string_view word) {
  return static_cast<int>(std::count_if(
      word.begin(), word.end(), [](char c) { return std::strchr("aeiouAEIOU", c) != nullptr; }));
}

// The word as a JSON text without its quotes.
size_t escape(std::string_view word, char* out) {
  size_t n = 0;
  for (char c : word) {
    if (c == '"' || c == '\\') out[n++] = '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      n += static_cast<size_t>(std::sprintf(out + n, "\\u%04x", c));
    } else {
      out[n++] = c;
    }
  }
  return n;
}

constexpr size_t kDocumentRoom = 6 * kMaxKeyBytes + 128;  // for the longest word, all of it escaped

// {"word":"zebra","line":104212,"bytes":5,"vowels":2,"language":"en_US"}
size_t write_document(std::string_view word, size_t line, char* out) {
  size_t n = static_cast<size_t>(std::sprintf(out, "{\"word\":\""));
  n += escape(word, out + n);
  n += static_cast<size_t>(
      std::sprintf(out + n, "\",\"line\":%zu,\"bytes\":%zu,\"vowels\":%d,\"language\":\"en_US\"}",
                   line, word.size(), count_vowels(word)));
  return n;
}

// Documents are shared by puts beyond these.
constexpr uint64_t kMostDocuments = 1 << 17;

// Of each key one for each phase that writes.
uint64_t documents_for(const Scenario& scenario) {
  uint64_t keys = 1;
  for (const Phase& phase : scenario.phases) keys = std::max(keys, phase.keys.count);
  const uint64_t writing = std::max<uint64_t>(1, scenario.writing_phases(scenario.phases.size()));
  return std::min(keys * writing, kMostDocuments);
}

// Letters that follow from the number, and the number: no two names are equal.
size_t write_name(uint32_t number, const Names& names, char* out) {
  uint64_t state = number;
  const size_t sizes = names.max - names.min + 1;
  const size_t size = names.min + engine::split_mix(state) % sizes;
  for (size_t i = 0; i < size; ++i) out[i] = static_cast<char>('a' + engine::split_mix(state) % 26);
  const std::string digits = std::to_string(number);
  std::copy(digits.begin(), digits.end(), out + size - digits.size());
  return size;
}

// {"id":"42","name":"...","team":"...","pages":17}
size_t write_document(uint32_t number, uint32_t name, uint32_t team, const Names& names,
                      char* out) {
  size_t n = static_cast<size_t>(std::sprintf(out, "{\"id\":\"%u\",\"name\":\"", number));
  n += write_name(name, names, out + n);
  n += static_cast<size_t>(std::sprintf(out + n, "\",\"team\":\""));
  n += write_name(team, names, out + n);
  n += static_cast<size_t>(std::sprintf(out + n, "\",\"pages\":%u}", number % 1000));
  return n;
}

uint32_t largest_value(const Scenario& scenario) {
  uint32_t largest = 0;
  for (const Phase& phase : scenario.phases) largest = std::max(largest, phase.values.max);
  return largest;
}

uint64_t digest_of(const MappedArray<char>& bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace

Result<Data> Data::prepare(const Scenario& scenario) {
  Data data;
  switch (scenario.data) {
    case DataSource::kWords:
      RETURN_IF_ERROR(data.read_words(scenario.data_file));
      data.write_documents_about_words();
      break;
    case DataSource::kJson:
      RETURN_IF_ERROR(data.read_objects(scenario));
      break;
    case DataSource::kDocuments:
      data.write_documents_about_names(scenario);
      break;
    case DataSource::kGenerated:
      data.fill_values(scenario);
      break;
  }
  RETURN_IF_ERROR(data.check_threads(scenario));
  data.digest_ = digest_of(data.documents_, digest_of(data.text_, digest_of(data.values_, 0)));
  return data;
}

uint64_t Data::keys_of(const Phase& phase) const {
  if (!has_words()) return phase.keys.count;
  return phase.keys.count > 0 ? std::min(phase.keys.count, words()) : words();
}

// A thread has keys of its own. Where the scenario says how many keys there are its parser has seen to
// it.
Status Data::check_threads(const Scenario& scenario) const {
  if (!brings_keys(scenario.data)) return Status::ok();
  for (const Phase& phase : scenario.phases) {
    if (!draws_keys(phase.operations.front().operation) || keys_of(phase) >= phase.threads)
      continue;
    return Status::invalid_argument(
        scenario.data_file + ": phase \"" + phase.name + "\" has " + std::to_string(phase.threads) +
        " threads, which need a key each, and there are " + std::to_string(keys_of(phase)) +
        ": give it fewer \"threads\" or a larger file");
  }
  return Status::ok();
}

void Data::fill_values(const Scenario& scenario) {
  values_ = MappedArray<char>(kValueStarts + largest_value(scenario));
  engine::Random random(kValueSeed);
  for (size_t i = 0; i < values_.size(); i += sizeof(uint64_t)) {
    const uint64_t bytes = random.next();
    std::memcpy(values_.data() + i, &bytes, std::min(sizeof bytes, values_.size() - i));
  }
}

Status Data::read_words(const std::string& path) {
  Result<MappedArray<char>> text = read_file(path);
  if (!text.is_ok()) return text.status();
  text_ = std::move(text).value();
  const size_t lines =
      static_cast<size_t>(std::count(text_.data(), text_.data() + text_.size(), '\n')) + 1;
  MappedArray<Slice> words(lines);
  size_t n = 0;
  for (size_t start = 0; start < text_.size();) {
    const char* begin = text_.data() + start;
    const void* newline = std::memchr(begin, '\n', text_.size() - start);
    const size_t size = newline == nullptr
                            ? text_.size() - start
                            : static_cast<size_t>(static_cast<const char*>(newline) - begin);
    if (size > kMaxKeyBytes - 2)
      return Status::invalid_argument(path + ": line " + std::to_string(n + 1) +
                                      " is too long for a key");
    if (size > 0) words[n++] = {static_cast<uint32_t>(start), static_cast<uint32_t>(size)};
    start += size + 1;
  }
  if (n == 0) return Status::invalid_argument(path + ": there is no word in it");
  words_ = MappedArray<Slice>(n);
  std::copy(words.data(), words.data() + n, words_.data());
  return Status::ok();
}

Status Data::read_objects(const Scenario& scenario) {
  const Result<MappedArray<char>> text = read_file(scenario.data_file);
  if (!text.is_ok()) return text.status();
  const Result<JsonObjects> objects =
      read_json_objects({text->data(), text->size()}, scenario.json_list, scenario.json_key);
  if (!objects.is_ok())
    return Status::invalid_argument(scenario.data_file + ": " +
                                    std::string(objects.status().message()));
  take_keys(objects->keys);
  const auto longest = std::max_element(
      objects->texts.begin(), objects->texts.end(),
      [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  write_documents(objects->texts.size(), longest->size(), [&](uint32_t i, char* out) {
    return objects->texts[i].copy(out, std::string::npos);
  });
  return Status::ok();
}

void Data::take_keys(const std::vector<std::string>& keys) {
  size_t total = 0;
  for (const std::string& key : keys) total += key.size();
  text_ = MappedArray<char>(total);
  words_ = MappedArray<Slice>(keys.size());
  uint32_t start = 0;
  for (size_t i = 0; i < keys.size(); ++i) {
    words_[i] = {start,
                 static_cast<uint32_t>(keys[i].copy(text_.data() + start, std::string::npos))};
    start += words_[i].size;
  }
}

template <typename Write>
void Data::write_documents(uint64_t count, size_t room, Write write) {
  MappedArray<char> document(room);
  documents_of_ = MappedArray<Slice>(count);
  uint64_t total = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t size = write(i, document.data());
    documents_of_[i] = {static_cast<uint32_t>(total), static_cast<uint32_t>(size)};
    total += size;
  }
  documents_ = MappedArray<char>(total + 1);  // and the zero that ends the last one
  for (uint32_t i = 0; i < count; ++i) write(i, documents_.data() + documents_of_[i].start);
}

void Data::write_documents_about_words() {
  write_documents(words(), kDocumentRoom, [&](uint32_t i, char* out) {
    return write_document(word(i), size_t{i} + 1, out);
  });
}

void Data::write_documents_about_names(const Scenario& scenario) {
  const Names& names = scenario.names;
  const Zipf zipf(names.count, names.theta);
  const auto draw = [&](uint64_t& state) {
    return static_cast<uint32_t>(zipf.rank(static_cast<uint32_t>(engine::split_mix(state) >> 32)));
  };
  write_documents(documents_for(scenario), 2 * size_t{names.max} + 128, [&](uint32_t i, char* out) {
    uint64_t state = kNameSeed ^ i;
    const uint32_t name = draw(state);
    return write_document(i, name, draw(state), names, out);
  });
}

}  // namespace heapdyno
