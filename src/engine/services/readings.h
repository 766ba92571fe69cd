// JSON texts that were read lately, by the text: a scenario writes the same items and sends the same events
// again and again, and travelling in time runs the same commands once more. Reading is a pure function of
// the text, so nothing shows of it.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/config.h"
#include "engine/services/dynamodb_value.h"

namespace brigade::engine {

using SharedText = std::shared_ptr<const std::string>;

// An item, and what a table with this key writes of it.
struct ReadItem {
  dynamodb::Value value;
  uint64_t size_bytes = 0, key_bytes = 0;  // names and values, of all and of the key
  std::string partition_key, sort_key;
  SharedText key, item;  // canonical DynamoDB JSON; the key is empty where an attribute of it is missing
};

class Readings {
 public:
  // As dynamodb::read_attributes reads it.
  base::Result<std::shared_ptr<const ReadItem>> item(std::string_view json, const TableConfig& table);
  // The detail of an event, written without spaces; none where it is no JSON object.
  SharedText detail(std::string_view json);

 private:
  static constexpr size_t kPlaces = 1024, kMaxKeptBytes = 4096;  // 4 MB at most, of each
  struct KeptItem {
    std::string text;
    std::shared_ptr<const ReadItem> item;
  };
  struct KeptDetail {
    std::string text;
    SharedText detail;
  };
  std::array<KeptItem, kPlaces> items_;
  std::array<KeptDetail, kPlaces> details_;
};

}  // namespace brigade::engine
