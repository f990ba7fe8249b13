/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pages"

#include "config.h"

#include "cw-announcement-page.h"
#include "cw-build-page.h"
#include "cw-configuration-page.h"
#include "cw-cycle-page.h"
#include "cw-handover-page.h"
#include "cw-page-page.h"
#include "cw-pages.h"
#include "cw-tickets-page.h"

/* The pages that show more than every stage has. */
static const struct {
  const char *id;
  GType (*get_type) (void);
} pages[] = {
  { "announcement", cw_announcement_page_get_type },
  { "build", cw_build_page_get_type },
  { "configuration", cw_configuration_page_get_type },
  { "cycle", cw_cycle_page_get_type },
  { "handover", cw_handover_page_get_type },
  { "page", cw_page_page_get_type },
  { "science-platform", cw_configuration_page_get_type },
  { "tickets", cw_tickets_page_get_type },
};

/**
 * cw_pages_make:
 * @stage_id: id of a stage
 *
 * Returns: (transfer floating): its page, not yet set up
 */
GtkWidget *
cw_pages_make (const char *stage_id)
{
  g_return_val_if_fail (stage_id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].id, stage_id))
      return g_object_new (pages[i].get_type (), NULL);
  return g_object_new (CW_TYPE_STAGE_PAGE, NULL);
}
