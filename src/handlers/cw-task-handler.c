/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-task-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-task-handler.h"

struct _CwTaskHandler
{
  GObject parent_instance;
};

static void cw_task_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwTaskHandler, cw_task_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_task_handler_iface_init))

static void
cw_task_handler_class_init (CwTaskHandlerClass *klass)
{
}

static void
cw_task_handler_init (CwTaskHandler *self)
{
}

static CwFinding *
cw_task_handler_find (CwHandler    *handler,
                      CwEffect     *effect,
                      GCancellable *cancellable,
                      GError      **error)
{
  return cw_finding_new (CW_FINDING_NOTHING, _ ("nowhere: only a person knows"));
}

static void
ask_person (CwEffect *effect,
            GError  **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON, _ ("“%s” is done by a person: do it, then say so here"),
               cw_effect_get_title (effect));
}

static JsonObject *
cw_task_handler_perform (CwHandler    *handler,
                         CwEffect     *effect,
                         GCancellable *cancellable,
                         GError      **error)
{
  ask_person (effect, error);
  return NULL;
}

static JsonObject *
cw_task_handler_amend (CwHandler    *handler,
                       CwEffect     *effect,
                       JsonObject   *outcome,
                       GCancellable *cancellable,
                       GError      **error)
{
  ask_person (effect, error);
  return NULL;
}

static CwFinding *
cw_task_handler_verify (CwHandler    *handler,
                        CwEffect     *effect,
                        JsonObject   *outcome,
                        GCancellable *cancellable,
                        GError      **error)
{
  return cw_finding_new (CW_FINDING_CANT_TELL, _ ("nowhere: a person’s word stands for it"));
}

static void
cw_task_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_task_handler_find;
  iface->perform = cw_task_handler_perform;
  iface->amend = cw_task_handler_amend;
  iface->verify = cw_task_handler_verify;
}

/**
 * cw_task_handler_new:
 *
 * Returns: (transfer full): what sends people to work
 */
CwHandler *
cw_task_handler_new (void)
{
  return g_object_new (CW_TYPE_TASK_HANDLER, NULL);
}
