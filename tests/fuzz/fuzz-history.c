/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-history.h"
#include "cw-json.h"
#include "fuzz.h"

/* Each line is an event: its type, its effect's id or "-", its data. */
static CwEvent *
read_event (const char *line,
            gint64      seq)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_autoptr (JsonNode) node = NULL;

  if (g_strv_length (words) < 3 || *words[0] == '\0' || *words[1] == '\0' || !g_utf8_validate (line, -1, NULL))
    return NULL;
  node = cw_json_parse (words[2], -1, 0, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || fuzz_has_double (node))
    return NULL;
  return cw_event_new (seq, seq * 1000, words[0], g_str_equal (words[1], "-") ? NULL : words[1], "manager", node);
}

/* What a view asks of a record. */
static void
look_at_record (CwEffectRecord *record)
{
  g_autoptr (CwEffect) waiting = cw_effect_new (cw_effect_record_get_id (record), CW_EFFECT_KIND_TASK, "Task");
  g_autoptr (CwEffect) ready = cw_effect_new (cw_effect_record_get_id (record), CW_EFFECT_KIND_TASK, "Task");
  g_autoptr (JsonNode) payload = cw_json_node_object (cw_json_object ("text", "do it", NULL));

  cw_effect_set_waiting (waiting, "for something");
  cw_effect_set_payload (ready, payload);
  g_assert_nonnull (cw_effect_state_to_word (cw_effect_record_get_state (record, waiting)));
  g_assert_nonnull (cw_effect_state_to_text (cw_effect_record_get_state (record, ready)));
  cw_effect_record_get_key (record);
  cw_effect_record_get_url (record);
  cw_effect_record_get_candidates (record);
  cw_effect_record_get_differences (record);
  cw_effect_record_get_error (record);
}

/* Equal events fold to an equal history, whatever stands in them. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autofree char *text = fuzz_text (data, size), *one = NULL, *two = NULL, *three = NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwHistory) first = cw_history_new ();
  g_autoptr (CwHistory) second = cw_history_new ();
  g_autoptr (CwHistory) copy = NULL;
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (CwEvent) event = read_event (lines[i], i + 1);

      if (event != NULL)
        g_ptr_array_add (events, g_steal_pointer (&event));
    }
  cw_history_apply_all (first, events);
  cw_history_apply_all (second, events);
  copy = cw_history_snapshot (first);
  one = cw_history_digest (first);
  two = cw_history_digest (second);
  three = cw_history_digest (copy);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, ==, three);
  records = cw_history_get_records (first);
  for (guint i = 0; i < records->len; i++)
    look_at_record (records->pdata[i]);
  return 0;
}
