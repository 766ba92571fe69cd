// A table: its key, its stream, its items in DynamoDB JSON with put and delete. A Kinesis stream: its shards
// and a record to put. Each edit is the service's own command; what it refuses stands at the field.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/dynamodb.h"
#include "engine/services/dynamodb_value.h"
#include "engine/services/stream_record.h"

namespace brigade::app::inspector {
namespace {

using engine::ResourceId;
using engine::StreamViewType;
using engine::TableConfig;

constexpr size_t kItemsShown = 100;

struct Item {
  std::string key, name, text;  // the key as DynamoDB JSON and as people read it
};

struct Cache {
  ResourceId table;
  uint32_t revision = ~0u, moves = ~0u;
  std::vector<Item> items;
} cache;

std::string draft_item;
ResourceId draft_of;

std::string key_text(const engine::KeyAttribute& key) {
  constexpr const char* kTypes[] = {"S", "N", "B"};
  return "`" + key.name + "` (" + kTypes[static_cast<size_t>(key.type)] + ")";
}

void refresh(const Session& session, ResourceId table) {
  if (cache.table == table && cache.revision == session.revision() && cache.moves == session.moves()) return;
  cache = {table, session.revision(), session.moves(), {}};
  const engine::History& history = session.history();
  for (const uint32_t entry : engine::dynamodb::list_items(session.world(), history, table, kItemsShown)) {
    const engine::ItemVersion& version = history.items[entry];
    const std::string& key = *history.texts[version.key];
    cache.items.push_back({key, engine::key_values(key), *history.texts[version.item]});
  }
}

bool draw_stream(Session& session, const std::string& name, const TableConfig& config) {
  std::vector<std::string> choices = {tr("inspector.table.no_stream")};
  for (int i = 0; i < 4; ++i)
    choices.emplace_back(engine::stream_view_type_name(static_cast<StreamViewType>(i)));
  int active = config.stream ? static_cast<int>(*config.stream) + 1 : 0;
  if (!ui::select("config.table.stream", tr("inspector.table.stream"), choices, active,
                  edit_error().at("stream")))
    return false;
  engine::UpdateTable command;
  command.table = name;
  if (active > 0) command.stream = static_cast<StreamViewType>(active - 1);
  commit(session, "stream", std::move(command));
  return true;
}

// True where the items are others now.
bool draw_item(Session& session, const std::string& table, const Item& item) {
  const std::string name = "item." + item.name;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::SetNextItemAllowOverlap();
  Rect row;
  if (ui::row(name.c_str(), row, 44, false)) draft_item = item.text;
  ui::draw_icon(row.x + 6, row.y + 6, kIconTable, 15, color(Role::kText2));
  ui::draw_text(row.x + 28, row.y + 4, item.name, {}, row.w - 70);
  ui::draw_text(row.x + 28, row.y + 24, item.text, {ui::Face::kMono, kMonoSmallPx, Role::kText2}, row.w - 70);
  if (session.readonly) return false;
  ui::ButtonOptions options;
  options.look = ui::Button::kGhost;
  options.width = options.height = 30;
  ImGui::SetCursorScreenPos({at.x + width - 34, at.y + 7});
  if (ui::icon_button((name + ".delete").c_str(), kIconTrash2, tr("inspector.table.delete_item"), options)) {
    session.submit(engine::DeleteItem{table, item.key, {}, {}});
    return true;
  }
  ImGui::SetCursorScreenPos({at.x, row.bottom() + 2});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, row.bottom() + 2});
  return false;
}

std::string first_item(const TableConfig& config) {
  const auto attribute = [](const engine::KeyAttribute& key, const char* text) {
    constexpr const char* kTypes[] = {"S", "N", "B"};
    return "\"" + key.name + "\": {\"" + kTypes[static_cast<size_t>(key.type)] + "\": \"" + text + "\"}";
  };
  const auto value = [](engine::AttributeType type) {
    return type == engine::AttributeType::S ? "a" : "1000";
  };
  std::string out = "{" + attribute(config.partition_key, value(config.partition_key.type));
  if (config.sort_key) out += ", " + attribute(*config.sort_key, value(config.sort_key->type));
  return out + ", \"n\": {\"N\": \"1\"}}";
}

}  // namespace

void draw_table_config(Session& session, ResourceId id) {
  const std::string name = name_of(session, id);
  const TableConfig& config = session.history().table_config(session.world().resource(id).config);
  std::string key = tr("inspector.table.partition_key", {{"key", key_text(config.partition_key)}});
  if (config.sort_key) key += " · " + tr("inspector.table.sort_key", {{"key", key_text(*config.sort_key)}});
  ui::rich_text(key);
  ui::space(4);
  if (draw_stream(session, name, config)) return;
  ui::space(6);
  ui::section_label(tr("inspector.table.items"));
  refresh(session, id);
  if (cache.items.empty()) ui::rich_text(tr("inspector.table.no_items"), Role::kText2, kSmallPx);
  const std::vector<Item> items = cache.items;  // a click may refill the cache
  for (const Item& item : items) {
    if (draw_item(session, name, item)) return;
  }
  ui::space(6);
  if (!(draft_of == id)) draft_item = first_item(config);
  draft_of = id;
  ui::text_area("config.item", tr("inspector.table.item"), draft_item, 90, edit_error().at("item"));
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.put_item", tr("inspector.table.put"), options))
    commit(session, "item", engine::PutItem{name, draft_item, {}, {}});
}

void draw_stream_config(Session& session, ResourceId id) {
  const engine::StreamState& stream = session.world().stream(id);
  for (uint32_t i = 0; i < stream.shards && i < 16; ++i) {
    const uint32_t records = session.world().shards[stream.first_shard + i].records;
    ui::rich_text(
        tr("inspector.stream.shard", {{"shard", std::to_string(i)}, {"n", std::to_string(records)}}));
  }
  ui::space(6);
  static std::string key = "a", data = "{\"n\": 1}";
  ui::section_label(tr("inspector.stream.record"));
  ui::text_field("config.partition_key", tr("inspector.stream.partition_key"), key,
                 edit_error().at("record"));
  ui::text_area("config.data", tr("inspector.stream.data"), data, 74);
  ui::ButtonOptions options;
  options.icon = kIconSend;
  if (ui::button("config.put_record", tr("inspector.stream.put"), options))
    commit(session, "record", engine::PutRecord{name_of(session, id), key, data, {}});
}

}  // namespace brigade::app::inspector
