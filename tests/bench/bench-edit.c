/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>
#include <yaml.h>

#include "cw-operation.h"
#include "cw-yaml.h"

/*
 * How long an edit takes in a file of 10,000 lines: read, changed, read again and proved, against libyaml, which only
 * reads the same text twice. The best of some runs, in the processor's time, which what else the machine does doesn't
 * slow.
 */

#define N_LINES 10000
#define ROUNDS 15

static double
now (void)
{
  return (double) clock () * 1000 / CLOCKS_PER_SEC;
}

static GBytes *
make_file (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < N_LINES / 10; i++)
    g_string_append_printf (text,
                            "component%u:\n  # of the summit\n  image:\n    repository: ts-dockerhub.lsst.org/name%u\n"
                            "    tag: c0044\n  env:\n    LSST_SITE: summit\n    RUN_ARG: --state enabled\n  args:\n"
                            "  - one\n", i, i);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* What libyaml needs to find all events of a text. */
static void
parse (GBytes *text)
{
  yaml_parser_t parser;
  gsize size = 0;
  const guchar *data = g_bytes_get_data (text, &size);

  yaml_parser_initialize (&parser);
  yaml_parser_set_input_string (&parser, data, size);
  for (gboolean done = FALSE; !done;)
    {
      yaml_event_t event;

      g_assert_true (yaml_parser_parse (&parser, &event));
      done = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete (&event);
    }
  yaml_parser_delete (&parser);
}

static double
measure_parser (GBytes *text)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      double begin = now ();

      parse (text);
      parse (text);
      best = MIN (best, now () - begin);
    }
  return best;
}

static double
measure_reading (GBytes *text)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      double begin = now ();
      g_autoptr (CwYaml) yaml = cw_yaml_read (text, NULL);

      best = MIN (best, now () - begin);
    }
  return best;
}

static double
measure (GBytes         *text,
         CwOperationKind kind,
         const char     *path,
         const char     *value)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GBytes) result = NULL;
      g_autoptr (GError) error = NULL;
      double begin = now ();

      g_ptr_array_add (operations, cw_operation_new (kind, path, value));
      result = cw_operations_apply ("values-summit.yaml", text, operations, notes, &error);
      g_assert_no_error (error);
      best = MIN (best, now () - begin);
    }
  return best;
}

static void
show (const char *name,
      double      taken,
      double      peer)
{
  g_print ("%-6s %6.2f ms, %.2f times libyaml\n", name, taken, taken / peer);
}

int
main (void)
{
  g_autoptr (GBytes) text = make_file ();
  double peer = measure_parser (text);

  g_print ("%u lines, %zu bytes; libyaml alone, twice: %.2f ms; reading it once %.2f ms\n", N_LINES,
           g_bytes_get_size (text), peer, measure_reading (text));
  show ("set", measure (text, CW_OPERATION_SET, "component900.image.tag", "c0045"), peer);
  show ("add", measure (text, CW_OPERATION_ADD, "component900.env.NEW", "value"), peer);
  show ("remove", measure (text, CW_OPERATION_REMOVE, "component900.env.RUN_ARG", NULL), peer);
  show ("block", measure (text, CW_OPERATION_REMOVE, "component900", NULL), peer);
  return 0;
}
