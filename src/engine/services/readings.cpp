// One place for a text, by its hash; the newest stays.
#include "engine/services/readings.h"

#include "base/hash.h"
#include "base/json.h"

namespace brigade::engine {

namespace {

std::string_view sort_key_name(const TableConfig& table) {
  return table.sort_key ? std::string_view(table.sort_key->name) : std::string_view();
}

}  // namespace

base::Result<std::shared_ptr<const ReadItem>> Readings::item(std::string_view json,
                                                             const TableConfig& table) {
  KeptItem& place = items_[base::hash_bytes(json) % kPlaces];
  const std::string_view sort_key = sort_key_name(table);
  if (place.item != nullptr && place.text == json && place.item->partition_key == table.partition_key.name &&
      place.item->sort_key == sort_key) {
    return place.item;
  }
  auto value = dynamodb::read_attributes(json);
  if (!value) return tl::unexpected<base::Error>(value.error());
  auto item = std::make_shared<ReadItem>();
  item->value = std::move(*value);
  item->size_bytes = dynamodb::item_bytes(item->value);
  item->partition_key = table.partition_key.name;
  item->sort_key = sort_key;
  std::vector<std::string_view> names = {item->partition_key};
  if (!sort_key.empty()) names.push_back(item->sort_key);
  for (const std::string_view name : names) {
    if (const dynamodb::Value* part = item->value.find(name))
      item->key_bytes += name.size() + dynamodb::size_bytes(*part);
  }
  item->key = std::make_shared<const std::string>(dynamodb::attributes_text(item->value, names, false));
  item->item = std::make_shared<const std::string>(dynamodb::attributes_text(item->value, names));
  if (json.size() <= kMaxKeptBytes) {
    place.text = json;
    place.item = item;
  }
  return item;
}

SharedText Readings::detail(std::string_view json) {
  KeptDetail& place = details_[base::hash_bytes(json) % kPlaces];
  if (place.detail != nullptr && place.text == json) return place.detail;
  const auto value = base::read_json(json);
  if (!value || !value->is_object()) return nullptr;
  base::JsonWriter writer;
  base::write_json(writer, *value);
  auto detail = std::make_shared<const std::string>(writer.take());
  if (json.size() <= kMaxKeptBytes) {
    place.text = json;
    place.detail = detail;
  }
  return detail;
}

}  // namespace brigade::engine
