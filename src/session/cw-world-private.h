/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-service.h"
#include "cw-http.h"
#include "cw-registry-service.h"
#include "cw-world.h"

G_BEGIN_DECLS

struct _CwWorld
{
  GObject parent_instance;

  CwProcedure *procedure;
  CwClock *clock;
  CwHttp *http;
  CwGitService *git;
  CwRegistryService *registry;
  GHashTable *handlers;    /* kind → CwHandler */
  GHashTable *snapshots;   /* "repository@commit" → CwSnapshot */
  GHashTable *trouble;     /* repository id → text: why the last fetch failed */
  char *script;            /* (nullable): where the announcements' script is, else it is looked for on PATH */
  CwWorldProgress progress;
  gpointer progress_data;
};

void cw_world_say        (CwWorld    *self,
                          const char *format,
                          ...) G_GNUC_PRINTF (2, 3);
void cw_world_put_text   (GHashTable *observations,
                          const char *text,
                          const char *format,
                          ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
