// Items that were read lately, by their text: a scenario writes the same items again and again, and
// travelling in time runs the same commands once more. Reading is a pure function of the text, so nothing
// shows of it.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/services/dynamodb_value.h"

namespace brigade::engine {

struct ReadItem {
  dynamodb::Value value;
  uint64_t size_bytes;  // names and values
};

class ItemReadings {
 public:
  // As dynamodb::read_attributes reads it.
  base::Result<std::shared_ptr<const ReadItem>> read(std::string_view json);

 private:
  static constexpr size_t kPlaces = 1024, kMaxKeptBytes = 4096;  // 4 MB at most
  struct Place {
    std::string text;
    std::shared_ptr<const ReadItem> item;
  };
  std::array<Place, kPlaces> places_;
};

}  // namespace brigade::engine
