/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk-files"

#include "config.h"

#include "cw-desk-files.h"
#include "cw-desk-private.h"
#include "cw-hand-edit.h"

typedef enum {
  ERRAND_LIST,
  ERRAND_READ,
  ERRAND_SAVE,
  ERRAND_UNDO,
  ERRAND_DRAFT,
} ErrandKind;

/* What is asked, and what came of it. The worker has it to itself while it runs; the task owns it. */
typedef struct {
  ErrandKind kind;
  char *site;
  char *repository;
  char *path;
  CwFileText *file;   /* (nullable): a copy of what the person had before them; replaced by the file as it is then */
  GBytes *text;       /* (nullable) */
  gboolean may_break;
  GPtrArray *files;   /* (nullable): the list */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free (errand->site);
  g_free (errand->repository);
  g_free (errand->path);
  g_clear_pointer (&errand->file, cw_file_text_free);
  g_clear_pointer (&errand->text, g_bytes_unref);
  g_clear_pointer (&errand->files, g_ptr_array_unref);
  g_free (errand);
}

static Errand *
errand_new (ErrandKind  kind,
            const char *site,
            const char *repository,
            const char *path)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->kind = kind;
  errand->site = g_strdup (site);
  errand->repository = g_strdup (repository);
  errand->path = g_strdup (path);
  return errand;
}

static Errand *
errand_new_for (ErrandKind        kind,
                const CwFileText *file,
                GBytes           *text)
{
  Errand *errand = errand_new (kind, file->site, file->repository, file->path);

  errand->file = cw_file_text_copy (file);
  errand->text = text != NULL ? g_bytes_ref (text) : NULL;
  return errand;
}

static gboolean
read_again (CwSession     *session,
            Errand        *errand,
            GCancellable  *cancellable,
            GError       **error)
{
  g_clear_pointer (&errand->file, cw_file_text_free);
  errand->file = cw_session_read_file (session, errand->site, errand->repository, errand->path, cancellable, error);
  return errand->file != NULL;
}

/* What can't be saved is kept, whatever becomes of the window meanwhile. */
static gboolean
save (CwSession     *session,
      Errand        *errand,
      GCancellable  *cancellable,
      GError       **error)
{
  if (cw_session_edit_file (session, errand->file, errand->text, errand->may_break, error))
    return read_again (session, errand, cancellable, error);
  if (errand->text != NULL)
    cw_session_keep_draft (session, errand->file, errand->text, NULL);
  return FALSE;
}

/* In the session's worker. */
static gboolean
do_errand (CwSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  Errand *errand = data;

  switch (errand->kind)
    {
    case ERRAND_LIST:
      errand->files = cw_session_list_files (session, errand->site, errand->repository, cancellable, error);
      return errand->files != NULL;
    case ERRAND_READ:
      return read_again (session, errand, cancellable, error);
    case ERRAND_SAVE:
      return save (session, errand, cancellable, error);
    case ERRAND_UNDO:
      return cw_session_undo_edit (session, errand->file, error) && read_again (session, errand, cancellable, error);
    case ERRAND_DRAFT:
      return cw_session_keep_draft (session, errand->file, errand->text, error);
    default:
      g_assert_not_reached ();
    }
}

/* Who waits for an errand's end. */
typedef struct {
  GAsyncReadyCallback callback;   /* (nullable) */
  gpointer user_data;
} Waiter;

/* What is typed and not saved is known at the desk, so that a row can say so. */
static void
note_draft (CwDesk       *self,
            const Errand *errand,
            gboolean      done)
{
  g_autofree char *key = cw_hand_edit_make_key (errand->site, errand->repository, errand->path);
  CwDrafts *drafts = cw_desk_get_drafts (self);

  if (drafts == NULL)
    return;
  if (errand->kind == ERRAND_DRAFT && done)
    cw_drafts_note (drafts, key, errand->text != NULL);
  else if (errand->kind == ERRAND_SAVE && !done)
    cw_drafts_note (drafts, key, errand->text != NULL);
  else if (done && errand->file != NULL)
    cw_drafts_note (drafts, key, errand->file->draft != NULL);
}

static void
errand_ended (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Waiter *waiter = user_data;
  const Errand *errand = g_task_get_task_data (G_TASK (result));

  if (errand->path != NULL)
    note_draft (CW_DESK (source), errand, !g_task_had_error (G_TASK (result)));
  if (waiter->callback != NULL)
    waiter->callback (source, result, waiter->user_data);
}

