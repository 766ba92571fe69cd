// The text is read as the command that it means, by the reader of scenario files: members that do not exist
// and values of the wrong kind are found there, and positions are counted back to what was typed.
#include "app/inspector/json_edit.h"

#include <algorithm>

#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "formats/command_json.h"

namespace brigade::app::inspector {

bool JsonEdit::is_stale(engine::ResourceId resource, uint32_t configuration) {
  if (id == resource && version == configuration) return false;
  id = resource;
  version = configuration;
  return true;
}

bool draw_json_edit(Session& session, JsonEdit& edit, const char* field, std::string_view command,
                    std::string_view member, float height) {
  const std::string name = std::string("config.") + field;
  ui::text_area(name.c_str(), "", edit.text, height, edit_error().at(field));
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  if (session.readonly || !ui::button((name + ".apply").c_str(), tr("inspector.apply"), options))
    return false;

  const size_t brace = std::min(edit.text.find('{'), edit.text.size());
  const std::string rest = edit.text.substr(std::min(brace + 1, edit.text.size()));
  const bool empty = rest.find_first_not_of(" \t\r\n") == rest.find('}');
  base::JsonWriter head;
  head.begin_object().member("do", command).member(member, name_of(session, edit.id)).end_object();
  std::string whole = head.take();
  whole.pop_back();
  if (!empty) whole += ',';
  const size_t typed_from = whole.size();
  whole += rest;

  const auto read = formats::read_command(std::string_view(whole));
  if (read) return commit(session, field, *read);
  const size_t at = read.error().range.begin;
  const size_t offset = at < typed_from ? brace : std::min(at - typed_from + brace + 1, edit.text.size());
  const base::LineColumn place = base::line_column(edit.text, static_cast<uint32_t>(offset));
  note(field, base::fail({}, tr("inspector.json_error", {{"line", std::to_string(place.line)},
                                                         {"column", std::to_string(place.column)},
                                                         {"text", read.error().text}})));
  return false;
}

bool draw_view_switch(const char* name, bool as_json) {
  const std::string form = std::string(name) + ".as_form", json = std::string(name) + ".as_json";
  const ui::Tab views[] = {{form.c_str(), tr("inspector.as_form")}, {json.c_str(), tr("inspector.as_json")}};
  const bool chosen = ui::segmented(name, views, 2, as_json ? 1 : 0) == 1;
  ui::space(2);
  return chosen;
}

}  // namespace brigade::app::inspector
