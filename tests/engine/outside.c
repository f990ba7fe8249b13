/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-json.h"
#include "outside.h"

static void outside_handler_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Outside, outside, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, outside_handler_init))

static GStrv
read_lines (Outside *self)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (self->path, &text, NULL, NULL))
    return g_new0 (char *, 1);
  if (*text != '\0')
    text[strlen (text) - 1] = '\0';
  return *text != '\0' ? g_strsplit (text, "\n", -1) : g_new0 (char *, 1);
}

void
outside_add (Outside    *self,
             const char *marker,
             const char *payload)
{
  g_autofree char *line = g_strdup_printf ("%s %s\n", marker, payload);
  int fd = open (self->path, O_WRONLY | O_APPEND | O_CREAT, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, line, strlen (line)), ==, strlen (line));
  close (fd);
}

void
outside_change (Outside    *self,
                guint       line,
                const char *marker,
                const char *payload)
{
  g_auto (GStrv) lines = read_lines (self);
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;

  g_assert_cmpuint (line, <, g_strv_length (lines));
  g_free (lines[line]);
  lines[line] = g_strdup_printf ("%s %s", marker, payload);
  text = g_strjoinv ("\n", lines);
  all = g_strconcat (text, "\n", NULL);
  g_assert_true (g_file_set_contents (self->path, all, -1, NULL));
}

guint
outside_count (Outside    *self,
               const char *marker)
{
  g_auto (GStrv) lines = read_lines (self);
  guint count = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    if (marker == NULL || g_str_has_prefix (lines[i], marker))
      count++;
  return count;
}

static const char *
payload_of (const char *line)
{
  return strchr (line, ' ') + 1;
}

static JsonObject *
make_outcome (Outside *self,
              guint    line)
{
  g_autofree char *key = g_strdup_printf ("T-%u%s", line, self->odd_name != NULL ? self->odd_name : "");
  g_autofree char *url = g_strdup_printf ("https://outside.invalid/T-%u", line);

  return cw_json_object ("key", key, "url", url, NULL);
}

static void
fill_disk (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 1;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static gboolean
run_into (Trouble   trouble,
          gboolean  after,
          GError  **error)
{
  if ((trouble == TROUBLE_KILLED_BEFORE && !after) || (trouble == TROUBLE_KILLED_AFTER && after))
    raise (SIGKILL);
  if (trouble == TROUBLE_DISK_FULL && after)
    fill_disk ();
  if (trouble == TROUBLE_REFUSED)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_FORBIDDEN, "refused");
  else if (trouble == TROUBLE_CANCELLED)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, "cancelled");
  else if (trouble == TROUBLE_LOST_BEFORE || (trouble == TROUBLE_LOST_AFTER && after))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME, "the answer was lost");
  else
    return FALSE;
  return TRUE;
}

static void
look_for (Outside    *self,
          CwFinding  *finding,
          const char *marker,
          const char *payload)
{
  g_auto (GStrv) lines = read_lines (self);
  g_autofree char *prefix = g_strconcat (marker, " ", NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], prefix))
        continue;
      cw_finding_add_candidate (finding, make_outcome (self, i));
      if (finding->candidates->len > 1)
        finding->answer = CW_FINDING_SEVERAL;
      else
        finding->answer = g_str_equal (payload_of (lines[i]), payload) ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT;
      if (finding->answer == CW_FINDING_DIFFERENT)
        cw_finding_add_difference (finding, "payload", payload, payload_of (lines[i]));
    }
}

static CwFinding *
outside_find (CwHandler    *handler,
              CwEffect     *effect,
              GCancellable *cancellable,
              GError      **error)
{
  Outside *self = TEST_OUTSIDE (handler);
  g_autoptr (CwFinding) finding = cw_finding_new (CW_FINDING_NOTHING, self->elsewhere ? "another file" : "the file");

  if (self->offline)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_OFFLINE, "no network");
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (self->blind)
    {
      finding->answer = CW_FINDING_CANT_TELL;
      return g_steal_pointer (&finding);
    }
  look_for (self, finding, cw_effect_get_marker (effect), cw_effect_get_payload_text (effect));
  finding->ours = finding->candidates->len > 0;
  if (!finding->ours)
    look_for (self, finding, "-", cw_effect_get_payload_text (effect));
  return g_steal_pointer (&finding);
}

static CwFinding *
outside_find_since (CwHandler    *handler,
                    CwEffect     *effect,
                    gint64        since,
                    GCancellable *cancellable,
                    GError      **error)
{
  TEST_OUTSIDE (handler)->since = since;
  return outside_find (handler, effect, cancellable, error);
}