static void
start (CwDesk              *self,
       Errand              *errand,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->callback = callback;
  waiter->user_data = user_data;
  cw_desk_run_errand (self, do_errand, errand, errand_free, cancellable, errand_ended, waiter);
}

/**
 * cw_desk_list_files:
 * @self: a desk with a preparation
 * @site: id of a site
 * @repository: id of a repository
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done; it calls cw_desk_list_finish()
 * @user_data: for @callback
 *
 * Lists the files that can be edited.
 */
void
cw_desk_list_files (CwDesk              *self,
                    const char          *site,
                    const char          *repository,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL && repository != NULL);

  start (self, errand_new (ERRAND_LIST, site, repository, NULL), cancellable, callback, user_data);
}

/**
 * cw_desk_read_file:
 * @self: a desk with a preparation
 * @site: id of a site
 * @repository: id of a repository
 * @path: path of a file, also of one that shall be made
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done; it calls cw_desk_file_finish()
 * @user_data: for @callback
 *
 * Reads a file as it is edited.
 */
void
cw_desk_read_file (CwDesk              *self,
                   const char          *site,
                   const char          *repository,
                   const char          *path,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL && repository != NULL && path != NULL);

  start (self, errand_new (ERRAND_READ, site, repository, path), cancellable, callback, user_data);
}

/**
 * cw_desk_save_file:
 * @self: a desk with a preparation
 * @file: the file as the person had it before them
 * @text: (nullable): what they made of it; %NULL takes it away
 * @may_break: their word that it may be one that can't be read
 * @callback: called when it is done; it calls cw_desk_file_finish()
 * @user_data: for @callback
 *
 * Lets what a person made of a file join the change set.
 */
void
cw_desk_save_file (CwDesk              *self,
                   const CwFileText    *file,
                   GBytes              *text,
                   gboolean             may_break,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  Errand *errand;

  g_return_if_fail (CW_IS_DESK (self) && file != NULL);

  errand = errand_new_for (ERRAND_SAVE, file, text);
  errand->may_break = may_break;
  start (self, errand, NULL, callback, user_data);
}

/**
 * cw_desk_undo_edit:
 * @self: a desk with a preparation
 * @file: an edited file
 * @callback: called when it is done; it calls cw_desk_file_finish()
 * @user_data: for @callback
 *
 * Takes what a person made of a file back.
 */
void
cw_desk_undo_edit (CwDesk              *self,
                   const CwFileText    *file,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && file != NULL);

  start (self, errand_new_for (ERRAND_UNDO, file, NULL), NULL, callback, user_data);
}

/**
 * cw_desk_keep_draft:
 * @self: a desk with a preparation
 * @file: the file as the person had it before them
 * @text: (nullable): what they made of it and didn't save; %NULL for nothing
 *
 * Keeps what is half typed. Nobody waits for it: it is kept again with the next change.
 */
void
cw_desk_keep_draft (CwDesk           *self,
                    const CwFileText *file,
                    GBytes           *text)
{
  g_return_if_fail (CW_IS_DESK (self) && file != NULL);

  start (self, errand_new_for (ERRAND_DRAFT, file, text), NULL, NULL, NULL);
}

/**
 * cw_desk_list_unsaved:
 * @self: a desk with a preparation
 * @site: id of a site
 * @repository: id of a repository
 *
 * Returns: (transfer full): paths of the files of which a person typed something that they didn't save
 */
GStrv
cw_desk_list_unsaved (CwDesk     *self,
                      const char *site,
                      const char *repository)
{
  g_autofree char *prefix = NULL;

  g_return_val_if_fail (CW_IS_DESK (self) && site != NULL && repository != NULL, NULL);

  prefix = cw_hand_edit_make_key (site, repository, "");
  return cw_drafts_list (cw_desk_get_drafts (self), prefix);
}

/**
 * cw_desk_list_finish:
 * @self: a desk
 * @result: what the callback was given
 * @error: where to store the reason
 *
 * Returns: (transfer full) (element-type CwFileEntry) (nullable): the files
 */
GPtrArray *
cw_desk_list_finish (CwDesk        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  Errand *errand = cw_desk_finish_errand (self, result, error);

  return errand != NULL ? g_steal_pointer (&errand->files) : NULL;
}

/**
 * cw_desk_file_finish:
 * @self: a desk
 * @result: what the callback was given
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): the file as it is now
 */
CwFileText *
cw_desk_file_finish (CwDesk        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  Errand *errand = cw_desk_finish_errand (self, result, error);

  return errand != NULL ? g_steal_pointer (&errand->file) : NULL;
}
