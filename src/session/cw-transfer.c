/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-transfer"

#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-history.h"
#include "cw-journal-copy.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-transfer-summary.h"
#include "cw-transfer.h"
#include "cw-worker.h"

/*
 * A preparation on its way to another machine. Nothing is sent by it: what the file says was done is compared with the
 * services when the preparation is opened and refreshed; approvals hold where the payload is still the same.
 */

void
cw_transfer_free (CwTransfer *self)
{
  g_free (self->id);
  g_free (self->actor);
  g_free (self->summary);
  g_free (self);
}

/**
 * cw_transfer_export:
 * @config: where and as whom
 * @id: a preparation's name
 * @path: the file to write
 * @error: where to store the reason
 *
 * Writes all of a preparation's journal into a file, whoever works on it meanwhile.
 *
 * Returns: whether the file is there
 */
gboolean
cw_transfer_export (const CwSessionConfig *config,
                    const char            *id,
                    const char            *path,
                    GError               **error)
{
  g_autofree char *from = NULL, *text = NULL;
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (CwJournalCopy) copy = NULL;

  g_return_val_if_fail (config != NULL && id != NULL && path != NULL, FALSE);
  cw_assert_in_worker ();

  from = cw_preparations_get_journal (config->data_dir, config->rehearsal, id);
  journal = cw_journal_open (from, CW_JOURNAL_READER, NULL, error);
  events = journal != NULL ? cw_journal_read (journal, 0, error) : NULL;
  if (events == NULL)
    return FALSE;
  copy = cw_journal_copy_new (id, config->rehearsal, config->actor, g_get_host_name (), g_get_real_time (),
                              events);
  text = cw_journal_copy_to_text (copy);
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return TRUE;
  cw_error_convert (error, _ ("Exporting the preparation"));
  return FALSE;
}

/* A file that another machine exported, once it was read. */
typedef struct {
  char *name; /* of the file, for messages */
  CwJournalCopy *copy;
  CwHistory *history;
  CwProcedure *procedure;
} Incoming;

static void
incoming_free (Incoming *self)
{
  g_free (self->name);
  g_clear_pointer (&self->copy, cw_journal_copy_free);
  g_clear_object (&self->history);
  g_clear_object (&self->procedure);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Incoming, incoming_free)

/* What is taken over must be something that this program could have written here. */
static gboolean
check_content (const CwSessionConfig *config,
               Incoming              *self,
               GError               **error)
{
  g_autofree char *own = g_build_filename (config->data_dir, "procedures", NULL);
  const char *procedure = cw_json_get_string (cw_history_get_creation (self->history), "procedure", "");
  GHashTableIter iter;
  gpointer key, value;

  self->procedure = cw_procedure_find (procedure, own, error);
  if (self->procedure == NULL)
    {
      g_prefix_error (error, _ ("%s can’t be taken over without its procedure, and nothing was changed: "),
                      self->name);
      return FALSE;
    }
  g_hash_table_iter_init (&iter, cw_history_get_facts (self->history));
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!JSON_NODE_HOLDS_NULL ((JsonNode *) value) && !cw_deployment_check_fact (self->procedure, key, value, error))
      {
        g_prefix_error (error, _ ("%s can’t be taken over, and nothing was changed: "), self->name);
        return FALSE;
      }
  return TRUE;
}

static Incoming *
read_incoming (const CwSessionConfig *config,
               const char            *path,
               GError               **error)
{
  g_autoptr (Incoming) self = g_new0 (Incoming, 1);
  g_autoptr (GBytes) content = cw_file_read (path, CW_JOURNAL_COPY_MAX_BYTES, error);
  gsize length = 0;
  const char *text = content != NULL ? g_bytes_get_data (content, &length) : NULL;

  self->name = g_filename_display_basename (path);
  if (content != NULL)
    self->copy = cw_journal_copy_parse (text != NULL ? text : "", length, self->name, error);
  if (self->copy == NULL)
    return NULL;
  self->history = cw_history_new ();
  cw_history_apply_all (self->history, self->copy->events);
  return check_content (config, self, error) ? g_steal_pointer (&self) : NULL;
}

