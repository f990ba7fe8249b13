/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include <glib/gi18n.h>

#include "cw-application.h"
#include "cw-data.h"
#include "cw-workbench.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (CwApplication) application = NULL;
  g_autofree char *locale = cw_data_locale_folder ();
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = cw_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_clear_object (&application);
  /* A request that ran when the last window went is finished, and its outcome kept. */
  cw_workbench_wait (CW_WORKBENCH_PATIENCE);
  return status;
}
