// The inbox: the mails that topics sent, newest first, and the one that is read. A click on a mail opens it
// and its journey; the link in a mail that asks for confirmation gives it.
#include <algorithm>
#include <vector>

#include "app/icons.h"
#include "app/panels.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/time.h"
#include "engine/inbox.h"

namespace brigade::app {
namespace {

constexpr size_t kMailsShown = 100;
constexpr float kRowPx = 46, kListPx = 360;

struct Cache {
  uint32_t revision = ~0u, records = ~0u;
  std::vector<engine::Mail> mails;
  uint32_t open = engine::kNone, read = engine::kNone;  // records of mails
  std::string text;
} cache;

void refresh(const Session& session) {
  const uint32_t records = session.world().records;
  if (cache.revision == session.revision() && cache.records == records) return;
  cache.revision = session.revision();
  cache.records = records;
  cache.mails = engine::inbox(session.simulation(), kMailsShown);
  std::reverse(cache.mails.begin(), cache.mails.end());
  cache.read = engine::kNone;
}

// A mail's subject; of a request its kind and the answer.
std::string title_of(const engine::Mail& mail) {
  if (!mail.http || mail.status == engine::kNone) return mail.subject;
  const std::string status = std::to_string(mail.status);
  return mail.subject + " \xC2\xB7 " + (mail.status == 0 ? std::string(tr("inbox.silent")) : status);
}

void draw_row(Session& session, const engine::Mail& mail, int index, bool is_open) {
  const std::string name = "inbox.mail." + std::to_string(index);
  Rect r;
  if (ui::row(name.c_str(), r, kRowPx, is_open)) {
    cache.open = mail.record;
    if (mail.message != engine::kNone) session.select_delivery(mail.message, mail.delivery);
  }
  const bool waits = mail.asks && !mail.confirmed;
  const std::string clock = base::format_clock(mail.time_ms);
  const ui::TextStyle time{ui::Face::kMono, kMonoSmallPx, Role::kText2};
  const float clock_px = ui::text_width(clock, time);
  const bool failed = mail.http && mail.status != engine::kNone && mail.status / 100 != 2;
  ui::draw_icon(r.x + 8, r.y + 8,
                mail.http ? kIconGlobe
                : waits   ? kIconMailX
                          : kIconMail,
                14,
                color(failed  ? Role::kFailed
                      : waits ? Role::kWaiting
                              : Role::kText2));
  ui::draw_text(r.x + 30, r.y + 6, title_of(mail), {waits ? ui::Face::kSemibold : ui::Face::kText, kTextPx},
                r.w - clock_px - 50);
  ui::draw_text(r.right() - clock_px - 10, r.y + 8, clock, time);
  ui::draw_text(r.x + 30, r.y + 25, mail.address, {ui::Face::kText, kSmallPx, Role::kText2}, r.w - 44);
}

void draw_mail(Session& session, const engine::Mail& mail) {
  if (cache.read != mail.record) {
    cache.read = mail.record;
    cache.text = engine::mail_text(session.simulation(), mail);
  }
  ui::label(title_of(mail), {ui::Face::kSemibold, kTextPx + 1, Role::kText});
  const auto line = [](const char* key, std::string_view text) {
    ui::label(tr(key, {{"text", std::string(text)}}), {ui::Face::kText, kSmallPx, Role::kText2});
  };
  if (!mail.http) line("inbox.from", "AWS Notifications <no-reply@sns.amazonaws.com>");
  line("inbox.to", mail.address);
  if (mail.asks && !session.readonly) {
    if (mail.confirmed) {
      ui::status(kIconCheck, tr("inbox.confirmed"), Role::kOk);
    } else if (ui::button("inbox.confirm", tr("inbox.confirm"), {.look = ui::Button::kPrimary})) {
      session.submit(engine::ConfirmSubscription{
          std::string(engine::name_of(session.world(), session.history(), mail.topic)), mail.token, {}});
      return;
    }
  }
  ui::space(4);
  std::string copied;
  if (ui::code_view("inbox.text", cache.text, ui::CodeKind::kPlain, 0, copied)) session.copy(copied);
}

}  // namespace

void draw_inbox(Session& session, const Rect& rect) {
  refresh(session);
  if (cache.mails.empty()) {
    ImGui::SetCursorScreenPos({rect.x + 16, rect.y + 14});
    ImGui::PushTextWrapPos(std::min(rect.w - 16, 640.0f));
    ui::rich_text(tr("inbox.empty"), Role::kText2, kTextPx);
    ImGui::PopTextWrapPos();
    return;
  }
  const auto is_open = [](const engine::Mail& mail) { return mail.record == cache.open; };
  auto open = std::find_if(cache.mails.begin(), cache.mails.end(), is_open);
  // Where there is room for it, the newest mail is open until another one is chosen.
  if (open == cache.mails.end() && !session.phone) open = cache.mails.begin();
  const bool any = open != cache.mails.end();
  Rect list = rect, text = rect;
  if (session.phone) {
    if (any) list.h = std::min(list.h * 0.4f, kRowPx * 3);
    text.y += list.h;
    text.h -= list.h;
  } else {
    list.w = std::min(kListPx, rect.w * 0.45f);
    text.x += list.w;
    text.w -= list.w;
  }
  const engine::Mail shown = any ? *open : engine::Mail{};
  ui::begin_scroll("inbox-list", list, 8);
  for (size_t i = 0; i < cache.mails.size(); ++i) {
    const engine::Mail& mail = cache.mails[i];
    draw_row(session, mail, static_cast<int>(i), any && mail.record == shown.record);
  }
  ui::end_scroll();
  if (!any) return;
  ui::begin_scroll("inbox-mail", text, 12);
  draw_mail(session, shown);
  ui::end_scroll();
}

}  // namespace brigade::app
