/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-procedure-private.h"

/* Immutable once made; @data is freed by the same table that filled it. */
struct _CwProcedure
{
  GObject parent_instance;

  CwProcedureData *data;
  char *text;
  GTimeZone *zone;
};

G_DEFINE_FINAL_TYPE (CwProcedure, cw_procedure, G_TYPE_OBJECT)

static void
cw_procedure_finalize (GObject *object)
{
  CwProcedure *self = CW_PROCEDURE (object);

  cw_json_shape_free (&cw_procedure_shape, self->data);
  g_free (self->text);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (cw_procedure_parent_class)->finalize (object);
}

static void
cw_procedure_class_init (CwProcedureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_procedure_finalize;
}

static void
cw_procedure_init (CwProcedure *self)
{
}

/**
 * cw_procedure_new_for_document:
 * @document: a whole procedure, with what it extends
 * @text: its JSON text
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: (transfer full) (nullable): the procedure
 */
CwProcedure *
cw_procedure_new_for_document (CwJsonDocument *document,
                               const char     *text,
                               GError        **error)
{
  g_autoptr (CwProcedureNames) names = NULL;
  g_autoptr (CwProcedure) self = NULL;
  CwProcedureData *data;
  CwJsonCursor root;

  g_return_val_if_fail (document != NULL && text != NULL, NULL);

  root = cw_json_cursor_root (document);
  names = cw_procedure_names_new (&root);
  data = cw_json_shape_read (&cw_procedure_shape, &root, names, error);
  if (data == NULL)
    return NULL;

  self = g_object_new (CW_TYPE_PROCEDURE, NULL);
  self->data = data;
  self->text = g_strdup (text);
  self->zone = g_time_zone_new_identifier (data->zone);
  return g_steal_pointer (&self);
}

/**
 * cw_procedure_get_id:
 * @self: a procedure
 *
 * Returns: (transfer none): its id, `rubin-2026`
 */
const char *
cw_procedure_get_id (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->id;
}

/**
 * cw_procedure_get_title:
 * @self: a procedure
 *
 * Returns: (transfer none): what a person calls it
 */
const char *
cw_procedure_get_title (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->title;
}

/**
 * cw_procedure_get_text:
 * @self: a procedure
 *
 * Returns: (transfer none): its JSON text, whole: what it extends is in it, so that cw_procedure_parse() reads it
 *   anywhere
 */
const char *
cw_procedure_get_text (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->text;
}

/**
 * cw_procedure_get_time_zone:
 * @self: a procedure
 *
 * Returns: (transfer none): the zone of all its civil times
 */
GTimeZone *
cw_procedure_get_time_zone (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->zone;
}

/**
 * cw_procedure_say:
 * @text: what a procedure says both in what is sent and at the screen
 *
 * Returns: (transfer none): the same for the person at the screen; what is only theirs is translated as it is read
 */
const char *
cw_procedure_say (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return *text != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, CW_PROCEDURE_CONTEXT, text) : text;
}

/**
 * cw_procedure_get_zone_name:
 * @self: a procedure
 *
 * Returns: (transfer none): what people call that zone, "CLT"
 */
const char *
cw_procedure_get_zone_name (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->zone_name;
}

/**
 * cw_procedure_get_marker:
 * @self: a procedure
 *
 * Returns: (transfer none): template of the label by which an issue of ours is found again ({marker}); empty: none
 */
const char *
cw_procedure_get_marker (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->marker;
}

/**
 * cw_procedure_get_branch:
 * @self: a procedure
 *
 * Returns: (transfer none): template of a branch's name
 */
const char *
cw_procedure_get_branch (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->branch;
}

/**
 * cw_procedure_get_one_commit:
 * @self: a procedure
 *
 * Returns: whether commits of ours that follow each other become one when a branch is brought onto a base that moved
 */
gboolean
cw_procedure_get_one_commit (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), FALSE);

  return self->data->one_commit;
}

/**
 * cw_procedure_get_back:
 * @self: a procedure
 *
 * Returns: (transfer none) (nullable): how a branch looks that takes a cycle back; %NULL: nobody goes back that way
 */
