/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk"

#include "config.h"

#include "cw-desk-private.h"

/* The facts that a person gives, changes and takes back. */

/**
 * cw_desk_set:
 * @self: a desk
 * @fact: key of a fact
 * @value: (transfer full): its value
 */
void
cw_desk_set (CwDesk     *self,
             const char *fact,
             JsonNode   *value)
{
  CwDeed *deed;

  g_return_if_fail (CW_IS_DESK (self) && fact != NULL && value != NULL);

  deed = cw_deed_new (CW_DESK_SET, fact);
  deed->value = value;
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_set_all:
 * @self: a desk
 * @facts: (transfer full): fact → value; at least one
 *
 * Sets several facts and plans once.
 */
void
cw_desk_set_all (CwDesk     *self,
                 JsonObject *facts)
{
  JsonObjectIter iter;
  const char *first = NULL;
  JsonNode *value;
  CwDeed *deed;

  g_return_if_fail (CW_IS_DESK (self) && facts != NULL);

  json_object_iter_init_ordered (&iter, facts);
  json_object_iter_next_ordered (&iter, &first, &value);
  deed = cw_deed_new (CW_DESK_SET_ALL, first);
  deed->value = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (deed->value, facts);
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_unset:
 * @self: a desk
 * @fact: a key of the deployment's facts
 *
 * Takes a fact back: what the procedure says counts again.
 */
void
cw_desk_unset (CwDesk     *self,
               const char *fact)
{
  cw_desk_set (self, fact, json_node_init_null (json_node_alloc ()));
}

/**
 * cw_desk_start_round:
 * @self: a desk
 * @site: id of a site
 * @repository: id of a repository
 *
 * Starts another change on the site's ticket.
 */
void
cw_desk_start_round (CwDesk     *self,
                     const char *site,
                     const char *repository)
{
  g_autofree char *fact = NULL;
  CwDeed *deed;

  g_return_if_fail (CW_IS_DESK (self) && site != NULL && repository != NULL);

  fact = g_strdup_printf ("round.%s.%s", site, repository);
  deed = cw_deed_new (CW_DESK_ROUND, fact);
  deed->key = g_strdup (site);
  deed->text = g_strdup (repository);
  cw_desk_take_deed (self, deed);
}

/* What goes wrong is told where the stage's trouble is. */
static void
do_for_site (CwDesk     *self,
             CwDeedKind  kind,
             const char *site)
{
  CwDeed *deed;

  g_return_if_fail (CW_IS_DESK (self) && site != NULL);

  deed = cw_deed_new (kind, "");
  deed->key = g_strdup (site);
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_go_back:
 * @self: a desk
 * @site: id of a site
 *
 * Plans to take back what was pushed for the site.
 */
void
cw_desk_go_back (CwDesk     *self,
                 const char *site)
{
  do_for_site (self, CW_DESK_GO_BACK, site);
}

/**
 * cw_desk_stay:
 * @self: a desk
 * @site: id of a site
 *
 * Withdraws the site's way back.
 */
void
cw_desk_stay (CwDesk     *self,
              const char *site)
{
  do_for_site (self, CW_DESK_STAY, site);
}

/**
 * cw_desk_rebase:
 * @self: a desk
 * @site: id of a site
 *
 * Plans to bring the site's branches onto a base that moved.
 */
void
cw_desk_rebase (CwDesk     *self,
                const char *site)
{
  do_for_site (self, CW_DESK_REBASE, site);
}

/**
 * cw_desk_unrebase:
 * @self: a desk
 * @site: id of a site
 *
 * Lets the site's branches stay where they are.
 */
void
cw_desk_unrebase (CwDesk     *self,
                  const char *site)
{
  do_for_site (self, CW_DESK_UNREBASE, site);
}

/**
 * cw_desk_set_text:
 * @self: a desk
 * @fact: a key of the deployment's facts
 * @text: what it shall say; nothing takes the fact back
 *
 * Sets a fact to a text.
 */
void
cw_desk_set_text (CwDesk     *self,
                  const char *fact,
                  const char *text)
{
  g_return_if_fail (text != NULL);

  cw_desk_set (self, fact, *text != '\0' ? json_node_init_string (json_node_alloc (), text)
                                         : json_node_init_null (json_node_alloc ()));
}

/**
 * cw_desk_set_flag:
 * @self: a desk
 * @fact: a key of the deployment's facts
 * @value: whether it holds
 *
 * Sets a fact to true, or takes it back.
 */
void
cw_desk_set_flag (CwDesk     *self,
                  const char *fact,
                  gboolean    value)
{
  cw_desk_set (self, fact, value ? json_node_init_boolean (json_node_alloc (), TRUE)
                                 : json_node_init_null (json_node_alloc ()));
}
