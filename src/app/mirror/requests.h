// The page's two requests of the HTML view.
// {"type":"mirror","resources","messages","lines","logs","payloads", "words_of"} gives the model;
// {"type":"mirrorDo","do",…} does one thing in it.
#pragma once
#include <string>

#include "app/app_state.h"
#include "base/json.h"
#include "base/result.h"

namespace brigade::app::mirror {

std::string mirror_of(AppState& state, const base::JsonValue& request);
base::Status act(AppState& state, const base::JsonValue& request);

}  // namespace brigade::app::mirror
