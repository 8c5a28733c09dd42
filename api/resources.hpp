// SPDX-License-Identifier: MIT
// The endpoints of docs/api.md: one file for each resource. Each endpoint is a function of the
// request and the dependencies. It runs on a worker thread, except where routes.cpp says
// Runs::loop; one that takes a PasswordHasher runs in the hash pool.
#pragma once

#include "api/dependencies.hpp"
#include "api/router.hpp"

namespace api {

// site.cpp
Answer get_site(const Dependencies& d, const Call& call);
// auth.cpp
Answer get_site_logo(const Dependencies& d, const Call& call);
Answer post_register(const Dependencies& d, const Call& call,
                     const meetings::PasswordHasher& hasher);
Answer post_login(const Dependencies& d, const Call& call, const meetings::PasswordHasher& hasher);
Answer post_refresh(const Dependencies& d, const Call& call);
Answer post_logout(const Dependencies& d, const Call& call);
Answer post_guest(const Dependencies& d, const Call& call);
// me.cpp
Answer get_me(const Dependencies& d, const Call& call);
Answer patch_me(const Dependencies& d, const Call& call);
// own_account.cpp
Answer get_own_sessions(const Dependencies& d, const Call& call);
Answer delete_own_session(const Dependencies& d, const Call& call);
Answer delete_other_sessions(const Dependencies& d, const Call& call);
Answer post_own_password(const Dependencies& d, const Call& call,
                         const meetings::PasswordHasher& hasher);
// api_tokens.cpp
Answer get_api_tokens(const Dependencies& d, const Call& call);
Answer post_api_token(const Dependencies& d, const Call& call);
Answer delete_api_token(const Dependencies& d, const Call& call);
// email_proofs.cpp
Answer post_password_reset(const Dependencies& d, const Call& call);
Answer post_password_reset_confirm(const Dependencies& d, const Call& call,
                                   const meetings::PasswordHasher& hasher);
Answer post_verify_email(const Dependencies& d, const Call& call);
Answer post_verify_email_resend(const Dependencies& d, const Call& call);
// oidc.cpp
Answer get_providers(const Dependencies& d, const Call& call);
Answer get_oidc_start(const Dependencies& d, const Call& call);
Answer get_oidc_callback(const Dependencies& d, const Call& call);
Answer post_backchannel_logout(const Dependencies& d, const Call& call);
// administration.cpp
Answer get_users(const Dependencies& d, const Call& call);
Answer patch_user(const Dependencies& d, const Call& call);
Answer post_invitation(const Dependencies& d, const Call& call);
// notifications.cpp
Answer get_notifications(const Dependencies& d, const Call& call);
Answer post_notifications_read(const Dependencies& d, const Call& call);
// mail.cpp
Answer get_outbox(const Dependencies& d, const Call& call);
Answer get_nodes(const Dependencies& d, const Call& call);     // nodes.cpp
Answer get_overview(const Dependencies& d, const Call& call);  // operations.cpp
Answer get_charts(const Dependencies& d, const Call& call);
Answer get_allocations(const Dependencies& d, const Call& call);
Answer delete_allocation(const Dependencies& d, const Call& call);
Answer get_settings(const Dependencies& d, const Call& call);  // settings.cpp
Answer patch_settings(const Dependencies& d, const Call& call);
Answer put_logo(const Dependencies& d, const Call& call);
Answer delete_logo(const Dependencies& d, const Call& call);
Answer post_test_mail(const Dependencies& d, const Call& call);
Answer get_site_meetings(const Dependencies& d, const Call& call);  // site_meetings.cpp
Answer post_site_meeting_end(const Dependencies& d, const Call& call);
Answer post_outbox_retry(const Dependencies& d, const Call& call);
Answer delete_outbox_entry(const Dependencies& d, const Call& call);
Answer get_user_sessions(const Dependencies& d, const Call& call);
Answer delete_user_sessions(const Dependencies& d, const Call& call);
Answer delete_user_session(const Dependencies& d, const Call& call);
Answer get_unsubscribe(const Dependencies& d, const Call& call);
Answer post_unsubscribe(const Dependencies& d, const Call& call);
// calendar.cpp
Answer get_calendar(const Dependencies& d, const Call& call);
Answer get_calendar_feed(const Dependencies& d, const Call& call);
Answer get_meeting_calendar(const Dependencies& d, const Call& call);
Answer post_calendar_reset(const Dependencies& d, const Call& call);
Answer delete_calendar(const Dependencies& d, const Call& call);
// google_calendar.cpp
Answer post_google_calendar(const Dependencies& d, const Call& call);
Answer get_google_start(const Dependencies& d, const Call& call);
Answer get_google_callback(const Dependencies& d, const Call& call);
Answer delete_google_calendar(const Dependencies& d, const Call& call);
// webhooks.cpp
Answer get_webhooks(const Dependencies& d, const Call& call);
Answer post_webhook(const Dependencies& d, const Call& call);
Answer get_webhook(const Dependencies& d, const Call& call);
Answer patch_webhook(const Dependencies& d, const Call& call);
Answer delete_webhook(const Dependencies& d, const Call& call);
Answer get_webhook_deliveries(const Dependencies& d, const Call& call);
Answer post_webhook_test(const Dependencies& d, const Call& call);
// audit.cpp
Answer get_audit(const Dependencies& d, const Call& call);
// persons.cpp
Answer get_own_export(const Dependencies& d, const Call& call);
Answer delete_me(const Dependencies& d, const Call& call);
Answer delete_me_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher);
Answer get_user_export(const Dependencies& d, const Call& call);
Answer delete_user(const Dependencies& d, const Call& call);
// meetings.cpp
Answer post_meeting(const Dependencies& d, const Call& call);
Answer post_meeting_with_password(const Dependencies& d, const Call& call,
                                  const meetings::PasswordHasher& hasher);