static char *
describe_event (CwEvent *event)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (cw_event_get_time (event) / G_USEC_PER_SEC);
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");
  const char *about = cw_event_get_effect_id (event);

  /* Translators: an entry of the journal: its time, its kind (a fixed word), what it is about, who made it. */
  return g_strdup_printf (_ ("%s, “%s” %s by %s"), clock, cw_event_get_event_type (event), about != NULL ? about : "",
                          cw_event_get_actor (event));
}

/* What it brings to the entries that are here. Where both went on from a common beginning nobody but a person can say
 * which of them counts. */
static gboolean
compare (Incoming    *self,
         GPtrArray   *here,
         CwTransfer  *transfer,
         GError     **error)
{
  CwJournalCopy *copy = self->copy;
  int at = cw_journal_copy_find_difference (copy, here);
  g_autofree char *ours = NULL, *theirs = NULL;

  transfer->n_taken = copy->events->len > here->len ? copy->events->len - here->len : 0;
  transfer->n_ahead = here->len > copy->events->len ? here->len - copy->events->len : 0;
  if (at < 0)
    return TRUE;
  ours = describe_event (here->pdata[at]);
  theirs = describe_event (copy->events->pdata[at]);
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("The preparation %s is here already, and went another way than %s. From entry %d on they differ: here "
                  "%s, in the file %s. Nothing was changed: go on with one of them, and refresh it; it finds what the "
                  "other one made."),
               copy->id, self->name, at + 1, ours, theirs);
  return FALSE;
}

/* The journal tells from where it came. */
static gboolean
note_taking (CwJournal              *journal,
             const CwSessionConfig  *config,
             CwJournalCopy          *copy,
             GError                **error)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (copy->time / G_USEC_PER_SEC);
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("?");
  /* Translators: who, and when: a day and the hours. */
  g_autofree char *text = g_strdup_printf (_ ("Taken over from a file that %s exported on %s"), copy->actor, clock);
  g_autoptr (JsonObject) data = cw_json_object ("text", text, NULL);
  g_autoptr (CwEvent) event = cw_journal_append (journal, CW_EVENT_NOTE, NULL, config->actor, data, error);

  return event != NULL;
}

static gboolean
take (CwJournal              *journal,
      const CwSessionConfig  *config,
      Incoming               *self,
      CwTransfer             *transfer,
      GError                **error)
{
  g_autoptr (GPtrArray) here = cw_journal_read (journal, 0, error);

  if (here == NULL || !compare (self, here, transfer, error))
    return FALSE;
  return transfer->n_taken == 0
         || (cw_journal_take (journal, self->copy->events, here->len, error)
             && note_taking (journal, config, self->copy, error));
}

/* A journal that was made for this and stayed empty is none. */
static void
remove_made (const char *path)
{
  static const char *const endings[] = { "-wal", "-shm", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *one = g_strconcat (path, endings[i], NULL);

      g_unlink (one);
    }
}

static gboolean
take_into (const CwSessionConfig  *config,
           Incoming               *self,
           CwTransfer             *transfer,
           GError                **error)
{
  CwJournalCopy *copy = self->copy;
  g_autofree char *path = cw_preparations_get_journal (config->data_dir, copy->rehearsal, copy->id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDateTime) now = copy->rehearsal && config->now != NULL ? cw_clock_parse (config->now, NULL) : NULL;
  g_autoptr (CwClock) clock = now != NULL ? cw_clock_new_at (now) : cw_clock_new ();
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (CwJournal) journal = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The folder %s can’t be made: %s"), folder,
                   g_strerror (errno));
      return FALSE;
    }
  journal = cw_journal_open (path, CW_JOURNAL_OWNER, clock, error);
  if (journal == NULL)
    return FALSE;
  if (take (journal, config, self, transfer, error))
    return TRUE;
  g_clear_object (&journal);
  if (!there)
    remove_made (path);
  return FALSE;
}

static CwTransfer *
make_transfer (const CwJournalCopy *copy)
{
  CwTransfer *transfer = g_new0 (CwTransfer, 1);

  transfer->id = g_strdup (copy->id);
  transfer->rehearsal = copy->rehearsal;
  transfer->actor = g_strdup (copy->actor);
  transfer->time = copy->time;
  return transfer;
}

