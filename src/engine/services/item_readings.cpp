// One place for a text, by its hash; the newest stays.
#include "engine/services/item_readings.h"

#include "base/hash.h"

namespace brigade::engine {

base::Result<std::shared_ptr<const ReadItem>> ItemReadings::read(std::string_view json) {
  Place& place = places_[base::hash_bytes(json) % kPlaces];
  if (place.item != nullptr && place.text == json) return place.item;
  auto value = dynamodb::read_attributes(json);
  if (!value) return tl::unexpected<base::Error>(value.error());
  const uint64_t size_bytes = dynamodb::item_bytes(*value);
  auto item = std::make_shared<const ReadItem>(ReadItem{std::move(*value), size_bytes});
  if (json.size() <= kMaxKeptBytes) {
    place.text = json;
    place.item = item;
  }
  return item;
}

}  // namespace brigade::engine