Answer get_meeting(const Dependencies& d, const Call& call);
Answer patch_meeting(const Dependencies& d, const Call& call);
Answer patch_meeting_with_password(const Dependencies& d, const Call& call,
                                   const meetings::PasswordHasher& hasher);
Answer delete_meeting(const Dependencies& d, const Call& call);
Answer get_meetings(const Dependencies& d, const Call& call);
Answer post_end(const Dependencies& d, const Call& call);
// participants.cpp
Answer post_join(const Dependencies& d, const Call& call);
Answer post_join_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher);
Answer post_leave(const Dependencies& d, const Call& call);
Answer post_rating(const Dependencies& d, const Call& call);
Answer get_participants(const Dependencies& d, const Call& call);
// occurrences.cpp
Answer get_occurrences(const Dependencies& d, const Call& call);
// uploads.cpp
OpenedSink post_upload(const Dependencies& d, const Call& call);
OpenedSink patch_upload(const Dependencies& d, const Call& call);
OpenedSink post_upload_by_override(const Dependencies& d, const Call& call);
Answer head_upload(const Dependencies& d, const Call& call);
Answer delete_upload(const Dependencies& d, const Call& call);
Answer post_upload_end(const Dependencies& d, const Call& call);
// The fields that every answer to a request about uploads carries.
void add_tus_fields(const Dependencies& d, const Request& request, Response& response);
// recordings.cpp
Answer get_recordings(const Dependencies& d, const Call& call);
Answer get_recordings_storage(const Dependencies& d, const Call& call);
Answer get_meeting_recordings(const Dependencies& d, const Call& call);
Answer get_recording(const Dependencies& d, const Call& call);
Answer patch_recording(const Dependencies& d, const Call& call);
Answer delete_recording(const Dependencies& d, const Call& call);
Answer post_recording_share(const Dependencies& d, const Call& call);
Answer delete_recording_share(const Dependencies& d, const Call& call);
Answer get_shared_recording(const Dependencies& d, const Call& call);
Answer get_recording_media(const Dependencies& d, const Call& call);
// bans.cpp
Answer get_bans(const Dependencies& d, const Call& call);
Answer post_ban(const Dependencies& d, const Call& call);
Answer delete_ban(const Dependencies& d, const Call& call);
// join_requests.cpp
Answer get_join_requests(const Dependencies& d, const Call& call);
Answer post_join_requests(const Dependencies& d, const Call& call);
Answer post_join_request(const Dependencies& d, const Call& call);
Answer get_join_request(const Dependencies& d, const Call& call);
Answer delete_join_request(const Dependencies& d, const Call& call);
// invitations.cpp
Answer post_invite(const Dependencies& d, const Call& call);
Answer get_invites(const Dependencies& d, const Call& call);
Answer delete_invite(const Dependencies& d, const Call& call);
Answer post_invite_answer(const Dependencies& d, const Call& call);
Answer get_invitations(const Dependencies& d, const Call& call);
Answer get_invitation(const Dependencies& d, const Call& call);
Answer post_invitation_answer(const Dependencies& d, const Call& call);
// cohosts.cpp
Answer post_cohost(const Dependencies& d, const Call& call);
// older_stack_endpoints.cpp: what is above, also in the words of the older stack's front ends.
namespace older_stack {
Answer post_meeting(const Dependencies& d, const Call& call);
Answer post_meeting_with_password(const Dependencies& d, const Call& call,
                                  const meetings::PasswordHasher& hasher);
Answer get_meeting(const Dependencies& d, const Call& call);
Answer get_meetings(const Dependencies& d, const Call& call);
Answer post_join(const Dependencies& d, const Call& call);
Answer post_join_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher);
Answer post_leave(const Dependencies& d, const Call& call);
Answer get_join_request(const Dependencies& d, const Call& call);
}  // namespace older_stack
// ice_servers.cpp
Answer get_ice_servers(const Dependencies& d, const Call& call);
// documents.cpp
Answer get_openapi(const Dependencies& d, const Call& call);
Answer get_signaling_schema(const Dependencies& d, const Call& call);
// health.cpp
Answer get_livez(const Dependencies& d, const Call& call);
Answer get_readyz(const Dependencies& d, const Call& call);
Answer get_health(const Dependencies& d, const Call& call);
// The answers without their dependencies, for the [metrics] listener, too.
Response livez();
Response readyz(const Health& health);

// What the first page has to know; the answer of GET /api/site.
base::Json site_facts(const Dependencies& d, const meetings::SiteValues& values);

}  // namespace api
