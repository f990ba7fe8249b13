/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-procedure.h"
#include "fuzz.h"

/* A procedure that is taken can be asked for everything. */
static void
look_through (CwProcedure *procedure)
{
  static const CwCycle cycles[] = { { 'c', 45, CW_CYCLE_NO_REVISION }, { 'c', 44, 3 } };
  GPtrArray *sites = cw_procedure_get_sites (procedure), *repositories = cw_procedure_get_repositories (procedure);

  for (guint i = 0; i < sites->len; i++)
    for (guint j = 0; j < repositories->len; j++)
      cw_procedure_get_site_files (procedure, repositories->pdata[j], ((const CwSite *) sites->pdata[i])->id);
  for (guint i = 0; i < G_N_ELEMENTS (cycles); i++)
    cw_procedure_get_schedule (procedure, &cycles[i]);
  g_assert_nonnull (cw_procedure_get_id (procedure));
  g_assert_nonnull (cw_procedure_get_title (procedure));
  g_assert_nonnull (cw_procedure_get_time_zone (procedure));
  g_assert_nonnull (cw_procedure_get_stages (procedure));
}

/* And its own text makes it again: that is what a journal keeps of it. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fuzz_bytes (data, size);
  const char *text = size > 0 ? g_bytes_get_data (bytes, NULL) : "";
  g_autoptr (CwProcedure) procedure = cw_procedure_parse (text, (gssize) size, "fuzz.json", &error);
  g_autoptr (CwProcedure) again = NULL;

  fuzz_assert_refused (procedure, error);
  if (procedure == NULL)
    return 0;
  look_through (procedure);
  again = cw_procedure_parse (cw_procedure_get_text (procedure), -1, "again.json", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_procedure_get_id (again), ==, cw_procedure_get_id (procedure));
  return 0;
}
