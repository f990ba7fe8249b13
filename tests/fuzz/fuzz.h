/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What libFuzzer, or fuzz-main.c in its place, calls: the first once, the second for each input. */
int       LLVMFuzzerInitialize   (int            *argc,
                                  char         ***argv);
int       LLVMFuzzerTestOneInput (const guint8   *data,
                                  size_t          size);

char     *fuzz_text              (const guint8   *data,
                                  size_t          size);
GBytes   *fuzz_bytes             (const guint8   *data,
                                  size_t          size);
void      fuzz_assert_refused    (gconstpointer   result,
                                  const GError   *error);
gboolean  fuzz_has_double        (JsonNode       *node);

G_END_DECLS
