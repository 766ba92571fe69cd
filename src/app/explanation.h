// Why a pattern matches an event or does not, drawn: a verdict, the pattern's own tree with a reason for
// every field, and where a chosen field stands in both texts. For the sandbox, the inspector and forms.
#pragma once
#include <string>
#include <string_view>

#include "app/sandbox.h"
#include "app/session.h"

namespace brigade::app {

// "line 2, column 7: …", where the fault has a place.
std::string fault_text(std::string_view text, const base::Error& fault);

// Why one of a field's alternatives matched or did not: "prefix `img/`: `doc/a` does not begin so".
std::string reason_of(const match::Alternative& alternative, const match::AlternativeExplanation& explained);

// `stem` begins the names of the controls: "sandbox.leaf.detail.object.key". A click on a field chooses it.
// Without the headline where the verdict is said beside it.
void draw_explanation(std::string_view stem, Sandbox& sandbox, bool headline = true);
// Both texts with the chosen field marked; `height` of each. Nothing where none is chosen.
void draw_marked_texts(Session& session, std::string_view stem, Sandbox& sandbox, float height);

}  // namespace brigade::app
