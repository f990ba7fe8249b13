/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-by-hand"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-by-hand.h"
#include "cw-dialogs.h"

#define KEY "[A-Z][A-Z0-9_]*-[0-9]+"
#define LINK "^https?://[^\\s/]+/\\S+$"

/* What is asked of each kind. A ticket's key names branches, so words alone aren't enough there. */
static const struct {
  const char *kind;
  const char *link;       /* (nullable): it has none */
  const char *pattern;    /* (nullable): any link */
  const char *complaint;
} kinds[] = {
  { CW_EFFECT_KIND_GIT_BRANCH, N_ ("Link of the branch, such as https://github.com/…/tree/tickets/DM-12345"), NULL,
    N_ ("The link of a branch begins with https://") },
  { CW_EFFECT_KIND_JIRA_ISSUE, N_ ("Link of the ticket, such as https://…/browse/DM-12345"), "^https?://\\S+/" KEY "/?$",
    N_ ("The link of a ticket ends in its key: https://…/browse/DM-12345") },
  { CW_EFFECT_KIND_MESSAGE, N_ ("Link of the message, such as https://….slack.com/archives/…"), NULL,
    N_ ("The link of a message begins with https://; Slack’s menu “Copy link” gives it") },
  { CW_EFFECT_KIND_PULL_REQUEST, N_ ("Link of the pull request, such as https://github.com/…/pull/1234"),
    "^https?://\\S+/pull/[0-9]+\\S*$", N_ ("The link of a pull request ends in its number: https://github.com/…/pull/1234") },
  { CW_EFFECT_KIND_WIKI_PAGE, N_ ("Link of the page, such as https://…/wiki/spaces/…/pages/1234567"), NULL,
    N_ ("The link of a page begins with https://") },
  { CW_EFFECT_KIND_JIRA_LINKS, NULL, NULL, NULL },
  { CW_EFFECT_KIND_TASK, NULL, NULL, NULL },
};

typedef struct {
  CwDesk *desk;
  char *effect_id;
  gboolean ticket;
  gboolean linked;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->desk);
  g_free (asked->effect_id);
  g_free (asked);
}

static const char *
get_filled (const char *text)
{
  return *text != '\0' ? text : NULL;
}

/* The key of a ticket stands in its link as well. */
static char *
find_key (const char *link)
{
  g_autoptr (GRegex) regex = g_regex_new (KEY "(?=/?$)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return link != NULL && g_regex_match (regex, link, 0, &match) ? g_match_info_fetch (match, 0) : NULL;
}

/* What is said above the fields. */
static const char *
explain (const CwViewItem *item,
         gboolean          ticket)
{
  if (cw_stage_names_branches (item->effect))
    return _ ("Nothing is sent for this one. Give the ticket’s key or its link. The key names the branches: two sites that "
              "share a ticket are pushed to the same branches, one on top of the other.");
  if (ticket)
    return _ ("Nothing is sent for this one. Give the ticket’s key or its link.");
  return _ ("Nothing is sent for this one. Say where it is, or what was done; one is enough.");
}

static void
take (const char *const *texts,
      gpointer           data)
{
  Asked *asked = data;
  const char *const *next = texts;
  const char *key = asked->ticket ? get_filled (*next++) : NULL;
  const char *link = asked->linked ? get_filled (*next++) : NULL;
  g_autofree char *found = asked->ticket && key == NULL ? find_key (link) : NULL;

  cw_desk_by_hand (asked->desk, asked->effect_id, key != NULL ? key : found, link, get_filled (*next));
}

static guint
find_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      return i;
  g_return_val_if_reached (0);
}

/**
 * cw_by_hand_ask:
 * @parent: the widget that asks
 * @desk: where it is kept
 * @item: an effect of the desk's view; not kept
 *
 * Asks where it is, or what was done, and records that.
 */
void
cw_by_hand_ask (GtkWidget        *parent,
                CwDesk           *desk,
                const CwViewItem *item)
{
  const char *id = cw_effect_get_id (item->effect);
  guint kind = find_kind (cw_effect_get_kind (item->effect));
  gboolean ticket = g_str_equal (kinds[kind].kind, CW_EFFECT_KIND_JIRA_ISSUE);
  g_autofree char *draft = g_strconcat ("by-hand.", id, NULL);
  CwDialogField fields[4] = { 0 };
  Asked *asked = g_new0 (Asked, 1);
  guint n = 0;

  if (ticket)
    fields[n++] = (CwDialogField) { .label = _ ("Its key, such as DM-12345"), .pattern = "^" KEY "$",
                                    .complaint = _ ("The key of a ticket reads like DM-12345") };
  if (kinds[kind].link != NULL)
    fields[n++] = (CwDialogField) { .label = _ (kinds[kind].link),
                                    .pattern = kinds[kind].pattern != NULL ? kinds[kind].pattern : LINK,
                                    .complaint = _ (kinds[kind].complaint) };
  fields[n] = (CwDialogField) { .label = _ ("What was done, in words"), .drafts = cw_desk_get_drafts (desk),
                                .draft = draft, .beside = ticket };
  asked->desk = g_object_ref (desk);
  asked->effect_id = g_strdup (id);
  asked->ticket = ticket;
  asked->linked = kinds[kind].link != NULL;
  cw_dialogs_ask (parent, _ ("Done by Hand"),
                  explain (item, ticket), _ ("_Keep"), FALSE, fields, take, asked, asked_free);
}
