/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-transfer"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-deployment.h"
#include "cw-json.h"
#include "cw-transfer-summary.h"
#include "cw-view.h"

/* What a file that another machine exported holds, in a few lines, for whoever is about to take it over. */

typedef struct {
  guint n_done;
  guint n_scheduled;
  guint n_left_out;
  guint n_unclear;        /* failed, in doubt, or asking */
  GHashTable *approvers;  /* person → how many of their approvals aren't sent yet */
} Counts;

static gboolean
is_scheduled (CwEffectRecord *record,
              GDateTime      *now)
{
  JsonNode *sent = cw_effect_record_get_sent (record);

  return sent != NULL && JSON_NODE_HOLDS_OBJECT (sent)
         && cw_json_get_int (json_node_get_object (sent), "post-at", 0) > g_date_time_to_unix (now);
}

static void
count_approval (Counts         *counts,
                CwEffectRecord *record)
{
  const char *by = cw_effect_record_get_approved_by (record);
  guint n = by != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counts->approvers, by)) : 0;

  if (by != NULL && cw_effect_record_get_approved_hash (record) != NULL)
    g_hash_table_replace (counts->approvers, g_strdup (by), GUINT_TO_POINTER (n + 1));
}

static void
count_record (Counts         *counts,
              CwEffectRecord *record,
              GDateTime      *now)
{
  switch (cw_effect_record_get_phase (record))
    {
    case CW_PHASE_DONE:
      if (is_scheduled (record, now))
        counts->n_scheduled++;
      else
        counts->n_done++;
      break;
    case CW_PHASE_BY_HAND:
      counts->n_done++;
      break;
    case CW_PHASE_LEFT_OUT:
      counts->n_left_out++;
      break;
    case CW_PHASE_INTENT:
    case CW_PHASE_IN_DOUBT:
    case CW_PHASE_ASKING:
    case CW_PHASE_FAILED:
      counts->n_unclear++;
      break;
    case CW_PHASE_NONE:
    default:
      count_approval (counts, record);
      break;
    }
}

/* Takes @line, which says something of @n things; of none it says nothing. */
static void
add_line (GString *text,
          guint    n,
          char    *line)
{
  if (n > 0)
    g_string_append_printf (text, "\n• %s", line);
  g_free (line);
}

static void
add_approvals (GString    *text,
               GHashTable *approvers)
{
  g_autoptr (GList) people = g_list_sort (g_hash_table_get_keys (approvers), (GCompareFunc) g_utf8_collate);

  for (GList *one = people; one != NULL; one = one->next)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (approvers, one->data));

      g_string_append (text, "\n• ");
      g_string_append_printf (text, ngettext ("%u thing that %s approved and nobody sent: it could be sent here unseen",
                                              "%u things that %s approved and nobody sent: they could be sent here unseen",
                                              n), n, (const char *) one->data);
    }
}

/* How much the stages still want done, by what the file knows: the changes of a branch are planned here anew. */
static guint
count_open (CwHistory    *history,
            CwDeployment *deployment,
            GDateTime    *now)
{
  g_autoptr (GHashTable) observations = cw_history_get_observations (history);
  g_autoptr (GHashTable) plans = g_hash_table_new (g_str_hash, g_str_equal);
  CwStageInput input = { deployment, now, history, observations, plans };
  g_autoptr (CwView) view = NULL;
  GPtrArray *stages;
  guint n = 0;

  view = cw_view_new ("", &input, NULL, NULL, TRUE, 0);
  stages = cw_view_get_stages (view);
  for (guint i = 0; i < stages->len; i++)
    {
      GPtrArray *items = ((const CwViewStage *) stages->pdata[i])->items;

      for (guint j = 0; j < items->len; j++)
        {
          const CwViewItem *item = items->pdata[j];

          n += !cw_effect_state_is_settled (item->state) && !cw_effect_get_optional (item->effect);
        }
    }
  return n;
}

/* "Cycle 45 for Summit, TTS". */
static char *
name_work (CwDeployment *deployment)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *cycle = NULL;
  CwCycle value;

  for (guint i = 0; i < sites->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const CwSite *) g_ptr_array_index (sites, i))->name);
  if (!cw_deployment_get_cycle (deployment, &value))
    return g_strdup (names->str);
  cycle = cw_cycle_to_text (&value);
  /* Translators: a cycle and the sites for which it is prepared: "Cycle 45 for Summit, TTS". */
  return g_strdup_printf (_ ("%s for %s"), cycle, names->str);
}

/**
 * cw_transfer_summarise:
 * @copy: what a file holds
 * @history: the fold of it
 * @procedure: by which it is prepared
 * @n_here: how many of its entries are here already
 * @now: the present
 *
 * Returns: (transfer full): what would be taken over; lines that begin with a bullet come last
 */
char *
cw_transfer_summarise (CwJournalCopy *copy,
                       CwHistory     *history,
                       CwProcedure   *procedure,
                       guint          n_here,
                       GDateTime     *now)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (procedure, cw_history_get_facts (history));
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (copy->time / G_USEC_PER_SEC);
  g_autofree char *day = time != NULL ? cw_date_show_day (time) : g_strdup ("?");
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%H:%M") : g_strdup ("?");
  g_autoptr (GHashTable) approvers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) records = cw_history_get_records (history);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *work = name_work (deployment);
  guint n_open = count_open (history, deployment, now);
  Counts counts = { .approvers = approvers };

  for (guint i = 0; i < records->len; i++)
    count_record (&counts, records->pdata[i], now);
  /* Translators: which preparation, by whom and when it was exported: a day and the hours. */
  g_string_append_printf (text, copy->rehearsal ? _ ("A rehearsal of %s, which %s exported on %s at %s.")
                                                : _ ("%s, which %s exported on %s at %s."),
                          work, copy->actor, day, clock);
  if (copy->machine != NULL && *copy->machine != '\0')
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("It comes from the computer “%s”."), copy->machine);
    }
  if (cw_history_get_given_up (history) != NULL)
    g_string_append_printf (text, " %s", _ ("It was given up."));
  add_line (text, counts.n_done,
            g_strdup_printf (ngettext ("%u thing is done", "%u things are done", counts.n_done), counts.n_done));
  add_line (text, counts.n_scheduled,
            g_strdup_printf (ngettext ("%u message is scheduled", "%u messages are scheduled", counts.n_scheduled),
                             counts.n_scheduled));
  add_line (text, n_open, g_strdup_printf (ngettext ("%u thing is open", "%u things are open", n_open), n_open));
  add_line (text, counts.n_unclear,
            g_strdup_printf (ngettext ("%u thing failed or is in doubt", "%u things failed or are in doubt",
                                       counts.n_unclear), counts.n_unclear));
  add_line (text, counts.n_left_out,
            g_strdup_printf (ngettext ("%u thing is left out", "%u things are left out", counts.n_left_out),
                             counts.n_left_out));
  add_approvals (text, approvers);
  add_line (text, n_here,
            g_strdup_printf (ngettext ("%u entry of its journal is here already",
                                       "%u entries of its journal are here already", n_here), n_here));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