static JsonObject *
outside_perform (CwHandler    *handler,
                 CwEffect     *effect,
                 GCancellable *cancellable,
                 GError      **error)
{
  Outside *self = TEST_OUTSIDE (handler);
  Trouble trouble = self->perform;

  self->perform = TROUBLE_NONE;
  self->performed++;
  if (run_into (trouble, FALSE, error))
    return NULL;
  outside_add (self, cw_effect_get_marker (effect), cw_effect_get_payload_text (effect));
  if (run_into (trouble, TRUE, error))
    return NULL;
  return make_outcome (self, outside_count (self, NULL) - 1);
}

static guint
line_of (JsonObject *outcome)
{
  return (guint) g_ascii_strtoull (cw_json_get_string (outcome, "key", "T-0") + strlen ("T-"), NULL, 10);
}

static JsonObject *
outside_amend (CwHandler    *handler,
               CwEffect     *effect,
               JsonObject   *outcome,
               GCancellable *cancellable,
               GError      **error)
{
  Outside *self = TEST_OUTSIDE (handler);
  Trouble trouble = self->amend;

  self->amend = TROUBLE_NONE;
  self->amended++;
  if (run_into (trouble, FALSE, error))
    return NULL;
  outside_change (self, line_of (outcome), cw_effect_get_marker (effect), cw_effect_get_payload_text (effect));
  if (run_into (trouble, TRUE, error))
    return NULL;
  return make_outcome (self, line_of (outcome));
}

static CwFinding *
outside_verify (CwHandler    *handler,
                CwEffect     *effect,
                JsonObject   *outcome,
                GCancellable *cancellable,
                GError      **error)
{
  Outside *self = TEST_OUTSIDE (handler);
  g_auto (GStrv) lines = read_lines (self);
  g_autoptr (CwFinding) finding = cw_finding_new (CW_FINDING_NOTHING, self->elsewhere ? "another file" : "the file");
  guint line = line_of (outcome);

  if (self->offline)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_OFFLINE, "no network");
      return NULL;
    }
  if (line < g_strv_length (lines) && g_str_has_prefix (lines[line], OUTSIDE_MOVED))
    line = (guint) g_ascii_strtoull (payload_of (lines[line]), NULL, 10);
  if (line >= g_strv_length (lines) || *lines[line] == 'x')
    return g_steal_pointer (&finding);
  cw_finding_add_candidate (finding, make_outcome (self, line));
  finding->answer = CW_FINDING_EQUAL;
  for (guint i = 0; self->sees_copies && lines[i] != NULL; i++)
    if (i != line && g_str_equal (lines[i], lines[line]))
      {
        cw_finding_add_candidate (finding, make_outcome (self, i));
        finding->answer = CW_FINDING_SEVERAL;
      }
  if (g_str_equal (payload_of (lines[line]), cw_effect_get_payload_text (effect)))
    return g_steal_pointer (&finding);
  finding->answer = CW_FINDING_DIFFERENT;
  cw_finding_add_difference (finding, "payload", cw_effect_get_payload_text (effect), payload_of (lines[line]));
  return g_steal_pointer (&finding);
}

static gboolean
outside_retract (CwHandler    *handler,
                 CwEffect     *effect,
                 JsonObject   *outcome,
                 GCancellable *cancellable,
                 GError      **error)
{
  Outside *self = TEST_OUTSIDE (handler);
  Trouble trouble = self->retract;

  self->retract = TROUBLE_NONE;
  if (run_into (trouble, FALSE, error))
    return FALSE;
  outside_change (self, line_of (outcome), "x", "");
  return !run_into (trouble, TRUE, error);
}

static guint
outside_get_lag (CwHandler *handler)
{
  return TEST_OUTSIDE (handler)->lag;
}

static gboolean
outside_is_guarded (CwHandler *handler,
                    gboolean   first)
{
  return TEST_OUTSIDE (handler)->guarded;
}

static void
outside_handler_init (CwHandlerInterface *iface)
{
  iface->find = outside_find;
  iface->find_since = outside_find_since;
  iface->perform = outside_perform;
  iface->amend = outside_amend;
  iface->verify = outside_verify;
  iface->retract = outside_retract;
  iface->get_lag = outside_get_lag;
  iface->is_guarded = outside_is_guarded;
}

static void
outside_finalize (GObject *object)
{
  g_free (TEST_OUTSIDE (object)->path);

  G_OBJECT_CLASS (outside_parent_class)->finalize (object);
}

static void
outside_class_init (OutsideClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = outside_finalize;
}

static void
outside_init (Outside *self)
{
}

Outside *
outside_new (const char *path)
{
  Outside *self = g_object_new (TYPE_OUTSIDE, NULL);

  self->path = g_strdup (path);
  return self;
}