/* What of it is here already; none where there is no such preparation. */
static gboolean
compare_with_here (const CwSessionConfig  *config,
                   Incoming               *self,
                   CwTransfer             *transfer,
                   GError                **error)
{
  g_autofree char *path = cw_preparations_get_journal (config->data_dir, self->copy->rehearsal, self->copy->id);
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (CwJournal) journal = there ? cw_journal_open (path, CW_JOURNAL_READER, NULL, error) : NULL;
  g_autoptr (GPtrArray) here = there ? NULL : g_ptr_array_new ();

  if (journal != NULL)
    here = cw_journal_read (journal, 0, error);
  return here != NULL && compare (self, here, transfer, error);
}

/**
 * cw_transfer_read:
 * @config: where and as whom; whether it is a rehearsal, the file says
 * @path: a file that cw_transfer_export() wrote on another machine
 * @error: where to store why it can't be taken over
 *
 * Looks what a file would bring, and changes nothing.
 *
 * Returns: (transfer full) (nullable): what would become of it
 */
CwTransfer *
cw_transfer_read (const CwSessionConfig *config,
                  const char            *path,
                  GError               **error)
{
  g_autoptr (Incoming) self = NULL;
  g_autoptr (CwTransfer) transfer = NULL;
  g_autoptr (GDateTime) now = NULL;

  g_return_val_if_fail (config != NULL && config->data_dir != NULL && path != NULL, NULL);
  cw_assert_in_worker ();

  self = read_incoming (config, path, error);
  transfer = self != NULL ? make_transfer (self->copy) : NULL;
  if (transfer == NULL || !compare_with_here (config, self, transfer, error))
    return NULL;
  if (transfer->rehearsal && config->now != NULL)
    now = cw_clock_parse (config->now, NULL);
  if (now == NULL)
    now = g_date_time_new_now_utc ();
  transfer->summary = cw_transfer_summarise (self->copy, self->history, self->procedure,
                                             self->copy->events->len - transfer->n_taken, now);
  return g_steal_pointer (&transfer);
}

/**
 * cw_transfer_import:
 * @config: where and as whom; whether it is a rehearsal, the file says
 * @path: a file that cw_transfer_export() wrote on another machine
 * @error: where to store %CW_ERROR_INVALID_DATA (foreign, damaged or newer), %CW_ERROR_CONFLICT (there is one here that
 *   went another way), %CW_ERROR_BUSY or why it can't be read or written; nothing was changed then
 *
 * Takes a preparation over, as a new one, or as what follows in the one that is here. Nothing is sent; whoever opens it
 * then refreshes it, which compares what the file says with the services.
 *
 * Returns: (transfer full) (nullable): what became of it
 */
CwTransfer *
cw_transfer_import (const CwSessionConfig *config,
                    const char            *path,
                    GError               **error)
{
  g_autoptr (Incoming) self = NULL;
  g_autoptr (CwTransfer) transfer = NULL;

  g_return_val_if_fail (config != NULL && config->data_dir != NULL && path != NULL, NULL);
  cw_assert_in_worker ();

  self = read_incoming (config, path, error);
  if (self == NULL)
    return NULL;
  transfer = make_transfer (self->copy);
  return take_into (config, self, transfer, error) ? g_steal_pointer (&transfer) : NULL;
}

/**
 * cw_transfer_to_text:
 * @self: what became of a file
 *
 * Returns: (transfer full): that, for a person
 */
char *
cw_transfer_to_text (const CwTransfer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->n_taken > 0)
    return g_strdup_printf (ngettext ("%s: %u entry of %s is taken over; from now on work on it here alone",
                                      "%s: %u entries of %s are taken over; from now on work on it here alone",
                                      self->n_taken),
                            self->id, self->n_taken, self->actor);
  if (self->n_ahead == 0)
    return g_strdup_printf (_ ("%s: the file has nothing that isn’t here"), self->id);
  return g_strdup_printf (ngettext ("%s: the file has nothing that isn’t here, and %u entry less",
                                    "%s: the file has nothing that isn’t here, and %u entries less", self->n_ahead),
                          self->id, self->n_ahead);
}
