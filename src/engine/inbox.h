// The mailboxes behind a world's e-mail subscriptions, and what its HTTP endpoints were sent, at the present
// step.
// Made from the journal when somebody looks. Source: SNS Developer Guide, "Email notifications"; the wording
// is that of the service's mails.
#pragma once
#include <string>
#include <vector>

#include "engine/simulation.h"

namespace brigade::engine {

struct Mail {
  uint32_t record;  // that it was delivered, or that the subscription was made
  uint32_t step;
  TimeMs time_ms;
  ResourceId topic;
  std::string address, subject;
  uint32_t message = kNone, delivery = kNone;  // numbers; none of a mail that asks for confirmation
  bool asks = false;                           // for confirmation
  bool confirmed = false;                      // that it was given
  std::string token;
  bool http = false;        // no mail: a request to an HTTP endpoint
  uint32_t status = kNone;  // of a request: the answer; 0: there was none in time
};

// Oldest first: the newest `most` of them.
std::vector<Mail> inbox(const Simulation& simulation, size_t most);
// Its text, footer included.
std::string mail_text(const Simulation& simulation, const Mail& mail);

}  // namespace brigade::engine
