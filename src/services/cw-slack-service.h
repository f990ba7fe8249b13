/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/* The event type under which a message's metadata carries an effect's marker. */
#define CW_SLACK_EVENT_TYPE "cyclewright_effect"

/**
 * CwSlackMessage:
 * @id: its time stamp, or the scheduled message's id
 * @text: mrkdwn, as the service keeps it
 * @marker: (nullable): the effect's marker, where the message carries one of ours
 * @post_at: for scheduled ones, when it will be posted (epoch seconds); else when it was
 *
 * A message in a channel, or one that waits to be posted.
 */
typedef struct {
  char  *id;
  char  *text;
  char  *marker;
  gint64 post_at;
} CwSlackMessage;

void cw_slack_message_free (CwSlackMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSlackMessage, cw_slack_message_free)

/**
 * CwSlackService:
 *
 * Slack's Web API. Blocking; any worker may call it. Channels are given by their ids but where a name is asked for.
 */
#define CW_TYPE_SLACK_SERVICE (cw_slack_service_get_type ())
G_DECLARE_FINAL_TYPE (CwSlackService, cw_slack_service, CW, SLACK_SERVICE, GObject)

CwSlackService *cw_slack_service_new              (CwHttp           *http,
                                                   const CwAccount  *account);

void            cw_slack_service_remember_in      (CwSlackService   *self,
                                                   const char       *directory);
gboolean        cw_slack_service_knows_own_channels (CwSlackService *self);
JsonObject     *cw_slack_service_test_auth        (CwSlackService   *self,
                                                   char            **scopes,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
char           *cw_slack_service_dup_user         (CwSlackService   *self,
                                                   char            **name,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
gboolean        cw_slack_service_is_member        (CwSlackService   *self,
                                                   const char       *channel,
                                                   gboolean         *member,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
char           *cw_slack_service_find_channel     (CwSlackService   *self,
                                                   const char       *name,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
CwSlackMessage *cw_slack_service_post             (CwSlackService   *self,
                                                   const char       *channel,
                                                   const char       *text,
                                                   const char       *marker,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
CwSlackMessage *cw_slack_service_schedule         (CwSlackService   *self,
                                                   const char       *channel,
                                                   const char       *text,
                                                   gint64            post_at,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
GPtrArray      *cw_slack_service_list_scheduled   (CwSlackService   *self,
                                                   const char       *channel,
                                                   gint64            post_at,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
gboolean        cw_slack_service_delete_scheduled (CwSlackService   *self,
                                                   const char       *channel,
                                                   const char       *id,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
GPtrArray      *cw_slack_service_get_history      (CwSlackService   *self,
                                                   const char       *channel,
                                                   const char       *oldest,
                                                   const char       *latest,
                                                   guint             max_messages,
                                                   gboolean         *cut,
                                                   GCancellable     *cancellable,
                                                   GError          **error);
char           *cw_slack_service_make_url         (CwSlackService   *self,
                                                   const char       *channel,
                                                   const char       *ts,
                                                   GCancellable     *cancellable);
gboolean        cw_slack_text_equal               (const char       *ours,
                                                   const char       *theirs);

G_END_DECLS
