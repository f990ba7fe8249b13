/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"

/* How long anything may take, seconds: the slowest machine under sanitizers. */
#define PATIENCE 200

static gboolean
too_late (gpointer data)
{
  g_error ("Nothing happened for too long");
  return G_SOURCE_REMOVE;
}

/* Lets the main loop run until something is so. */
void
cw_app_test_wait_until (CwAppTestCondition condition,
                        gpointer           data)
{
  guint guard = g_timeout_add_seconds (PATIENCE, too_late, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  cw_app_test_settle ();
}

/* A desk on which the rehearsal of cycle 45 at one site begins. */
CwDesk *
cw_app_test_desk_new (CwProcedure *procedure,
                      const char  *data_dir,
                      const char  *site)
{
  CwSessionConfig config = { 0 };
  CwDesk *desk;
  g_autofree char *fact = g_strconcat ("site.", site, NULL);
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_node_unref);

  config.data_dir = data_dir;
  config.rehearsal = TRUE;
  config.now = "2026-12-01T12:00:00Z";
  config.procedure = cw_procedure_get_id (procedure);
  config.actor = "Vera";
  desk = cw_desk_new (&config, procedure);
  g_hash_table_replace (facts, g_strdup ("cycle"), json_node_init_string (json_node_alloc (), "c0045"));
  g_hash_table_replace (facts, g_steal_pointer (&fact),
                        json_from_string ("{\"date\":\"2027-01-05\",\"time\":\"17:00\"}", NULL));
  cw_desk_create (desk, facts);
  return desk;
}

gboolean
cw_app_test_is_idle (gpointer desk)
{
  return !cw_desk_is_busy (desk) && cw_desk_get_view (desk) != NULL;
}