const CwBackTemplate *
cw_procedure_get_back (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->back;
}

/**
 * cw_procedure_get_companions:
 * @self: a procedure
 *
 * Returns: (transfer none): components that restart along with any others
 */
const char *const *
cw_procedure_get_companions (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return (const char *const *) self->data->companions;
}

/**
 * cw_procedure_get_jira_url:
 * @self: a procedure
 *
 * Returns: (transfer none): address of Jira
 */
const char *
cw_procedure_get_jira_url (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->jira->url;
}

/**
 * cw_procedure_get_wiki_url:
 * @self: a procedure
 *
 * Returns: (transfer none): address of Confluence
 */
const char *
cw_procedure_get_wiki_url (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->wiki->url;
}

/**
 * cw_procedure_get_sites:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwSite): in the order of the file
 */
GPtrArray *
cw_procedure_get_sites (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->sites;
}

/**
 * cw_procedure_get_repositories:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwRepository): in the order of the file
 */
GPtrArray *
cw_procedure_get_repositories (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->repositories;
}

/**
 * cw_procedure_get_tickets:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwTicketTemplate): in the order of the file
 */
GPtrArray *
cw_procedure_get_tickets (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->jira->tickets;
}

/**
 * cw_procedure_get_field_name:
 * @self: a procedure
 * @id: id of a field of Jira's, `customfield_10056`
 *
 * Returns: (transfer none) (nullable): what people call it, where the procedure says so
 */
const char *
cw_procedure_get_field_name (CwProcedure *self,
                             const char  *id)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && id != NULL, NULL);

  return g_hash_table_lookup (self->data->jira->field_names, id);
}

/**
 * cw_procedure_get_people:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwPerson): who stands in tickets, by role; in the order of the file
 */
GPtrArray *
cw_procedure_get_people (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->jira->people;
}

/**
 * cw_procedure_get_wiki:
 * @self: a procedure
 *
 * Returns: (transfer none): the cycle's page
 */
const CwWikiTemplate *
cw_procedure_get_wiki (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return &self->data->wiki->wiki;
}

/**
 * cw_procedure_get_manifest:
 * @self: a procedure
 *
 * Returns: (transfer none): where the build says its versions
 */
const CwManifest *
cw_procedure_get_manifest (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->manifest;
}

/**
 * cw_procedure_get_registry:
 * @self: a procedure
 *
 * Returns: (transfer none): where the images are
 */
const CwRegistry *
cw_procedure_get_registry (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->registry;
}

/**
 * cw_procedure_get_announcements:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwMessageTemplate): in the order of the file
 */
GPtrArray *
cw_procedure_get_announcements (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->announcements;
}

/**
 * cw_procedure_get_principals:
 * @self: a procedure
 *
 * Returns: (transfer none) (nullable): what the principals are told
 */
const CwMessageTemplate *
cw_procedure_get_principals (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->principals;
}

/**
 * cw_procedure_get_scripts:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwScript): the first whose conditions hold is used
 */
GPtrArray *
cw_procedure_get_scripts (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->scripts;
}

/**
 * cw_procedure_get_notice:
 * @self: a procedure
 *
 * Returns: (transfer none) (nullable): SQuaRE's notice; %NULL where the switch is off
 */
const CwNotice *
cw_procedure_get_notice (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->notice;
}

/**
 * cw_procedure_get_stages:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwStageTemplate): in the order of the file
 */
GPtrArray *
cw_procedure_get_stages (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->stages;
}

/**
 * cw_procedure_get_helpers:
 * @self: a procedure
 *
 * Returns: (transfer none) (element-type CwLink): the helper repositories
 */
GPtrArray *
cw_procedure_get_helpers (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->helpers;
}

/* (transfer none) (element-type CwScheduleTemplate): for cw_procedure_get_schedule() alone. */
GPtrArray *
cw_procedure_get_schedules (CwProcedure *self)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self), NULL);

  return self->data->schedules;
}
