/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-plan.h"

G_BEGIN_DECLS

/**
 * CwPinImage:
 * @CW_PIN_IMAGE_UNKNOWN: the registry was not asked, or is out of reach
 * @CW_PIN_IMAGE_THERE: the registry has it
 * @CW_PIN_IMAGE_MISSING: it has not
 * @CW_PIN_IMAGE_OLDER: it is the first of its cycle, and the floating tag means a newer one
 *
 * What the registry says of an image.
 */
typedef enum {
  CW_PIN_IMAGE_UNKNOWN,
  CW_PIN_IMAGE_THERE,
  CW_PIN_IMAGE_MISSING,
  CW_PIN_IMAGE_OLDER,
} CwPinImage;

/**
 * CwPin:
 * @resolution: (unowned): the component, and what it resolves to before and after
 * @mention: (unowned) (nullable): the pin, where it has one: @choice and @options of it say how a person may decide
 * @image: what the registry says of the image that it will be
 *
 * What a component of a site runs, with what becomes of its pin.
 */
typedef struct {
  const CwResolution *resolution;
  const CwMention    *mention;
  CwPinImage          image;
} CwPin;

GArray     *cw_pins_list          (CwPlan      *plan,
                                   JsonObject  *images);
const char *cw_pin_image_to_word  (CwPinImage   image);
gboolean    cw_pin_is_pinned      (const CwPin *self);

G_END_DECLS
