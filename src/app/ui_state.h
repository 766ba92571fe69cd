// What is open above the panels and typed into them: dialogs, popovers, scroll and zoom. Nothing here is
// worth keeping when the page is left; what is stands in Session.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/assumptions.h"
#include "app/sandbox.h"
#include "formats/scenario.h"

namespace brigade::app {

struct Example {
  std::string id;
  formats::LocalText title, summary;
};

struct UiState {
  std::vector<Example> examples;
  bool examples_open = false;
  bool help_open = false;

  bool assumptions_open = false;
  bool assumptions_asked = false;  // an answer of the page is due
  std::vector<Assumption> assumptions;
  std::string assumptions_query;

  bool sandbox_open = false;
  Sandbox sandbox;

  bool share_open = false;
  bool share_bodies = false;
  bool share_asked = false;  // an answer of the page is due
  bool share_copied = false;
  std::string share_url, share_error;
  uint32_t share_revision = 0, share_moves = 0;  // what the address is of

  std::string new_name;  // in the build panel
  int new_kind = -1;     // engine::ResourceKind, -1: none is being made
  bool new_focus = false;
  std::string new_error;

  float timeline_zoom = 1, timeline_x = 0;
  bool scrubbing = false;
  bool hint_done = false;
};

}  // namespace brigade::app
